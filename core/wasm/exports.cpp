// What the WebAssembly module exports; shared/engines/wasm.ts calls it. Pointers are offsets in the shared memory.
#include "../src/api.hpp"
#include "../src/isa.hpp"
#include "../src/matrices.hpp"
#include "../src/parallel.hpp"
#include "../src/platform.hpp"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

using geneglot::Model;

EXPORT(allocate) void* export_allocate(size_t bytes) { return geneglot::allocate(bytes); }
EXPORT(release) void export_release(void* memory) { geneglot::release(memory); }

EXPORT(setThreads) void export_set_threads(int threads) { geneglot::set_thread_limit(threads); }
EXPORT(runHelper) void export_run_helper(int thread) { geneglot::run_helper(thread); }

EXPORT(createModel) Model* export_create_model(const int32_t* shape, double dropout, uint32_t seed, int trainable) {
  return geneglot::create_model(geneglot::shape_from(shape, dropout), seed, trainable != 0);
}
EXPORT(disposeModel) void export_dispose_model(Model* model) { geneglot::destroy_model(model); }
EXPORT(memoryBytes) double export_memory_bytes(const Model* model) { return (double)geneglot::model_bytes(*model); }
EXPORT(getStepCount) int export_get_step_count(const Model* model) { return model->step; }
EXPORT(setStepCount) void export_set_step_count(Model* model, int step) { model->step = step; }

/** Where a tensor's array lies; 0 when the model has none of that kind. */
EXPORT(tensorAt) float* export_tensor_at(const Model* model, int tensor, int kind) {
  return model->arrays[kind] ? model->arrays[kind] + model->layout.offset[tensor] : nullptr;
}
EXPORT(tensorLength) double export_tensor_length(const Model* model, int tensor) {
  return (double)model->layout.length[tensor];
}

/** Runs an operation; 0 when memory is short. */
EXPORT(run)
int export_run(Model* model, int operation, const int32_t* ints, const float* floats, const double* scalars,
               int32_t* ints_out, float* floats_out, double* scalars_out) {
  const geneglot::Call call = {ints, floats, scalars, ints_out, floats_out, scalars_out};
  return geneglot::run_operation(*model, (geneglot::Operation)operation, call);
}

/** Runs an operation on a matrix (n × n); 0, -1 when memory is short, or the first pivot that is not positive. */
EXPORT(matrixOperation) int export_matrix_operation(int operation, int n, const int32_t* ints, float* matrix) {
  return geneglot::run_matrix_operation((geneglot::MatrixOperation)operation, n, ints, matrix);
}
