// Kernels over plain arrays: GELU (Hendrycks & Gimpel 2016, both forms), exponentials of a row of logits,
// sums, AdamW (Loshchilov & Hutter 2019) and counter-based dropout.
#pragma once
#include "kept.hpp"
#include "simd.hpp"

namespace geneglot::GENEGLOT_ISA {

constexpr float kRootHalf = 0.70710678f;
/** 1 / √(2π), the height of the normal density. */
constexpr float kNormalDensity = 0.39894228f;

/** Φ(x), the normal distribution function, from exp(−x²/2), which erf_of and the density share. */
GENEGLOT_INLINE Floats normal_cdf(Floats x, Floats bell) {
  const Floats a = (Floats)((Ints)x & 0x7fffffff);
  const Floats upper = 0.5f * erf_tail(a * kRootHalf) * bell;
  return x < 0 ? upper : 1.f - upper;
}

GENEGLOT_INLINE Floats gelu_of(Floats x) { return x * normal_cdf(x, exp_of(x * x * -0.5f)); }

static void gelu_forward(const float* x, float* out, int count) {
  for_vectors(count, [&](int j, int n) { store_n(out + j, gelu_of(load_n(x + j, n)), n); });
}

static void gelu_forward_keep(const float* x, Kept* kept, float* out, int count) {
  for_vectors(count, [&](int j, int n) {
    const Floats v = load_n(x + j, n);
    store_kept(elements(kept) + j, v, n);
    store_n(out + j, gelu_of(v), n);
  });
}

template <class Element>
GENEGLOT_INLINE void gelu_backward_of(Element* x, float* d, int count) {
  for_vectors(count, [&](int j, int n) {
    const Floats v = load_kept(x + j, n);
    const Floats bell = exp_of(v * v * -0.5f), cdf = normal_cdf(v, bell);
    store_kept(x + j, v * cdf, n);
    store_n(d + j, load_n(d + j, n) * (cdf + v * kNormalDensity * bell), n);
  });
}

static void gelu_backward(float* x, float* d, int count) { gelu_backward_of(x, d, count); }
static void gelu_backward_kept(Kept* x, float* d, int count) { gelu_backward_of(elements(x), d, count); }

/** √(2/π) · (x + 0.044715 x³), twice: x / (1 + exp(−this)) is the tanh form of GELU. */
GENEGLOT_INLINE Floats tanh_argument(Floats x) { return x * 1.59576912f * (1.f + 0.044715f * x * x); }

GENEGLOT_INLINE Floats gelu_tanh_of(Floats x) { return x / (1.f + exp_of(-tanh_argument(x))); }

static void gelu_tanh_forward(const float* x, float* out, int count) {
  for_vectors(count, [&](int j, int n) { store_n(out + j, gelu_tanh_of(load_n(x + j, n)), n); });
}

static void gelu_tanh_forward_keep(const float* x, Kept* kept, float* out, int count) {
  for_vectors(count, [&](int j, int n) {
    const Floats v = load_n(x + j, n);
    store_kept(elements(kept) + j, v, n);
    store_n(out + j, gelu_tanh_of(v), n);
  });
}

template <class Element>
GENEGLOT_INLINE void gelu_tanh_backward_of(Element* x, float* d, int count) {
  for_vectors(count, [&](int j, int n) {
    const Floats v = load_kept(x + j, n);
    const Floats share = 1.f / (1.f + exp_of(-tanh_argument(v)));
    const Floats slope = share + v * share * (1.f - share) * 1.59576912f * (1.f + 0.134145f * v * v);
    store_kept(x + j, v * share, n);
    store_n(d + j, load_n(d + j, n) * slope, n);
  });
}

static void gelu_tanh_backward(float* x, float* d, int count) { gelu_tanh_backward_of(x, d, count); }
static void gelu_tanh_backward_kept(Kept* x, float* d, int count) { gelu_tanh_backward_of(elements(x), d, count); }

static void exp_row(float* logits, int count, float* maximum, float* sum) {
  Floats largest = splat(-1e30f);
  for_vectors(count, [&](int j, int n) { largest = larger(largest, load_n(logits + j, n, -1e30f)); });
  const float top = largest_lane(largest);
  Floats sums = {};
  int j = 0;
  for (; j + kLanes <= count; j += kLanes) {
    const Floats e = exp_of(load(logits + j) - top);
    store(logits + j, e);
    sums += e;
  }
  float rest = 0;
  for (; j < count; j++) rest += logits[j] = exp_of(splat(logits[j] - top))[0];
  *maximum = top;
  *sum = sum_lanes(sums) + rest;
}

/** log(1 + u) for 0 ≤ u ≤ 1 by the series of 2 · artanh(u / (2 + u)), exact to the last bits for small u too. */
GENEGLOT_INLINE Floats log1p_of(Floats u) {
  const Floats s = u / (2.f + u), z = s * s;
  Floats p = z * (1 / 13.f) + 1 / 11.f;
  p = p * z + 1 / 9.f;
  p = p * z + 1 / 7.f;
  p = p * z + 1 / 5.f;
  p = p * z + 1 / 3.f;
  return 2.f * (s + s * z * p);
}

static float sigmoid_row(float* logits, int count) {
  Floats sums = {};
  for_vectors(count, [&](int j, int n) {
    // Lanes past the end add nothing: softplus there is exp(−87).
    const Floats x = load_n(logits + j, n, -1e30f);
    const Floats tail = exp_of((Floats)((Ints)x | (int32_t)0x80000000)), share = 1.f / (1.f + tail);
    store_n(logits + j, x < 0 ? tail * share : share, n);
    sums += larger(x, Floats{}) + log1p_of(tail);
  });
  return sum_lanes(sums);
}

static void exp_in_place(float* values, int count) {
  for_vectors(count, [&](int j, int n) { store_n(values + j, exp_of(load_n(values + j, n)), n); });
}

static void add(float* to, const float* from, int count) {
  for_vectors(count, [&](int j, int n) { store_n(to + j, load_n(to + j, n) + load_n(from + j, n), n); });
}

static void add_scaled(float* to, const float* from, float factor, int count) {
  for_vectors(count, [&](int j, int n) { store_n(to + j, load_n(to + j, n) + factor * load_n(from + j, n), n); });
}

template <class Element>
GENEGLOT_INLINE float dot_of(const float* a, const Element* b, int count) {
  Floats sums = {};
  for_vectors(count, [&](int j, int n) { sums += load_n(a + j, n) * load_kept(b + j, n); });
  return sum_lanes(sums);
}

static float dot(const float* a, const float* b, int count) { return dot_of(a, b, count); }

static float sum_of_squares(const float* x, int count) { return dot(x, x, count); }

static void adam_update(float* value, const float* gradient, float* moment1, float* moment2, int count,
                        const AdamUpdate& u) {
  for_vectors(count, [&](int j, int n) {
    const Floats g = load_n(gradient + j, n) * u.gradient_scale;
    const Floats m = load_n(moment1 + j, n) * u.beta1 + g * u.one_minus_beta1;
    const Floats v = load_n(moment2 + j, n) * u.beta2 + g * g * u.one_minus_beta2;
    store_n(moment1 + j, m, n);
    store_n(moment2 + j, v, n);
    const Floats step = u.learning_rate * (m * u.correction1) / (sqrt_of(v * u.correction2) + u.epsilon);
    store_n(value + j, load_n(value + j, n) * u.keep - step, n);
  });
}

/** Two rounds of a 32-bit mixer (Wellons' lowbias32), keyed before each. */
GENEGLOT_INLINE Uints hash(Uints counter, const Dropout& dropout) {
  Uints x = counter * 0x9E3779B9u + dropout.key0;
  for (int round = 0; round < 2; round++) {
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    if (round == 0) x ^= dropout.key1;
  }
  return x;
}

/** 0 where a weight is dropped, 1 / (1 − p) where it is kept, for counters counter, counter + 1, … */
GENEGLOT_INLINE Floats dropout_factors(const Dropout& dropout, uint32_t counter) {
  Uints lanes;
  for (int i = 0; i < kLanes; i++) lanes[i] = i;
  const Ints kept = (Ints)(hash(lanes + counter, dropout) >= dropout.threshold);
  return (Floats)((Ints)splat(dropout.keep_scale) & kept);
}

static void drop(float* values, int count, const Dropout& dropout, uint32_t counter) {
  for_vectors(count, [&](int j, int n) {
    store_n(values + j, load_n(values + j, n) * dropout_factors(dropout, counter + j), n);
  });
}

}  // namespace geneglot::GENEGLOT_ISA
