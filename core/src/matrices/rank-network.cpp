// The network that ranks pooled genes: its scores, and the gradient of ListNet's loss (Cao et al. 2007, top-one
// probabilities). A thread takes a whole case, whose gradient is its own until all are added up in order, so that the
// number of threads changes no bit. n genes, D features, H units in each of the two hidden layers.
#include "../arena.hpp"
#include "../isa.hpp"
#include "../parallel.hpp"
#include "../platform.hpp"
#include "matrices.hpp"

namespace geneglot {
namespace {

/** Genes that a thread scores at once. */
constexpr int kScoredRows = 256;

/** Of the genes of one case, or of some to be scored. */
struct Buffers {
  float* first;    // (n, H)
  float* second;   // (n, H), later its gradient
  float* d_first;  // (n, H)
  float* scores;   // (n), later their gradient
};

Buffers plan_buffers(Arena& arena, int n, int H) {
  const uint64_t units = (uint64_t)n * H;
  return {arena.floats(units), arena.floats(units), arena.floats(units), arena.floats(n)};
}

/** Buffers for n genes on every thread, zeroed floats for everybody, and the memory that they lie in. */
struct Workspace {
  Buffers thread[kMaxThreads];
  float* shared;
  void* memory;

  Workspace(int n, int H, uint64_t shared_floats) {
    Arena measure(nullptr);
    plan(measure, n, H, shared_floats);
    memory = allocate(measure.used());
    Arena arena(memory);
    plan(arena, n, H, shared_floats);
  }
  ~Workspace() { release(memory); }
  Workspace(const Workspace&) = delete;

 private:
  void plan(Arena& arena, int n, int H, uint64_t shared_floats) {
    for (int i = 0; i < thread_limit(); i++) thread[i] = plan_buffers(arena, n, H);
    shared = arena.floats(shared_floats);
  }
};

void rectify(float* values, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) values[i] = values[i] > 0 ? values[i] : 0;
}

void score(const RankNetwork& network, const float* features, int n, const Buffers& b) {
  const int D = network.D, H = network.H;
  kernels().multiply_narrow(features, n, D, network.weights, network.first_bias(), b.first, H);
  rectify(b.first, (ptrdiff_t)n * H);
  kernels().multiply_narrow(b.first, n, H, network.second(), network.second_bias(), b.second, H);
  rectify(b.second, (ptrdiff_t)n * H);
  kernels().multiply_narrow(b.second, n, H, network.last(), nullptr, b.scores, 1);
}

/** Replaces the scores by the gradient of a `share` of the loss: softmax − target. */
void differentiate(float* scores, const int32_t* relevant, int n, float share) {
  float highest, sum;
  int wanted = 0;
  for (int i = 0; i < n; i++) wanted += relevant[i];
  kernels().exp_row(scores, n, &highest, &sum);
  for (int i = 0; i < n; i++) scores[i] = share * (scores[i] / sum - (float)relevant[i] / wanted);
}

/** Replaces the units of the second layer (n, H) by their gradients, given those of the scores (n). */
void differentiate_second(const float* slopes, const float* last, float* units, int n, int H) {
  for (int i = 0; i < n; i++) {
    float* const row = units + (ptrdiff_t)i * H;
    for (int h = 0; h < H; h++) row[h] = row[h] > 0 ? slopes[i] * last[h] : 0;
  }
}

/** The gradient of the weights, laid out as they are, from that of the scores; `second_transposed` (H, H). */
void add_case(const RankNetwork& network, const float* second_transposed, const float* features, int n,
              const Buffers& b, float* gradient) {
  const int D = network.D, H = network.H;
  const auto place = [&](const float* part) { return gradient + (part - network.weights); };
  kernels().multiply_narrow_transposed(b.scores, n, 1, b.second, place(network.last()), H);
  differentiate_second(b.scores, network.last(), b.second, n, H);
  kernels().add_column_sums(b.second, H, place(network.second_bias()), n, H);
  kernels().multiply_narrow_transposed(b.first, n, H, b.second, place(network.second()), H);
  kernels().multiply_narrow(b.second, n, H, second_transposed, nullptr, b.d_first, H);
  for (ptrdiff_t i = 0; i < (ptrdiff_t)n * H; i++) b.d_first[i] = b.first[i] > 0 ? b.d_first[i] : 0;
  kernels().add_column_sums(b.d_first, H, place(network.first_bias()), n, H);
  kernels().multiply_narrow_transposed(features, n, D, b.d_first, gradient, H);
}

int largest_case(const RankCases& cases) {
  int largest = 0;
  for (int i = 0; i < cases.count; i++) {
    const int n = cases.offsets[i + 1] - cases.offsets[i];
    if (n > largest) largest = n;
  }
  return largest;
}

}  // namespace

int rank_gradient(const RankNetwork& network, const RankCases& cases, float* gradient) {
  const int D = network.D, H = network.H;
  const uint64_t size = (uint64_t)network.size(), square = (uint64_t)H * H;
  const Workspace w(largest_case(cases), H, square + cases.count * size);
  if (!w.memory) return kNoMemory;
  float* const second_transposed = w.shared;
  float* const gradients = w.shared + square;
  for (ptrdiff_t i = 0; i < H; i++) {
    for (ptrdiff_t j = 0; j < H; j++) second_transposed[j * H + i] = network.second()[i * H + j];
  }
  parallel(cases.count, [&](int i, int thread) {
    const int first = cases.offsets[i], n = cases.offsets[i + 1] - first;
    const float* const features = cases.features + (ptrdiff_t)first * D;
    const Buffers& b = w.thread[thread];
    score(network, features, n, b);
    differentiate(b.scores, cases.relevant + first, n, 1.0f / cases.count);
    add_case(network, second_transposed, features, n, b, gradients + i * size);
  });
  for (uint64_t k = 0; k < size; k++) {
    double sum = 0;
    for (int i = 0; i < cases.count; i++) sum += gradients[i * size + k];
    gradient[k] = (float)sum;
  }
  return kDone;
}

int rank_scores(const RankNetwork& network, float* features, int n) {
  const Workspace w(kScoredRows, network.H, 0);
  if (!w.memory) return kNoMemory;
  parallel_parts(n, kScoredRows, [&](int first, int count, int thread) {
    float* const rows = features + (ptrdiff_t)first * network.D;
    const Buffers& b = w.thread[thread];
    score(network, rows, count, b);
    for (int i = 0; i < count; i++) rows[(ptrdiff_t)i * network.D] = b.scores[i];
  });
  return kDone;
}

}  // namespace geneglot
