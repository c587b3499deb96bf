// Operations apart from any model: on whole matrices, as a linear baseline (EASE) needs them, and of the small network
// that ranks pooled genes.
#pragma once
#include "../call.hpp"

namespace geneglot {

enum class MatrixOperation : int {
  kGram = 0,
  kInvert = 1,
  kRankGradient = 2,
  kRankScores = 3,
  kMultiply = 4,
  kMultiplyByGram = 5
};
constexpr int kLastMatrixOperation = 5;

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

/** Two dense matrices to be multiplied: left (rows × depth), stored as (depth × rows) where transposed, and right. */
struct MatrixProduct {
  int rows, columns, depth;
  bool transposed;
  const float* left;
  /** (depth, columns) */
  const float* right;
};

/** product (rows × columns) = left · right. The same bits for any number of threads. kDone or kNoMemory. */
int multiply_matrices(const MatrixProduct& factors, float* product);

/**
 * product (columns × width) = AᵀA·x for the sparse A of these values, one for each member, and x (columns × width). The
 * members of a row need no order. The same bits for any number of threads.
 */
void multiply_by_gram(const BinaryRows& a, const float* values, const float* x, int width, float* product);

/** Features of genes, n rows of D in all, one case after the other, and which of the genes were hidden. */
struct RankCases {
  int count;
  /** First gene of each case, and n at the end. (count + 1) */
  const int32_t* offsets;
  /** 1 for hidden genes, of which each case has one, else 0. (n) */
  const int32_t* relevant;
  /** (n, D) */
  const float* features;
};

/** Weights of a network from D features over H and H rectified units to one score, each of its parts row-major. */
struct RankNetwork {
  int D, H;
  const float* weights;

  const float* first_bias() const { return weights + (ptrdiff_t)D * H; }
  const float* second() const { return first_bias() + H; }
  const float* second_bias() const { return second() + (ptrdiff_t)H * H; }
  const float* last() const { return second_bias() + H; }
  int64_t size() const { return ((int64_t)D + H + 3) * H; }
};

/**
 * gradient (may be the weights) = mean over the cases of the gradient of ListNet's loss, −Σ log softmax(score) over a
 * case's hidden genes, each an equal share. The same bits for any number of threads. kDone or kNoMemory.
 */
int rank_gradient(const RankNetwork& network, const RankCases& cases, float* gradient);

/** Puts the score of each of n genes in place of its first feature. kDone or kNoMemory. */
int rank_scores(const RankNetwork& network, float* features, int n);

/**
 * An operation on flat arrays; the result takes the place of floats. Gram: ints are n, the number of rows, offsets
 * (rows + 1), members; floats n × n of any value. Invert: n; the matrix. Rank gradient: D, H, the number of cases,
 * offsets, relevant; weights, which become the gradient, and features. Rank scores: D, H, n; weights and features. Multiply: rows,
 * columns, depth, whether the left is transposed; room for the product, left, right. Multiply by Gram: columns, width, the
 * number of rows, offsets, members; room for the product, x, one value for each member.
 */
int run_matrix_operation(MatrixOperation operation, Span<const int32_t> ints, Span<float> floats);

}  // namespace geneglot
