// The core as a Node addon, in plain C Node-API. shared/engines/native.ts is its only caller and has validated
// every argument; still, types and lengths that could reach memory are checked here.
#include "addon.hpp"

#include <thread>

#include "../src/backend.hpp"
#include "../src/parallel.hpp"

namespace {

using namespace geneglot::addon;

/** A model as JavaScript holds it (null after dispose), where it lives, and the kernels it was planned for. */
struct Handle {
  const geneglot::Backend* backend;
  void* model;
  const geneglot::Kernels* kernels;
};

Handle* handle_of(napi_env env, napi_value value) {
  void* handle = nullptr;
  if (napi_get_value_external(env, value, &handle) == napi_ok && handle && static_cast<Handle*>(handle)->model) {
    return static_cast<Handle*>(handle);
  }
  fail(env, "the model has been disposed");
  return nullptr;
}

void dispose(Handle* handle) {
  if (handle->model) handle->backend->destroy(handle->model);
  handle->model = nullptr;
}

/** configure(isa, threads): makes sure there are helper threads; returns the name of the kernels. */
napi_value configure(napi_env env, napi_callback_info info) {
  napi_value values[2], name;
  if (!arguments(env, info, values)) return nullptr;
  const geneglot::Kernels* const kernels = kernels_of(env, values[0]);
  if (!kernels) return nullptr;
  const int threads = (int)number_of(env, values[1]);
  const std::lock_guard<std::mutex> lock(computing);
  static int helpers = 0;
  for (; helpers < threads - 1; helpers++) std::thread(geneglot::run_helper, helpers + 1).detach();
  napi_create_string_utf8(env, kernels->isa, NAPI_AUTO_LENGTH, &name);
  return name;
}

/** createModel(isa, architecture, shape: Int32Array, dropout, seed, trainable) → external. */
napi_value create_model(napi_env env, napi_callback_info info) {
  napi_value values[6], external;
  if (!arguments(env, info, values)) return nullptr;
  const geneglot::Kernels* const kernels = kernels_of(env, values[0]);
  if (!kernels) return nullptr;
  const geneglot::Backend* const backend = geneglot::find_cpu_backend((int)number_of(env, values[1]));
  if (!backend) return fail(env, "there is no such architecture");
  const ArrayView shape = array_of(env, values[2]);
  if (shape.type != napi_int32_array || shape.length != (size_t)backend->shape_numbers)
    return fail(env, "the shape has not the 32-bit integers of its architecture");
  bool trainable = false;
  napi_get_value_bool(env, values[5], &trainable);
  void* const model = backend->create(static_cast<int32_t*>(shape.data), number_of(env, values[3]),
                                      (uint32_t)number_of(env, values[4]), trainable);
  if (!model) return fail(env, "there is not enough memory for this model");
  const auto finalize = [](napi_env, void* data, void*) {
    dispose(static_cast<Handle*>(data));
    delete static_cast<Handle*>(data);
  };
  napi_create_external(env, new Handle{backend, model, kernels}, finalize, nullptr, &external);
  return external;
}

napi_value dispose_model(napi_env env, napi_callback_info info) {
  napi_value values[1];
  void* handle = nullptr;
  if (!arguments(env, info, values)) return nullptr;
  if (napi_get_value_external(env, values[0], &handle) == napi_ok) dispose(static_cast<Handle*>(handle));
  return nullptr;
}

napi_value memory_bytes(napi_env env, napi_callback_info info) {
  napi_value values[1];
  if (!arguments(env, info, values)) return nullptr;
  Handle* const handle = handle_of(env, values[0]);
  return handle ? to_number(env, (double)handle->backend->bytes(handle->model)) : nullptr;
}

/** stepCount(model) or stepCount(model, value). */
napi_value step_count(napi_env env, napi_callback_info info) {
  napi_value values[2];
  size_t count = 2;
  napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  Handle* const handle = count > 0 ? handle_of(env, values[0]) : nullptr;
  if (!handle) return nullptr;
  if (count == 2) handle->backend->set_step(handle->model, (int32_t)number_of(env, values[1]));
  return to_number(env, handle->backend->step(handle->model));
}

/** copyTensor(model, tensor, kind, array, write): copies between a tensor and a Float32Array of its length. */
napi_value copy_tensor(napi_env env, napi_callback_info info) {
  napi_value values[5];
  if (!arguments(env, info, values)) return nullptr;
  Handle* const handle = handle_of(env, values[0]);
  if (!handle) return nullptr;
  const int tensor = (int)number_of(env, values[1]), kind = (int)number_of(env, values[2]);
  const size_t length = handle->backend->tensor_length(handle->model, tensor, kind);
  if (length == 0) return fail(env, "there is no such tensor");
  const ArrayView array = array_of(env, values[3]);
  if (array.type != napi_float32_array || array.length != length)
    return fail(env, "the array has not the tensor's length");
  bool write = false;
  napi_get_value_bool(env, values[4], &write);
  float* const values_of_array = static_cast<float*>(array.data);
  if (write) {
    handle->backend->write_tensor(handle->model, tensor, kind, values_of_array);
  } else {
    handle->backend->read_tensor(handle->model, tensor, kind, values_of_array);
  }
  return nullptr;
}

/** A computation under way on one of libuv's threads. */
struct Work {
  napi_async_work work;
  napi_deferred deferred;
  /** Keeps the model and the arrays alive. */
  napi_ref kept;
  Handle* handle;
  geneglot::Operation operation;
  geneglot::Call call;
  int threads;
  bool done;
};

void execute(napi_env, void* data) {
  Work* const work = static_cast<Work*>(data);
  const std::lock_guard<std::mutex> lock(computing);
  geneglot::use_kernels(work->handle->kernels);
  geneglot::set_thread_limit(work->threads);
  work->done = work->handle->backend->run(work->handle->model, work->operation, work->call);
}

void complete(napi_env env, napi_status, void* data) {
  Work* const work = static_cast<Work*>(data);
  napi_value result;
  if (work->done) {
    napi_get_undefined(env, &result);
    napi_resolve_deferred(env, work->deferred, result);
  } else {
    napi_value text;
    napi_create_string_utf8(env, "there is not enough memory for this batch", NAPI_AUTO_LENGTH, &text);
    napi_create_error(env, nullptr, text, &result);
    napi_reject_deferred(env, work->deferred, result);
  }
  napi_delete_reference(env, work->kept);
  napi_delete_async_work(env, work->work);
  delete work;
}

/** run(model, operation, threads, ints, floats, scalars, intsOut, floatsOut, scalarsOut) → Promise<void>. */
napi_value run(napi_env env, napi_callback_info info) {
  napi_value values[9], promise;
  if (!arguments(env, info, values)) return nullptr;
  Handle* const handle = handle_of(env, values[0]);
  if (!handle) return nullptr;
  const napi_typedarray_type expected[3] = {napi_int32_array, napi_float32_array, napi_float64_array};
  void* data[6];
  for (int i = 0; i < 6; i++) {
    const ArrayView view = array_of(env, values[3 + i]);
    if (view.type != expected[i % 3]) return fail(env, "an array has the wrong type");
    data[i] = view.data;
  }
  Work* const work = new Work{};
  work->handle = handle;
  work->operation = (geneglot::Operation)(int)number_of(env, values[1]);
  work->threads = (int)number_of(env, values[2]);
  work->call = {static_cast<int32_t*>(data[0]), static_cast<float*>(data[1]), static_cast<double*>(data[2]),
                static_cast<int32_t*>(data[3]), static_cast<float*>(data[4]), static_cast<double*>(data[5])};
  work->kept = keep_alive(env, values, 9);
  napi_create_promise(env, &work->deferred, &promise);
  queue_work(env, execute, complete, work, &work->work);
  return promise;
}

void add_function(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace

NAPI_MODULE_INIT() {
  add_function(env, exports, "configure", configure);
  add_function(env, exports, "createModel", create_model);
  add_function(env, exports, "disposeModel", dispose_model);
  add_function(env, exports, "memoryBytes", memory_bytes);
  add_function(env, exports, "stepCount", step_count);
  add_function(env, exports, "copyTensor", copy_tensor);
  add_function(env, exports, "run", run);
  add_function(env, exports, "matrixOperation", matrix_operation);
  return exports;
}
