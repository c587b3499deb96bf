// Greedy, top-k and full sampling. Equal logits rank by token, so a result never depends on a sort's whims.
#include "sampling.hpp"

#include "isa.hpp"

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

/** Restores a heap whose root (the lowest-ranked token) was replaced. */
void sift_down(const float* logits, int32_t* heap, int size, int at) {
  for (;;) {
    int lowest = at;
    for (int child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++) {
      if (ranks_below(logits, heap[child], heap[lowest])) lowest = child;
    }
    if (lowest == at) return;
    const int32_t moved = heap[at];
    heap[at] = heap[lowest];
    heap[lowest] = moved;
    at = lowest;
  }
}

/** Candidates in `order`: all allowed tokens, or a heap of the k highest-ranked; returns how many. */
int collect_candidates(const float* logits, const uint8_t* banned, int V, int top_k, int32_t* order) {
  const int limit = top_k > 0 && top_k < V ? top_k : V;
  int size = 0;
  for (int token = 0; token < V; token++) {
    if (banned[token]) continue;
    if (size < limit) {
      order[size++] = token;
      if (size == limit && limit < V) {
        for (int i = limit / 2 - 1; i >= 0; i--) sift_down(logits, order, size, i);
      }
    } else if (ranks_below(logits, order[0], token)) {
      order[0] = token;
      sift_down(logits, order, size, 0);
    }
  }
  return size;
}

}  // namespace

int sample_token(float* logits, const uint8_t* banned, int V, const SamplingOptions& options, double uniform,
                 int32_t* order) {
  if (options.temperature <= 0) return most_likely(logits, banned, V);
  const int size = collect_candidates(logits, banned, V, options.top_k, order);
  if (size == 0) return -1;
  float top = logits[order[0]];
  for (int i = 1; i < size; i++) top = logits[order[i]] > top ? logits[order[i]] : top;
  double sum = 0;
  for (int i = 0; i < size; i++) {
    float& weight = logits[order[i]];
    weight = (float)((weight - top) / options.temperature);
    kernels().exp(&weight, 1);
    sum += weight;
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
