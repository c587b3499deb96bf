// The head and its loss, in chunks of R rows, so that no (B·T, V) array exists. A tile of logits is turned into
// exp(logit − tile maximum) while it is in cache; the factors that make it a softmax are applied when dlogits are
// packed for the two products of the backward pass, so that logits cross the memory only once.
#include "../linear.hpp"
#include "objective.hpp"

namespace geneglot {
namespace {

/** One chunk: `count` rows with their logits of the tokens asked for, in tiles of kHeadColumns. */
struct Chunk {
  Model& model;
  const Batch& batch;
  TokenRange asked;
  /** Of the wanted rows. */
  int first, count;
  const int32_t* rows() const { return model.workspace.wanted + first; }
  float* hidden() const { return model.workspace.final + (ptrdiff_t)first * model.shape.C; }
  int tokens() const { return asked.count(); }
  int tiles() const { return (tokens() + kHeadColumns - 1) / kHeadColumns; }
  int tile_width(int tile) const { return smaller_of(kHeadColumns, tokens() - tile * kHeadColumns); }
  ptrdiff_t stride() const { return padded(tokens(), kernels().panel_columns); }
};

PackedRight packed_output(const Model& model, int tokens) {
  return {model.workspace.head.packed_output, tokens, model.shape.C};
}
PackedRight packed_input(const Model& model, int tokens) {
  return {model.workspace.head.packed_input, model.shape.C, tokens};
}

/** Logits of a chunk as exp(logit − tile maximum), with each tile's maximum and sum. */
void exponentiated_logits(const Chunk& chunk) {
  const ModelShape& s = chunk.model.shape;
  const Workspace& w = chunk.model.workspace;
  const ptrdiff_t stride = chunk.stride();
  // Half a tile's rows at once: 128 × 512 logits (256 KB) stay in the second-level cache for the exponentials.
  const int part = padded(kHeadRows / 2, kernels().panel_rows), parts = (chunk.count + part - 1) / part;
  parallel(chunk.tiles() * parts, [&](int index, int thread) {
    const int tile = index / parts, i0 = index % parts * part, j0 = tile * kHeadColumns;
    const int rows = smaller_of(part, chunk.count - i0), columns = chunk.tile_width(tile);
    multiply_tile(left_rows(chunk.hidden(), s.C), 0, packed_output(chunk.model, chunk.tokens()), i0, rows, j0, columns,
                  w.head.logits, stride, false, w.scratch[thread].pack.left);
    for (int i = i0; i < i0 + rows; i++) {
      const int at = tile * kHeadRows + i;
      float* const logits = w.head.logits + i * stride + j0;
      if (chunk.batch.objective == Objective::kNextNewGene) {
        rule_out_written(chunk.batch, chunk.rows()[i], chunk.asked.first + j0, columns, logits);
      }
      kernels().exp_row(logits, columns, &w.head.tile_max[at], &w.head.tile_sum[at]);
    }
  });
}

/** Losses of a chunk's rows, and each tile's factor from exponentials to scaled, weighted probabilities. */
void finish_softmax(const Chunk& chunk, float gradient_scale) {
  const HeadBuffers& head = chunk.model.workspace.head;
  const int C = chunk.model.shape.C, tiles = chunk.tiles();
  parallel_parts(chunk.count, 16, [&](int first, int count, int) {
    for (int i = first; i < first + count; i++) {
      float largest = head.tile_max[i];
      for (int tile = 1; tile < tiles; tile++) {
        const float m = head.tile_max[tile * kHeadRows + i];
        largest = m > largest ? m : largest;
      }
      float sum = 0;
      for (int tile = 0; tile < tiles; tile++) {
        float factor = head.tile_max[tile * kHeadRows + i] - largest;
        kernels().exp(&factor, 1);
        head.scale[tile * kHeadRows + i] = factor;
        sum += factor * head.tile_sum[tile * kHeadRows + i];
      }
      const ptrdiff_t row = chunk.rows()[i];
      const float weight = chunk.batch.weights[row];
      const float target = kernels().dot(chunk.hidden() + (ptrdiff_t)i * C, head.target_mean + row * C, C);
      head.loss[i] = weight * (largest + kernels().log(sum) - target);
      for (int tile = 0; tile < tiles; tile++) head.scale[tile * kHeadRows + i] *= weight * gradient_scale / sum;
    }
  });
}

/** d_final of some rows of a chunk: probabilities · E − target mean, both weighted. */
void hidden_gradient(const Chunk& chunk, int first, int count, float gradient_scale, float* packed_left) {
  const ModelShape& s = chunk.model.shape;
  const Workspace& w = chunk.model.workspace;
  const PackedRight embedding = packed_input(chunk.model, chunk.tokens());
  float* const d_hidden = w.d_final + (ptrdiff_t)chunk.first * s.C;
  MatrixView dlogits = left_rows(w.head.logits, chunk.stride());
  for (int tile = 0; tile < chunk.tiles(); tile++) {
    const int k0 = tile * kHeadColumns, depth = chunk.tile_width(tile);
    dlogits.factors = w.head.scale + tile * kHeadRows;
    kernels().pack_left(packed_left, dlogits, first, count, k0, depth);
    kernels().multiply_packed(packed_left, embedding.at(k0, depth, 0), count, s.C, depth,
                              d_hidden + (ptrdiff_t)first * s.C, s.C, tile > 0);
  }
  for (int i = first; i < first + count; i++) {
    const ptrdiff_t row = chunk.rows()[i];
    kernels().add_scaled(d_hidden + (ptrdiff_t)i * s.C, w.head.target_mean + row * s.C,
                         -chunk.batch.weights[row] * gradient_scale, s.C);
  }
}

/** Adds probabilitiesᵀ · hidden to the output embedding's gradient for tokens first .. first + count of those asked for. */
void embedding_gradient(const Chunk& chunk, const PackedRight& hidden, int tile, int first, int count,
                        float* packed_left) {
  const ModelShape& s = chunk.model.shape;
  const HeadBuffers& head = chunk.model.workspace.head;
  MatrixView dlogits = left_transposed(head.logits, chunk.stride());
  dlogits.factors = head.scale + tile * kHeadRows;
  kernels().pack_left(packed_left, dlogits, first, count, 0, chunk.count);
  kernels().multiply_packed(packed_left, hidden.at(0, chunk.count, 0), count, s.C, chunk.count,
                            chunk.model.gradient.head + (ptrdiff_t)(chunk.asked.first + first) * s.C, s.C, true);
}

/** Both products of the backward pass in one parallel loop: they read the same logits and are independent. */
void chunk_gradient(const Chunk& chunk, float gradient_scale) {
  const Workspace& w = chunk.model.workspace;
  const PackedRight hidden = {w.head.packed_hidden, chunk.model.shape.C, chunk.count};
  pack_for_all(hidden, right_rows(chunk.hidden(), chunk.model.shape.C), 0);
  const int row_part = padded(48, kernels().panel_rows), row_tiles = (chunk.count + row_part - 1) / row_part;
  constexpr int kTokenPart = kHeadColumns / 2;
  const int token_tiles = (chunk.tokens() + kTokenPart - 1) / kTokenPart;
  parallel(row_tiles + token_tiles, [&](int index, int thread) {
    float* packed_left = w.scratch[thread].pack.left;
    if (index < row_tiles) {
      const int first = index * row_part;
      return hidden_gradient(chunk, first, smaller_of(row_part, chunk.count - first), gradient_scale, packed_left);
    }
    const int first = (index - row_tiles) * kTokenPart;
    embedding_gradient(chunk, hidden, first / kHeadColumns, first, smaller_of(kTokenPart, chunk.tokens() - first),
                       packed_left);
  });
}

/** Packs the output embeddings of some tokens. */
void pack_embedding(Model& model, TokenRange tokens, bool gradient) {
  const int C = model.shape.C;
  const float* const head = model.value.head + (ptrdiff_t)tokens.first * C;
  pack_for_all(packed_output(model, tokens.count()), right_transposed(head, C), 0);
  if (gradient) pack_for_all(packed_input(model, tokens.count()), right_rows(head, C), 0);
}

/** Rows of each of the fewest chunks, all alike: each chunk reads and writes the whole gradient of the embeddings. */
int rows_of_chunk(int count) {
  const int chunks = (count + kHeadRows - 1) / kHeadRows;
  return chunks <= 1 ? kHeadRows : smaller_of(kHeadRows, padded((count + chunks - 1) / chunks, kernels().panel_rows));
}

}  // namespace

double head_loss(Model& model, const Batch& batch, bool gradient, float gradient_scale) {
  const Workspace& w = model.workspace;
  const int count = w.wanted_count, rows = rows_of_chunk(count);
  const TokenRange asked = asked_tokens(model.shape, batch.objective);
  pack_embedding(model, asked, gradient);
  gather_target_means(model, batch);
  // The row that stands for none wanted.
  if (gradient && count == 0) __builtin_memset(w.d_final, 0, model.shape.C * sizeof(float));
  double loss = 0;
  for (int first = 0; first < count; first += rows) {
    const Chunk chunk = {model, batch, asked, first, smaller_of(rows, count - first)};
    exponentiated_logits(chunk);
    finish_softmax(chunk, gradient_scale);
    for (int i = 0; i < chunk.count; i++) loss += w.head.loss[i];
    if (gradient) chunk_gradient(chunk, gradient_scale);
  }
  if (gradient) scatter_target_gradient(model, batch, gradient_scale);
  return loss;
}

void head_logits(Model& model, float* logits) {
  const ModelShape& s = model.shape;
  pack_embedding(model, {0, s.V}, false);
  multiply_with(model.workspace.scratch, left_rows(model.workspace.final, s.C), 0, packed_output(model, s.V),
                model.workspace.wanted_count, logits, s.V, false);
}

}  // namespace geneglot
