// Choice of one token from a row of logits.
#pragma once
#include <stdint.h>

namespace geneglot {

struct SamplingOptions {
  /** 0 takes the most likely token (the first of equals). */
  double temperature;
  /** Sample among the k most likely; 0 for all. */
  int top_k;
  /** Of those, sample among the fewest whose probabilities sum to at least this; 1 for all. */
  double top_p;
};

/** Chooses among tokens whose `banned` is 0, with a uniform number in [0, 1); -1 when all are banned. `order` has room for V. */
int sample_token(float* logits, const uint8_t* banned, int V, const SamplingOptions& options, double uniform,
                 int32_t* order);

/** Uniform number in [0, 1) of a seed's draw number `draw`. */
double uniform_at(uint32_t seed, uint32_t draw);

}  // namespace geneglot
