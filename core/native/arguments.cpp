// Reading arguments from JavaScript: each is checked for its type and its range.
#include <stdio.h>

#include "../src/parallel.hpp"
#include "addon.hpp"

namespace geneglot::addon {
namespace {

bool fail_range(napi_env env, const char* name, double found, const char* expected) {
  char message[200];
  snprintf(message, sizeof message, "%s is %.17g: expected %s", name, found, expected);
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_range_error(env, nullptr, message);
  return false;
}

bool fail_type(napi_env env, const char* name, const char* expected) {
  char message[200];
  snprintf(message, sizeof message, "%s is of the wrong type: expected %s", name, expected);
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_type_error(env, nullptr, message);
  return false;
}

bool find_memory(napi_env env, Buffer* to) {
  return napi_get_arraybuffer_info(env, to->value, &to->data, &to->bytes) == napi_ok ||
         fail(env, "the memory of a call is no ArrayBuffer");
}

/** A function of the global object, called as one; throws in JavaScript what it throws. */
bool call_global(napi_env env, const char* name, size_t count, const napi_value* values, napi_value* result) {
  napi_value global, function;
  return (napi_get_global(env, &global) == napi_ok &&
          napi_get_named_property(env, global, name, &function) == napi_ok &&
          napi_call_function(env, global, function, count, values, result) == napi_ok) ||
         fail(env, "the memory of a call cannot be taken over");
}

}  // namespace

bool fail(napi_env env, const char* message) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_error(env, nullptr, message);
  return false;
}

bool read_whole(napi_env env, napi_value value, const char* name, double lowest, double highest, double* to) {
  if (napi_get_value_double(env, value, to) != napi_ok) return fail_type(env, name, "a number");
  // False for NaN too. Beyond 2^53 all numbers are whole, but none of those is in a range.
  if (*to >= lowest && *to <= highest && (double)(int64_t)*to == *to) return true;
  char expected[80];
  snprintf(expected, sizeof expected, "a whole number in %.17g … %.17g", lowest, highest);
  return fail_range(env, name, *to, expected);
}

bool share(napi_env env, napi_value value, const char* name, double* to) {
  if (napi_get_value_double(env, value, to) != napi_ok) return fail_type(env, name, "a number");
  return (*to >= 0 && *to < 1) || fail_range(env, name, *to, "at least 0 and less than 1");
}

bool truth(napi_env env, napi_value value, const char* name, bool* to) {
  return napi_get_value_bool(env, value, to) == napi_ok || fail_type(env, name, "true or false");
}

bool threads_of(napi_env env, napi_value value, int* to) {
  if (!whole_number(env, value, "threads", 1, INT32_MAX, to)) return false;
  *to = *to < kMaxThreads ? *to : kMaxThreads;
  return true;
}

const Kernels* kernels_of(napi_env env, napi_value value) {
  char name[32] = "";
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, name, sizeof name, &length) != napi_ok) {
    fail_type(env, "the instruction set", "a text");
    return nullptr;
  }
  const Kernels* const kernels = find_kernels(length ? name : nullptr);
  if (!kernels) fail(env, "this processor does not have the instruction set that was asked for");
  return kernels;
}

napi_value to_number(napi_env env, double number) {
  napi_value value = nullptr;
  napi_create_double(env, number, &value);
  return value;
}

bool array_of(napi_env env, napi_value value, const char* name, napi_typedarray_type type, ArrayView* to) {
  static const char* const kNames[] = {"Int8Array",   "Uint8Array",  "Uint8ClampedArray", "Int16Array",   "Uint16Array",
                                       "Int32Array",  "Uint32Array", "Float32Array",      "Float64Array"};
  napi_typedarray_type found;
  if (napi_get_typedarray_info(env, value, &found, &to->length, &to->data, nullptr, nullptr) != napi_ok ||
      found != type) {
    return fail_type(env, name, kNames[type]);
  }
  return true;
}

bool make_buffer(napi_env env, uint64_t bytes, Buffer* to) {
  // The constructor throws where there is no memory; Node-API's own function would end the process.
  napi_value global, constructor, length;
  napi_create_double(env, (double)bytes, &length);
  const bool made = napi_get_global(env, &global) == napi_ok &&
                    napi_get_named_property(env, global, "ArrayBuffer", &constructor) == napi_ok &&
                    napi_new_instance(env, constructor, 1, &length, &to->value) == napi_ok;
  return made ? find_memory(env, to) : fail(env, "there is not enough memory for the answer");
}

bool take_buffer(napi_env env, napi_value array, const char* name, Buffer* to) {
  ArrayView view;
  napi_value buffer, options, list;
  size_t offset = 0;
  bool is_own = false;
  if (!array_of(env, array, name, napi_float32_array, &view)) return false;
  napi_get_typedarray_info(env, array, nullptr, nullptr, nullptr, &buffer, &offset);
  napi_is_arraybuffer(env, buffer, &is_own);
  if (!is_own) return fail_type(env, name, "an array that is not shared");
  to->value = buffer;
  if (!find_memory(env, to)) return false;
  if (offset != 0 || to->bytes != view.length * sizeof(float)) return fail_type(env, name, "all of its ArrayBuffer");
  napi_create_object(env, &options);
  napi_create_array_with_length(env, 1, &list);
  napi_set_element(env, list, 0, buffer);
  napi_set_named_property(env, options, "transfer", list);
  const napi_value values[] = {buffer, options};
  return call_global(env, "structuredClone", 2, values, &to->value) && find_memory(env, to);
}

}  // namespace geneglot::addon
