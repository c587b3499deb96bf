// A set encoder's life, and its weights in one array: matrices first (they decay), then vectors.
#include "set-encoder.hpp"

#include "../placer.hpp"
#include "../platform.hpp"

namespace geneglot {
namespace {

void place_matrices(Placer& placer, const SetShape& s, SetTensors& t) {
  const uint64_t C = s.C;
  t.embedding = placer.place(s.V * C);
  t.head = s.tied_head ? t.embedding : placer.place(s.V * C);
  for (int l = 0; l < s.layers; l++) {
    t.blocks[l].expand_weight = placer.place(C * 4 * C);
    t.blocks[l].contract_weight = placer.place(4 * C * C);
  }
}

void place_vectors(Placer& placer, const SetShape& s, SetTensors& t) {
  const uint64_t C = s.C;
  t.query = placer.place_if(s.pooling == SetPooling::kAttention, s.heads * C);
  t.gene_score = placer.place_if(s.pooling == SetPooling::kGeneScore, s.V);
  for (int l = 0; l < s.layers; l++) {
    SetBlockTensors& block = t.blocks[l];
    block.norm_weight = placer.place(C);
    block.norm_bias = placer.place(C);
    block.expand_bias = placer.place(4 * C);
    block.contract_bias = placer.place(C);
  }
  t.final_weight = placer.place(C);
  t.final_bias = placer.place(C);
  t.head_bias = placer.place(s.V);
}

void point_to_tensors(const SetShape& shape, float* base, SetTensors& tensors) {
  Placer placer(base, nullptr);
  place_matrices(placer, shape, tensors);
  place_vectors(placer, shape, tensors);
}

}  // namespace

TensorLayout lay_out_set_tensors(const SetShape& shape) {
  TensorLayout layout = {};
  SetTensors tensors;
  Placer placer(nullptr, &layout);
  place_matrices(placer, shape, tensors);
  layout.matrices = placer.next();
  place_vectors(placer, shape, tensors);
  layout.total = placer.next();
  return layout;
}

SetEncoder* create_set_encoder(const SetShape& shape, uint32_t seed, bool trainable) {
  SetEncoder* const model = static_cast<SetEncoder*>(allocate(sizeof(SetEncoder)));
  if (!model) return nullptr;
  model->shape = shape;
  model->layout = lay_out_set_tensors(shape);
  model->seed = seed;
  if (!allocate_arrays(*model, trainable)) {
    release(model);
    return nullptr;
  }
  point_to_tensors(shape, model->arrays[0], model->value);
  if (trainable) point_to_tensors(shape, model->arrays[1], model->gradient);
  return model;
}

void destroy_set_encoder(SetEncoder* model) {
  release(model->workspace.memory);
  release(model->arrays[0]);
  release(model);
}

uint64_t set_encoder_bytes(const SetEncoder& model) { return array_bytes(model) + model.workspace.bytes; }

}  // namespace geneglot
