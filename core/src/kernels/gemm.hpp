// Matrix product of packed panels: Goto & van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008).
// Every element of the result is summed over k in ascending order, in blocks of kDepthBlock, whatever the tile,
// the thread or the other rows: results do not depend on how the work is split or which rows share a batch.
#pragma once
#if defined(GENEGLOT_BF16)
#include "bf16.hpp"
#else
#include "pack.hpp"
#endif

namespace geneglot::GENEGLOT_ISA {

/** Adds (or stores) the m × n corner of one register tile. */
GENEGLOT_INLINE void write_corner(const Floats tile[][2], float* c, ptrdiff_t stride, bool accumulate, int m, int n) {
  float copy[kPanelRows * kPanelColumns];
  for (int i = 0; i < kPanelRows; i++) {
    store(copy + i * kPanelColumns, tile[i][0]);
    store(copy + i * kPanelColumns + kLanes, tile[i][1]);
  }
  for (int i = 0; i < m; i++) {
    for (int j = 0; j < n; j++) {
      float* at = c + i * stride + j;
      *at = accumulate ? *at + copy[i * kPanelColumns + j] : copy[i * kPanelColumns + j];
    }
  }
}

#if !defined(GENEGLOT_BF16)
/** tile += a · b over `depth` steps of two packed panels. */
GENEGLOT_INLINE void accumulate_panel(int depth, const float* __restrict a, const float* __restrict b,
                                      Floats tile[][2]) {
  for (int k = 0; k < depth; k++) {
    const Floats b0 = load(b), b1 = load(b + kLanes);
#pragma GCC unroll 16
    for (int i = 0; i < kPanelRows; i++) {
      const Floats ai = splat(a[i]);
      tile[i][0] += ai * b0;
      tile[i][1] += ai * b1;
    }
    a += kPanelRows;
    b += kPanelColumns;
  }
}
#endif

/** One register tile: kPanelRows × kPanelColumns sums over `depth`. */
GENEGLOT_INLINE void multiply_panel(int depth, const float* __restrict a, const float* __restrict b,
                                    float* __restrict c, ptrdiff_t stride, bool accumulate, int m, int n) {
  Floats tile[kPanelRows][2];
#pragma GCC unroll 16
  for (int i = 0; i < kPanelRows; i++) tile[i][0] = tile[i][1] = (Floats){};
  accumulate_panel(depth, a, b, tile);
  if (m < kPanelRows || n < kPanelColumns) return write_corner(tile, c, stride, accumulate, m, n);
#pragma GCC unroll 16
  for (int i = 0; i < kPanelRows; i++, c += stride) {
    store(c, accumulate ? load(c) + tile[i][0] : tile[i][0]);
    store(c + kLanes, accumulate ? load(c + kLanes) + tile[i][1] : tile[i][1]);
  }
}

/** c (m × n) = or += packed left (m × depth) · right panels (depth × n), which lie `panel_stride` words apart. */
GENEGLOT_INLINE void multiply_panels(const float* left, const float* right, ptrdiff_t panel_stride, int m, int n,
                                     int depth, float* c, ptrdiff_t stride, bool accumulate) {
  const ptrdiff_t words = packed_words(depth, kStepsPerWord);
  for (int j = 0; j < n; j += kPanelColumns, right += panel_stride) {
    for (int i = 0; i < m; i += kPanelRows) {
      const int rows = m - i < kPanelRows ? m - i : kPanelRows;
      const int columns = n - j < kPanelColumns ? n - j : kPanelColumns;
      multiply_panel(depth, left + i * words, right, c + i * stride + j, stride, accumulate, rows, columns);
    }
  }
}

/** c (m × n) = or += packed left (m × depth) · packed right (depth × n). */
static void multiply_packed(const float* left, const float* right, int m, int n, int depth, float* c, ptrdiff_t stride,
                            bool accumulate) {
  const ptrdiff_t panel_stride = (ptrdiff_t)kPanelColumns * packed_words(depth, kStepsPerWord);
  multiply_panels(left, right, panel_stride, m, n, depth, c, stride, accumulate);
}

static void pack_left(float* out, const MatrixView& a, int first_row, int rows, int k0, int depth) {
  if (a.factors) return pack_panels<kPanelRows, true>(out, a, first_row, rows, k0, depth);
  pack_panels<kPanelRows, false>(out, a, first_row, rows, k0, depth);
}

/** The right operand takes no factors. */
static void pack_right(float* out, const MatrixView& b, int first_column, int columns, int k0, int depth) {
  pack_panels<kPanelColumns, false>(out, b, first_column, columns, k0, depth);
}

/** A right operand packed once over its whole depth, of which products take columns and depth steps. */
struct PackedOnce {
  const float* words;
  int depth;

  ptrdiff_t panel_stride() const { return (ptrdiff_t)kPanelColumns * packed_words(depth, kStepsPerWord); }
  /** From a column and a depth step, both multiples of kPanelColumns. */
  const float* at(int column, int k) const {
    return words + column / kPanelColumns * panel_stride() + (ptrdiff_t)kPanelColumns * (k / kStepsPerWord);
  }
};

/** c (m × n) = or += a (m × depth, m at most kRowBlock) · rows `k_first` … and columns `column` … of b. */
static void multiply_once_packed(const MatrixView& a, const PackedOnce& b, int column, int k_first, int m, int n,
                                 int depth, float* c, ptrdiff_t stride, bool accumulate, float* packed_left) {
  for (int k0 = 0; k0 < depth; k0 += kDepthBlock) {
    const int part = depth - k0 < kDepthBlock ? depth - k0 : kDepthBlock;
    pack_left(packed_left, a, 0, m, k0, part);
    multiply_panels(packed_left, b.at(column, k_first + k0), b.panel_stride(), m, n, part, c, stride,
                    accumulate || k0 > 0);
  }
}

/** A whole small product on one thread: c (m × n) = or += a (m × depth) · b (depth × n). */
static void multiply_small(const MatrixView& a, const MatrixView& b, int m, int n, int depth, float* c,
                           ptrdiff_t stride, bool accumulate, const PackScratch& scratch) {
  for (int k0 = 0; k0 < depth; k0 += kDepthBlock) {
    const int part = depth - k0 < kDepthBlock ? depth - k0 : kDepthBlock;
    const bool add = accumulate || k0 > 0;
    for (int j0 = 0; j0 < n; j0 += kColumnBlock) {
      const int columns = n - j0 < kColumnBlock ? n - j0 : kColumnBlock;
      pack_right(scratch.right, b, j0, columns, k0, part);
      for (int i0 = 0; i0 < m; i0 += kRowBlock) {
        const int rows = m - i0 < kRowBlock ? m - i0 : kRowBlock;
        pack_left(scratch.left, a, i0, rows, k0, part);
        multiply_packed(scratch.left, scratch.right, rows, columns, part, c + i0 * stride + j0, stride, add);
      }
    }
  }
}

}  // namespace geneglot::GENEGLOT_ISA
