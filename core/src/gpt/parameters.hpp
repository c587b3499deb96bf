// Shape and weights of a GPT-2 / nanoGPT decoder, in one array: matrices first (they decay), then vectors.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace geneglot {

// What shared/engines/validation/validate.ts takes: far below what would overflow.
constexpr int kMaxLayers = 128;
constexpr int kMaxVocabulary = 1 << 24;
constexpr int kMaxWidth = 1 << 16;
constexpr int kMaxBlockSize = 2048;
constexpr int kMaxTensors = 5 + 12 * kMaxLayers;

struct ModelShape {
  int V, block_size, layers, heads, C;
  bool bias, positions, tied_head, tanh_gelu;
  float dropout;
  /** Tokens of genes, the first of the V: remaining-genes asks for no others. */
  int gene_tokens;
  int head_size() const { return C / heads; }
};

/** Weights of one block; biases are null when the model has none. Matrices are (in, out), row-major. */
struct BlockTensors {
  float *ln1_weight, *ln1_bias;
  float *attention_weight, *attention_bias;
  float *attention_projection_weight, *attention_projection_bias;
  float *ln2_weight, *ln2_bias;
  float *expand_weight, *expand_bias;
  float *contract_weight, *contract_bias;
};

struct Tensors {
  /** Token embedding (V, C). */
  float *token_embedding;
  /** Position embedding (block_size, C), or null. */
  float *position_embedding;
  /** Output embedding (V, C): the token embedding itself when the head is tied. */
  float *head;
  BlockTensors blocks[kMaxLayers];
  float *final_weight, *final_bias;
};

/** Where each tensor lies, in the order of shared/engines/contract/gpt-tensors.ts. */
struct TensorLayout {
  int count;
  uint64_t offset[kMaxTensors];
  uint64_t length[kMaxTensors];
  /** Floats of all tensors, and of the matrices (with their padding). */
  uint64_t total, matrices;
};

TensorLayout lay_out_tensors(const ModelShape &shape);

/** Pointers to the tensors inside an array of `layout.total` floats. */
Tensors tensors_at(const ModelShape &shape, float *base);

}  // namespace geneglot
