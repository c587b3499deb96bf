// Greedy, top-k, nucleus (Holtzman et al. 2020) and full sampling. Equal logits rank by token, so a result never depends on a sort's whims.
#include "sampling.hpp"

#include "../isa.hpp"

namespace geneglot {
namespace {

int most_likely(const float* logits, const uint8_t* banned, int V) {
  int best = -1;
  for (int token = 0; token < V; token++) {
    if (!banned[token] && (best < 0 || logits[token] > logits[best])) best = token;
  }
  return best;
}

bool ranks_below(const float* logits, int a, int b) {
  return logits[a] < logits[b] || (logits[a] == logits[b] && a > b);
}

void swap_tokens(int32_t& a, int32_t& b) {
  const int32_t moved = a;
  a = b;
  b = moved;
}

/** Restores a heap below `at`; `above(a, b)`: token a must be nearer to the root than b. */
template <class Above>
void sift_down(int32_t* heap, int size, int at, const Above& above) {
  for (;;) {
    int top = at;
    for (int child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++) {
      if (above(heap[child], heap[top])) top = child;
    }
    if (top == at) return;
    swap_tokens(heap[at], heap[top]);
    at = top;
  }
}

template <class Above>
void make_heap(int32_t* heap, int size, const Above& above) {
  for (int i = size / 2 - 1; i >= 0; i--) sift_down(heap, size, i, above);
}

/** Candidates in `order`: all allowed tokens, or a heap of the k highest-ranked; returns how many. */
int collect_candidates(const float* logits, const uint8_t* banned, int V, int top_k, int32_t* order) {
  const int limit = top_k > 0 && top_k < V ? top_k : V;
  const auto lowest_on_top = [&](int a, int b) { return ranks_below(logits, a, b); };
  int size = 0;
  for (int token = 0; token < V; token++) {
    if (banned[token]) continue;
    if (size < limit) {
      order[size++] = token;
      if (size == limit && limit < V) make_heap(order, size, lowest_on_top);
    } else if (ranks_below(logits, order[0], token)) {
      order[0] = token;
      sift_down(order, size, 0, lowest_on_top);
    }
  }
  return size;
}

/** Moves the fewest highest-ranked candidates whose weights reach `wanted` to the end of `order`; returns how many. */
int keep_nucleus(const float* weights, double wanted, int32_t* order, int size) {
  const auto highest_on_top = [&](int a, int b) { return ranks_below(weights, b, a); };
  make_heap(order, size, highest_on_top);
  int left = size;
  for (double reached = 0; left > 0 && (left == size || reached < wanted);) {
    reached += weights[order[0]];
    swap_tokens(order[0], order[--left]);
    sift_down(order, left, 0, highest_on_top);
  }
  return size - left;
}

/** Turns the candidates' logits into weights, exp((logit − largest) / temperature); returns their sum. */
double exponentiate(float* logits, const int32_t* order, int size, double temperature) {
  float top = logits[order[0]];
  for (int i = 1; i < size; i++) top = logits[order[i]] > top ? logits[order[i]] : top;
  double sum = 0;
  for (int i = 0; i < size; i++) {
    float& weight = logits[order[i]];
    weight = (float)((weight - top) / temperature);
    kernels().exp(&weight, 1);
    sum += weight;
  }
  return sum;
}

}  // namespace

int sample_token(float* logits, const uint8_t* banned, int V, const SamplingOptions& options, double uniform,
                 int32_t* order) {
  if (options.temperature <= 0) return most_likely(logits, banned, V);
  int size = collect_candidates(logits, banned, V, options.top_k, order);
  if (size == 0) return -1;
  double sum = exponentiate(logits, order, size, options.temperature);
  if (options.top_p < 1) {
    const int kept = keep_nucleus(logits, options.top_p * sum, order, size);
    order += size - kept;
    size = kept;
    sum = 0;
    for (int i = 0; i < size; i++) sum += logits[order[i]];
  }
  double left = uniform * sum;
  for (int i = 0; i < size; i++) {
    left -= logits[order[i]];
    if (left < 0) return order[i];
  }
  return order[size - 1];
}

double uniform_at(uint32_t seed, uint32_t draw) {
  uint64_t x = ((uint64_t)seed << 32 | draw) + 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  x ^= x >> 31;
  return (double)(x >> 11) / 9007199254740992.0;
}

}  // namespace geneglot
