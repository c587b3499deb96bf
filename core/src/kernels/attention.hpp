// Causal attention inside documents, one head of one row: a strip of kQueryBlock queries against the keys of their
// document; the backward pass recomputes the strip from the kept log-sums (after Dao et al., FlashAttention, 2022).
#pragma once
#include "elementwise.hpp"
#include "gemm.hpp"
#include "kept.hpp"

namespace geneglot::GENEGLOT_ISA {

/** Queries first .. first + count against keys key0 .. first + count. */
struct Strip {
  int first, count, key0, keys;
};

/** The strip that starts at `first`: it ends where a document starts, so that short documents stay apart. */
GENEGLOT_INLINE Strip strip_at(const AttentionHead& head, int first) {
  int end = first + 1, key0 = head.document_start[first];
  while (end < head.T && end - first < kQueryBlock && head.document_start[end] != end) {
    key0 = head.document_start[end] < key0 ? head.document_start[end] : key0;
    end++;
  }
  // Keys are packed by panels, so a strip begins at one.
  key0 = key0 / kPanelColumns * kPanelColumns;
  return {first, end - first, key0, end - key0};
}

template <class Element>
GENEGLOT_INLINE MatrixView by_depth(const Element* data, ptrdiff_t stride) {
  return {data, stride, false, nullptr, sizeof(Element) < sizeof(float)};
}
template <class Element>
GENEGLOT_INLINE MatrixView by_result(const Element* data, ptrdiff_t stride) {
  return {data, stride, true, nullptr, sizeof(Element) < sizeof(float)};
}

/** Room for one of the three packed operands. */
GENEGLOT_INLINE float* packed_place(const AttentionHead& head, int number) {
  return head.packed + number * packed_operand_words(head.T, head.hs, kPanelColumns);
}

/** Packs keys or values (T × hs), once for all strips of a head: transposed, or as they are. */
GENEGLOT_INLINE PackedOnce pack_once(const AttentionHead& head, int number, const KeptElement* data, bool transposed) {
  float* const words = packed_place(head, number);
  if (transposed) {
    pack_right(words, by_depth(data, head.qkv_stride), 0, head.T, 0, head.hs);
    return {words, head.hs};
  }
  pack_right(words, by_result(data, head.qkv_stride), 0, head.hs, 0, head.T);
  return {words, head.T};
}

/** scores = rows of the strip · keysᵀ (or valuesᵀ), unscaled. */
static void score_strip(const AttentionHead& head, const Strip& s, const MatrixView& rows, const PackedOnce& keys,
                        float* scores) {
  multiply_once_packed(rows, keys, s.key0, 0, s.count, s.keys, head.hs, scores, head.strip_stride, false,
                       head.scratch.left);
}

/** Makes row `i` of the strip exp(scale · score − shift) inside [start, query], 0 elsewhere; returns the sum. */
GENEGLOT_INLINE float exponentiate(float* row, int start, int end, int keys, float scale, float shift) {
  for (int k = 0; k < start; k++) row[k] = 0;
  for (int k = end; k < keys; k++) row[k] = 0;
  Floats sums = {};
  for_vectors(end - start, [&](int j, int n) {
    const Floats e = keep_first(exp_of(load_n(row + start + j, n) * scale - shift), n, 0);
    store_n(row + start + j, e, n);
    sums += e;
  });
  return sum_lanes(sums);
}

GENEGLOT_INLINE float largest_of(const float* row, int start, int end) {
  Floats largest = splat(-1e30f);
  for_vectors(end - start, [&](int j, int n) { largest = larger(largest, load_n(row + start + j, n, -1e30f)); });
  return largest_lane(largest);
}

GENEGLOT_INLINE void drop_row(const AttentionHead& head, const Strip& s, int i, float* row) {
  if (head.dropout.on()) drop(row, s.keys, head.dropout, head.dropout_base + (uint32_t)(s.first + i) * head.T + s.key0);
}

GENEGLOT_INLINE void keep_scaled(const float* row, int count, float factor, KeptElement* out) {
  for_vectors(count, [&](int j, int n) { store_kept(out + j, load_n(row + j, n) * factor, n); });
}

static void attention_forward(const AttentionHead& head, Kept* y) {
  // A row of y is narrower than its row of weights, so the division by their sum waits for it.
  float inverse_sums[kQueryBlock];
  const float scale = 1 / __builtin_sqrtf((float)head.hs);
  const KeptElement* const qkv = elements(head.qkv);
  const PackedOnce keys = pack_once(head, 0, qkv + head.C, true);
  const PackedOnce values = pack_once(head, 1, qkv + 2 * (ptrdiff_t)head.C, false);
  float* const mixed = packed_place(head, 2);
  for (int first = 0; first < head.T;) {
    const Strip s = strip_at(head, first);
    score_strip(head, s, by_depth(qkv + first * head.qkv_stride, head.qkv_stride), keys, head.strips);
    for (int i = 0; i < s.count; i++) {
      float* row = head.strips + i * head.strip_stride;
      const int start = head.document_start[first + i] - s.key0, end = first + i + 1 - s.key0;
      const float top = largest_of(row, start, end) * scale;
      const float sum = exponentiate(row, start, end, s.keys, scale, top);
      head.log_sum[first + i] = top + log_of(sum);
      inverse_sums[i] = 1 / sum;
      drop_row(head, s, i, row);
    }
    multiply_once_packed(by_depth(head.strips, head.strip_stride), values, 0, s.key0, s.count, head.hs, s.keys, mixed,
                         head.hs, false, head.scratch.left);
    for (int i = 0; i < s.count; i++) {
      keep_scaled(mixed + i * head.hs, head.hs, inverse_sums[i], elements(y) + (ptrdiff_t)(first + i) * head.C);
    }
    first += s.count;
  }
}

/** Turns score gradients of the dropped weights into gradients of the raw scores, and weights into dropped weights. */
static void soften_row_backward(const AttentionHead& head, const Strip& s, int i, float* weights, float* gradients,
                                float delta, float scale) {
  const uint32_t counter = head.dropout_base + (uint32_t)(s.first + i) * head.T + s.key0;
  for_vectors(s.keys, [&](int k, int n) {
    const Floats p = load_n(weights + k, n);
    const Floats factor = head.dropout.on() ? dropout_factors(head.dropout, counter + k) : splat(1.f);
    store_n(gradients + k, (load_n(gradients + k, n) * factor - delta) * p * scale, n);
    store_n(weights + k, p * factor, n);
  });
}

static void attention_backward(const AttentionHead& head, const Kept* y, const float* dy, float* dqkv) {
  const float scale = 1 / __builtin_sqrtf((float)head.hs);
  const ptrdiff_t stride = head.qkv_stride, C = head.C;
  const KeptElement* const qkv = elements(head.qkv);
  const PackedOnce keys_transposed = pack_once(head, 0, qkv + C, true);
  const PackedOnce keys = pack_once(head, 1, qkv + C, false);
  const PackedOnce values_transposed = pack_once(head, 2, qkv + 2 * C, true);
  float *dkeys = dqkv + C, *dvalues = dqkv + 2 * C;
  float *weights = head.strips, *gradients = head.strips + kQueryBlock * head.strip_stride;
  for (ptrdiff_t t = 0; t < head.T; t++) {
    for (int j = 0; j < head.hs; j++) dkeys[t * stride + j] = dvalues[t * stride + j] = 0;
  }
  for (int first = 0; first < head.T;) {
    const Strip s = strip_at(head, first);
    const float* dy_strip = dy + first * C;
    score_strip(head, s, by_depth(qkv + first * stride, stride), keys_transposed, weights);
    score_strip(head, s, by_depth(dy_strip, C), values_transposed, gradients);
    for (int i = 0; i < s.count; i++) {
      const ptrdiff_t t = first + i;
      float* row = weights + i * head.strip_stride;
      exponentiate(row, head.document_start[t] - s.key0, t + 1 - s.key0, s.keys, scale, head.log_sum[t]);
      // What the softmax's derivative takes from each of the query's scores.
      const float delta = dot_of(dy + t * C, elements(y) + t * C, head.hs);
      soften_row_backward(head, s, i, row, gradients + i * head.strip_stride, delta, scale);
    }
    const MatrixView queries = by_result(qkv + first * stride, stride);
    multiply_once_packed(by_depth(gradients, head.strip_stride), keys, 0, s.key0, s.count, head.hs, s.keys,
                         dqkv + first * stride, stride, false, head.scratch.left);
    multiply_small(by_result(gradients, head.strip_stride), queries, s.keys, head.hs, s.count, dkeys + s.key0 * stride,
                   stride, true, head.scratch);
    multiply_small(by_result(weights, head.strip_stride), by_result(dy_strip, C), s.keys, head.hs, s.count,
                   dvalues + s.key0 * stride, stride, true, head.scratch);
    first += s.count;
  }
}

static void attend_one(const float* query, const float* keys, const float* values, ptrdiff_t stride, int n, int hs,
                       float* scores, float* y) {
  const float scale = 1 / __builtin_sqrtf((float)hs);
  for (ptrdiff_t k = 0; k < n; k++) scores[k] = dot(query, keys + k * stride, hs) * scale;
  float top, sum;
  exp_row(scores, n, &top, &sum);
  const float inverse = 1 / sum;
  for_vectors(hs, [&](int j, int count) {
    Floats mixed = {};
    for (ptrdiff_t k = 0; k < n; k++) mixed += scores[k] * load_n(values + k * stride + j, count);
    store_n(y + j, mixed * inverse, count);
  });
}

}  // namespace geneglot::GENEGLOT_ISA
