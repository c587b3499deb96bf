// Layer normalisation over C channels (Ba, Kiros & Hinton 2016), epsilon 1e-5 as GPT-2.
#pragma once
#include "simd.hpp"

namespace geneglot::GENEGLOT_ISA {

constexpr float kLayerNormEpsilon = 1e-5f;

static void normalize_row(const float* x, const float* weight, const float* bias, float* out, float* stats, int C) {
  Floats sums = {};
  for_vectors(C, [&](int j, int n) { sums += load_n(x + j, n); });
  const float mean = sum_lanes(sums) / C;
  Floats squares = {};
  for_vectors(C, [&](int j, int n) {
    const Floats centred = load_n(x + j, n, mean) - mean;
    squares += centred * centred;
  });
  const float scale = 1 / __builtin_sqrtf(sum_lanes(squares) / C + kLayerNormEpsilon);
  for_vectors(C, [&](int j, int n) {
    const Floats shift = bias ? load_n(bias + j, n) : (Floats){};
    store_n(out + j, (load_n(x + j, n) - mean) * scale * load_n(weight + j, n) + shift, n);
  });
  stats[0] = mean;
  stats[1] = scale;
}

static void layer_norm_forward(const float* x, const float* weight, const float* bias, float* out, float* stats,
                               int rows, int C) {
  for (ptrdiff_t t = 0; t < rows; t++) normalize_row(x + t * C, weight, bias, out + t * C, stats + 2 * t, C);
}

static void normalize_row_backward(const float* x, const float* weight, const float* stats, const float* dout,
                                   float* dx, bool accumulate, int C) {
  const float mean = stats[0], scale = stats[1];
  Floats sums = {}, products = {};
  for_vectors(C, [&](int j, int n) {
    const Floats normalized = (load_n(x + j, n, mean) - mean) * scale;
    const Floats gradient = load_n(dout + j, n) * load_n(weight + j, n);
    sums += gradient;
    products += gradient * normalized;
  });
  const float mean_gradient = sum_lanes(sums) / C, mean_product = sum_lanes(products) / C;
  for_vectors(C, [&](int j, int n) {
    const Floats normalized = (load_n(x + j, n) - mean) * scale;
    const Floats gradient = load_n(dout + j, n) * load_n(weight + j, n);
    const Floats result = (gradient - mean_gradient - normalized * mean_product) * scale;
    store_n(dx + j, accumulate ? load_n(dx + j, n) + result : result, n);
  });
}

static void layer_norm_backward(const float* x, const float* weight, const float* stats, const float* dout, float* dx,
                                bool accumulate, int rows, int C) {
  for (ptrdiff_t t = 0; t < rows; t++)
    normalize_row_backward(x + t * C, weight, stats + 2 * t, dout + t * C, dx + t * C, accumulate, C);
}

static void layer_norm_weight_gradient(const float* x, const float* stats, const float* dout, float* dweight,
                                       float* dbias, int rows, int C, int first, int count) {
  for_vectors(count, [&](int j, int n) {
    Floats weight_sum = {}, bias_sum = {};
    for (ptrdiff_t t = 0; t < rows; t++) {
      const Floats gradient = load_n(dout + t * C + first + j, n);
      weight_sum += gradient * ((load_n(x + t * C + first + j, n) - stats[2 * t]) * stats[2 * t + 1]);
      bias_sum += gradient;
    }
    store_n(dweight + first + j, load_n(dweight + first + j, n) + weight_sum, n);
    if (dbias) store_n(dbias + first + j, load_n(dbias + first + j, n) + bias_sum, n);
  });
}

static void add_column_sums(const float* x, ptrdiff_t stride, float* out, int rows, int count) {
  for_vectors(count, [&](int j, int n) {
    Floats sums = load_n(out + j, n);
    for (ptrdiff_t t = 0; t < rows; t++) sums += load_n(x + t * stride + j, n);
    store_n(out + j, sums, n);
  });
}

}  // namespace geneglot::GENEGLOT_ISA
