// Decoding: rows of (sequence, position, token) pass through the decoder together, many positions of many prompts at
// first, then one row a running sequence. A row's arithmetic never looks at the other rows: layer norm, attention
// and sampling are row by row, and the matrix products sum each element over k in one order (kernels/gemm.hpp),
// so a result depends neither on the batch nor on the threads.
#pragma once
#include "decode.hpp"
#include "../linear.hpp"

namespace geneglot {

struct PackedBlock {
  PackedRight attention, attention_projection, expand, contract;
};

struct Sequence {
  /** First row of its cache, how many positions it holds by now, and how many first ones it has from the sequence before it. */
  int cache_first, length, shared;
  int last_token;
  int generated, out_first;
  bool done;
};

struct Row {
  int sequence, position, token;
};

/** All buffers of one call, in one block of memory. */
struct Decoder {
  explicit Decoder(Model& m) : model(m) {}

  Model& model;
  int n, capacity;
  PackedBlock blocks[kMaxLayers];
  PackedRight head;
  Sequence* sequences;
  Row* rows;
  float *x, *normalized, *stats, *qkv, *y, *hidden;
  /** Keys then values of each layer: (layers, 2, capacity, C). */
  float* cache;
  /** Final hidden row of each sequence's newest position, and of those that go on. */
  float *last_hidden, *running_hidden, *logits;
  /** Where the final hidden rows of each sequence are summed, (n, C), or null. */
  float* hidden_sums = nullptr;
  int32_t *running, *order;
  uint8_t* banned;
  ThreadScratch scratch[kMaxThreads];

  float* keys(int layer) const { return cache + (size_t)layer * 2 * capacity * model.shape.C; }
  float* values(int layer) const { return keys(layer) + (size_t)capacity * model.shape.C; }
};

/** Allocates and fills a decoder whose caches hold each prompt and `caps` (or nothing) more; null when memory is short. */
void* start_decoder(Decoder& decoder, const Prompts& prompts, const int32_t* caps);

/** Feeds all prompts; what begins as the prompt before it is not computed again. */
void read_prompts(Decoder& decoder, const Prompts& prompts);

/** Feeds the newest token of each of the first n running sequences. */
void step_running(Decoder& decoder, int n);

/** Logits of the first n running sequences, one row each. */
void running_logits(Decoder& decoder, int n);

}  // namespace geneglot
