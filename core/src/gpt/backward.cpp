// The decoder's backward pass, the mirror of forward.cpp. `dx` carries the gradient of the residual stream. Gradients of
// activations go block of rows by block of rows; gradients of weights, which sum over all rows, follow as products.
#include "../linear.hpp"
#include "model.hpp"
#include "../weight-gradient.hpp"

namespace geneglot {
namespace {

/** Adds to dx (or stores) the gradient through a layer norm of some rows. */
void normalize_backward(const float* x, const float* weight, const float* stats, const float* dout, float* dx,
                        bool accumulate, const RowBlock& rows, int C) {
  const ptrdiff_t at = (ptrdiff_t)rows.first * C;
  kernels().layer_norm_backward(x + at, weight, stats + 2 * rows.first, dout + at, dx + at, accumulate, rows.count, C);
}

/** Computes a layer norm's output of some rows again, for the gradient of the weights that it went into. */
void normalize_again(const Workspace& w, const float* x, const float* weight, const float* bias, float* stats,
                     const RowBlock& rows, int C) {
  const ptrdiff_t at = (ptrdiff_t)rows.first * C;
  kernels().layer_norm_forward(x + at, weight, bias, w.normalized + at, stats + 2 * rows.first, rows.count, C);
}

/** Copies rows of dx, with a branch's dropout applied. */
void branch_gradient(const float* dx, const Dropout& dropout, float* out, const RowBlock& rows, int C) {
  const ptrdiff_t at = (ptrdiff_t)rows.first * C;
  __builtin_memcpy(out + at, dx + at, (size_t)rows.count * C * sizeof(float));
  if (dropout.on()) kernels().drop(out + at, rows.count * C, dropout, (uint32_t)at);
}

/** Row blocks of in (N × inputs) · weight, to rows of out. */
template <class Finish = NoFinish>
void multiply_block(const RowBlock& rows, const float* in, const PackedRight& weight, float* out,
                    const Finish& finish = {}) {
  const MatrixView left = left_rows(in + (ptrdiff_t)rows.first * weight.depth, weight.depth);
  multiply_rows(rows.scratch.pack.left, left, weight, rows.first, rows.count, out, weight.columns, false, finish);
}

/** Packing of a block's weights for its backward pass. */
struct WeightPacks {
  PackJob jobs[4];
  int count;
  JobList<PackJob> list() const { return {jobs, count}; }
};

WeightPacks packs_of(const Model& model, int l) {
  if (l < 0) return {};
  const Workspace& w = model.workspace;
  const BlockTensors& weights = model.value.blocks[l];
  const int C = model.shape.C;
  return {{{{w.packed_contract, 4 * C, C}, right_transposed(weights.contract_weight, C), 0},
           {{w.packed_expand, C, 4 * C}, right_transposed(weights.expand_weight, 4 * C), 0},
           {{w.packed_projection, C, C}, right_transposed(weights.attention_projection_weight, C), 0},
           {{w.packed_attention, C, 3 * C}, right_transposed(weights.attention_weight, 3 * C), 0}},
          4};
}

/** Rows from a block's end back to its attention's output; the gradients that weights need are left in place. */
void feed_forward_rows(const Model& model, int l, const Dropout& inner, const Dropout& outer, const RowBlock& rows) {
  const Workspace& w = model.workspace;
  const BlockActivations& block = w.blocks[l];
  const BlockTensors& weights = model.value.blocks[l];
  const int C = model.shape.C;
  branch_gradient(w.dx, outer, w.d_final, rows, C);
  multiply_block(rows, w.d_final, {w.packed_contract, 4 * C, C}, w.d_wide,
                 [&](int row, int count, int column, int columns) {
                   for (ptrdiff_t t = row; t < row + count; t++) {
                     const ptrdiff_t at = t * 4 * C + column;
                     gelu_of(model.shape).backward_kept(kept_at(block.hidden, at), w.d_wide + at, columns);
                   }
                 });
  multiply_block(rows, w.d_wide, {w.packed_expand, C, 4 * C}, w.d_narrow);
  normalize_again(w, block.middle, weights.ln2_weight, weights.ln2_bias, block.ln2_stats, rows, C);
  normalize_backward(block.middle, weights.ln2_weight, block.ln2_stats, w.d_narrow, w.dx, true, rows, C);
  if (inner.on()) branch_gradient(w.dx, inner, w.d_projected, rows, C);
  multiply_block(rows, inner.on() ? w.d_projected : w.dx, {w.packed_projection, C, C}, w.d_attended);
}

/** The backward pass of all heads, which overwrites d_wide with the gradient of queries, keys and values. */
struct AttentionBackwardJob {
  const Model& model;
  const Batch& batch;
  const BlockActivations& block;
  const Dropout& dropout;

  int tiles() const { return batch.B * model.shape.heads; }
  void run(int tile, int thread) const {
    const Workspace& w = model.workspace;
    const ModelShape& s = model.shape;
    const int b = tile / s.heads, head = tile % s.heads, C = s.C;
    const ptrdiff_t row = (ptrdiff_t)b * batch.T, channel = head * s.head_size();
    const AttentionHead view = attention_head(model, batch, block, dropout, b, head, thread);
    kernels().attention_backward(view, kept_at(block.y, row * C + channel), w.d_attended + row * C + channel,
                                 w.d_wide + row * 3 * C + channel);
  }
};

/** Puts the wanted rows, which lie one after another, in their places among N rows of zeros. */
void spread_wanted(const Workspace& w, float* values, int N, int C) {
  parallel_parts(C, kChannelPart, [&](int first, int count, int) {
    // From the last one on: a row's place is never before it.
    int i = w.wanted_count - 1;
    for (ptrdiff_t t = N - 1; t >= 0; t--) {
      float* const place = values + t * C + first;
      if (i < 0 || w.wanted[i] != t) {
        __builtin_memset(place, 0, count * sizeof(float));
      } else if (i-- != t) {
        __builtin_memcpy(place, values + (ptrdiff_t)(i + 1) * C + first, count * sizeof(float));
      }
    }
  });
}

/** Back through the feed-forward branch, the attention's projection and the attention itself. */
void feed_forward_backward(Model& model, const Batch& batch, int l, const Dropout& inner, const Dropout& outer,
                           const Dropout& attention, bool accumulate) {
  Workspace& w = model.workspace;
  const int C = model.shape.C, N = batch.rows(), M = rows_after_attention(model, l, N);
  const bool is_last = l == model.shape.layers - 1;
  const BlockActivations& block = w.blocks[l];
  const BlockTensors& gradients = model.gradient.blocks[l];
  for_row_blocks(w, M, [&](const RowBlock& rows) { feed_forward_rows(model, l, inner, outer, rows); });
  if (is_last) spread_wanted(w, w.d_attended, N, C);
  const WeightGradient weights[] = {
      {kept_transposed(block.hidden, 4 * C), w.d_final, 4 * C, C, gradients.contract_weight, gradients.contract_bias,
       w.packed_outer},
      {left_transposed(w.normalized, C), w.d_wide, C, 4 * C, gradients.expand_weight, gradients.expand_bias,
       w.packed_wide},
      {kept_transposed(is_last ? w.wanted_y : block.y, C), inner.on() ? w.d_projected : w.dx, C, C, gradients.attention_projection_weight,
       gradients.attention_projection_bias, w.packed_inner},
  };
  const NormWeightGradient norm = {
      block.middle, block.ln2_stats, w.d_narrow, gradients.ln2_weight, gradients.ln2_bias, M, C};
  weight_gradients(w, weights, 3, M, accumulate, norm, AttentionBackwardJob{model, batch, block, attention});
  if (is_last) spread_wanted(w, w.dx, N, C);
}

/** Back through queries, keys and values and their layer norm; packs the weights of the block that comes next. */
void attention_backward(Model& model, int l, int N, bool accumulate) {
  Workspace& w = model.workspace;
  const int C = model.shape.C;
  const BlockActivations& block = w.blocks[l];
  const BlockTensors &weights = model.value.blocks[l], &gradients = model.gradient.blocks[l];
  for_row_blocks(w, N, [&](const RowBlock& rows) {
    multiply_block(rows, w.d_wide, {w.packed_attention, C, 3 * C}, w.d_narrow);
    normalize_again(w, block.x, weights.ln1_weight, weights.ln1_bias, block.ln1_stats, rows, C);
    normalize_backward(block.x, weights.ln1_weight, block.ln1_stats, w.d_narrow, w.dx, true, rows, C);
  });
  const WeightGradient queries = {left_transposed(w.normalized, C), w.d_wide,     C, 3 * C, gradients.attention_weight,
                                  gradients.attention_bias,         w.packed_wide};
  const NormWeightGradient norm = {block.x, block.ln1_stats, w.d_narrow, gradients.ln1_weight, gradients.ln1_bias, N,
                                   C};
  weight_gradients(w, &queries, 1, N, accumulate, norm, packs_of(model, l - 1).list());
}

/** Adds dx to the embeddings' gradients: rows in order, channels shared out, so that sums have one order. */
void embed_backward(Model& model, const Batch& batch, const Dropout& dropout) {
  Workspace& w = model.workspace;
  const int C = model.shape.C;
  parallel_parts(C, kChannelPart, [&](int first, int count, int) {
    for (ptrdiff_t t = 0; t < batch.rows(); t++) {
      float* dx = w.dx + t * C + first;
      if (dropout.on()) kernels().drop(dx, count, dropout, (uint32_t)(t * C + first));
      kernels().add(model.gradient.token_embedding + (ptrdiff_t)batch.tokens[t] * C + first, dx, count);
      if (model.shape.positions) kernels().add(model.gradient.position_embedding + t % batch.T * C + first, dx, count);
    }
  });
}

}  // namespace

void backward(Model& model, const Batch& batch, bool dropout, int micro_batch) {
  Workspace& w = model.workspace;
  const int N = batch.rows(), C = model.shape.C, M = rows_after_attention(model, model.shape.layers - 1, N);
  const bool accumulate = micro_batch > 0;
  const auto site = [&](int index) { return dropout ? dropout_at(model, micro_batch, index) : Dropout{}; };
  const float* const last = w.blocks[model.shape.layers].x;
  const NormWeightGradient norm = {
      last, w.final_stats, w.d_final, model.gradient.final_weight, model.gradient.final_bias, M, C};
  const WeightPacks packs = packs_of(model, model.shape.layers - 1);
  run_together(norm, packs.list());
  for_row_blocks(w, M, [&](const RowBlock& rows) {
    normalize_backward(last, model.value.final_weight, w.final_stats, w.d_final, w.dx, false, rows, C);
  });
  for (int l = model.shape.layers - 1; l >= 0; l--) {
    feed_forward_backward(model, batch, l, site(2 + 3 * l), site(3 + 3 * l), site(1 + 3 * l), accumulate);
    attention_backward(model, l, N, accumulate);
  }
  embed_backward(model, batch, site(0));
}

}  // namespace geneglot
