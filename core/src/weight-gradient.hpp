// Gradients of linear layers' weights: sums over all rows of what went in times the gradient of what came out. Several
// layers go through two parallel loops together: packing, then tiles.
#pragma once
#include "linear.hpp"

namespace geneglot {

/** Channels a thread takes at once where rows must be added in a fixed order. */
constexpr int kChannelPart = 32;

/** Gradients of a layer norm's weights, which sum over all rows, in parts of channels. */
struct NormWeightGradient {
  const float *x, *stats, *dout;
  float *dweight, *dbias;
  int rows, C;

  int tiles() const { return (C + kChannelPart - 1) / kChannelPart; }
  void run(int tile, int) const {
    const int first = tile * kChannelPart;
    kernels().layer_norm_weight_gradient(x, stats, dout, dweight, dbias, rows, C, first,
                                         smaller_of(kChannelPart, C - first));
  }
};

/** dweight (inputs × outputs) = or += xᵀ · dout, and dbias (may be null) += column sums of dout. */
struct WeightGradient {
  /** xᵀ: stored by rows of the batch, (N, inputs). */
  MatrixView x;
  const float* dout;
  int inputs, outputs;
  float* dweight;
  float* dbias;
  /** Room for kPackedDepth rows of dout. */
  float* packed;

  PackJob pack(int first_row, int rows) const {
    return {{packed, outputs, rows}, right_rows(dout, outputs), first_row};
  }
  ProductJob<> product(const ThreadScratch* scratch, int first_row, int rows, bool accumulate) const {
    return {scratch,
            x,
            first_row,
            {packed, outputs, rows},
            inputs,
            dweight,
            outputs,
            accumulate || first_row > 0,
            tile_shape(inputs, outputs)};
  }
};

/** The bias's part of a weight gradient, in parts of columns. */
struct BiasGradient {
  const WeightGradient* of;
  int rows;
  static constexpr int kPart = 64;

  int tiles() const { return of->dbias ? (of->outputs + kPart - 1) / kPart : 0; }
  void run(int tile, int) const {
    const int first = tile * kPart;
    kernels().add_column_sums(of->dout + first, of->outputs, of->dbias + first, rows,
                              smaller_of(kPart, of->outputs - first));
  }
};

/** A job without work. */
struct Nothing {
  int tiles() const { return 0; }
  void run(int, int) const {}
};

/**
 * Runs `count` (up to 3) weight gradients over N rows. `beside` runs with the first loop, which alone reads dout to its
 * end when N ≤ kPackedDepth; `after` runs with the last loop, which reads only x and what is packed.
 */
template <class Beside, class After>
void weight_gradients(const Workspace& w, const WeightGradient* gradients, int count, int N, bool accumulate,
                      const Beside& beside, const After& after) {
  constexpr int kMost = 3;
  for (int first = 0; first < N; first += kPackedDepth) {
    const int rows = smaller_of(kPackedDepth, N - first);
    PackJob packs[kMost];
    ProductJob<> products[kMost];
    BiasGradient biases[kMost];
    for (int i = 0; i < count; i++) {
      biases[i] = {gradients + i, N};
      packs[i] = gradients[i].pack(first, rows);
      products[i] = gradients[i].product(w.scratch, first, rows, accumulate);
    }
    const JobList<PackJob> packing = {packs, count};
    const JobList<ProductJob<>> multiplying = {products, count};
    if (first == 0) {
      run_together(packing, JobList<BiasGradient>{biases, count}, beside);
    } else {
      run_together(packing);
    }
    if (first + rows < N) {
      run_together(multiplying);
    } else {
      run_together(multiplying, after);
    }
  }
}

}  // namespace geneglot
