// The head of a set encoder and its losses, in chunks of R sets. A tile of logits is turned into exp(logit − tile
// maximum), or into its sigmoid, while it is in cache; the factors that make it a weighted gradient are applied when it is
// packed for the products of the backward pass. Both losses are linear in the targets' logits, so that targets need only
// a sum of embeddings: loss = logsumexp(z) or Σ softplus(z), minus h · Σ targets c · E_g.
#include "../linear.hpp"
#include "set-encoder.hpp"

namespace geneglot {
namespace {

constexpr int kChannelPart = 32;
/** Logit of a gene that stays out: its exponential and its sigmoid vanish. */
constexpr float kExcluded = -1e30f;

/** `count` sets from `first` on, with their logits in tiles of kHeadColumns tokens. */
struct Chunk {
  SetEncoder& model;
  const SetBatch& batch;
  SetLoss loss;
  int first, count;
  int tiles() const { return (model.shape.V + kHeadColumns - 1) / kHeadColumns; }
  int tile_width(int tile) const { return smaller_of(kHeadColumns, model.shape.V - tile * kHeadColumns); }
  const float* hidden() const { return model.workspace.final + (ptrdiff_t)first * model.shape.C; }
  /** What each target of set i of the chunk takes from the loss per unit of its logit, before the set's weight. */
  float target_share(int i) const {
    const int targets = batch.target_count(first + i);
    return loss == SetLoss::kBinary || targets == 0 ? 1.f : 1.f / targets;
  }
};

ptrdiff_t logits_stride(const SetShape& s) { return padded(s.V, kernels().panel_columns); }

PackedRight packed_output(const SetEncoder& model) {
  return {model.workspace.head.packed_output, model.shape.V, model.shape.C};
}
PackedRight packed_input(const SetEncoder& model) {
  return {model.workspace.head.packed_input, model.shape.C, model.shape.V};
}

void pack_embedding(SetEncoder& model, bool gradient) {
  const int C = model.shape.C;
  pack_for_all(packed_output(model), right_transposed(model.value.head, C), 0);
  if (gradient) pack_for_all(packed_input(model), right_rows(model.value.head, C), 0);
}

/** Takes the visible genes of set `b` among tokens j0 .. j0 + columns out of its logits. */
void exclude_visible(const SetBatch& batch, int b, int j0, int columns, float* logits) {
  for (int i = batch.visible_start[b]; i < batch.visible_start[b + 1]; i++) {
    const int column = batch.visible[i] - j0;
    if (column >= 0 && column < columns) logits[column] = kExcluded;
  }
}

/** Logits of a chunk as exp(logit − tile maximum) or as sigmoids, with each tile's maximum and sum. */
void fill_tiles(const Chunk& chunk) {
  const SetShape& s = chunk.model.shape;
  const SetWorkspace& w = chunk.model.workspace;
  const ptrdiff_t stride = logits_stride(s);
  // Half a tile's rows at once: 128 × 512 logits (256 KB) stay in the second-level cache for what follows.
  const int part = padded(kHeadRows / 2, kernels().panel_rows), parts = (chunk.count + part - 1) / part;
  parallel(chunk.tiles() * parts, [&](int index, int thread) {
    const int tile = index / parts, i0 = index % parts * part, j0 = tile * kHeadColumns;
    const int rows = smaller_of(part, chunk.count - i0), columns = chunk.tile_width(tile);
    multiply_tile(left_rows(chunk.hidden(), s.C), 0, packed_output(chunk.model), i0, rows, j0, columns, w.head.logits,
                  stride, false, w.products.scratch[thread].pack.left);
    for (int i = i0; i < i0 + rows; i++) {
      const int at = tile * kHeadRows + i;
      float* const logits = w.head.logits + i * stride + j0;
      kernels().add(logits, chunk.model.value.head_bias + j0, columns);
      if (chunk.batch.exclude_visible) exclude_visible(chunk.batch, chunk.first + i, j0, columns, logits);
      if (chunk.loss == SetLoss::kSoftmax) {
        kernels().exp_row(logits, columns, &w.head.tile_max[at], &w.head.tile_sum[at]);
      } else {
        w.head.tile_sum[at] = kernels().sigmoid_row(logits, columns);
      }
    }
  });
}

/** logsumexp of a set's logits; leaves each tile's factor from exponentials to probabilities in `scale`. */
float finish_softmax(const Chunk& chunk, int i) {
  const SetHeadBuffers& head = chunk.model.workspace.head;
  float largest = head.tile_max[i];
  for (int tile = 1; tile < chunk.tiles(); tile++) {
    const float m = head.tile_max[tile * kHeadRows + i];
    largest = m > largest ? m : largest;
  }
  float sum = 0;
  for (int tile = 0; tile < chunk.tiles(); tile++) {
    float factor = head.tile_max[tile * kHeadRows + i] - largest;
    kernels().exp(&factor, 1);
    head.scale[tile * kHeadRows + i] = factor;
    sum += factor * head.tile_sum[tile * kHeadRows + i];
  }
  for (int tile = 0; tile < chunk.tiles(); tile++) head.scale[tile * kHeadRows + i] /= sum;
  return largest + kernels().log(sum);
}

/** Sum of softplus over a set's logits; sigmoids are the gradient as they are. */
float finish_binary(const Chunk& chunk, int i) {
  const SetHeadBuffers& head = chunk.model.workspace.head;
  float sum = 0;
  for (int tile = 0; tile < chunk.tiles(); tile++) {
    sum += head.tile_sum[tile * kHeadRows + i];
    head.scale[tile * kHeadRows + i] = 1;
  }
  return sum;
}

/** Sum of the targets' embeddings, each times its share, into target_sum; returns the same sum of their biases. */
float sum_targets(const Chunk& chunk, int i) {
  const SetEncoder& model = chunk.model;
  const int C = model.shape.C, b = chunk.first + i;
  const float share = chunk.target_share(i);
  float* const sum = model.workspace.head.target_sum + (ptrdiff_t)i * C;
  float bias = 0;
  __builtin_memset(sum, 0, C * sizeof(float));
  for (int t = chunk.batch.target_start[b]; t < chunk.batch.target_start[b + 1]; t++) {
    const ptrdiff_t gene = chunk.batch.targets[t];
    kernels().add_scaled(sum, model.value.head + gene * C, share, C);
    bias += share * model.value.head_bias[gene];
  }
  return bias;
}

/** Losses of a chunk's sets, and each tile's factor to the weighted, scaled gradient. */
void finish_losses(const Chunk& chunk, float gradient_scale) {
  const SetHeadBuffers& head = chunk.model.workspace.head;
  const int C = chunk.model.shape.C;
  parallel_parts(chunk.count, 16, [&](int first, int count, int) {
    for (int i = first; i < first + count; i++) {
      const float weight = chunk.batch.weight(chunk.first + i), bias = sum_targets(chunk, i);
      const float total = chunk.loss == SetLoss::kSoftmax ? finish_softmax(chunk, i) : finish_binary(chunk, i);
      const float target = kernels().dot(chunk.hidden() + (ptrdiff_t)i * C, head.target_sum + (ptrdiff_t)i * C, C);
      head.loss[i] = weight * (total - target - bias);
      for (int tile = 0; tile < chunk.tiles(); tile++) head.scale[tile * kHeadRows + i] *= weight * gradient_scale;
    }
  });
}

/** d_final of some sets of a chunk: dlogits · E − targets, both weighted. */
void hidden_gradient(const Chunk& chunk, int first, int count, float gradient_scale, float* packed_left) {
  const SetShape& s = chunk.model.shape;
  const SetWorkspace& w = chunk.model.workspace;
  const PackedRight embedding = packed_input(chunk.model);
  MatrixView dlogits = left_rows(w.head.logits, logits_stride(s));
  float* const d_hidden = w.head.d_hidden + (ptrdiff_t)first * s.C;
  for (int tile = 0; tile < chunk.tiles(); tile++) {
    const int k0 = tile * kHeadColumns, depth = chunk.tile_width(tile);
    dlogits.factors = w.head.scale + tile * kHeadRows;
    kernels().pack_left(packed_left, dlogits, first, count, k0, depth);
    kernels().multiply_packed(packed_left, embedding.at(k0, depth, 0), count, s.C, depth, d_hidden, s.C, tile > 0);
  }
  for (int i = first; i < first + count; i++) {
    float* const row = w.head.d_hidden + (ptrdiff_t)i * s.C;
    const float weight = chunk.batch.weight(chunk.first + i);
    kernels().add_scaled(row, w.head.target_sum + (ptrdiff_t)i * s.C, -weight * gradient_scale, s.C);
    __builtin_memcpy(w.d_final + (ptrdiff_t)(chunk.first + i) * s.C, row, s.C * sizeof(float));
  }
}

/** Adds dlogitsᵀ · hidden to the output embedding's gradient, and sums of dlogits to the bias's, for some tokens of a tile. */
void token_gradient(const Chunk& chunk, const PackedRight& hidden, int tile, int first, int count, float* packed_left) {
  const SetShape& s = chunk.model.shape;
  const SetHeadBuffers& head = chunk.model.workspace.head;
  const SetTensors& gradient = chunk.model.gradient;
  MatrixView dlogits = left_transposed(head.logits, logits_stride(s));
  dlogits.factors = head.scale + tile * kHeadRows;
  kernels().pack_left(packed_left, dlogits, first, count, 0, chunk.count);
  kernels().multiply_packed(packed_left, hidden.at(0, chunk.count, 0), count, s.C, chunk.count,
                            gradient.head + (ptrdiff_t)first * s.C, s.C, true);
  for (int i = 0; i < chunk.count; i++) {
    kernels().add_scaled(gradient.head_bias + first, head.logits + i * logits_stride(s) + first, dlogits.factors[i],
                         count);
  }
}

/** Both products of the backward pass in one parallel loop: they read the same logits and are independent. */
void product_gradient(const Chunk& chunk, float gradient_scale) {
  const SetWorkspace& w = chunk.model.workspace;
  const int V = chunk.model.shape.V, C = chunk.model.shape.C;
  const PackedRight hidden = {w.head.packed_hidden, C, chunk.count};
  pack_for_all(hidden, right_rows(chunk.hidden(), C), 0);
  const int row_part = padded(48, kernels().panel_rows), row_tiles = (chunk.count + row_part - 1) / row_part;
  constexpr int kTokenPart = kHeadColumns / 2;
  parallel(row_tiles + (V + kTokenPart - 1) / kTokenPart, [&](int index, int thread) {
    float* const packed_left = w.products.scratch[thread].pack.left;
    if (index < row_tiles) {
      const int first = index * row_part;
      return hidden_gradient(chunk, first, smaller_of(row_part, chunk.count - first), gradient_scale, packed_left);
    }
    const int first = (index - row_tiles) * kTokenPart;
    token_gradient(chunk, hidden, first / kHeadColumns, first, smaller_of(kTokenPart, V - first), packed_left);
  });
}

/** Adds the targets' part, −share · weight · h, to the output embedding's gradient: targets in order, channels shared out. */
void target_gradient(const Chunk& chunk, float gradient_scale) {
  const SetBatch& batch = chunk.batch;
  const SetTensors& gradient = chunk.model.gradient;
  const int C = chunk.model.shape.C;
  parallel_parts(C, kChannelPart, [&](int first, int count, int) {
    for (int i = 0; i < chunk.count; i++) {
      const int b = chunk.first + i;
      const float amount = -gradient_scale * batch.weight(b) * chunk.target_share(i);
      for (int t = batch.target_start[b]; t < batch.target_start[b + 1]; t++) {
        float* const row = gradient.head + (ptrdiff_t)batch.targets[t] * C;
        kernels().add_scaled(row + first, chunk.hidden() + (ptrdiff_t)i * C + first, amount, count);
        if (first == 0) gradient.head_bias[batch.targets[t]] += amount;
      }
    }
  });
}

}  // namespace

double set_head_loss(SetEncoder& model, const SetBatch& batch, SetLoss loss, bool gradient, float gradient_scale) {
  pack_embedding(model, gradient);
  double sum = 0;
  for (int first = 0; first < batch.B; first += kHeadRows) {
    const Chunk chunk = {model, batch, loss, first, smaller_of(kHeadRows, batch.B - first)};
    fill_tiles(chunk);
    finish_losses(chunk, gradient_scale);
    for (int i = 0; i < chunk.count; i++) sum += model.workspace.head.loss[i];
    if (!gradient) continue;
    product_gradient(chunk, gradient_scale);
    target_gradient(chunk, gradient_scale);
  }
  return sum;
}

void set_head_logits(SetEncoder& model, int B, float* logits) {
  const SetShape& s = model.shape;
  pack_embedding(model, false);
  multiply_with(model.workspace.products.scratch, left_rows(model.workspace.final, s.C), 0, packed_output(model), B,
                logits, s.V, false, [&](int row, int rows, int column, int columns) {
                  add_bias(logits, s.V, model.value.head_bias, row, rows, column, columns);
                });
}

}  // namespace geneglot
