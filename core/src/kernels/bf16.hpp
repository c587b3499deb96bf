// Packed operands in bfloat16 for AVX512-BF16: one word holds two depth steps of a row or column, products are
// summed in 32-bit floats (vdpbf16ps). Takes the place of pack.hpp; kept activations are bfloat16 already.
#pragma once
#include "kernels.hpp"
#include "simd.hpp"

namespace geneglot::GENEGLOT_ISA {

constexpr int kStepsPerWord = 2;

/** Nearest bfloat16, ties to even, in the low half of a word. */
GENEGLOT_INLINE uint32_t round_one(float value) {
  union {
    float value;
    uint32_t bits;
  } u = {value};
  return (u.bits + 0x7fff + ((u.bits >> 16) & 1)) >> 16;
}

/** The value of a bfloat16. */
GENEGLOT_INLINE float widen_one(uint16_t half) {
  union {
    uint32_t bits;
    float value;
  } u = {(uint32_t)half << 16};
  return u.value;
}

/** Eight words from eight pairs of consecutive depth steps. */
GENEGLOT_INLINE __m256i pair_up(__m256 even, __m256 odd) {
  const __m256i low = _mm256_cvtepu16_epi32((__m128i)_mm256_cvtneps_pbh(even));
  const __m256i high = _mm256_cvtepu16_epi32((__m128i)_mm256_cvtneps_pbh(odd));
  return _mm256_or_si256(low, _mm256_slli_epi32(high, 16));
}

/** Words k_first … of a panel element by element: narrow panels and the ends of deep ones. */
template <int W, class Element>
GENEGLOT_INLINE void pack_rest(uint32_t* __restrict words, int first_word, int width, int depth,
                               const Element& element) {
  for (int word = first_word; word < packed_words(depth, kStepsPerWord); word++) {
    const int k = 2 * word;
    for (int w = 0; w < W; w++) {
      const uint32_t even = w < width ? round_one(element(w, k)) : 0;
      const uint32_t odd = w < width && k + 1 < depth ? round_one(element(w, k + 1)) : 0;
      words[word * W + w] = even | odd << 16;
    }
  }
}

/** Panel whose source is contiguous along the panel: element (w, k) is at source[k · stride + w]. */
template <int W, bool Scaled>
GENEGLOT_INLINE void pack_along(uint32_t* __restrict words, const float* __restrict source, ptrdiff_t stride,
                                const float* factors, int width, int depth) {
  int word = 0;
  for (; width == W && 2 * word + 1 < depth; word++) {
    const float *even = source + 2 * word * stride, *odd = even + stride;
    for (int w = 0; w < W; w += 8) {
      __m256 low = _mm256_loadu_ps(even + w), high = _mm256_loadu_ps(odd + w);
      if (Scaled) low *= factors[2 * word], high *= factors[2 * word + 1];
      _mm256_storeu_si256((__m256i*)(words + word * W + w), pair_up(low, high));
    }
  }
  pack_rest<W>(words, word, width, depth,
               [&](int w, int k) { return source[k * stride + w] * (Scaled ? factors[k] : 1); });
}

/** Panel whose source is contiguous along the depth: element (w, k) is at source[w · stride + k]. */
template <int W, bool Scaled>
GENEGLOT_INLINE void pack_across(uint32_t* __restrict words, const float* __restrict source, ptrdiff_t stride,
                                 const float* factors, int width, int depth) {
  int word = 0;
  for (; width == W && 2 * (word + 8) <= depth; word += 8) {
    for (int w = 0; w < W; w += 8) {
      // Sixteen steps of a row become eight words; transposing the words of eight rows gives the panel's order.
      TransposeRow rows[8];
      for (int j = 0; j < 8; j++) {
        __m512 steps = _mm512_loadu_ps(source + (w + j) * stride + 2 * word);
        if (Scaled) steps *= factors[w + j];
        rows[j] = (TransposeRow)_mm512_cvtneps_pbh(steps);
      }
      transpose(rows);
      for (int j = 0; j < 8; j++) store_row((float*)(words + (word + j) * W + w), rows[j]);
    }
  }
  pack_rest<W>(words, word, width, depth,
               [&](int w, int k) { return source[w * stride + k] * (Scaled ? factors[w] : 1); });
}

/** The same of bfloat16, which are moved as they are. */
template <int W>
GENEGLOT_INLINE void pack_kept_along(uint32_t* __restrict words, const uint16_t* __restrict source, ptrdiff_t stride,
                                     int width, int depth) {
  int word = 0;
  for (; width == W && 2 * word + 1 < depth; word++) {
    const uint16_t *even = source + 2 * word * stride, *odd = even + stride;
    for (int w = 0; w < W; w += 8) {
      const __m256i low = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i*)(even + w)));
      const __m256i high = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i*)(odd + w)));
      _mm256_storeu_si256((__m256i*)(words + word * W + w), _mm256_or_si256(low, _mm256_slli_epi32(high, 16)));
    }
  }
  pack_rest<W>(words, word, width, depth, [&](int w, int k) { return widen_one(source[k * stride + w]); });
}

template <int W>
GENEGLOT_INLINE void pack_kept_across(uint32_t* __restrict words, const uint16_t* __restrict source, ptrdiff_t stride,
                                      int width, int depth) {
  int word = 0;
  for (; width == W && 2 * (word + 8) <= depth; word += 8) {
    for (int w = 0; w < W; w += 8) {
      TransposeRow rows[8];
      for (int j = 0; j < 8; j++) rows[j] = load_row((const float*)(source + (w + j) * stride + 2 * word));
      transpose(rows);
      for (int j = 0; j < 8; j++) store_row((float*)(words + (word + j) * W + w), rows[j]);
    }
  }
  pack_rest<W>(words, word, width, depth, [&](int w, int k) { return widen_one(source[w * stride + k]); });
}

/** Packs rows or columns first .. first + count of the operand over depth steps k0 .. k0 + depth. */
template <int W, bool Scaled>
static void pack_panels(float* out, const MatrixView& source, int first, int count, int k0, int depth) {
  const ptrdiff_t stride = source.stride;
  uint32_t* words = reinterpret_cast<uint32_t*>(out);
  for (int p = 0; p < count; p += W) {
    const int width = count - p < W ? count - p : W;
    const int w0 = first + p;
    const ptrdiff_t at = source.along ? k0 * stride + w0 : w0 * stride + k0;
    const float* const data = (const float*)source.data + at;
    const uint16_t* const halves = (const uint16_t*)source.data + at;
    if (source.kept && source.along) {
      pack_kept_along<W>(words, halves, stride, width, depth);
    } else if (source.kept) {
      pack_kept_across<W>(words, halves, stride, width, depth);
    } else if (source.along) {
      pack_along<W, Scaled>(words, data, stride, Scaled ? source.factors + k0 : nullptr, width, depth);
    } else {
      pack_across<W, Scaled>(words, data, stride, Scaled ? source.factors + w0 : nullptr, width, depth);
    }
    words += (ptrdiff_t)W * packed_words(depth, kStepsPerWord);
  }
}

/** tile += a · b over `depth` steps of two packed panels. */
GENEGLOT_INLINE void accumulate_panel(int depth, const float* __restrict a, const float* __restrict b,
                                      Floats tile[][2]) {
  const int32_t* left = reinterpret_cast<const int32_t*>(a);
  for (int word = 0; word < packed_words(depth, kStepsPerWord); word++) {
    const __m512bh b0 = (__m512bh)_mm512_loadu_si512(b), b1 = (__m512bh)_mm512_loadu_si512(b + kLanes);
#pragma GCC unroll 16
    for (int i = 0; i < kPanelRows; i++) {
      const __m512bh ai = (__m512bh)_mm512_set1_epi32(left[i]);
      tile[i][0] = (Floats)_mm512_dpbf16_ps((__m512)tile[i][0], ai, b0);
      tile[i][1] = (Floats)_mm512_dpbf16_ps((__m512)tile[i][1], ai, b1);
    }
    left += kPanelRows;
    b += kPanelColumns;
  }
}

}  // namespace geneglot::GENEGLOT_ISA
