// What every model of the core is at its heart: named tensors with gradients and moments, and AdamW over them.
#pragma once
#include "kernels/kernels.hpp"
#include "gpt/parameters.hpp"

namespace geneglot {

struct OptimizerOptions {
  double learning_rate, beta1, beta2, epsilon, weight_decay, gradient_clip;
};

struct Trained {
  TensorLayout layout;
  uint32_t seed;
  bool trainable;
  int32_t step;
  /** Arrays of layout.total floats: value, gradient, moment1, moment2; the last three null unless trainable. */
  float* arrays[4];
};

/** Gives a model whose layout is set its arrays, all zero; false when memory is short. */
bool allocate_arrays(Trained& model, bool trainable);

/** Whether the model takes another training step: it is trainable, and its count of steps goes on. */
inline bool can_step(const Trained& model) { return model.trainable && model.step < INT32_MAX; }

/** Bytes of the arrays. */
uint64_t array_bytes(const Trained& model);

/** Floats of the scratch that `update` needs. */
uint64_t partial_sum_count(const TensorLayout& layout);

/** AdamW with clipping from the gradients at hand; returns their norm before clipping. */
double update(Trained& model, const OptimizerOptions& options, float* partial_sums);

/** Dropout of one site of a model at its step; the sites of a model are numbered by it. */
Dropout dropout_at(const Trained& model, double probability, int micro_batch, int site);

}  // namespace geneglot
