// The residual MLP blocks of a set encoder and their mirror: x += dropout(contract(GELU(expand(norm(x))))), rows of sets
// block by block on one thread; gradients of weights, which sum over all sets, follow as products.
#include "../linear.hpp"
#include "set-encoder.hpp"
#include "../weight-gradient.hpp"

namespace geneglot {
namespace {

void normalize(const float* x, const float* weight, const float* bias, float* out, float* stats, const RowBlock& rows,
               int C) {
  const ptrdiff_t at = (ptrdiff_t)rows.first * C;
  kernels().layer_norm_forward(x + at, weight, bias, out + at, stats + 2 * rows.first, rows.count, C);
}

/** Layer norm, expansion and activation; leaves the activated rows in the scratch. */
void expand_rows(const SetEncoder& model, int l, const RowBlock& rows) {
  const SetWorkspace& w = model.workspace;
  const SetBlockTensors& weights = model.value.blocks[l];
  const SetBlockActivations& block = w.blocks[l];
  const int C = model.shape.C;
  normalize(w.stream[l], weights.norm_weight, weights.norm_bias, block.norm, block.stats, rows, C);
  float* const activated = rows.scratch.rows;
  const MatrixView normalized = left_rows(block.norm + (ptrdiff_t)rows.first * C, C);
  multiply_rows(rows.scratch.pack.left, normalized, {w.packed_expand, 4 * C, C}, rows.first, rows.count, block.hidden,
                4 * C, false, [&](int row, int count, int column, int columns) {
                  add_bias(block.hidden, 4 * C, weights.expand_bias, row, count, column, columns);
                  for (ptrdiff_t b = row; b < row + count; b++) {
                    kernels().gelu.forward(block.hidden + b * 4 * C + column,
                                           activated + (b - rows.first) * 4 * C + column, columns);
                  }
                });
}

void contract_rows(const SetEncoder& model, int l, const Dropout& dropout, const RowBlock& rows) {
  const SetWorkspace& w = model.workspace;
  const int C = model.shape.C;
  float* const out = w.stream[l + 1];
  multiply_rows(rows.scratch.pack.left, left_rows(rows.scratch.rows, 4 * C), {w.packed_contract, C, 4 * C}, rows.first,
                rows.count, out, C, false, [&](int row, int count, int column, int columns) {
                  add_bias(out, C, model.value.blocks[l].contract_bias, row, count, column, columns);
                  for (ptrdiff_t b = row; b < row + count; b++) {
                    float* const at = out + b * C + column;
                    if (dropout.on()) kernels().drop(at, columns, dropout, (uint32_t)(b * C + column));
                    kernels().add(at, w.stream[l] + b * C + column, columns);
                  }
                });
}

void run_block(SetEncoder& model, int l, int B, const Dropout& dropout) {
  SetWorkspace& w = model.workspace;
  const SetBlockTensors& weights = model.value.blocks[l];
  const int C = model.shape.C;
  const PackJob jobs[] = {{{w.packed_expand, 4 * C, C}, right_rows(weights.expand_weight, 4 * C), 0},
                          {{w.packed_contract, C, 4 * C}, right_rows(weights.contract_weight, C), 0}};
  run_together(JobList<PackJob>{jobs, 2});
  for_row_blocks(w.products, B, [&](const RowBlock& rows) {
    expand_rows(model, l, rows);
    contract_rows(model, l, dropout, rows);
  });
}

/** Rows of dx from a block's end back to its start; the gradients that weights need are left in place. */
void run_rows_back(const SetEncoder& model, int l, const Dropout& dropout, const RowBlock& rows) {
  const SetWorkspace& w = model.workspace;
  const SetBlockActivations& block = w.blocks[l];
  const int C = model.shape.C;
  const ptrdiff_t at = (ptrdiff_t)rows.first * C;
  __builtin_memcpy(w.d_branch + at, w.dx + at, (size_t)rows.count * C * sizeof(float));
  if (dropout.on()) kernels().drop(w.d_branch + at, rows.count * C, dropout, (uint32_t)at);
  float* const packed_left = rows.scratch.pack.left;
  multiply_rows(packed_left, left_rows(w.d_branch + at, C), {w.packed_contract, 4 * C, C}, rows.first, rows.count,
                w.d_wide, 4 * C, false, [&](int row, int count, int column, int columns) {
                  for (ptrdiff_t b = row; b < row + count; b++) {
                    kernels().gelu.backward(block.hidden + b * 4 * C + column, w.d_wide + b * 4 * C + column, columns);
                  }
                });
  multiply_rows(packed_left, left_rows(w.d_wide + 4 * at, 4 * C), {w.packed_expand, C, 4 * C}, rows.first, rows.count,
                w.d_narrow, C, false);
  kernels().layer_norm_backward(w.stream[l] + at, model.value.blocks[l].norm_weight, block.stats + 2 * rows.first,
                                w.d_narrow + at, w.dx + at, true, rows.count, C);
}

void run_block_back(SetEncoder& model, int l, int B, const Dropout& dropout) {
  SetWorkspace& w = model.workspace;
  const SetBlockTensors &weights = model.value.blocks[l], &gradients = model.gradient.blocks[l];
  const SetBlockActivations& block = w.blocks[l];
  const int C = model.shape.C;
  const PackJob jobs[] = {{{w.packed_contract, 4 * C, C}, right_transposed(weights.contract_weight, C), 0},
                          {{w.packed_expand, C, 4 * C}, right_transposed(weights.expand_weight, 4 * C), 0}};
  run_together(JobList<PackJob>{jobs, 2});
  for_row_blocks(w.products, B, [&](const RowBlock& rows) { run_rows_back(model, l, dropout, rows); });
  const WeightGradient products[] = {
      {left_transposed(block.hidden, 4 * C), w.d_branch, 4 * C, C, gradients.contract_weight, gradients.contract_bias,
       w.products.packed_outer},
      {left_transposed(block.norm, C), w.d_wide, C, 4 * C, gradients.expand_weight, gradients.expand_bias,
       w.products.packed_wide},
  };
  const NormWeightGradient norm = {w.stream[l],         block.stats, w.d_narrow, gradients.norm_weight,
                                   gradients.norm_bias, B,           C};
  weight_gradients(w.products, products, 2, B, true, norm, Nothing{});
}

}  // namespace

Dropout set_dropout(const SetEncoder& model, bool on, int micro_batch, int site) {
  return on ? dropout_at(model, model.shape.dropout, micro_batch, site) : Dropout{};
}

void encode_sets(SetEncoder& model, const SetBatch& batch, bool dropout, int micro_batch) {
  SetWorkspace& w = model.workspace;
  pool_sets(model, batch, set_dropout(model, dropout, micro_batch, 0));
  for (int l = 0; l < model.shape.layers; l++) {
    run_block(model, l, batch.B, set_dropout(model, dropout, micro_batch, 1 + l));
  }
  for_row_blocks(w.products, batch.B, [&](const RowBlock& rows) {
    normalize(w.stream[model.shape.layers], model.value.final_weight, model.value.final_bias, w.final, w.final_stats,
              rows, model.shape.C);
  });
}

void encode_sets_backward(SetEncoder& model, const SetBatch& batch, bool dropout, int micro_batch) {
  SetWorkspace& w = model.workspace;
  const int C = model.shape.C;
  const float* const last = w.stream[model.shape.layers];
  run_together(NormWeightGradient{last, w.final_stats, w.d_final, model.gradient.final_weight,
                                  model.gradient.final_bias, batch.B, C});
  for_row_blocks(w.products, batch.B, [&](const RowBlock& rows) {
    const ptrdiff_t at = (ptrdiff_t)rows.first * C;
    kernels().layer_norm_backward(last + at, model.value.final_weight, w.final_stats + 2 * rows.first, w.d_final + at,
                                  w.dx + at, false, rows.count, C);
  });
  for (int l = model.shape.layers - 1; l >= 0; l--) {
    run_block_back(model, l, batch.B, set_dropout(model, dropout, micro_batch, 1 + l));
  }
  pool_sets_backward(model, batch, set_dropout(model, dropout, micro_batch, 0));
}

}  // namespace geneglot
