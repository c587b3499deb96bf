// Reads the flat arrays of an operation, refuses what does not fit, and runs it.
#include "../array-reader.hpp"
#include "matrices.hpp"

namespace geneglot {
namespace {

BinaryRows read_rows(ArrayReader& reader, int columns) {
  const int rows = reader.next(0, kLargestCount);
  const int32_t* const offsets = reader.starts(rows);
  return {rows, columns, offsets, reader.ints(offsets ? offsets[rows] : 0, 0, columns - 1)};
}

void require_ascending(ArrayReader& reader, const BinaryRows& x) {
  for (int row = 0; reader.fits() && row < x.rows; row++) {
    for (int i = x.offsets[row] + 1; i < x.offsets[row + 1]; i++) reader.require(x.members[i - 1] < x.members[i]);
  }
}

int run_gram(ArrayReader& reader, Span<float> matrix) {
  const int n = reader.next(1, kMaxSide);
  const BinaryRows rows = read_rows(reader, n);
  require_ascending(reader, rows);
  return reader.is_read() && matrix.count == (uint64_t)n * n ? gram_matrix(rows, matrix.at) : kRefused;
}

int run_invert(ArrayReader& reader, Span<float> matrix) {
  const int n = reader.next(1, kMaxSide);
  return reader.is_read() && matrix.count == (uint64_t)n * n ? invert_positive_definite(matrix.at, n) : kRefused;
}

/** Whether floats are the weights and the features of n genes. */
bool holds(Span<float> floats, const RankNetwork& network, int n) {
  return floats.count == (uint64_t)network.size() + (uint64_t)n * network.D;
}

int run_rank_gradient(ArrayReader& reader, Span<float> floats) {
  const int D = reader.next(1, kMaxSide), H = reader.next(1, kMaxSide), count = reader.next(1, kLargestCount);
  const RankNetwork network = {D, H, floats.at};
  const int32_t* const offsets = reader.starts(count);
  const int32_t* const relevant = reader.ints(offsets ? offsets[count] : 0, 0, 1);
  for (int i = 0; reader.fits() && i < count; i++) {
    int wanted = 0;
    for (int gene = offsets[i]; gene < offsets[i + 1]; gene++) wanted += relevant[gene];
    reader.require(wanted > 0);
  }
  if (!reader.is_read() || !holds(floats, network, offsets[count])) return kRefused;
  return rank_gradient(network, {count, offsets, relevant, floats.at + network.size()}, floats.at);
}

int run_rank_scores(ArrayReader& reader, Span<float> floats) {
  const int D = reader.next(1, kMaxSide), H = reader.next(1, kMaxSide), n = reader.next(0, kLargestCount);
  const RankNetwork network = {D, H, floats.at};
  if (!reader.is_read() || !holds(floats, network, n)) return kRefused;
  return rank_scores(network, floats.at + network.size(), n);
}

int run_multiply(ArrayReader& reader, Span<float> floats) {
  const int rows = reader.next(1, kLargestCount), columns = reader.next(1, kMaxSide);
  const int depth = reader.next(1, kLargestCount);
  const bool transposed = reader.next(0, 1) == 1;
  const uint64_t size = (uint64_t)rows * columns, left = (uint64_t)rows * depth, right = (uint64_t)depth * columns;
  if (!reader.is_read() || floats.count != size + left + right) return kRefused;
  return multiply_matrices({rows, columns, depth, transposed, floats.at + size, floats.at + size + left}, floats.at);
}

int run_multiply_by_gram(ArrayReader& reader, Span<float> floats) {
  const int columns = reader.next(1, kLargestCount), width = reader.next(1, kMaxSide);
  const BinaryRows a = read_rows(reader, columns);
  const uint64_t size = (uint64_t)columns * width;
  if (!reader.is_read() || floats.count != 2 * size + (uint64_t)a.offsets[a.rows]) return kRefused;
  multiply_by_gram(a, floats.at + 2 * size, floats.at + size, width, floats.at);
  return kDone;
}

}  // namespace

int run_matrix_operation(MatrixOperation operation, Span<const int32_t> ints, Span<float> floats) {
  ArrayReader reader({ints, {}, {}, {}, {}, {}});
  switch (operation) {
    case MatrixOperation::kGram:
      return run_gram(reader, floats);
    case MatrixOperation::kInvert:
      return run_invert(reader, floats);
    case MatrixOperation::kRankGradient:
      return run_rank_gradient(reader, floats);
    case MatrixOperation::kRankScores:
      return run_rank_scores(reader, floats);
    case MatrixOperation::kMultiply:
      return run_multiply(reader, floats);
    case MatrixOperation::kMultiplyByGram:
      return run_multiply_by_gram(reader, floats);
  }
  return kRefused;
}

}  // namespace geneglot
