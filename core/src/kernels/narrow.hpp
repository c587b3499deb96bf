// Products of matrices that are too narrow for packed panels: a few columns, all of whose sums stay in registers.
#pragma once
#include "simd.hpp"

namespace geneglot::GENEGLOT_ISA {

/** Rows of the result whose sums are in registers at once. */
constexpr int kNarrowRows = 8;

template <int size>
struct Count {
  static constexpr int value = size;
};

/** Calls `body(first, Count)` for blocks of kNarrowRows of 0 .. n - 1, then for what is left in halves of that. */
template <int size = kNarrowRows, class Body>
GENEGLOT_INLINE void for_blocks(int n, const Body& body, int first = 0) {
  for (; first + size <= n; first += size) body(first, Count<size>());
  if constexpr (size > 1) for_blocks<size / 2>(n, body, first);
}

static void multiply_narrow(const float* x, int n, int K, const float* w, const float* bias, float* out, int H) {
  for_vectors(H, [&](int j, int lanes) {
    const Floats start = bias ? load_n(bias + j, lanes) : (Floats){};
    for_blocks(n, [&](ptrdiff_t i, auto rows) {
      Floats sums[rows.value];
      for (Floats& sum : sums) sum = start;
      for (ptrdiff_t k = 0; k < K; k++) {
        const Floats weights = load_n(w + k * H + j, lanes);
        for (int r = 0; r < rows.value; r++) sums[r] += x[(i + r) * K + k] * weights;
      }
      for (int r = 0; r < rows.value; r++) store_n(out + (i + r) * H + j, sums[r], lanes);
    });
  });
}

static void multiply_narrow_transposed(const float* x, int n, int K, const float* y, float* out, int H) {
  for_vectors(H, [&](int j, int lanes) {
    for_blocks(K, [&](ptrdiff_t k, auto rows) {
      Floats sums[rows.value] = {};
      for (ptrdiff_t i = 0; i < n; i++) {
        const Floats values = load_n(y + i * H + j, lanes);
        for (int r = 0; r < rows.value; r++) sums[r] += x[i * K + k + r] * values;
      }
      for (int r = 0; r < rows.value; r++) store_n(out + (k + r) * H + j, sums[r], lanes);
    });
  });
}

}  // namespace geneglot::GENEGLOT_ISA
