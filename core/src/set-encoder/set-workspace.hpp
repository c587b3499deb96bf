// Every buffer a batch of sets needs, planned up front in one block. B sets, N visible genes; R rows of logits at once.
#pragma once
#include "../gpt/workspace.hpp"

namespace geneglot {

struct SetShape;

/** What a block keeps for its backward pass. */
struct SetBlockActivations {
  float* norm;    // (B, C)
  float* stats;   // (B, 2)
  float* hidden;  // (B, 4C) before GELU; the backward pass puts what comes after it in its place
};

struct SetHeadBuffers {
  float* target_sum;     // (R, C) weighted sum of the targets' embeddings
  float* d_hidden;       // (R, C)
  float* logits;         // (R, V padded)
  float* tile_max;       // (tiles, R) of the softmax
  float* tile_sum;       // (tiles, R) of exponentials, or of softplus
  float* scale;          // (tiles, R) from what stands in `logits` to the weighted share of the gradient
  float* loss;           // (R)
  float* packed_output;  // Eᵀ as right operand: (C, V)
  float* packed_input;   // E as right operand: (V, C)
  float* packed_hidden;  // hidden rows as right operand: (R, C)
};

struct SetWorkspace {
  void* memory;
  size_t bytes;
  /** What it was planned for. */
  int B, N;
  bool training;
  /** The packing buffers that products use; nothing else of it is planned. */
  Workspace products;

  float* attention;               // (N, heads) weights of the pooling, set by set and head by head
  float* d_attention;             // (N, heads) gradient of the scores
  float* stream[kMaxLayers + 1];  // (B, C) each: the residual stream before each block and at the end
  SetBlockActivations blocks[kMaxLayers];
  float* final_stats;  // (B, 2)
  float* final;        // (B, C)
  float* d_final;      // (B, C)
  float* dx;           // (B, C) gradient of the residual stream
  float* d_branch;     // (B, C) of a branch's output
  float* d_narrow;     // (B, C) of a layer norm's output
  float* d_wide;       // (B, 4C)
  float *packed_expand, *packed_contract;
  float* partial_sums;
  SetHeadBuffers head;
};

/** Makes the workspace large enough for B sets with N visible genes together; false when memory is short. */
bool prepare_set_workspace(SetWorkspace& workspace, const SetShape& shape, int B, int N, bool training);

}  // namespace geneglot
