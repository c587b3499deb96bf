// The decoder's forward pass, top to bottom: embedding, blocks (attention, feed-forward), final layer norm.
#include "linear.hpp"
#include "model.hpp"

namespace geneglot {
namespace {

/** Rows a thread takes at once in row-wise loops. */
constexpr int kRowPart = 32;

void embed(const Model& model, const Batch& batch, const Dropout& dropout, float* x) {
  const int C = model.shape.C;
  parallel_parts(batch.rows(), kRowPart, [&](int first, int count, int) {
    for (ptrdiff_t t = first; t < first + count; t++) {
      __builtin_memcpy(x + t * C, model.value.token_embedding + (ptrdiff_t)batch.tokens[t] * C, C * sizeof(float));
      if (model.shape.positions) kernels().add(x + t * C, model.value.position_embedding + t % batch.T * C, C);
      if (dropout.on()) kernels().drop(x + t * C, C, dropout, (uint32_t)(t * C));
    }
  });
}

void normalize(const float* x, const float* weight, const float* bias, float* out, float* stats, int rows, int C) {
  parallel_parts(rows, kRowPart, [&](int first, int count, int) {
    const ptrdiff_t at = (ptrdiff_t)first * C;
    kernels().layer_norm_forward(x + at, weight, bias, out + at, stats + 2 * first, count, C);
  });
}

void attend(const Model& model, const Batch& batch, const BlockActivations& block, const Dropout& dropout) {
  const ModelShape& s = model.shape;
  parallel(batch.B * s.heads, [&](int tile, int thread) {
    const int b = tile / s.heads, head = tile % s.heads;
    const AttentionHead view = attention_head(model, batch, block, dropout, b, head, thread);
    kernels().attention_forward(view, block.y + (ptrdiff_t)b * batch.T * s.C + head * s.head_size());
  });
}

/** out = x + dropout(in · weight + bias), the end of both branches of a block. */
void project_and_add(Model& model, const float* in, int inputs, const float* weight, const float* bias,
                     const Dropout& dropout, const float* x, float* out, int rows) {
  const int C = model.shape.C;
  multiply(model.workspace, left_rows(in, inputs), right_rows(weight, C), rows, C, inputs, out, C, false,
           [&](int row, int count, int column, int columns) {
             for (ptrdiff_t t = row; t < row + count; t++) {
               float* at = out + t * C + column;
               if (bias) kernels().add(at, bias + column, columns);
               if (dropout.on()) kernels().drop(at, columns, dropout, (uint32_t)(t * C + column));
               kernels().add(at, x + t * C + column, columns);
             }
           });
}

void attention_branch(Model& model, const Batch& batch, int l, bool dropout, int micro_batch) {
  const BlockTensors& weights = model.value.blocks[l];
  const BlockActivations& block = model.workspace.blocks[l];
  const int N = batch.rows(), C = model.shape.C;
  const Dropout off = {};
  normalize(block.x, weights.ln1_weight, weights.ln1_bias, block.ln1, block.ln1_stats, N, C);
  multiply(model.workspace, left_rows(block.ln1, C), right_rows(weights.attention_weight, 3 * C), N, 3 * C, C,
           block.qkv, 3 * C, false, [&](int row, int rows, int column, int columns) {
             add_bias(block.qkv, 3 * C, weights.attention_bias, row, rows, column, columns);
           });
  attend(model, batch, block, dropout ? dropout_at(model, micro_batch, 1 + 3 * l) : off);
  project_and_add(model, block.y, C, weights.attention_projection_weight, weights.attention_projection_bias,
                  dropout ? dropout_at(model, micro_batch, 2 + 3 * l) : off, block.x, block.middle, N);
}

void feed_forward_branch(Model& model, const Batch& batch, int l, bool dropout, int micro_batch) {
  const BlockTensors& weights = model.value.blocks[l];
  const BlockActivations& block = model.workspace.blocks[l];
  const int N = batch.rows(), C = model.shape.C;
  const Dropout off = {};
  const auto gelu = gelu_of(model.shape).forward;
  normalize(block.middle, weights.ln2_weight, weights.ln2_bias, block.ln2, block.ln2_stats, N, C);
  multiply(model.workspace, left_rows(block.ln2, C), right_rows(weights.expand_weight, 4 * C), N, 4 * C, C,
           block.hidden, 4 * C, false, [&](int row, int rows, int column, int columns) {
             add_bias(block.hidden, 4 * C, weights.expand_bias, row, rows, column, columns);
             for (ptrdiff_t t = row; t < row + rows; t++) {
               gelu(block.hidden + t * 4 * C + column, block.activated + t * 4 * C + column, columns);
             }
           });
  project_and_add(model, block.activated, 4 * C, weights.contract_weight, weights.contract_bias,
                  dropout ? dropout_at(model, micro_batch, 3 + 3 * l) : off, block.middle,
                  model.workspace.blocks[l + 1].x, N);
}

}  // namespace

AttentionHead attention_head(const Model& model, const Batch& batch, const BlockActivations& block,
                             const Dropout& dropout, int b, int head, int thread) {
  const ModelShape& s = model.shape;
  const ThreadScratch& scratch = model.workspace.scratch[thread];
  const ptrdiff_t row = (ptrdiff_t)b * batch.T;
  const int index = b * s.heads + head;
  return {
      .qkv = block.qkv + row * 3 * s.C + head * s.head_size(),
      .qkv_stride = 3 * (ptrdiff_t)s.C,
      .T = batch.T,
      .C = s.C,
      .hs = s.head_size(),
      .document_start = batch.document_start + row,
      .log_sum = block.log_sum + (ptrdiff_t)index * batch.T,
      .dropout = dropout,
      .dropout_base = (uint32_t)index * batch.T * batch.T,
      .strips = scratch.strips,
      .strip_stride = model.workspace.strip_stride,
      .scratch = scratch.pack,
  };
}

void forward(Model& model, const Batch& batch, bool dropout, int micro_batch) {
  Workspace& w = model.workspace;
  const ModelShape& s = model.shape;
  embed(model, batch, dropout ? dropout_at(model, micro_batch, 0) : Dropout{}, w.blocks[0].x);
  for (int l = 0; l < s.layers; l++) {
    attention_branch(model, batch, l, dropout, micro_batch);
    feed_forward_branch(model, batch, l, dropout, micro_batch);
  }
  normalize(w.blocks[s.layers].x, model.value.final_weight, model.value.final_bias, w.final, w.final_stats,
            batch.rows(), s.C);
}

}  // namespace geneglot
