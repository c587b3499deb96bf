// Vectors of the instruction set this file is compiled for (16, 8 or 4 floats), with exp, erf and transposes.
// exp: Cephes' single-precision polynomial; erf: Abramowitz & Stegun 7.1.26 (absolute error 1.5e-7).
#pragma once
#include <stddef.h>
#include <stdint.h>
#if defined(__AVX__)
#include <immintrin.h>
#endif

#define GENEGLOT_INLINE static inline __attribute__((always_inline))

namespace geneglot::GENEGLOT_ISA {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX2__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

/** Rows and columns of a register tile of the matrix product. */
#if defined(__AVX512F__)
constexpr int kPanelRows = 8;
#elif defined(__AVX2__)
constexpr int kPanelRows = 6;
#else
constexpr int kPanelRows = 4;
#endif
constexpr int kPanelColumns = 2 * kLanes;

typedef float Floats __attribute__((vector_size(4 * kLanes)));
typedef int32_t Ints __attribute__((vector_size(4 * kLanes)));
typedef uint32_t Uints __attribute__((vector_size(4 * kLanes)));
typedef float UnalignedFloats __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

GENEGLOT_INLINE Floats load(const float* from) { return *(const UnalignedFloats*)from; }
GENEGLOT_INLINE void store(float* to, Floats values) { *(UnalignedFloats*)to = values; }
GENEGLOT_INLINE Floats splat(float value) { return value - (Floats){}; }
GENEGLOT_INLINE Floats larger(Floats a, Floats b) { return a > b ? a : b; }
GENEGLOT_INLINE Floats smaller(Floats a, Floats b) { return a < b ? a : b; }

/** 0, 1, 2, … */
GENEGLOT_INLINE Ints lane_numbers() {
  Ints lanes;
  for (int i = 0; i < kLanes; i++) lanes[i] = i;
  return lanes;
}

/** The first `count` lanes of `values`, the others filled with `fill`. */
GENEGLOT_INLINE Floats keep_first(Floats values, int count, float fill) {
  return lane_numbers() < count ? values : splat(fill);
}

/** The first `count` floats, the other lanes filled with `fill`. */
GENEGLOT_INLINE Floats load_part(const float* from, int count, float fill = 0) {
#if defined(__AVX512F__)
  return (Floats)_mm512_mask_loadu_ps((__m512)splat(fill), (__mmask16)((1u << count) - 1), from);
#else
  Floats values = splat(fill);
  for (int i = 0; i < count; i++) values[i] = from[i];
  return values;
#endif
}

GENEGLOT_INLINE void store_part(float* to, Floats values, int count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)values);
#else
  for (int i = 0; i < count; i++) to[i] = values[i];
#endif
}

#if defined(__AVX512F__)
GENEGLOT_INLINE float sum_lanes(Floats values) { return _mm512_reduce_add_ps((__m512)values); }
GENEGLOT_INLINE float largest_lane(Floats values) { return _mm512_reduce_max_ps((__m512)values); }
#else
typedef float Quad __attribute__((vector_size(16)));

/** The halves of a vector, folded by `combine` until four lanes are left, then those. */
template <class Combine>
GENEGLOT_INLINE float fold_lanes(Floats values, const Combine& combine) {
  Quad quad;
  for (int i = 0; i < 4; i++) quad[i] = values[i];
  for (int first = 4; first < kLanes; first += 4) {
    Quad next;
    for (int i = 0; i < 4; i++) next[i] = values[first + i];
    quad = combine(quad, next);
  }
  const Quad pairs = combine(quad, (Quad){quad[2], quad[3], quad[0], quad[1]});
  return combine(pairs, (Quad){pairs[1], pairs[0], pairs[3], pairs[2]})[0];
}

GENEGLOT_INLINE float sum_lanes(Floats values) {
  return fold_lanes(values, [](Quad a, Quad b) { return a + b; });
}

GENEGLOT_INLINE float largest_lane(Floats values) {
  return fold_lanes(values, [](Quad a, Quad b) { return a > b ? a : b; });
}
#endif

/** Calls `body(offset, count)` for whole vectors and once for the rest, if any; `count` is kLanes or less. */
template <class Body>
GENEGLOT_INLINE void for_vectors(int n, const Body& body) {
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) body(i, kLanes);
  if (i < n) body(i, n - i);
}

GENEGLOT_INLINE Floats load_n(const float* from, int count, float fill = 0) {
  return count == kLanes ? load(from) : load_part(from, count, fill);
}

GENEGLOT_INLINE void store_n(float* to, Floats values, int count) {
  if (count == kLanes) {
    store(to, values);
  } else {
    store_part(to, values, count);
  }
}

GENEGLOT_INLINE Floats exp_of(Floats x) {
  x = larger(smaller(x, splat(88.f)), splat(-87.f));
  // Adding 1.5 · 2^23 rounds x / ln 2 to an integer that then sits in the low bits of the sum.
  const Floats shifted = x * 1.44269504f + 12582912.f;
  const Floats power = shifted - 12582912.f;
  Floats r = x - power * 0.693359375f;
  r = r + power * 2.12194440e-4f;
  Floats p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.f;
  return (Floats)((Ints)p + ((Ints)shifted << 23));
}

/** (1 − erf(a)) · exp(a²) for a ≥ 0. */
GENEGLOT_INLINE Floats erf_tail(Floats a) {
  const Floats t = 1.f / (1.f + 0.3275911f * a);
  Floats p = 1.061405429f * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  return p * t;
}

/** Natural logarithm of one positive number, by the series of 2 · artanh((m − 1) / (m + 1)). */
GENEGLOT_INLINE float log_of(float x) {
  union {
    float value;
    int32_t bits;
  } u = {x};
  int power = (u.bits >> 23) - 127;
  u.bits = (u.bits & 0x7fffff) | 0x3f800000;
  float m = u.value;
  if (m > 1.41421356f) {
    m *= 0.5f;
    power++;
  }
  const float s = (m - 1) / (m + 1), z = s * s;
  return power * 0.69314718056f + 2 * s * (1 + z * (1 / 3.f + z * (1 / 5.f + z * (1 / 7.f + z / 9.f))));
}

GENEGLOT_INLINE Floats sqrt_of(Floats x) {
#if defined(__AVX512F__)
  return (Floats)_mm512_sqrt_ps((__m512)x);
#elif defined(__AVX2__)
  return (Floats)_mm256_sqrt_ps((__m256)x);
#else
  Floats root;
  for (int i = 0; i < kLanes; i++) root[i] = __builtin_sqrtf(x[i]);
  return root;
#endif
}

#if defined(__AVX__)
constexpr int kTransposeSide = 8;
typedef __m256 TransposeRow;
GENEGLOT_INLINE TransposeRow load_row(const float* from) { return _mm256_loadu_ps(from); }
GENEGLOT_INLINE void store_row(float* to, TransposeRow row) { _mm256_storeu_ps(to, row); }
/** Transposes 8 × 8 floats in registers. */
GENEGLOT_INLINE void transpose(TransposeRow r[8]) {
  TransposeRow t[8], u[8];
  for (int i = 0; i < 8; i += 2) {
    t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    u[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
    u[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xEE);
    u[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
    u[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xEE);
  }
  for (int i = 0; i < 4; i++) {
    r[i] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x20);
    r[i + 4] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x31);
  }
}
#else
constexpr int kTransposeSide = 4;
typedef Floats TransposeRow;
GENEGLOT_INLINE TransposeRow load_row(const float* from) { return load(from); }
GENEGLOT_INLINE void store_row(float* to, TransposeRow row) { store(to, row); }
/** Transposes 4 × 4 floats in registers. */
GENEGLOT_INLINE void transpose(TransposeRow r[4]) {
  TransposeRow out[4];
  for (int i = 0; i < 4; i++) out[i] = (TransposeRow){r[0][i], r[1][i], r[2][i], r[3][i]};
  for (int i = 0; i < 4; i++) r[i] = out[i];
}
#endif

}  // namespace geneglot::GENEGLOT_ISA
