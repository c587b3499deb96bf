// Products of dense matrices, and of a sparse one with itself and a dense one: what a decomposition of a large sparse matrix
// is made of. Each number of a result is summed in one order, whatever the number of threads.
#include "../arena.hpp"
#include "../linear.hpp"
#include "../platform.hpp"
#include "matrices.hpp"

namespace geneglot {
namespace {

/** Columns of X that a thread takes through all rows of a sparse matrix: what is read and written stays near the processor. */
constexpr int kStripe = 64;

/** Rows of a stripe lie apart, where the processor does not look ahead: so many steps before they are needed they are fetched. */
constexpr int kAhead = 8;

void fetch(const float* row, int count) {
  for (int k = 0; k < count; k += 16) __builtin_prefetch(row + k);
}

/** The packed right operand, and room for a tile of the left one on every thread. */
struct ProductBuffers {
  float* right;
  float* left[kMaxThreads];
  void* memory;

  ProductBuffers(int columns, int depth) {
    Arena measure(nullptr);
    plan(measure, columns, depth);
    memory = allocate(measure.used());
    Arena arena(memory);
    plan(arena, columns, depth);
  }
  ~ProductBuffers() { release(memory); }
  ProductBuffers(const ProductBuffers&) = delete;

 private:
  void plan(Arena& arena, int columns, int depth) {
    right = arena.floats((uint64_t)padded(columns, kernels().panel_columns) * depth);
    for (int i = 0; i < thread_limit(); i++) left[i] = arena.floats((uint64_t)(kRowBlock + 16) * kDepthBlock);
  }
};

}  // namespace

int multiply_matrices(const MatrixProduct& p, float* product) {
  const ProductBuffers buffers(p.columns, p.depth);
  if (!buffers.memory) return kNoMemory;
  const MatrixView left = p.transposed ? left_transposed(p.left, p.rows) : left_rows(p.left, p.depth);
  const PackedRight right = {buffers.right, p.columns, p.depth};
  pack_for_all(right, right_rows(p.right, p.columns), 0);
  const TileShape shape = tile_shape(p.rows, p.columns);
  const int down = (p.rows + shape.rows - 1) / shape.rows, across = (p.columns + shape.columns - 1) / shape.columns;
  parallel(down * across, [&](int tile, int thread) {
    const int i = tile % down * shape.rows, j = tile / down * shape.columns;
    multiply_tile(left, 0, right, i, smaller_of(shape.rows, p.rows - i), j, smaller_of(shape.columns, p.columns - j),
                  product, p.columns, false, buffers.left[thread]);
  });
  return kDone;
}

void multiply_by_gram(const BinaryRows& a, const float* values, const float* x, int width, float* product) {
  parallel_parts(width, kStripe, [&](int first, int count, int) {
    for (int column = 0; column < a.columns; column++) {
      for (int k = 0; k < count; k++) product[(ptrdiff_t)column * width + first + k] = 0;
    }
    for (int row = 0; row < a.rows; row++) {
      const int begin = a.offsets[row], end = a.offsets[row + 1];
      // y, the row of A·X, then y times each value of the row onto its column of Aᵀ.
      float y[kStripe] = {};
      for (int i = begin; i < end; i++) {
        if (i + kAhead < end) fetch(x + (ptrdiff_t)a.members[i + kAhead] * width + first, count);
        kernels().add_scaled(y, x + (ptrdiff_t)a.members[i] * width + first, values[i], count);
      }
      for (int i = begin; i < end; i++) {
        if (i + kAhead < end) fetch(product + (ptrdiff_t)a.members[i + kAhead] * width + first, count);
        kernels().add_scaled(product + (ptrdiff_t)a.members[i] * width + first, y, values[i], count);
      }
    }
  });
}

}  // namespace geneglot
