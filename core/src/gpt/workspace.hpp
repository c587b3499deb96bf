// Every buffer a batch needs, planned up front in one block. N = B·T rows; R rows of logits at once.
#pragma once
#include "../kernels/kernels.hpp"
#include "../parallel.hpp"
#include "parameters.hpp"

namespace geneglot {

class Arena;

/** R, rows whose logits exist at once: (R, V) instead of (B·T, V). */
constexpr int kHeadRows = 256;
/** Tokens of a logits tile; equals kDepthBlock so that each depth block of dlogits · E has one scale a row. */
constexpr int kHeadColumns = kDepthBlock;
/** Depth packed at once in a product; bounds the buffer of the packed right operand. */
constexpr int kPackedDepth = 1024;

/** Rows that one thread takes from one attention to the next, at most. */
constexpr int kRowsAtOnce = 128;

/** What a block keeps for its backward pass; layer norms and activations are cheaper to compute twice than to keep. */
struct BlockActivations {
  float* x;          // (N, C) the block's input
  float* ln1_stats;  // (N, 2)
  Kept* qkv;         // (N, 3C)
  float* log_sum;    // (B, nh, T)
  Kept* y;           // (N, C) attention's output before its projection
  float* middle;     // (N, C) after the attention branch
  float* ln2_stats;  // (N, 2)
  Kept* hidden;      // (N, 4C) before GELU; the backward pass puts what comes after it in its place
};

struct Document {
  /** Rows first .. last (inclusive) of the batch; `last` is the last row with a target. */
  int32_t first, last;
  /** Genes of it that no row has as a target. */
  const int32_t* beyond;
  int32_t beyond_count;
};

struct HeadBuffers {
  float* target_mean;    // (N, C) mean embedding of what a row should predict
  Document* documents;   // (N)
  float* logits;         // (R, V padded)
  float* tile_max;       // (tiles, R)
  float* tile_sum;       // (tiles, R)
  float* scale;          // (tiles, R) from exp(logit − tile maximum) to weighted probability
  float* loss;           // (R)
  float* packed_output;  // Eᵀ as right operand: (C, V)
  float* packed_input;   // E as right operand: (V, C)
  float* packed_hidden;  // hidden rows as right operand: (R, C)
};

struct ThreadScratch {
  PackScratch pack;
  float* strips;
  /** A block of rows between two products, (kRowsAtOnce, 4C). */
  float* rows;
  /** Floats of such a block that are to be kept as something smaller, (kRowsAtOnce, 4C); else null. */
  float* to_keep;
  /** Keys and values of a head, packed. */
  float* packed_head;
};

struct Workspace {
  void* memory;
  size_t bytes;
  /** What it was planned for. */
  int B, T, threads;
  bool training;

  // Which M of the N rows are wanted at the end of the decoder. After the last attention there are only these, one after
  // another: of the last block what follows y is (M, …), and so are its output, `final`, d_final and their gradients.
  int32_t* wanted;  // (N)
  int wanted_count;
  Kept* wanted_y;   // (M, C) of the last block

  BlockActivations blocks[kMaxLayers + 1];
  float* final_stats;  // (M, 2)
  float* d_final;      // (M, C); then the gradient of a feed-forward branch's output
  // `final` and all of `head` lie in the same memory as what follows them, up to packed_inner.
  float* final;        // (M, C)
  float* dx;           // (N, C) gradient of the residual stream
  float* d_projected;  // (N, C) of an attention branch's output, where dropout changes it
  float* d_attended;   // (N, C) of attention's output
  float* d_narrow;     // (N, C) of a layer norm's output
  float* d_wide;       // (N, 4C)
  float* normalized;   // (N, C) a layer norm's output, computed again
  /** Right operands of weight gradients, kPackedDepth deep: the gradients of outputs, 3 of them at once. */
  float *packed_outer, *packed_wide, *packed_inner;
  /** Weights of a block as right operands, in either direction. */
  float *packed_attention, *packed_projection, *packed_expand, *packed_contract;
  float* partial_sums;
  HeadBuffers head;
  ThreadScratch scratch[kMaxThreads];
  ptrdiff_t strip_stride;
};

int padded(int n, int multiple);

/** Makes the workspace large enough for B rows of T; false when memory is short. */
bool prepare_workspace(Workspace& workspace, const ModelShape& shape, int B, int T, bool training);

/** Room for a right operand (depth × columns), packed as the kernels in use pack it. */
float* plan_right(Arena& arena, int columns, int depth);

/** Room for a weight (inputs × outputs) packed for the forward or the backward direction. */
float* plan_packed(Arena& arena, int inputs, int outputs);

/** Plans the scratch of one thread; strips are needed twice in training. */
void plan_scratch(Arena& arena, ThreadScratch& scratch, bool training, ptrdiff_t strip_stride);

}  // namespace geneglot
