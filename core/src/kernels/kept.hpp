// Activations kept for the backward pass: floats, or bfloat16 where products are made of those anyway.
#pragma once
#include "kernels.hpp"
#include "simd.hpp"

namespace geneglot::GENEGLOT_ISA {

#if defined(GENEGLOT_BF16)
typedef uint16_t KeptElement;

GENEGLOT_INLINE Floats load_kept(const KeptElement* from, int count) {
  const __m256i halves = _mm256_maskz_loadu_epi16((__mmask16)((1u << count) - 1), from);
  return (Floats)_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16);
}

GENEGLOT_INLINE void store_kept(KeptElement* to, Floats values, int count) {
  const __m256i halves = (__m256i)_mm512_cvtneps_pbh((__m512)values);
  _mm256_mask_storeu_epi16(to, (__mmask16)((1u << count) - 1), halves);
}
#else
typedef float KeptElement;
#endif

GENEGLOT_INLINE Floats load_kept(const float* from, int count) { return load_n(from, count); }
GENEGLOT_INLINE void store_kept(float* to, Floats values, int count) { store_n(to, values, count); }

GENEGLOT_INLINE const KeptElement* elements(const Kept* kept) { return reinterpret_cast<const KeptElement*>(kept); }
GENEGLOT_INLINE KeptElement* elements(Kept* kept) { return reinterpret_cast<KeptElement*>(kept); }

static void keep(const float* from, Kept* to, int count) {
  for_vectors(count, [&](int j, int n) { store_kept(elements(to) + j, load_n(from + j, n), n); });
}

}  // namespace geneglot::GENEGLOT_ISA
