// Packs parts of a matrix into panels, the order in which the GEMM micro-kernel reads them:
// out[panel][k][w], w < W along the panel, k along the depth; a last, narrower panel is padded with zeros.
#pragma once
#include "kernels.hpp"
#include "simd.hpp"

namespace geneglot::GENEGLOT_ISA {

/** Floats by which a packed buffer must exceed its content: transposed stores write past a narrow panel. */
constexpr int kPackSlack = 16;

/** Depth steps in one 32-bit word of a packed operand. */
constexpr int kStepsPerWord = 1;

/** Panel whose source is contiguous along the panel: element (w, k) is at source[k · stride + w]. */
template <int W, bool Scaled>
GENEGLOT_INLINE void pack_along(float* __restrict out, const float* __restrict source, ptrdiff_t stride,
                                const float* factors, int width, int depth) {
  for (int k = 0; k < depth; k++) {
    const float factor = Scaled ? factors[k] : 1;
    if (width == W && W % kLanes == 0) {
      // Vectors by name: a plain loop becomes a call of memcpy for every row of the panel.
      for (int w = 0; w < W; w += kLanes) store(out + k * W + w, load(source + k * stride + w) * factor);
    } else if (width == W) {
      for (int w = 0; w < W; w++) out[k * W + w] = Scaled ? source[k * stride + w] * factor : source[k * stride + w];
    } else {
      for (int w = 0; w < W; w++) out[k * W + w] = w < width ? source[k * stride + w] * factor : 0;
    }
  }
}

/** Panel whose source is contiguous along the depth: element (w, k) is at source[w · stride + k]. */
template <int W, bool Scaled>
GENEGLOT_INLINE void pack_across(float* __restrict out, const float* __restrict source, ptrdiff_t stride,
                                 const float* factors, int width, int depth) {
  constexpr int S = kTransposeSide;
  int done = 0;
  if (width == W) {
    for (; done + S <= depth; done += S) {
      for (int w = 0; w < W; w += S) {
        TransposeRow rows[S];
        for (int j = 0; j < S; j++) {
          // Where W is not a multiple of S the last row repeats: its lanes are overwritten by the next store.
          const int row = w + j < W ? w + j : W - 1;
          rows[j] = load_row(source + row * stride + done);
          if (Scaled) rows[j] *= factors[row];
        }
        transpose(rows);
        for (int j = 0; j < S; j++) store_row(out + (done + j) * W + w, rows[j]);
      }
    }
  }
  for (int k = done; k < depth; k++) {
    for (int w = 0; w < W; w++) out[k * W + w] = w < width ? source[w * stride + k] * (Scaled ? factors[w] : 1) : 0;
  }
}

/** Packs rows or columns first .. first + count of the operand over depth steps k0 .. k0 + depth. */
template <int W, bool Scaled>
static void pack_panels(float* out, const MatrixView& source, int first, int count, int k0, int depth) {
  const ptrdiff_t stride = source.stride;
  const float* const data = (const float*)source.data;
  for (int p = 0; p < count; p += W) {
    const int width = count - p < W ? count - p : W;
    const int w0 = first + p;
    if (source.along) {
      pack_along<W, Scaled>(out, data + k0 * stride + w0, stride, Scaled ? source.factors + k0 : nullptr, width, depth);
    } else {
      pack_across<W, Scaled>(out, data + w0 * stride + k0, stride, Scaled ? source.factors + w0 : nullptr, width,
                             depth);
    }
    out += (ptrdiff_t)W * packed_words(depth, kStepsPerWord);
  }
}

}  // namespace geneglot::GENEGLOT_ISA
