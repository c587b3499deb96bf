// Packs parts of a matrix into panels, the order in which the GEMM micro-kernel reads them:
// out[panel][k][w], w < W along the panel, k along the depth; a last, narrower panel is padded with zeros.
#pragma once
#include "simd.hpp"

namespace geneglot::GENEGLOT_ISA {

/** Floats by which a packed buffer must exceed its content: transposed stores write past a narrow panel. */
constexpr int kPackSlack = 16;

/** Panel whose source is contiguous along the panel: element (w, k) is at source[k · stride + w]. */
template <int W>
GENEGLOT_INLINE void pack_along(float* __restrict out, const float* __restrict source, ptrdiff_t stride, int width, int depth) {
  if (width == W) {
    for (int k = 0; k < depth; k++) {
      for (int w = 0; w < W; w++) out[k * W + w] = source[k * stride + w];
    }
    return;
  }
  for (int k = 0; k < depth; k++) {
    for (int w = 0; w < W; w++) out[k * W + w] = w < width ? source[k * stride + w] : 0;
  }
}

/** Panel whose source is contiguous along the depth: element (w, k) is at source[w · stride + k]. */
template <int W>
GENEGLOT_INLINE void pack_across(float* __restrict out, const float* __restrict source, ptrdiff_t stride, int width, int depth) {
  constexpr int S = kTransposeSide;
  int done = 0;
  if (width == W) {
    for (; done + S <= depth; done += S) {
      for (int w = 0; w < W; w += S) {
        TransposeRow rows[S];
        // Where W is not a multiple of S the last rows repeat: their lanes are overwritten by the next store.
        for (int j = 0; j < S; j++) rows[j] = load_row(source + (w + j < W ? w + j : W - 1) * stride + done);
        transpose(rows);
        for (int j = 0; j < S; j++) store_row(out + (done + j) * W + w, rows[j]);
      }
    }
  }
  for (int k = done; k < depth; k++) {
    for (int w = 0; w < W; w++) out[k * W + w] = w < width ? source[w * stride + k] : 0;
  }
}

template <int W>
static void pack_panels(float* out, const MatrixView& source, int first, int count, int k0, int depth) {
  const ptrdiff_t stride = source.stride;
  for (int p = 0; p < count; p += W) {
    const int width = count - p < W ? count - p : W;
    const int w0 = first + p;
    if (source.along) {
      pack_along<W>(out, source.data + k0 * stride + w0, stride, width, depth);
    } else {
      pack_across<W>(out, source.data + w0 * stride + k0, stride, width, depth);
    }
    out += (ptrdiff_t)W * depth;
  }
}

/** Multiplies packed panels in place by one factor for each w (panel direction). */
template <int W>
static void scale_panels(float* packed, const float* factors, int count, int depth) {
  for (int p = 0; p < count; p += W) {
    float factor[W];
    for (int w = 0; w < W; w++) factor[w] = p + w < count ? factors[p + w] : 0;
    for (int k = 0; k < depth; k++, packed += W) {
      for (int w = 0; w < W; w++) packed[w] *= factor[w];
    }
  }
}

/** Multiplies packed panels in place by one factor for each k (depth direction). */
template <int W>
static void scale_depth(float* packed, const float* factors, int count, int depth) {
  for (int p = 0; p < count; p += W) {
    for (int k = 0; k < depth; k++, packed += W) {
      for (int w = 0; w < W; w++) packed[w] *= factors[k];
    }
  }
}

}  // namespace geneglot::GENEGLOT_ISA
