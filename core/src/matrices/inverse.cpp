// Inverse of a symmetric positive definite matrix A by its Cholesky factor, in place and over all threads, as LAPACK's
// spotrf and spotri: A = L·Lᵀ, then M = L⁻¹, then A⁻¹ = Mᵀ·M (Golub & Van Loan, Matrix Computations, 4.2 and 3.1).
// All three go by panels of kBlock columns, and nearly all work is one kind of product: a tall block-triangular left
// part times one packed panel. A diagonal block of L is never needed itself; its inverse takes its place at once.
#include "../arena.hpp"
#include "../linear.hpp"
#include "matrices.hpp"
#include "../platform.hpp"

namespace geneglot {
namespace {

/** Columns of a panel. Equal to a depth block, so that a product may start and end at any panel. */
constexpr int kBlock = kDepthBlock;
/** A pivot below this share of its diagonal element is rounding alone: 24 bits are gone but two. */
constexpr float kLostPivot = 1.0f / (1 << 22);

/** Depth steps from .. to of a product that a row of the left part has; the rest of it is zero. */
struct Depths {
  int from, to;
};

class Inverse {
 public:
  Inverse(float* matrix, int n) : a_(matrix), n_(n) {}
  ~Inverse() { release(memory_); }

  bool allocate_buffers() {
    Arena measure(nullptr);
    plan(measure);
    memory_ = allocate(measure.used());
    if (!memory_) return false;
    Arena arena(memory_);
    plan(arena);
    for (int i = 0; i < n_; i++) minus_[i] = -1;
    return true;
  }

  /** L in the lower half, with the inverse of every diagonal block; returns the first bad pivot, or kDone. */
  int factor() {
    for (int k = 0; k < n_; k += kBlock) {
      const int width = width_at(k), below = k + width;
      for (int i = 0; i < width; i++) diagonal_[i] = *at(k + i, k + i);
      // A(k.., k) -= L(k.., 0..k) · L(k, 0..k)ᵀ
      MatrixView left = left_rows(at(k, 0), n_);
      left.factors = minus_;
      multiply(left, pack(right_transposed(at(k, 0), n_), width, k), n_ - k, at(k, k), n_, true,
               [k](int) { return Depths{0, k}; });
      const int bad = factor_diagonal(k, width);
      if (bad) return bad;
      invert_diagonal(k, width);
      // L(below, k) = A(below, k) · T(k)ᵀ; a tile is packed whole before it is overwritten.
      if (below < n_) multiply_by_diagonal(right_transposed(at(k, k), n_), k, width);
    }
    return kDone;
  }

  /** M = L⁻¹ in place of L, last panel first: M(below, j) = −M(below, below) · L(below, j) · T(j). */
  void invert_factor() {
    for (int j = (n_ - 1) / kBlock * kBlock - kBlock; j >= 0; j -= kBlock) {
      const int below = j + kBlock, rows = n_ - below;
      multiply_by_diagonal(right_rows(at(j, j), n_), j, kBlock);
      MatrixView left = left_rows(at(below, below), n_);
      left.factors = minus_;
      multiply(left, pack(right_rows(at(below, j), n_), kBlock, rows), rows, at(below, j), n_, false,
               [rows](int row) { return Depths{0, smaller_of((row / kBlock + 1) * kBlock, rows)}; });
    }
  }

  /** The lower half of A⁻¹ in place of M, first panel first: A⁻¹(i, j) = Σ over k ≥ i of M(k, i)ᵀ · M(k, j). */
  void square() {
    for (int j = 0; j < n_; j += kBlock) {
      const int width = width_at(j), rows = n_ - j;
      // The panel is itself part of the left side, so the result must wait beside it.
      multiply(left_transposed(at(j, j), n_), pack(right_rows(at(j, j), n_), width, rows), rows, panel_, kBlock, false,
               [rows](int row) { return Depths{row / kBlock * kBlock, rows}; });
      parallel(rows, [&](int row, int) { copy(panel_ + (ptrdiff_t)row * kBlock, at(j + row, j), width); });
    }
  }

 private:
  void plan(Arena& arena) {
    const uint64_t panel = (uint64_t)padded(n_, kDepthBlock) * kBlock;
    panel_ = arena.floats(panel);
    packed_ = arena.floats(panel);
    minus_ = arena.floats(n_);
    diagonal_ = arena.floats(kBlock);
    row_ = arena.floats(kBlock);
    for (int thread = 0; thread < thread_limit(); thread++) {
      left_[thread] = arena.floats((uint64_t)(kRowBlock + 16) * kDepthBlock);
    }
  }

  float* at(int row, int column) const { return a_ + (ptrdiff_t)row * n_ + column; }
  int width_at(int column) const { return smaller_of(kBlock, n_ - column); }
  static void copy(const float* from, float* to, int count) { __builtin_memcpy(to, from, count * sizeof(float)); }

  PackedRight pack(const MatrixView& view, int columns, int depth) const {
    const PackedRight packed = {packed_, columns, depth};
    if (depth > 0) pack_for_all(packed, view, 0);
    return packed;
  }

  /** c (rows × right.columns) = or += left · right, over the depth steps that `depths` gives for a row's block. */
  template <class DepthsOfRow>
  void multiply(const MatrixView& left, const PackedRight& right, int rows, float* c, ptrdiff_t stride, bool accumulate,
                const DepthsOfRow& depths) {
    parallel_parts(rows, tile_rows(rows), [&](int first, int count, int thread) {
      const Depths range = depths(first);
      for (int k0 = range.from; k0 < range.to; k0 += kDepthBlock) {
        const int part = smaller_of(kDepthBlock, range.to - k0);
        kernels().pack_left(left_[thread], left, first, count, k0, part);
        kernels().multiply_packed(left_[thread], right.at(k0, part, 0), count, right.columns, part, c + first * stride,
                                  stride, accumulate || k0 > range.from);
      }
    });
  }

  /** Rows below the diagonal block at j, times that block, in place: a tile is packed whole before it is overwritten. */
  void multiply_by_diagonal(const MatrixView& block, int j, int width) {
    const int below = j + width;
    multiply(left_rows(at(below, j), n_), pack(block, width, width), n_ - below, at(below, j), n_, false,
             [width](int) { return Depths{0, width}; });
  }

  /** Rows of a tile: at least four tiles a thread where there are enough; divides kBlock. */
  static int tile_rows(int rows) {
    int tile = kRowBlock;
    while (tile > 32 && rows < 4 * thread_limit() * tile) tile /= 2;
    return tile;
  }

  /** L of one diagonal block, row by row; zeros above. */
  int factor_diagonal(int k, int width) {
    for (int i = 0; i < width; i++) {
      float* const row = at(k + i, k);
      for (int j = 0; j < i; j++) row[j] = (row[j] - kernels().dot(row, at(k + j, k), j)) / *at(k + j, k + j);
      const float pivot = row[i] - kernels().dot(row, row, i);
      if (!(pivot > kLostPivot * diagonal_[i])) return k + i + 1;
      row[i] = __builtin_sqrtf(pivot);
      for (int j = i + 1; j < width; j++) row[j] = 0;
    }
    return kDone;
  }

  /** T = L⁻¹ of one diagonal block in its place: T(i) = (e(i) − Σ over j < i of L(i, j) · T(j)) / L(i, i). */
  void invert_diagonal(int k, int width) {
    for (int i = 0; i < width; i++) {
      float* const row = at(k + i, k);
      const float scale = 1 / row[i];
      copy(row, row_, i);
      for (int j = 0; j < i; j++) row[j] = 0;
      for (int j = 0; j < i; j++) kernels().add_scaled(row, at(k + j, k), -scale * row_[j], j + 1);
      row[i] = scale;
    }
  }

  float* const a_;
  const int n_;
  void* memory_ = nullptr;
  float* panel_;     // (n, kBlock)
  float* packed_;    // (n, kBlock), the right operand
  float* minus_;     // (n) −1, the factors of a left part to be subtracted
  float* diagonal_;  // (kBlock) of A, to judge pivots by
  float* row_;       // (kBlock)
  float* left_[kMaxThreads];
};

}  // namespace

int invert_positive_definite(float* matrix, int n) {
  Inverse inverse(matrix, n);
  if (!inverse.allocate_buffers()) return kNoMemory;
  const int bad = inverse.factor();
  if (bad) return bad;
  inverse.invert_factor();
  inverse.square();
  mirror_lower(matrix, n);
  return kDone;
}

}  // namespace geneglot
