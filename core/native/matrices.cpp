// Operations on whole matrices as the addon offers them.
#include "../src/matrices/matrices.hpp"

#include "../src/parallel.hpp"
#include "addon.hpp"

namespace geneglot::addon {
namespace {

/** A computation under way on one of libuv's threads. */
struct Work {
  napi_async_work work;
  napi_deferred deferred;
  /** Keeps the arrays alive. */
  napi_ref kept;
  const Kernels* kernels;
  int threads;
  MatrixOperation operation;
  int n;
  const int32_t* ints;
  float* matrix;
  int outcome;
};

void execute(napi_env, void* data) {
  Work* const work = static_cast<Work*>(data);
  const std::lock_guard<std::mutex> lock(computing);
  use_kernels(work->kernels);
  set_thread_limit(work->threads);
  work->outcome = run_matrix_operation(work->operation, work->n, work->ints, work->matrix);
}

void complete(napi_env env, napi_status, void* data) {
  Work* const work = static_cast<Work*>(data);
  napi_resolve_deferred(env, work->deferred, to_number(env, work->outcome));
  napi_delete_reference(env, work->kept);
  napi_delete_async_work(env, work->work);
  delete work;
}

}  // namespace

napi_value matrix_operation(napi_env env, napi_callback_info info) {
  napi_value values[6], promise;
  if (!arguments(env, info, values)) return nullptr;
  const Kernels* const kernels = kernels_of(env, values[0]);
  if (!kernels) return nullptr;
  const int n = (int)number_of(env, values[3]);
  const ArrayView ints = array_of(env, values[4]), matrix = array_of(env, values[5]);
  if (ints.type != napi_int32_array || matrix.type != napi_float32_array)
    return fail(env, "an array has the wrong type");
  if (matrix.length != (size_t)n * n) return fail(env, "the matrix has not n rows of n");
  Work* const work = new Work{};
  work->kernels = kernels;
  work->threads = (int)number_of(env, values[1]);
  work->operation = (MatrixOperation)(int)number_of(env, values[2]);
  work->n = n;
  work->ints = static_cast<int32_t*>(ints.data);
  work->matrix = static_cast<float*>(matrix.data);
  work->kept = keep_alive(env, values, 6);
  napi_create_promise(env, &work->deferred, &promise);
  queue_work(env, execute, complete, work, &work->work);
  return promise;
}

}  // namespace geneglot::addon
