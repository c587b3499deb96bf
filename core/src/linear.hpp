// Matrix products over all threads: the right operand is packed once for everybody, then tiles of the result are
// taken one by one. How tiles are cut never changes a bit of the result (see kernels/gemm.hpp).
#pragma once
#include "isa.hpp"
#include "parallel.hpp"
#include "workspace.hpp"

namespace geneglot {

/** Operand whose rows are stored one after another, used as it is: element (row, k) or (k, column). */
inline MatrixView left_rows(const float* data, ptrdiff_t stride) { return {data, stride, false, nullptr}; }
inline MatrixView left_transposed(const float* data, ptrdiff_t stride) { return {data, stride, true, nullptr}; }
inline MatrixView right_rows(const float* data, ptrdiff_t stride) { return {data, stride, true, nullptr}; }
inline MatrixView right_transposed(const float* data, ptrdiff_t stride) { return {data, stride, false, nullptr}; }

/** A packed right operand (depth × columns): one part for each kDepthBlock of depth, panels inside it. */
struct PackedRight {
  float* data;
  int columns, depth;

  float* at(int k0, int depth_part, int column) const {
    return data + (ptrdiff_t)k0 * padded(columns, kernels().panel_columns) +
           (ptrdiff_t)column * packed_words(depth_part, kernels().steps_per_word);
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

  void run(int tile) const {
    const int k0 = tile / column_parts() * kDepthBlock, j0 = tile % column_parts() * kPart;
    const int part = smaller_of(kDepthBlock, to.depth - k0);
    kernels().pack_right(to.at(k0, part, j0), from, j0, smaller_of(kPart, to.columns - j0), k_first + k0, part);
  }
};

/** Packs several operands in one parallel loop. */
inline void pack_for_all(const PackJob* jobs, int count) {
  int tiles = 0;
  for (int i = 0; i < count; i++) tiles += jobs[i].tiles();
  parallel(tiles, [&](int tile, int) {
    const PackJob* job = jobs;
    for (; tile >= job->tiles(); job++) tile -= job->tiles();
    job->run(tile);
  });
}

/** Packs rows k_first .. k_first + depth of `b` into `to`, over all threads. */
inline void pack_for_all(const PackedRight& to, const MatrixView& b, int k_first) {
  const PackJob job = {to, b, k_first};
  pack_for_all(&job, 1);
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
void multiply_with(const ThreadScratch* scratch, const MatrixView& a, int k_first, const PackedRight& b, int m,
                   float* c, ptrdiff_t stride, bool accumulate, const Finish& finish = {}) {
  const TileShape shape = tile_shape(m, b.columns);
  const int across = (b.columns + shape.columns - 1) / shape.columns, down = (m + shape.rows - 1) / shape.rows;
  parallel(across * down, [&](int tile, int thread) {
    const int i0 = tile % down * shape.rows, j0 = tile / down * shape.columns;
    const int rows = smaller_of(shape.rows, m - i0), columns = smaller_of(shape.columns, b.columns - j0);
    multiply_tile(a, k_first, b, i0, rows, j0, columns, c, stride, accumulate, scratch[thread].pack.left);
    finish(i0, rows, j0, columns);
  });
}

/** Rows i0 .. i0 + m of c = or += a · b on the calling thread; finish as above. */
template <class Finish = NoFinish>
void multiply_rows(float* packed_left, const MatrixView& a, const PackedRight& b, int i0, int m, float* c,
                   ptrdiff_t stride, bool accumulate, const Finish& finish = {}) {
  for (int k0 = 0; k0 < b.depth; k0 += kDepthBlock) {
    const int part = smaller_of(kDepthBlock, b.depth - k0);
    kernels().pack_left(packed_left, a, i0, m, k0, part);
    for (int j0 = 0; j0 < b.columns; j0 += kColumnBlock) {
      const int columns = smaller_of(kColumnBlock, b.columns - j0);
      kernels().multiply_packed(packed_left, b.at(k0, part, j0), m, columns, part, c + i0 * stride + j0, stride,
                                accumulate || k0 > 0);
      if (k0 + part == b.depth) finish(i0, m, j0, columns);
    }
  }
}

/**
 * Runs body(first, count, packed_left) on blocks of rows: all that happens to a block from one attention to the next,
 * on one thread, so that its activations stay in that thread's cache. At least four blocks a thread where rows allow.
 */
template <class Body>
void for_row_blocks(const Workspace& w, int rows, const Body& body) {
  constexpr int kSmallest = 32, kLargest = 128;
  const int share = (rows + 4 * thread_limit() - 1) / (4 * thread_limit());
  const int block = padded(share < kSmallest ? kSmallest : smaller_of(share, kLargest), kernels().panel_rows);
  parallel_parts(rows, block,
                 [&](int first, int count, int thread) { body(first, count, w.scratch[thread].pack.left); });
}

/** c (m × n) = or += a (m × depth) · b (depth × n), packing b in the workspace. */
template <class Finish = NoFinish>
void multiply(Workspace& w, const MatrixView& a, const MatrixView& b, int m, int n, int depth, float* c,
              ptrdiff_t stride, bool accumulate, const Finish& finish = {}) {
  for (int k0 = 0; k0 < depth; k0 += kPackedDepth) {
    const PackedRight packed = {w.packed_right, n, smaller_of(kPackedDepth, depth - k0)};
    pack_for_all(packed, b, k0);
    if (k0 + kPackedDepth < depth) {
      multiply_with(w.scratch, a, k0, packed, m, c, stride, accumulate || k0 > 0);
    } else {
      multiply_with(w.scratch, a, k0, packed, m, c, stride, accumulate || k0 > 0, finish);
    }
  }
}

/** Adds a bias (may be null) to a tile; meant for `finish`. */
inline void add_bias(float* c, ptrdiff_t stride, const float* bias, int row, int rows, int column, int columns) {
  if (!bias) return;
  for (int i = row; i < row + rows; i++) kernels().add(c + i * stride + column, bias + column, columns);
}

/** dweight (inputs × outputs) = or += xᵀ · dout, and dbias (may be null) += column sums of dout. */
inline void linear_weight_gradient(Workspace& w, const float* x, const float* dout, int rows, int inputs, int outputs,
                                   float* dweight, float* dbias, bool accumulate) {
  multiply(w, left_transposed(x, inputs), right_rows(dout, outputs), inputs, outputs, rows, dweight, outputs,
           accumulate);
  if (!dbias) return;
  parallel_parts(outputs, 64, [&](int first, int count, int) {
    kernels().add_column_sums(dout + first, outputs, dbias + first, rows, count);
  });
}

}  // namespace geneglot
