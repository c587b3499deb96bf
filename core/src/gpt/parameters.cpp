// The order of tensors in memory.
#include "parameters.hpp"

#include "../placer.hpp"

namespace geneglot {
namespace {

void place_matrices(Placer& placer, const ModelShape& s, Tensors& t) {
  const uint64_t C = s.C;
  t.token_embedding = placer.place(s.V * C);
  t.position_embedding = placer.place_if(s.positions, s.block_size * C);
  t.head = s.tied_head ? t.token_embedding : placer.place(s.V * C);
  for (int l = 0; l < s.layers; l++) {
    BlockTensors& block = t.blocks[l];
    block.attention_weight = placer.place(C * 3 * C);
    block.attention_projection_weight = placer.place(C * C);
    block.expand_weight = placer.place(C * 4 * C);
    block.contract_weight = placer.place(4 * C * C);
  }
}

void place_vectors(Placer& placer, const ModelShape& s, Tensors& t) {
  const uint64_t C = s.C;
  for (int l = 0; l < s.layers; l++) {
    BlockTensors& block = t.blocks[l];
    block.ln1_weight = placer.place(C);
    block.ln1_bias = placer.place_if(s.bias, C);
    block.attention_bias = placer.place_if(s.bias, 3 * C);
    block.attention_projection_bias = placer.place_if(s.bias, C);
    block.ln2_weight = placer.place(C);
    block.ln2_bias = placer.place_if(s.bias, C);
    block.expand_bias = placer.place_if(s.bias, 4 * C);
    block.contract_bias = placer.place_if(s.bias, C);
  }
  t.final_weight = placer.place(C);
  t.final_bias = placer.place_if(s.bias, C);
}

}  // namespace

TensorLayout lay_out_tensors(const ModelShape& shape) {
  TensorLayout layout = {};
  Tensors tensors;
  Placer placer(nullptr, &layout);
  place_matrices(placer, shape, tensors);
  layout.matrices = placer.next();
  place_vectors(placer, shape, tensors);
  layout.total = placer.next();
  return layout;
}

Tensors tensors_at(const ModelShape& shape, float* base) {
  Tensors tensors;
  Placer placer(base, nullptr);
  place_matrices(placer, shape, tensors);
  place_vectors(placer, shape, tensors);
  return tensors;
}

}  // namespace geneglot
