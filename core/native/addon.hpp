// What the files of the addon share: reading arguments and failing in JavaScript. Whatever a caller passes, it is read
// here and only here, so that a wrong value is an error in JavaScript and never a wrong access.
#pragma once
#include <node_api.h>
#include <stddef.h>
#include <stdint.h>

#include <memory>
#include <mutex>
#include <new>

#include "../src/call.hpp"
#include "../src/isa.hpp"

namespace geneglot::addon {

/** One computation at a time: all models share the thread pool and the choice of kernels. */
inline std::mutex computing;

/** Throws an error in JavaScript, unless one is thrown already; returns false. */
bool fail(napi_env env, const char* message);

/** The arguments of a call; throws in JavaScript unless there are `fewest` to N. Those not given are undefined. */
template <size_t N>
bool arguments(napi_env env, napi_callback_info info, napi_value (&values)[N], size_t fewest = N) {
  size_t count = N;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  if (count >= fewest && count <= N) return true;
  fail(env, "wrong number of arguments");
  return false;
}

/** Reads a whole number from `lowest` to `highest`; throws in JavaScript and returns false for anything else. */
bool read_whole(napi_env env, napi_value value, const char* name, double lowest, double highest, double* to);

/** The one way of a whole number across the border: the range lies inside T, so that the conversion is defined. */
template <class T>
bool whole_number(napi_env env, napi_value value, const char* name, T lowest, T highest, T* to) {
  double number = 0;
  if (!read_whole(env, value, name, (double)lowest, (double)highest, &number)) return false;
  *to = (T)number;
  return true;
}

/** A number from 0 up to, not including, 1. */
bool share(napi_env env, napi_value value, const char* name, double* to);

bool truth(napi_env env, napi_value value, const char* name, bool* to);

/** How many threads compute: any whole number from 1 on, of which the core uses what it can. */
bool threads_of(napi_env env, napi_value value, int* to);

/** The kernels a name stands for, '' for the best in 32-bit floats; throws in JavaScript and returns null without them. */
const Kernels* kernels_of(napi_env env, napi_value value);

napi_value to_number(napi_env env, double number);

struct ArrayView {
  size_t length;
  void* data;
};

/** A typed array as it is now (a detached one has no length); throws in JavaScript unless it is of the type. */
bool array_of(napi_env env, napi_value value, const char* name, napi_typedarray_type type, ArrayView* to);

/** Numbers of the caller's, copied: its array may change, shrink or be taken away while a call waits or computes. */
template <class T>
class Copied {
 public:
  bool take(napi_env env, napi_value value, const char* name, napi_typedarray_type type) {
    ArrayView view;
    if (!array_of(env, value, name, type, &view)) return false;
    numbers_.reset(new (std::nothrow) T[view.length]);
    if (!numbers_) return fail(env, "there is not enough memory for the numbers of this call");
    if (view.length > 0) __builtin_memcpy(numbers_.get(), view.data, view.length * sizeof(T));
    count_ = view.length;
    return true;
  }
  Span<const T> span() const { return {numbers_.get(), count_}; }

 private:
  std::unique_ptr<T[]> numbers_;
  uint64_t count_ = 0;
};

/** An ArrayBuffer that no other JavaScript holds, so that nobody takes its memory away while a call computes. */
struct Buffer {
  napi_value value;
  void* data;
  size_t bytes;

  template <class T>
  Span<T> as() const {
    return {static_cast<T*>(data), bytes / sizeof(T)};
  }
};

/** A new one, all 0. */
bool make_buffer(napi_env env, uint64_t bytes, Buffer* to);
/** The one behind a Float32Array, which must be all of it; the caller's array is empty afterwards. */
bool take_buffer(napi_env env, napi_value array, const char* name, Buffer* to);

// The functions of the addon, see addon.cpp.
napi_value create_model(napi_env env, napi_callback_info info);
napi_value dispose_model(napi_env env, napi_callback_info info);
napi_value memory_bytes(napi_env env, napi_callback_info info);
napi_value step_count(napi_env env, napi_callback_info info);
napi_value copy_tensor(napi_env env, napi_callback_info info);
napi_value run(napi_env env, napi_callback_info info);
napi_value matrix_operation(napi_env env, napi_callback_info info);

}  // namespace geneglot::addon
