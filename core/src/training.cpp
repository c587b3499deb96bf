// A model's life, the gradients of several batches together, and the AdamW update (Loshchilov & Hutter 2019).
#include "arena.hpp"
#include "isa.hpp"
#include "gpt/model.hpp"
#include "parallel.hpp"
#include "platform.hpp"

namespace geneglot {
namespace {

/** Floats whose squares are summed in single precision before the sum goes on in double. */
constexpr int kNormPart = 4096;
constexpr int kUpdatePart = 16384;

int parts_of(uint64_t n, int part) { return (int)((n + part - 1) / part); }

void clear_range(float* values, size_t total) {
  parallel(parts_of(total, kUpdatePart), [&](int tile, int) {
    const size_t first = (size_t)tile * kUpdatePart;
    const size_t count = total - first < kUpdatePart ? total - first : kUpdatePart;
    __builtin_memset(values + first, 0, count * sizeof(float));
  });
}

/** Zeros where gradients are only ever added to; the first micro-batch overwrites those of the blocks' matrices. */
void clear_gradient(Model& model) {
  float* const gradient = model.arrays[1];
  clear_range(gradient, model.gradient.blocks[0].attention_weight - gradient);
  clear_range(gradient + model.layout.matrices, model.layout.total - model.layout.matrices);
}

double gradient_norm(const Trained& model, float* sums) {
  const size_t total = model.layout.total;
  const int parts = parts_of(total, kNormPart);
  parallel(parts, [&](int tile, int) {
    const size_t first = (size_t)tile * kNormPart;
    const size_t count = total - first < kNormPart ? total - first : kNormPart;
    sums[tile] = kernels().sum_of_squares(model.arrays[1] + first, (int)count);
  });
  double sum = 0;
  for (int i = 0; i < parts; i++) sum += sums[i];
  return __builtin_sqrt(sum);
}

double power(double base, int exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1, base *= base) {
    if (exponent & 1) result *= base;
  }
  return result;
}

/** Updates floats first .. end; whole parts are shared out over the threads. */
void update_range(Trained& model, size_t first, size_t end, const AdamUpdate& update) {
  parallel(parts_of(end - first, kUpdatePart), [&](int tile, int) {
    const size_t at = first + (size_t)tile * kUpdatePart;
    const size_t count = end - at < kUpdatePart ? end - at : kUpdatePart;
    kernels().adam_update(model.arrays[0] + at, model.arrays[1] + at, model.arrays[2] + at, model.arrays[3] + at,
                          (int)count, update);
  });
}

uint64_t mix(uint64_t x) {
  // splitmix64's finalizer
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

bool allocate_arrays(Trained& model, bool trainable) {
  const size_t total = model.layout.total;
  model.trainable = trainable;
  float* const memory = static_cast<float*>(allocate(array_bytes(model)));
  if (!memory) return false;
  for (int kind = 0; kind < (trainable ? 4 : 1); kind++) model.arrays[kind] = memory + kind * total;
  return true;
}

uint64_t array_bytes(const Trained& model) { return model.layout.total * sizeof(float) * (model.trainable ? 4 : 1); }

uint64_t partial_sum_count(const TensorLayout& layout) { return parts_of(layout.total, kNormPart); }

Model* create_model(const ModelShape& shape, uint32_t seed, bool trainable) {
  Model* const model = static_cast<Model*>(allocate(sizeof(Model)));
  if (!model) return nullptr;
  model->shape = shape;
  model->layout = lay_out_tensors(shape);
  model->seed = seed;
  if (!allocate_arrays(*model, trainable)) {
    release(model);
    return nullptr;
  }
  model->value = tensors_at(shape, model->arrays[0]);
  if (trainable) model->gradient = tensors_at(shape, model->arrays[1]);
  return model;
}

void destroy_model(Model* model) {
  release(model->workspace.memory);
  release(model->arrays[0]);
  release(model);
}

size_t model_bytes(const Model& model) { return array_bytes(model) + model.workspace.bytes; }

Dropout dropout_at(const Model& model, int micro_batch, int site) {
  return dropout_at(model, model.shape.dropout, micro_batch, site);
}

Dropout dropout_at(const Trained& model, double p, int micro_batch, int site) {
  if (p <= 0) return {};
  const uint64_t place = ((uint64_t)(uint32_t)micro_batch << 32) | (uint32_t)site;
  const uint64_t key = mix(mix(mix(model.seed + 0x9e3779b97f4a7c15u) + (uint32_t)model.step) + place);
  return {(uint32_t)key, (uint32_t)(key >> 32), (uint32_t)(p * 4294967296.0), (float)(1 / (1 - p))};
}

double total_weight(const Batch& batch) {
  double total = 0;
  for (int row = 0; row < batch.rows(); row++) {
    if (batch.targets[row] >= 0) total += batch.weights[row];
  }
  return total;
}

double compute_gradients(Model& model, const Batch* batches, int count, bool dropout) {
  double weight = 0, loss = 0;
  for (int i = 0; i < count; i++) weight += total_weight(batches[i]);
  clear_gradient(model);
  for (int i = 0; i < count; i++) {
    forward(model, batches[i], Wanted::kPredicting, dropout, i);
    loss += head_loss(model, batches[i], true, (float)(1 / weight));
    backward(model, batches[i], dropout, i);
  }
  return loss / weight;
}

double update(Model& model, const OptimizerOptions& o) { return update(model, o, model.workspace.partial_sums); }

double update(Trained& model, const OptimizerOptions& o, float* partial_sums) {
  const double norm = gradient_norm(model, partial_sums);
  model.step++;
  AdamUpdate update = {};
  update.learning_rate = (float)o.learning_rate;
  update.beta1 = (float)o.beta1;
  update.beta2 = (float)o.beta2;
  update.one_minus_beta1 = (float)(1 - o.beta1);
  update.one_minus_beta2 = (float)(1 - o.beta2);
  update.epsilon = (float)o.epsilon;
  // 1e-6 as torch.nn.utils.clip_grad_norm_
  update.gradient_scale =
      o.gradient_clip > 0 && norm > o.gradient_clip ? (float)(o.gradient_clip / (norm + 1e-6)) : 1.f;
  update.correction1 = (float)(1 / (1 - power(o.beta1, model.step)));
  update.correction2 = (float)(1 / (1 - power(o.beta2, model.step)));
  update.keep = (float)(1 - o.learning_rate * o.weight_decay);
  update_range(model, 0, model.layout.matrices, update);
  update.keep = 1;
  update_range(model, model.layout.matrices, model.layout.total, update);
  return norm;
}

}  // namespace geneglot
