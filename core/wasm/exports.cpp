// What the WebAssembly module exports; shared/engines/wasm.ts calls it. Pointers are offsets in the shared memory.
#include "../src/backend.hpp"
#include "../src/isa.hpp"
#include "../src/matrices/matrices.hpp"
#include "../src/parallel.hpp"
#include "../src/platform.hpp"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

using geneglot::Backend;

/** A model and the functions of its architecture. */
struct Handle {
  const Backend* backend;
  void* model;
};

EXPORT(allocate) void* export_allocate(size_t bytes) { return geneglot::allocate(bytes); }
EXPORT(release) void export_release(void* memory) { geneglot::release(memory); }

EXPORT(setThreads) void export_set_threads(int threads) { geneglot::set_thread_limit(threads); }
EXPORT(runHelper) void export_run_helper(int thread) { geneglot::run_helper(thread); }

/** Whether a model of this shape (`count` numbers) can be made, as far as its numbers go. */
EXPORT(isPossible) int export_is_possible(int architecture, const int32_t* shape, uint32_t count, double dropout) {
  const Backend* const backend = geneglot::find_cpu_backend(architecture);
  return backend && count == (uint32_t)backend->shape_numbers && backend->is_possible(shape, dropout);
}

/** A model of a possible shape; 0 when memory is short. */
EXPORT(createModel)
Handle* export_create_model(int architecture, const int32_t* shape, double dropout, uint32_t seed, int trainable) {
  const Backend* const backend = geneglot::find_cpu_backend(architecture);
  Handle* const handle = static_cast<Handle*>(geneglot::allocate(sizeof(Handle)));
  void* const model = handle ? backend->create(shape, dropout, seed, trainable != 0) : nullptr;
  if (!model) {
    geneglot::release(handle);
    return nullptr;
  }
  *handle = {backend, model};
  return handle;
}
EXPORT(disposeModel) void export_dispose_model(Handle* handle) {
  handle->backend->destroy(handle->model);
  geneglot::release(handle);
}
EXPORT(memoryBytes) double export_memory_bytes(const Handle* handle) {
  return (double)handle->backend->bytes(handle->model);
}
EXPORT(getStepCount) int export_get_step_count(const Handle* handle) { return handle->backend->step(handle->model); }
EXPORT(setStepCount) void export_set_step_count(Handle* handle, int step) {
  handle->backend->set_step(handle->model, step);
}

/** Floats of a tensor; 0 where there is none. */
EXPORT(tensorLength) uint32_t export_tensor_length(const Handle* handle, int tensor, int kind) {
  return (uint32_t)handle->backend->tensor_length(handle->model, tensor, kind);
}
/** Copies between a tensor and an array of its length. */
EXPORT(readTensor) void export_read_tensor(const Handle* handle, int tensor, int kind, float* to) {
  handle->backend->read_tensor(handle->model, tensor, kind, to);
}
EXPORT(writeTensor) void export_write_tensor(Handle* handle, int tensor, int kind, const float* from) {
  handle->backend->write_tensor(handle->model, tensor, kind, from);
}

/** Runs an operation on arrays, each with its length; an Outcome. */
EXPORT(run)
int export_run(Handle* handle, int operation, const int32_t* ints, uint32_t int_count, const float* floats,
               uint32_t float_count, const double* scalars, uint32_t scalar_count, int32_t* ints_out,
               uint32_t ints_out_count, float* floats_out, uint32_t floats_out_count, double* scalars_out,
               uint32_t scalars_out_count) {
  const geneglot::Call call = {{ints, int_count},           {floats, float_count},         {scalars, scalar_count},
                               {ints_out, ints_out_count},  {floats_out, floats_out_count}, {scalars_out, scalars_out_count}};
  return (int)handle->backend->run(handle->model, (geneglot::Operation)operation, call);
}

/** Runs an operation apart from any model, see run_matrix_operation. */
EXPORT(matrixOperation)
int export_matrix_operation(int operation, const int32_t* ints, uint32_t int_count, float* floats,
                            uint32_t float_count) {
  return geneglot::run_matrix_operation((geneglot::MatrixOperation)operation, {ints, int_count}, {floats, float_count});
}
