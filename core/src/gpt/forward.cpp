// The decoder's forward pass, top to bottom: embedding, blocks (attention, feed-forward), final layer norm. Between two
// attentions rows are independent: a thread takes a block of rows through all of it while they are in its cache.
#include "../linear.hpp"
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

/** All heads of all rows of the batch, one a tile. */
struct AttentionJob {
  const Model& model;
  const Batch& batch;
  const BlockActivations& block;
  const Dropout& dropout;

  int tiles() const { return batch.B * model.shape.heads; }
  void run(int tile, int thread) const {
    const ModelShape& s = model.shape;
    const int b = tile / s.heads, head = tile % s.heads;
    const AttentionHead view = attention_head(model, batch, block, dropout, b, head, thread);
    kernels().attention_forward(view, kept_at(block.y, (ptrdiff_t)b * batch.T * s.C + head * s.head_size()));
  }
};

/** Layer norm of a row block of x, to `out`, which starts at the block. */
void normalize(const float* x, const float* weight, const float* bias, float* out, float* stats, const RowBlock& rows,
               int C) {
  kernels().layer_norm_forward(x + (ptrdiff_t)rows.first * C, weight, bias, out, stats + 2 * rows.first, rows.count, C);
}

/** The start of an attention branch: layer norm, then queries, keys and values. */
void query_rows(const Model& model, int l, const RowBlock& rows) {
  const BlockTensors& weights = model.value.blocks[l];
  const BlockActivations& block = model.workspace.blocks[l];
  const int C = model.shape.C;
  const PackedRight packed = {model.workspace.packed_attention, 3 * C, C};
  float* const normalized = rows.scratch.rows;
  normalize(block.x, weights.ln1_weight, weights.ln1_bias, normalized, block.ln1_stats, rows, C);
  const ptrdiff_t first = (ptrdiff_t)rows.first * 3 * C;
  float* const qkv = place_to_keep(block.qkv, first, rows.scratch.to_keep);
  multiply_rows(rows.scratch.pack.left, left_rows(normalized, C), packed, 0, rows.count, qkv, 3 * C, false,
                [&](int row, int count, int column, int columns) {
                  add_bias(qkv, 3 * C, weights.attention_bias, row, count, column, columns);
                  keep_tile(qkv + column, kept_at(block.qkv, first + column), 3 * C, count, columns);
                });
}

/**
 * out = x + dropout(in · weight + bias), the end of both branches of a block; `in` starts at the rows. With `places` row t is
 * x's row places[t].
 */
void project_rows(const MatrixView& in, const PackedRight& weight, const float* bias, const Dropout& dropout,
                  const float* x, const int32_t* places, float* out, const RowBlock& rows) {
  const int C = weight.columns;
  multiply_rows(rows.scratch.pack.left, in, weight, rows.first, rows.count, out, C, false,
                [&](int row, int count, int column, int columns) {
                  for (ptrdiff_t t = row; t < row + count; t++) {
                    float* at = out + t * C + column;
                    if (bias) kernels().add(at, bias + column, columns);
                    if (dropout.on()) kernels().drop(at, columns, dropout, (uint32_t)(t * C + column));
                    kernels().add(at, x + (places ? places[t] : t) * C + column, columns);
                  }
                });
}

/** Layer norm, expansion and activation of a feed-forward branch; leaves the activated rows in the scratch. */
void expand_rows(const Model& model, int l, const RowBlock& rows) {
  const BlockTensors& weights = model.value.blocks[l];
  const BlockActivations& block = model.workspace.blocks[l];
  const int C = model.shape.C;
  float* const activated = rows.scratch.rows;
  const ptrdiff_t first = (ptrdiff_t)rows.first * 4 * C;
  float* const hidden = place_to_keep(block.hidden, first, rows.scratch.to_keep);
  // The normalized rows lie where the activated ones come: all of them are packed before the first tile is finished.
  normalize(block.middle, weights.ln2_weight, weights.ln2_bias, activated, block.ln2_stats, rows, C);
  multiply_rows(
      rows.scratch.pack.left, left_rows(activated, C), {model.workspace.packed_expand, 4 * C, C}, 0, rows.count, hidden,
      4 * C, false, [&](int row, int count, int column, int columns) {
        add_bias(hidden, 4 * C, weights.expand_bias, row, count, column, columns);
        for (ptrdiff_t t = row; t < row + count; t++) {
          const ptrdiff_t at = t * 4 * C + column;
          gelu_of(model.shape).forward_keep(hidden + at, kept_at(block.hidden, first + at), activated + at, columns);
        }
      });
}

/** Packing of what the rows need between the attention of block l and that of the next; -1 before the first. */
int packs_between(const Model& model, int l, PackJob* jobs) {
  const Workspace& w = model.workspace;
  const int C = model.shape.C;
  int count = 0;
  if (l >= 0) {
    const BlockTensors& weights = model.value.blocks[l];
    jobs[count++] = {{w.packed_projection, C, C}, right_rows(weights.attention_projection_weight, C), 0};
    jobs[count++] = {{w.packed_expand, 4 * C, C}, right_rows(weights.expand_weight, 4 * C), 0};
    jobs[count++] = {{w.packed_contract, C, 4 * C}, right_rows(weights.contract_weight, C), 0};
  }
  if (l + 1 < model.shape.layers) {
    jobs[count++] = {{w.packed_attention, 3 * C, C}, right_rows(model.value.blocks[l + 1].attention_weight, 3 * C), 0};
  }
  return count;
}

/** Attention's output of the wanted rows, one after another. */
void take_wanted(const Workspace& w, Kept* y, int C, const RowBlock& rows) {
  for (ptrdiff_t i = rows.first; i < rows.first + rows.count; i++) {
    __builtin_memcpy(kept_at(w.wanted_y, i * C), kept_at(y, (ptrdiff_t)w.wanted[i] * C), C * kernels().kept_bytes);
  }
}

/** Rows from the attention of block l to the end of the block. */
void finish_block_rows(const Model& model, int l, const Dropout& inner, const Dropout& outer, const RowBlock& rows) {
  const Workspace& w = model.workspace;
  const BlockTensors& weights = model.value.blocks[l];
  const BlockActivations& block = w.blocks[l];
  const int C = model.shape.C;
  const bool is_last = l == model.shape.layers - 1;
  if (is_last) take_wanted(w, block.y, C, rows);
  Kept* const y = kept_at(is_last ? w.wanted_y : block.y, (ptrdiff_t)rows.first * C);
  project_rows(kept_rows(y, C), {w.packed_projection, C, C}, weights.attention_projection_bias, inner, block.x,
               is_last ? w.wanted : nullptr, block.middle, rows);
  expand_rows(model, l, rows);
  project_rows(left_rows(rows.scratch.rows, 4 * C), {w.packed_contract, C, 4 * C}, weights.contract_bias, outer,
               block.middle, nullptr, w.blocks[l + 1].x, rows);
}

void collect_wanted(Workspace& w, const Batch& batch, Wanted wanted) {
  w.wanted_count = 0;
  // Where none is wanted, the first row stands for it.
  w.wanted[0] = 0;
  for (int row = 0; row < batch.rows(); row++) {
    const bool predicts = batch.targets[row] >= 0 && batch.weights[row] != 0;
    if (predicts || wanted == Wanted::kAll) w.wanted[w.wanted_count++] = row;
  }
}

}  // namespace

int rows_after_attention(const Model& model, int l, int N) {
  const int wanted = model.workspace.wanted_count;
  return l < model.shape.layers - 1 ? N : wanted > 0 ? wanted : 1;
}

AttentionHead attention_head(const Model& model, const Batch& batch, const BlockActivations& block,
                             const Dropout& dropout, int b, int head, int thread) {
  const ModelShape& s = model.shape;
  const ThreadScratch& scratch = model.workspace.scratch[thread];
  const ptrdiff_t row = (ptrdiff_t)b * batch.T;
  const int index = b * s.heads + head;
  return {
      .qkv = kept_at(block.qkv, row * 3 * s.C + head * s.head_size()),
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
      .packed = scratch.packed_head,
      .scratch = scratch.pack,
  };
}

void forward(Model& model, const Batch& batch, Wanted wanted, bool dropout, int micro_batch) {
  Workspace& w = model.workspace;
  collect_wanted(w, batch, wanted);
  const ModelShape& s = model.shape;
  const auto site = [&](int index) { return dropout ? dropout_at(model, micro_batch, index) : Dropout{}; };
  embed(model, batch, site(0), w.blocks[0].x);
  for (int l = -1; l < s.layers; l++) {
    const Dropout inner = site(2 + 3 * l), outer = site(3 + 3 * l), weights = site(1 + 3 * l);
    PackJob packs[4];
    const JobList<PackJob> packing = {packs, packs_between(model, l, packs)};
    if (l >= 0) {
      run_together(AttentionJob{model, batch, w.blocks[l], weights}, packing);
    } else {
      run_together(packing);
    }
    for_row_blocks(w, rows_after_attention(model, l, batch.rows()), [&](const RowBlock& rows) {
      if (l >= 0) finish_block_rows(model, l, inner, outer, rows);
      if (l + 1 < s.layers) return query_rows(model, l + 1, rows);
      normalize(w.blocks[s.layers].x, model.value.final_weight, model.value.final_bias,
                w.final + (ptrdiff_t)rows.first * s.C, w.final_stats, rows, s.C);
    });
  }
}

}  // namespace geneglot
