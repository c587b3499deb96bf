// Matrix products over all threads: the right operand is packed once for everybody, then tiles of the result are
// taken one by one. How tiles are cut never changes a bit of the result (see kernels/gemm.hpp).
#pragma once
#include "isa.hpp"
#include "parallel.hpp"
#include "gpt/workspace.hpp"

namespace geneglot {

/** Operand whose rows are stored one after another, used as it is: element (row, k) or (k, column). */
inline MatrixView left_rows(const float* data, ptrdiff_t stride) { return {data, stride, false, nullptr}; }
inline MatrixView left_transposed(const float* data, ptrdiff_t stride) { return {data, stride, true, nullptr}; }
inline MatrixView right_rows(const float* data, ptrdiff_t stride) { return {data, stride, true, nullptr}; }
inline MatrixView right_transposed(const float* data, ptrdiff_t stride) { return {data, stride, false, nullptr}; }
/** The same as left operands, of kept activations. */
inline MatrixView kept_rows(const Kept* data, ptrdiff_t stride) { return {data, stride, false, nullptr, true}; }
inline MatrixView kept_transposed(const Kept* data, ptrdiff_t stride) { return {data, stride, true, nullptr, true}; }

/** A packed right operand (depth × columns): one part for each kDepthBlock of depth, panels inside it. */
struct PackedRight {
  float* data;
  int columns, depth;

  float* at(int k0, int depth_part, int column) const {
    const int steps = kernels().steps_per_word;
    return data + (ptrdiff_t)packed_words(k0, steps) * padded(columns, kernels().panel_columns) +
           (ptrdiff_t)column * packed_words(depth_part, steps);
  }
};

inline int smaller_of(int a, int b) { return a < b ? a : b; }

/** Rows k_first .. k_first + to.depth of `from`, to be packed into `to`. */
struct PackJob {
  PackedRight to;
  MatrixView from;
  int k_first;

  // A part of 128 columns keeps the packing of a 512-deep block inside the first two cache levels.
  static constexpr int kPart = 128;
  int column_parts() const { return (to.columns + kPart - 1) / kPart; }
  int tiles() const { return column_parts() * ((to.depth + kDepthBlock - 1) / kDepthBlock); }

  void run(int tile, int) const {
    const int k0 = tile / column_parts() * kDepthBlock, j0 = tile % column_parts() * kPart;
    const int part = smaller_of(kDepthBlock, to.depth - k0);
    kernels().pack_right(to.at(k0, part, j0), from, j0, smaller_of(kPart, to.columns - j0), k_first + k0, part);
  }
};

/** Packs rows k_first .. k_first + depth of `b` into `to`, over all threads. */
inline void pack_for_all(const PackedRight& to, const MatrixView& b, int k_first) {
  run_together(PackJob{to, b, k_first});
}

struct TileShape {
  int rows, columns;
};

/** Tiles large enough to reuse what is packed, but at least four a thread where the result allows it. */
inline TileShape tile_shape(int m, int n) {
  const int row_unit = kernels().panel_rows, column_unit = kernels().panel_columns;
  int rows = kRowBlock, columns = kColumnBlock;
  const auto tiles = [&] { return ((m + rows - 1) / rows) * ((n + columns - 1) / columns); };
  while (tiles() < 4 * thread_limit() && (rows > 32 || columns > 128)) {
    if (rows > 32 && (rows >= columns / 2 || columns <= 128)) {
      rows /= 2;
    } else {
      columns /= 2;
    }
  }
  return {padded(rows, row_unit) > kRowBlock ? rows / row_unit * row_unit : padded(rows, row_unit),
          padded(columns, column_unit)};
}

/** One tile: rows i0 .. i0 + m of the left operand times columns j0 .. j0 + n of the packed right one. */
inline void multiply_tile(const MatrixView& a, int k_first, const PackedRight& b, int i0, int m, int j0, int n,
                          float* c, ptrdiff_t stride, bool accumulate, float* packed_left) {
  for (int k0 = 0; k0 < b.depth; k0 += kDepthBlock) {
    const int part = smaller_of(kDepthBlock, b.depth - k0);
    kernels().pack_left(packed_left, a, i0, m, k_first + k0, part);
    kernels().multiply_packed(packed_left, b.at(k0, part, j0), m, n, part, c + i0 * stride + j0, stride,
                              accumulate || k0 > 0);
  }
}

struct NoFinish {
  void operator()(int, int, int, int) const {}
};

/** c (m × n) = or += a · b for a packed b; finish(row, rows, column, columns) sees each tile while it is in cache. */
template <class Finish = NoFinish>
struct ProductJob {
  const ThreadScratch* scratch;
  MatrixView a;
  int k_first;
  PackedRight b;
  int m;
  float* c;
  ptrdiff_t stride;
  bool accumulate;
  TileShape shape;
  Finish finish = {};

  int down() const { return (m + shape.rows - 1) / shape.rows; }
  int tiles() const { return (b.columns + shape.columns - 1) / shape.columns * down(); }

  void run(int tile, int thread) const {
    const int i0 = tile % down() * shape.rows, j0 = tile / down() * shape.columns;
    const int rows = smaller_of(shape.rows, m - i0), columns = smaller_of(shape.columns, b.columns - j0);
    multiply_tile(a, k_first, b, i0, rows, j0, columns, c, stride, accumulate, scratch[thread].pack.left);
    finish(i0, rows, j0, columns);
  }
};

/** Such a product over all threads. */
template <class Finish = NoFinish>
void multiply_with(const ThreadScratch* scratch, const MatrixView& a, int k_first, const PackedRight& b, int m,
                   float* c, ptrdiff_t stride, bool accumulate, const Finish& finish = {}) {
  run_together(ProductJob<Finish>{scratch, a, k_first, b, m, c, stride, accumulate, tile_shape(m, b.columns), finish});
}

/** m rows of c, from row i0, = or += a · b on the calling thread; `a` starts at these rows; finish as above. */
template <class Finish = NoFinish>
void multiply_rows(float* packed_left, const MatrixView& a, const PackedRight& b, int i0, int m, float* c,
                   ptrdiff_t stride, bool accumulate, const Finish& finish = {}) {
  for (int k0 = 0; k0 < b.depth; k0 += kDepthBlock) {
    const int part = smaller_of(kDepthBlock, b.depth - k0);
    kernels().pack_left(packed_left, a, 0, m, k0, part);
    for (int j0 = 0; j0 < b.columns; j0 += kColumnBlock) {
      const int columns = smaller_of(kColumnBlock, b.columns - j0);
      kernels().multiply_packed(packed_left, b.at(k0, part, j0), m, columns, part, c + i0 * stride + j0, stride,
                                accumulate || k0 > 0);
      if (k0 + part == b.depth) finish(i0, m, j0, columns);
    }
  }
}

/** Rows first .. first + count, and what the thread that has them may write to. */
struct RowBlock {
  int first, count;
  const ThreadScratch& scratch;
};

/**
 * Runs body(RowBlock) on all rows: all that happens to a block from one attention to the next, on one thread, so that
 * its activations stay in that thread's cache. At least four blocks a thread where rows allow.
 */
template <class Body>
void for_row_blocks(const Workspace& w, int rows, const Body& body) {
  constexpr int kSmallest = 32;
  const int share = (rows + 4 * thread_limit() - 1) / (4 * thread_limit());
  // The largest block is a multiple of no panel: rounding up must not leave the scratch's rows.
  const int unit = kernels().panel_rows, largest = kRowsAtOnce / unit * unit;
  const int block = smaller_of(padded(share < kSmallest ? kSmallest : share, unit), largest);
  parallel_parts(rows, block,
                 [&](int first, int count, int thread) { body(RowBlock{first, count, w.scratch[thread]}); });
}

/** Element `index` of a kept activation. */
inline Kept* kept_at(Kept* kept, ptrdiff_t index) {
  return reinterpret_cast<Kept*>(reinterpret_cast<char*>(kept) + index * kernels().kept_bytes);
}

/** Where floats are computed that are then kept from element `index` on: in place, or in `scratch` until keep_tile. */
inline float* place_to_keep(Kept* kept, ptrdiff_t index, float* scratch) {
  return kernels().kept_bytes == sizeof(float) ? reinterpret_cast<float*>(kept_at(kept, index)) : scratch;
}

/** Keeps a tile (rows × columns) of floats, unless they lie in their place already. */
inline void keep_tile(const float* tile, Kept* to, ptrdiff_t stride, int rows, int columns) {
  if (reinterpret_cast<const Kept*>(tile) == to) return;
  for (int i = 0; i < rows; i++) kernels().keep(tile + i * stride, kept_at(to, i * stride), columns);
}

/** Adds a bias (may be null) to a tile; meant for `finish`. */
inline void add_bias(float* c, ptrdiff_t stride, const float* bias, int row, int rows, int column, int columns) {
  if (!bias) return;
  for (int i = row; i < row + rows; i++) kernels().add(c + i * stride + column, bias + column, columns);
}

}  // namespace geneglot
