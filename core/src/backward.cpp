// The decoder's backward pass, the mirror of forward.cpp. `dx` carries the gradient of the residual stream. Gradients of
// activations go block of rows by block of rows; gradients of weights, which sum over all rows, follow as products.
#include "linear.hpp"
#include "model.hpp"

namespace geneglot {
namespace {

/** Channels a thread takes at once where rows must be added in a fixed order. */
constexpr int kChannelPart = 32;

/** Gradients of a layer norm's weights, from all rows. */
void norm_weight_gradient(const float* x, const float* stats, const float* dout, float* dweight, float* dbias, int rows,
                          int C) {
  parallel_parts(C, kChannelPart, [&](int first, int count, int) {
    kernels().layer_norm_weight_gradient(x, stats, dout, dweight, dbias, rows, C, first, count);
  });
}

/** Adds to dx (or stores) the gradient through a layer norm of some rows. */
void normalize_backward(const float* x, const float* weight, const float* stats, const float* dout, float* dx,
                        bool accumulate, int first, int count, int C) {
  const ptrdiff_t at = (ptrdiff_t)first * C;
  kernels().layer_norm_backward(x + at, weight, stats + 2 * first, dout + at, dx + at, accumulate, count, C);
}

/** Copies rows of dx, with a branch's dropout applied. */
void branch_gradient(const float* dx, const Dropout& dropout, float* out, int first, int count, int C) {
  const ptrdiff_t at = (ptrdiff_t)first * C;
  __builtin_memcpy(out + at, dx + at, (size_t)count * C * sizeof(float));
  if (dropout.on()) kernels().drop(out + at, count * C, dropout, (uint32_t)at);
}

/** Rows from a block's end back to its attention's output; the gradients that weights need are left in place. */
void feed_forward_rows(const Model& model, int l, const Dropout& inner, const Dropout& outer, int first, int count,
                       float* packed_left) {
  const Workspace& w = model.workspace;
  const BlockActivations& block = w.blocks[l];
  const int C = model.shape.C;
  branch_gradient(w.dx, outer, w.d_final, first, count, C);
  multiply_rows(packed_left, left_rows(w.d_final, C), {w.packed_contract, 4 * C, C}, first, count, w.d_wide, 4 * C,
                false, [&](int row, int rows, int column, int columns) {
                  for (ptrdiff_t t = row; t < row + rows; t++) {
                    kernels().multiply(w.d_wide + t * 4 * C + column, block.slope + t * 4 * C + column, columns);
                  }
                });
  multiply_rows(packed_left, left_rows(w.d_wide, 4 * C), {w.packed_expand, C, 4 * C}, first, count, w.d_narrow, C,
                false);
  normalize_backward(block.middle, model.value.blocks[l].ln2_weight, block.ln2_stats, w.d_narrow, w.dx, true, first,
                     count, C);
  if (inner.on()) branch_gradient(w.dx, inner, w.d_projected, first, count, C);
  const float* const d_projected = inner.on() ? w.d_projected : w.dx;
  multiply_rows(packed_left, left_rows(d_projected, C), {w.packed_projection, C, C}, first, count, w.d_attended, C,
                false);
}

void feed_forward_backward(Model& model, int l, const Dropout& inner, const Dropout& outer, int N, bool accumulate) {
  Workspace& w = model.workspace;
  const int C = model.shape.C;
  const BlockActivations& block = w.blocks[l];
  const BlockTensors &weights = model.value.blocks[l], &gradients = model.gradient.blocks[l];
  const PackJob jobs[] = {
      {{w.packed_contract, 4 * C, C}, right_transposed(weights.contract_weight, C), 0},
      {{w.packed_expand, C, 4 * C}, right_transposed(weights.expand_weight, 4 * C), 0},
      {{w.packed_projection, C, C}, right_transposed(weights.attention_projection_weight, C), 0},
      {{w.packed_attention, C, 3 * C}, right_transposed(weights.attention_weight, 3 * C), 0},
  };
  pack_for_all(jobs, 4);
  for_row_blocks(w, N, [&](int first, int count, float* packed_left) {
    feed_forward_rows(model, l, inner, outer, first, count, packed_left);
  });
  linear_weight_gradient(w, block.activated, w.d_final, N, 4 * C, C, gradients.contract_weight, gradients.contract_bias,
                         accumulate);
  linear_weight_gradient(w, block.ln2, w.d_wide, N, C, 4 * C, gradients.expand_weight, gradients.expand_bias,
                         accumulate);
  linear_weight_gradient(w, block.y, inner.on() ? w.d_projected : w.dx, N, C, C, gradients.attention_projection_weight,
                         gradients.attention_projection_bias, accumulate);
  norm_weight_gradient(block.middle, block.ln2_stats, w.d_narrow, gradients.ln2_weight, gradients.ln2_bias, N, C);
}

void attention_backward(Model& model, const Batch& batch, int l, const Dropout& dropout, bool accumulate) {
  Workspace& w = model.workspace;
  const ModelShape& s = model.shape;
  const BlockActivations& block = w.blocks[l];
  const BlockTensors &weights = model.value.blocks[l], &gradients = model.gradient.blocks[l];
  const int N = batch.rows(), C = s.C;
  parallel(batch.B * s.heads, [&](int tile, int thread) {
    const int b = tile / s.heads, head = tile % s.heads;
    const ptrdiff_t row = (ptrdiff_t)b * batch.T, channel = head * s.head_size();
    const AttentionHead view = attention_head(model, batch, block, dropout, b, head, thread);
    kernels().attention_backward(view, block.y + row * C + channel, w.d_attended + row * C + channel,
                                 w.d_wide + row * 3 * C + channel);
  });
  for_row_blocks(w, N, [&](int first, int count, float* packed_left) {
    multiply_rows(packed_left, left_rows(w.d_wide, 3 * C), {w.packed_attention, C, 3 * C}, first, count, w.d_narrow, C,
                  false);
    normalize_backward(block.x, weights.ln1_weight, block.ln1_stats, w.d_narrow, w.dx, true, first, count, C);
  });
  linear_weight_gradient(w, block.ln1, w.d_wide, N, C, 3 * C, gradients.attention_weight, gradients.attention_bias,
                         accumulate);
  norm_weight_gradient(block.x, block.ln1_stats, w.d_narrow, gradients.ln1_weight, gradients.ln1_bias, N, C);
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
  const int N = batch.rows(), C = model.shape.C;
  const bool accumulate = micro_batch > 0;
  const auto site = [&](int index) { return dropout ? dropout_at(model, micro_batch, index) : Dropout{}; };
  const float* const last = w.blocks[model.shape.layers].x;
  norm_weight_gradient(last, w.final_stats, w.d_final, model.gradient.final_weight, model.gradient.final_bias, N, C);
  for_row_blocks(w, N, [&](int first, int count, float*) {
    normalize_backward(last, model.value.final_weight, w.final_stats, w.d_final, w.dx, false, first, count, C);
  });
  for (int l = model.shape.layers - 1; l >= 0; l--) {
    feed_forward_backward(model, l, site(2 + 3 * l), site(3 + 3 * l), N, accumulate);
    attention_backward(model, batch, l, site(1 + 3 * l), accumulate);
  }
  embed_backward(model, batch, site(0));
}

}  // namespace geneglot
