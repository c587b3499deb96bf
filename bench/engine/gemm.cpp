// Matrix products of the core beside the processor's measured peak: 1024³ by `multiply_with`, packing included, against
// independent chains of fused multiply-adds. Run by measure-gemm.ts, which links this with the core's own object files.
// Usage: gemm avx512|avx2|avx512bf16 THREADS ROUNDS → JSON {"ours": GFLOP/s, "peak": GFLOP/s}, each the best of the
// rounds: a peak is a maximum, and on a shared machine anything else measures the neighbours.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <immintrin.h>

#include "../../core/src/linear.hpp"
#include "../../core/src/platform.hpp"

using namespace geneglot;

namespace {

constexpr int kSide = 1024;
constexpr double kFlopOfProduct = 2.0 * kSide * kSide * kSide;
/** Sums in flight: more than the latency of an instruction times those begun in a cycle (4 × 2 on current cores). */
constexpr int kChains = 16;
/** Products of a round: one, some 10 ms, so that few rounds meet a neighbour; a round of chains takes as long. */
constexpr int kProducts = 1;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// One function a width of vector: each chain is c = a · b + c, `steps` times. The compiler must not see that all chains
// start alike, or it makes one of them; the sums are returned so that they are made.

__attribute__((target("avx512f"))) float chains_avx512(long steps) {
  __m512 sums[kChains] = {}, a = _mm512_set1_ps(1e-9f), b = _mm512_set1_ps(1e-9f);
  for (int i = 0; i < kChains; i++) asm volatile("" : "+v"(sums[i]));
  for (long step = 0; step < steps; step++) {
#pragma GCC unroll 16
    for (int i = 0; i < kChains; i++) sums[i] = _mm512_fmadd_ps(a, b, sums[i]);
    asm volatile("" : "+v"(a), "+v"(b));
  }
  for (int i = 1; i < kChains; i++) sums[0] += sums[i];
  return sums[0][0];
}

__attribute__((target("avx2,fma"))) float chains_avx2(long steps) {
  // Sixteen registers in all: two hold the factors.
  __m256 sums[12] = {}, a = _mm256_set1_ps(1e-9f), b = _mm256_set1_ps(1e-9f);
  for (int i = 0; i < 12; i++) asm volatile("" : "+x"(sums[i]));
  for (long step = 0; step < steps; step++) {
#pragma GCC unroll 12
    for (int i = 0; i < 12; i++) sums[i] = _mm256_fmadd_ps(a, b, sums[i]);
    asm volatile("" : "+x"(a), "+x"(b));
  }
  for (int i = 1; i < 12; i++) sums[0] += sums[i];
  return sums[0][0];
}

__attribute__((target("avx512f,avx512bf16"))) float chains_bf16(long steps) {
  __m512 sums[kChains] = {};
  // 0x3080 is 2⁻³⁰ in bfloat16.
  __m512i a = _mm512_set1_epi16(0x3080), b = a;
  for (int i = 0; i < kChains; i++) asm volatile("" : "+v"(sums[i]));
  for (long step = 0; step < steps; step++) {
#pragma GCC unroll 16
    for (int i = 0; i < kChains; i++) sums[i] = _mm512_dpbf16_ps(sums[i], (__m512bh)a, (__m512bh)b);
    asm volatile("" : "+v"(a), "+v"(b));
  }
  for (int i = 1; i < kChains; i++) sums[0] += sums[i];
  return sums[0][0];
}

struct Peak {
  float (*chains)(long steps);
  /** Floating-point operations of one step of all chains. */
  double flop;
};

Peak peak_of(const char* isa) {
  const std::string name = isa;
  if (name == "avx512") return {chains_avx512, kChains * 16 * 2.0};
  if (name == "avx512bf16") return {chains_bf16, kChains * 16 * 4.0};
  if (name == "avx2") return {chains_avx2, 12 * 8 * 2.0};
  return {nullptr, 0};
}

/** GFLOP/s of the chains on all threads at once. */
double measure_peak(const Peak& peak, int threads, long steps) {
  std::atomic<int> ready{0};
  std::vector<double> began(threads), ended(threads);
  std::vector<std::thread> workers;
  [[maybe_unused]] static volatile float sink;
  for (int t = 0; t < threads; t++) {
    workers.emplace_back([&, t] {
      ready++;
      while (ready < threads) {
      }
      began[t] = seconds();
      sink = peak.chains(steps);
      ended[t] = seconds();
    });
  }
  for (std::thread& worker : workers) worker.join();
  const double taken = *std::max_element(ended.begin(), ended.end()) - *std::min_element(began.begin(), began.end());
  return threads * steps * peak.flop / taken / 1e9;
}

struct Product {
  Workspace workspace = {};
  float *a, *b, *c;
  PackedRight packed = {nullptr, kSide, kSide};

  Product() {
    // What each thread packs into comes with a workspace.
    ModelShape shape = {};
    shape.V = 1, shape.block_size = 1, shape.layers = 1, shape.heads = 1, shape.C = kSide / 4;
    prepare_workspace(workspace, shape, 1, 1, false);
    for (float** matrix : {&a, &b, &c}) *matrix = static_cast<float*>(allocate(kSide * kSide * sizeof(float)));
    packed.data = static_cast<float*>(allocate((size_t)kSide * padded(kSide, kernels().panel_columns) * sizeof(float)));
    for (int i = 0; i < kSide * kSide; i++) a[i] = (float)(i % 17 - 8) / 8, b[i] = (float)(i % 13 - 6) / 8;
  }

  /** GFLOP/s of c = a · b, both operands packed anew each time. */
  double measure() {
    const double began = seconds();
    for (int i = 0; i < kProducts; i++) {
      pack_for_all(packed, right_rows(b, kSide), 0);
      multiply_with(workspace.scratch, left_rows(a, kSide), 0, packed, kSide, c, kSide, false);
    }
    return kProducts * kFlopOfProduct / (seconds() - began) / 1e9;
  }

  /** Largest error of a few elements against sums in double, relative to the sum of magnitudes. */
  double error() const {
    double worst = 0;
    for (int probe = 0; probe < 64; probe++) {
      const int i = probe * 37 % kSide, j = probe * 101 % kSide;
      double sum = 0, size = 0;
      for (int k = 0; k < kSide; k++) {
        const double term = (double)a[i * kSide + k] * b[k * kSide + j];
        sum += term, size += term < 0 ? -term : term;
      }
      worst = std::max(worst, std::abs(sum - c[i * kSide + j]) / size);
    }
    return worst;
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return std::fprintf(stderr, "usage: gemm ISA THREADS ROUNDS\n"), 2;
  const Kernels* const found = find_kernels(arguments[1]);
  const Peak peak = peak_of(arguments[1]);
  if (!found || !peak.chains) return std::fprintf(stderr, "this processor has no %s\n", arguments[1]), 2;
  const int threads = std::atoi(arguments[2]), rounds = std::atoi(arguments[3]);
  use_kernels(found);
  set_thread_limit(threads);
  for (int helper = 1; helper < threads; helper++) std::thread(run_helper, helper).detach();
  Product product;
  product.measure();
  if (product.error() > 1e-5) return std::fprintf(stderr, "the product is wrong\n"), 1;
  // As long as the products of a round take at this speed.
  const long steps = (long)(kProducts * kFlopOfProduct / threads / peak.flop);
  double best = 0, best_peak = 0;
  for (int round = 0; round < rounds; round++) {
    best_peak = std::max(best_peak, measure_peak(peak, threads, steps));
    best = std::max(best, product.measure());
  }
  std::printf("{\"ours\": %.2f, \"peak\": %.2f}\n", best, best_peak);
  std::fflush(stdout);
  // Helpers wait for ever: leave without destroying what they wait on.
  std::_Exit(0);
}
