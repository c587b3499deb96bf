// The Gram matrix of a sparse binary matrix, one of its rows at a time: for column i, the members up to i of every row
// that has i are counted in one line of the result, which stays in the cache. Threads take lines, so none share one.
#include "matrices.hpp"
#include "../parallel.hpp"
#include "../platform.hpp"

namespace geneglot {
namespace {

/** Columns of a tile: enough work to be worth taking, few enough to share out. */
constexpr int kTileColumns = 16;
/** Side of the squares in which a matrix is mirrored: two of them fit the first-level cache. */
constexpr int kMirrorSide = 64;

/** The rows that have a one in each column, in ascending order. */
struct ColumnIndex {
  /** Start of each column's places, and the total at the end. (columns + 1) */
  int32_t* offsets;
  /** Where the column stands among the members of a row. (memberships) */
  int32_t* places;
  /** Where that row's members start. (memberships) */
  int32_t* starts;
};

int32_t* allocate_ints(uint64_t count) { return static_cast<int32_t*>(allocate(count * sizeof(int32_t))); }

void release_index(const ColumnIndex& index) {
  release(index.offsets);
  release(index.places);
  release(index.starts);
}

void fill_index(const BinaryRows& x, const ColumnIndex& index) {
  const int total = x.offsets[x.rows];
  // Each column's count lies one place further on, and becomes its next free place while the index is filled.
  for (int i = 0; i < total; i++) index.offsets[x.members[i] + 1]++;
  for (int column = 0; column < x.columns; column++) index.offsets[column + 1] += index.offsets[column];
  for (int row = x.rows - 1; row >= 0; row--) {
    for (int i = x.offsets[row]; i < x.offsets[row + 1]; i++) {
      const int place = --index.offsets[x.members[i] + 1];
      index.places[place] = i;
      index.starts[place] = x.offsets[row];
    }
  }
  // Now offsets[column + 1] is the start of `column`.
  for (int column = 0; column < x.columns; column++) index.offsets[column] = index.offsets[column + 1];
  index.offsets[x.columns] = total;
}

void count_line(const BinaryRows& x, const ColumnIndex& index, int column, float* line) {
  for (int j = 0; j < x.columns; j++) line[j] = 0;
  for (int p = index.offsets[column]; p < index.offsets[column + 1]; p++) {
    for (int i = index.starts[p]; i <= index.places[p]; i++) line[x.members[i]] += 1;
  }
}

}  // namespace

int gram_matrix(const BinaryRows& x, float* gram) {
  const uint64_t total = (uint64_t)x.offsets[x.rows];
  const ColumnIndex index = {allocate_ints((uint64_t)x.columns + 1), allocate_ints(total), allocate_ints(total)};
  const bool fits = index.offsets && index.places && index.starts;
  if (fits) {
    fill_index(x, index);
    parallel_parts(x.columns, kTileColumns, [&](int first, int count, int) {
      for (int column = first; column < first + count; column++) {
        count_line(x, index, column, gram + (ptrdiff_t)column * x.columns);
      }
    });
    mirror_lower(gram, x.columns);
  }
  release_index(index);
  return fits ? kDone : kNoMemory;
}

void mirror_lower(float* matrix, int n) {
  parallel_parts(n, kMirrorSide, [&](int first, int count, int) {
    for (int left = 0; left < first + count; left += kMirrorSide) {
      for (int i = first; i < first + count; i++) {
        const float* const line = matrix + (ptrdiff_t)i * n;
        for (int j = left; j < left + kMirrorSide && j < i; j++) matrix[(ptrdiff_t)j * n + i] = line[j];
      }
    }
  });
}

}  // namespace geneglot
