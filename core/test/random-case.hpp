// Random models and batches with sizes around the edges of every block: 1, one less, one more, no round numbers.
#pragma once
#include <vector>

#include "../src/gpt/decode.hpp"
#include "../src/gpt/model.hpp"
#include "random.hpp"

/** A batch that owns its arrays. */
struct OwnedBatch {
  int B, T;
  std::vector<int32_t> tokens, targets, document_start;
  std::vector<float> weights;
  /** Genes beyond documents, for remaining-genes; the starts are empty where there are none. */
  std::vector<int32_t> beyond_starts, beyond;
  /** Targets of next-word. */
  std::vector<int32_t> words;
  geneglot::Batch view(geneglot::Objective objective) const {
    const bool has = objective == geneglot::Objective::kRemainingGenes && !beyond_starts.empty();
    const std::vector<int32_t>& asked = objective == geneglot::Objective::kNextWord ? words : targets;
    return {objective,      B, T, tokens.data(), asked.data(), document_start.data(), weights.data(),
            has ? beyond_starts.data() : nullptr, has ? beyond.data() : nullptr};
  }
};

inline geneglot::ModelShape random_shape(Random& random) {
  constexpr int kHeadSizes[] = {1, 2, 5, 8, 16, 20, 33};
  constexpr int kVocabularies[] = {2, 3, 31, 32, 33, 100, 511, 512, 513, 1100};
  constexpr int kLengths[] = {1, 2, 7, 17, 63, 64, 65, 100, 130, 200};
  geneglot::ModelShape shape = {};
  shape.heads = 1 + random.below(4);
  shape.C = shape.heads * random.one_of(kHeadSizes);
  shape.V = random.one_of(kVocabularies);
  shape.block_size = random.one_of(kLengths);
  shape.layers = 1 + random.below(3);
  shape.bias = random.chance(0.5);
  shape.positions = random.chance(0.5);
  shape.tied_head = random.chance(0.6);
  shape.tanh_gelu = random.chance(0.4);
  shape.dropout = random.chance(0.3) ? 0.25f : 0.f;
  shape.gene_tokens = random.chance(0.5) ? shape.V : 1 + random.below(shape.V);
  return shape;
}

/** Genes beyond some of the last positions of a batch's documents. */
inline void draw_beyond(Random& random, const geneglot::ModelShape& shape, OwnedBatch& batch) {
  const int N = batch.B * batch.T;
  batch.beyond_starts.push_back(0);
  for (int i = 0; i < N; i++) {
    const int next = i + 1, t = next % batch.T;
    const bool is_last = t == 0 || batch.document_start[next] == t || batch.targets[next] < 0;
    if (is_last && batch.targets[i] >= 0 && random.chance(0.5)) {
      for (int n = random.below(5); n > 0; n--) batch.beyond.push_back(random.below(shape.gene_tokens));
    }
    batch.beyond_starts.push_back((int32_t)batch.beyond.size());
  }
  // What data() gives of an empty vector may be null, which means that there is none.
  batch.beyond.reserve(1);
}

/** Rows of documents of random lengths, some positions without a target or without weight. */
inline OwnedBatch random_batch(Random& random, const geneglot::ModelShape& shape) {
  const int B = 1 + random.below(4), T = 1 + random.below(shape.block_size), N = B * T;
  OwnedBatch batch = {B, T, {}, {}, {}, {}, {}, {}, {}};
  for (int i = 0; i < N; i++) batch.tokens.push_back(random.below(shape.V));
  for (int i = 0; i < N; i++) batch.targets.push_back(random.chance(0.1) ? -1 : random.below(shape.gene_tokens));
  for (int i = 0; i < N; i++) batch.weights.push_back(random.chance(0.1) ? 0.f : (float)(0.2 + random.uniform()));
  for (int i = 0, start = 0; i < N; i++) {
    if (i % T == 0 || random.chance(0.05)) start = i % T;
    batch.document_start.push_back(start);
  }
  // At least one position counts.
  batch.targets[N - 1] = random.below(shape.gene_tokens);
  batch.weights[N - 1] = 1;
  const int words = shape.V - shape.gene_tokens;
  for (const int32_t target : batch.targets) {
    batch.words.push_back(target < 0 || words == 0 ? -1 : shape.gene_tokens + target % words);
  }
  if (random.chance(0.5)) draw_beyond(random, shape, batch);
  return batch;
}

/** Weights far enough from their idle values that every gradient matters. */
inline void fill_weights(Random& random, geneglot::Trained& model) {
  const geneglot::TensorLayout& layout = model.layout;
  for (int tensor = 0; tensor < layout.count; tensor++) {
    const bool is_vector = layout.offset[tensor] >= layout.matrices;
    float* const values = model.arrays[0] + layout.offset[tensor];
    for (size_t i = 0; i < layout.length[tensor]; i++) {
      values[i] = (float)((is_vector ? 0.6 : 0.5) * (random.uniform() - 0.5) + (is_vector ? 0.7 : 0));
    }
  }
}
