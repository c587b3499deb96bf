// The decoder's backward pass, the mirror of forward.cpp. `dx` carries the gradient of the residual stream.
#include "linear.hpp"
#include "model.hpp"

namespace geneglot {
namespace {

constexpr int kRowPart = 32;
/** Channels a thread takes at once where rows must be added in a fixed order. */
constexpr int kChannelPart = 32;

/** Adds to dx (or stores) the gradient through a layer norm, and to its weights' gradients. */
void normalize_backward(const float* x, const float* weight, const float* stats, const float* dout, float* dx,
                        bool accumulate, float* dweight, float* dbias, int rows, int C) {
  parallel_parts(C, kChannelPart, [&](int first, int count, int) {
    kernels().layer_norm_weight_gradient(x, stats, dout, dweight, dbias, rows, C, first, count);
  });
  parallel_parts(rows, kRowPart, [&](int first, int count, int) {
    const ptrdiff_t at = (ptrdiff_t)first * C;
    kernels().layer_norm_backward(x + at, weight, stats + 2 * first, dout + at, dx + at, accumulate, count, C);
  });
}

/** Gradient of a branch's output: dx itself, or a copy with the branch's dropout applied. */
const float* branch_gradient(Model& model, const Dropout& dropout, int rows) {
  Workspace& w = model.workspace;
  if (!dropout.on()) return w.dx;
  const int C = model.shape.C;
  parallel_parts(rows, kRowPart, [&](int first, int count, int) {
    const ptrdiff_t at = (ptrdiff_t)first * C;
    __builtin_memcpy(w.d_branch + at, w.dx + at, (size_t)count * C * sizeof(float));
    kernels().drop(w.d_branch + at, count * C, dropout, (uint32_t)at);
  });
  return w.d_branch;
}

void feed_forward_backward(Model& model, const Batch& batch, int l, const Dropout& dropout) {
  Workspace& w = model.workspace;
  const BlockActivations& block = w.blocks[l];
  const BlockTensors &weights = model.value.blocks[l], &gradients = model.gradient.blocks[l];
  const int N = batch.rows(), C = model.shape.C;
  const auto gelu_gradient = gelu_of(model.shape).backward;
  const float* d_out = branch_gradient(model, dropout, N);
  linear_weight_gradient(w, block.activated, d_out, N, 4 * C, C, gradients.contract_weight, gradients.contract_bias);
  multiply(w, left_rows(d_out, C), right_transposed(weights.contract_weight, C), N, 4 * C, C, w.d_wide, 4 * C, false,
           [&](int row, int rows, int column, int columns) {
             for (ptrdiff_t t = row; t < row + rows; t++) {
               gelu_gradient(block.hidden + t * 4 * C + column, w.d_wide + t * 4 * C + column, columns);
             }
           });
  linear_weight_gradient(w, block.ln2, w.d_wide, N, C, 4 * C, gradients.expand_weight, gradients.expand_bias);
  multiply(w, left_rows(w.d_wide, 4 * C), right_transposed(weights.expand_weight, 4 * C), N, C, 4 * C, w.d_narrow, C,
           false);
  normalize_backward(block.middle, weights.ln2_weight, block.ln2_stats, w.d_narrow, w.dx, true, gradients.ln2_weight,
                     gradients.ln2_bias, N, C);
}

void attention_backward(Model& model, const Batch& batch, int l, const Dropout& inner, const Dropout& outer) {
  Workspace& w = model.workspace;
  const ModelShape& s = model.shape;
  const BlockActivations& block = w.blocks[l];
  const BlockTensors &weights = model.value.blocks[l], &gradients = model.gradient.blocks[l];
  const int N = batch.rows(), C = s.C;
  const float* d_out = branch_gradient(model, outer, N);
  linear_weight_gradient(w, block.y, d_out, N, C, C, gradients.attention_projection_weight,
                         gradients.attention_projection_bias);
  multiply(w, left_rows(d_out, C), right_transposed(weights.attention_projection_weight, C), N, C, C, w.d_narrow, C,
           false);
  parallel(batch.B * s.heads, [&](int tile, int thread) {
    const int b = tile / s.heads, head = tile % s.heads;
    const ptrdiff_t row = (ptrdiff_t)b * batch.T, channel = head * s.head_size();
    const AttentionHead view = attention_head(model, batch, block, inner, b, head, thread);
    kernels().attention_backward(view, block.y + row * C + channel, w.d_narrow + row * C + channel,
                                 w.d_wide + row * 3 * C + channel);
  });
  linear_weight_gradient(w, block.ln1, w.d_wide, N, C, 3 * C, gradients.attention_weight, gradients.attention_bias);
  multiply(w, left_rows(w.d_wide, 3 * C), right_transposed(weights.attention_weight, 3 * C), N, C, 3 * C, w.d_narrow, C,
           false);
  normalize_backward(block.x, weights.ln1_weight, block.ln1_stats, w.d_narrow, w.dx, true, gradients.ln1_weight,
                     gradients.ln1_bias, N, C);
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
  const auto site = [&](int index) { return dropout ? dropout_at(model, micro_batch, index) : Dropout{}; };
  normalize_backward(w.blocks[model.shape.layers].x, model.value.final_weight, w.final_stats, w.d_final, w.dx, false,
                     model.gradient.final_weight, model.gradient.final_bias, batch.rows(), model.shape.C);
  for (int l = model.shape.layers - 1; l >= 0; l--) {
    feed_forward_backward(model, batch, l, site(3 + 3 * l));
    attention_backward(model, batch, l, site(1 + 3 * l), site(2 + 3 * l));
  }
  embed_backward(model, batch, site(0));
}

}  // namespace geneglot
