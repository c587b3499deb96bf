// Operations on whole matrices, apart from any model: what a linear baseline (EASE) needs.
#pragma once
#include "../call.hpp"

namespace geneglot {

enum class MatrixOperation : int { kGram = 0, kInvert = 1 };

/** How an operation ended, where not at a pivot (1 .. n) that is not positive. */
constexpr int kDone = 0;
constexpr int kNoMemory = -1;
/** A number or a length does not fit; nothing was computed. */
constexpr int kRefused = -2;

/** Largest n: n · n numbers are still counted in 32 bits. */
constexpr int kMaxSide = 65535;

/** A sparse binary matrix: row r has ones in columns members[offsets[r] .. offsets[r + 1]], ascending. */
struct BinaryRows {
  int rows, columns;
  const int32_t* offsets;
  const int32_t* members;
};

/** gram (columns × columns) = XᵀX: how many rows have a one in both columns. Counts are exact up to 2^24. */
int gram_matrix(const BinaryRows& x, float* gram);

/**
 * Replaces a symmetric positive definite matrix (n × n, of which the lower half is read) by its inverse; the result is
 * symmetric to the bit. kDone, kNoMemory, or the first pivot (counting from 1) that is not positive, to rounding.
 */
int invert_positive_definite(float* matrix, int n);

/** Copies the lower half of a matrix (n × n) to the upper one, over all threads. */
void mirror_lower(float* matrix, int n);

/** An operation on flat arrays. Gram: ints are the number of rows, offsets (rows + 1), members. Invert: no ints. */
int run_matrix_operation(MatrixOperation operation, int n, Span<const int32_t> ints, Span<float> matrix);

}  // namespace geneglot
