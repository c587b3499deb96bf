// Models from JavaScript: their life, their steps and their tensors.
#include "models.hpp"

namespace geneglot::addon {
namespace {

napi_value wrap(napi_env env, Handle* handle) {
  const auto finalize = [](napi_env, void* data, void*) {
    static_cast<Handle*>(data)->released = true;
    static_cast<Handle*>(data)->free_if_unused();
  };
  napi_value external = nullptr;
  // It fails in a thread of Node's that is being ended.
  if (napi_create_external(env, handle, finalize, nullptr, &external) != napi_ok) finalize(env, handle, nullptr);
  return external;
}

/** A model whose memory no call is changing; throws in JavaScript and returns null for others. */
Handle* idle_handle_of(napi_env env, napi_value value) {
  Handle* const handle = handle_of(env, value);
  if (!handle || handle->calls == 0) return handle;
  fail(env, "a call on this model has not ended");
  return nullptr;
}

}  // namespace

Handle* handle_of(napi_env env, napi_value value) {
  void* handle = nullptr;
  if (napi_get_value_external(env, value, &handle) != napi_ok || !handle) {
    fail(env, "this is no model");
    return nullptr;
  }
  if (!static_cast<Handle*>(handle)->disposed) return static_cast<Handle*>(handle);
  fail(env, "the model has been disposed of");
  return nullptr;
}

napi_value create_model(napi_env env, napi_callback_info info) {
  napi_value values[6];
  int architecture = 0;
  Copied<int32_t> shape;
  double dropout = 0;
  uint32_t seed = 0;
  bool trainable = false;
  if (!arguments(env, info, values)) return nullptr;
  const Kernels* const kernels = kernels_of(env, values[0]);
  if (!kernels || !whole_number(env, values[1], "the architecture", 0, 2, &architecture) ||
      !shape.take(env, values[2], "the shape", napi_int32_array) || !share(env, values[3], "dropout", &dropout) ||
      !whole_number(env, values[4], "the seed", 0u, UINT32_MAX, &seed) ||
      !truth(env, values[5], "trainable", &trainable)) {
    return nullptr;
  }
  const Backend* const backend = find_cpu_backend(architecture);
  const bool possible =
      shape.span().count == (uint64_t)backend->shape_numbers && backend->is_possible(shape.span().at, dropout);
  if (!possible) return fail(env, "there is no model of this shape"), nullptr;
  void* const model = backend->create(shape.span().at, dropout, seed, trainable);
  if (!model) return fail(env, "there is not enough memory for this model"), nullptr;
  return wrap(env, new Handle{backend, model, kernels, backend->bytes(model), backend->step(model)});
}

napi_value dispose_model(napi_env env, napi_callback_info info) {
  napi_value values[1];
  void* handle = nullptr;
  if (!arguments(env, info, values)) return nullptr;
  if (napi_get_value_external(env, values[0], &handle) != napi_ok || !handle) {
    return fail(env, "this is no model"), nullptr;
  }
  static_cast<Handle*>(handle)->disposed = true;
  static_cast<Handle*>(handle)->free_if_unused();
  return nullptr;
}

napi_value memory_bytes(napi_env env, napi_callback_info info) {
  napi_value values[1];
  if (!arguments(env, info, values)) return nullptr;
  const Handle* const handle = handle_of(env, values[0]);
  return handle ? to_number(env, (double)handle->bytes) : nullptr;
}

napi_value step_count(napi_env env, napi_callback_info info) {
  napi_value values[2];
  napi_valuetype type = napi_undefined;
  int32_t step = 0;
  if (!arguments(env, info, values, 1)) return nullptr;
  Handle* const handle = handle_of(env, values[0]);
  if (!handle) return nullptr;
  napi_typeof(env, values[1], &type);
  if (type == napi_undefined) return to_number(env, handle->step);
  if (!idle_handle_of(env, values[0]) || !whole_number(env, values[1], "the step count", 0, INT32_MAX, &step)) {
    return nullptr;
  }
  handle->backend->set_step(handle->model, step);
  handle->step = step;
  return to_number(env, step);
}

napi_value copy_tensor(napi_env env, napi_callback_info info) {
  napi_value values[5];
  int tensor = 0, kind = 0;
  ArrayView array;
  bool write = false;
  if (!arguments(env, info, values)) return nullptr;
  Handle* const handle = idle_handle_of(env, values[0]);
  if (!handle || !whole_number(env, values[1], "the tensor", 0, INT32_MAX, &tensor) ||
      !whole_number(env, values[2], "the kind", 0, 3, &kind) || !truth(env, values[4], "write", &write) ||
      !array_of(env, values[3], "the array", napi_float32_array, &array)) {
    return nullptr;
  }
  const size_t length = handle->backend->tensor_length(handle->model, tensor, kind);
  if (length == 0) return fail(env, "there is no such tensor"), nullptr;
  if (array.length != length) return fail(env, "the array has not the tensor's length"), nullptr;
  float* const numbers = static_cast<float*>(array.data);
  if (write) {
    handle->backend->write_tensor(handle->model, tensor, kind, numbers);
  } else {
    handle->backend->read_tensor(handle->model, tensor, kind, numbers);
  }
  return nullptr;
}

}  // namespace geneglot::addon
