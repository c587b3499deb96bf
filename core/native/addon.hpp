// What the files of the addon share: reading arguments, failing in JavaScript, and the lock on the thread pool.
#pragma once
#include <node_api.h>

#include <mutex>

#include "../src/isa.hpp"

namespace geneglot::addon {

/** One computation at a time: all models share the thread pool and the choice of kernels. */
inline std::mutex computing;

inline napi_value fail(napi_env env, const char* message) {
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

inline double number_of(napi_env env, napi_value value) {
  double number = 0;
  napi_get_value_double(env, value, &number);
  return number;
}

inline napi_value to_number(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

struct ArrayView {
  napi_typedarray_type type;
  size_t length;
  void* data;
};

inline ArrayView array_of(napi_env env, napi_value value) {
  ArrayView view = {napi_int8_array, 0, nullptr};
  napi_get_typedarray_info(env, value, &view.type, &view.length, &view.data, nullptr, nullptr);
  return view;
}

template <size_t N>
bool arguments(napi_env env, napi_callback_info info, napi_value (&values)[N]) {
  size_t count = N;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  if (count == N) return true;
  fail(env, "wrong number of arguments");
  return false;
}

/** The kernels a name stands for: '' is the best in 32-bit floats; throws in JavaScript and returns null without them. */
inline const Kernels* kernels_of(napi_env env, napi_value value) {
  char name[32] = "";
  size_t length = 0;
  napi_get_value_string_utf8(env, value, name, sizeof name, &length);
  const Kernels* const kernels = find_kernels(length ? name : nullptr);
  if (!kernels) fail(env, "this processor does not have the instruction set that was asked for");
  return kernels;
}

/** A reference to all of `values`, so that nothing they hold is collected while a computation runs. */
inline napi_ref keep_alive(napi_env env, const napi_value* values, size_t count) {
  napi_value list;
  napi_ref reference;
  napi_create_array_with_length(env, count, &list);
  for (size_t i = 0; i < count; i++) napi_set_element(env, list, (uint32_t)i, values[i]);
  napi_create_reference(env, list, 1, &reference);
  return reference;
}

inline void queue_work(napi_env env, napi_async_execute_callback execute, napi_async_complete_callback complete,
                       void* data, napi_async_work* work) {
  napi_value name;
  napi_create_string_utf8(env, "geneglot", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, nullptr, name, execute, complete, data, work);
  napi_queue_async_work(env, *work);
}

/** matrixOperation(isa, threads, operation, n, ints, matrix) → Promise<number>, see matrices.cpp. */
napi_value matrix_operation(napi_env env, napi_callback_info info);

}  // namespace geneglot::addon
