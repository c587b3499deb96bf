// The backend of the processor itself: thin functions over Model.
#include "backend.hpp"

namespace geneglot {
namespace {

Model* model_at(void* model) { return static_cast<Model*>(model); }
const Model* model_at(const void* model) { return static_cast<const Model*>(model); }

void* create(const ModelShape& shape, uint32_t seed, bool trainable) { return create_model(shape, seed, trainable); }
void destroy(void* model) { destroy_model(model_at(model)); }
size_t bytes(const void* model) { return model_bytes(*model_at(model)); }

size_t tensor_length(const void* handle, int tensor, int kind) {
  const Model& model = *model_at(handle);
  const bool exists = tensor >= 0 && tensor < model.layout.count && kind >= 0 && kind < 4 && model.arrays[kind];
  return exists ? model.layout.length[tensor] : 0;
}

float* tensor_at(const Model& model, int tensor, int kind) { return model.arrays[kind] + model.layout.offset[tensor]; }

void read_tensor(const void* handle, int tensor, int kind, float* to) {
  const Model& model = *model_at(handle);
  __builtin_memcpy(to, tensor_at(model, tensor, kind), model.layout.length[tensor] * sizeof(float));
}

void write_tensor(void* handle, int tensor, int kind, const float* from) {
  const Model& model = *model_at(handle);
  __builtin_memcpy(tensor_at(model, tensor, kind), from, model.layout.length[tensor] * sizeof(float));
}

int32_t step(const void* model) { return model_at(model)->step; }
void set_step(void* model, int32_t step) { model_at(model)->step = step; }

bool run(void* model, Operation operation, const Call& call) {
  return run_operation(*model_at(model), operation, call);
}

}  // namespace

const Backend cpu_backend = {
    "cpu", create, destroy, bytes, tensor_length, read_tensor, write_tensor, step, set_step, run,
};

}  // namespace geneglot
