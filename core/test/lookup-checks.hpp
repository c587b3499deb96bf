// Random lookups: votes against their definition, the same bits on any number of threads and beside any prompts.
#pragma once
#include <math.h>
#include <string.h>

#include <vector>

#include "../src/lookup/lookup.hpp"
#include "../src/parallel.hpp"
#include "failures.hpp"
#include "random.hpp"

/** Lists of distinct tokens one after the other. */
struct TokenLists {
  std::vector<int32_t> start = {0}, tokens;
};

inline TokenLists random_lists(Random& random, int count, int V, int most) {
  TokenLists lists;
  for (int i = 0; i < count; i++) {
    const int step = 1 + random.below(1 + V / 8);
    for (int token = random.below(V), left = random.below(most + 1); token < V && left > 0; token += step, left--) {
      lists.tokens.push_back(token);
    }
    lists.start.push_back((int32_t)lists.tokens.size());
  }
  return lists;
}

inline double definition_of(const TokenLists& sets, const TokenLists& prompts, int prompt, int token,
                            const geneglot::VoteRule& rule) {
  double score = 0;
  for (size_t set = 0; set + 1 < sets.start.size(); set++) {
    double shared = 0, length = 0;
    bool holds = false;
    for (int i = sets.start[set]; i < sets.start[set + 1]; i++) holds = holds || sets.tokens[i] == token;
    if (!holds) continue;
    for (int p = prompts.start[prompt]; p < prompts.start[prompt + 1]; p++) {
      length += rule.weights[prompts.tokens[p]];
      for (int i = sets.start[set]; i < sets.start[set + 1]; i++) {
        if (sets.tokens[i] == prompts.tokens[p]) shared += rule.weights[prompts.tokens[p]];
      }
    }
    if (shared == 0) continue;
    score += rule.norms ? pow(shared / sqrt(length * rule.norms[set]), rule.power) : shared;
  }
  return score;
}

inline void check_lookup(Random& random, int threads, Failures& failures) {
  constexpr int kVocabularies[] = {1, 2, 9, 64, 65, 300, 65536, 65537};
  constexpr int kTenthsOfPowers[] = {5, 10, 20, 27, 30, 40, 60, 130};
  const int V = random.one_of(kVocabularies), B = 1 + random.below(19);
  const int S = random.chance(0.1) ? 2040 + random.below(20) : random.below(50);
  const TokenLists sets = random_lists(random, S, V, 20), prompts = random_lists(random, B, V, 9);
  std::vector<double> weights(V), norms(S + 1), together((size_t)B * V), alone(V), again((size_t)B * V);
  for (double& weight : weights) weight = random.chance(0.1) ? 0 : random.uniform();
  for (int set = 0; set < S; set++) {
    for (int i = sets.start[set]; i < sets.start[set + 1]; i++) norms[set] += weights[sets.tokens[i]];
  }
  const geneglot::VoteRule rule = {weights.data(), random.chance(0.7) ? norms.data() : nullptr,
                                   random.one_of(kTenthsOfPowers) / 10.0};
  geneglot::Lookup* const lookup = geneglot::create_lookup({V, S, (int)sets.tokens.size()});
  geneglot::keep_sets(*lookup, sets.start.data(), sets.tokens.data());
  const geneglot::LookupPrompts all = {B, prompts.start.data(), prompts.tokens.data()};
  geneglot::set_thread_limit(1);
  failures.unless(geneglot::cast_votes(*lookup, all, rule, together.data()), "no memory to cast votes");
  geneglot::set_thread_limit(threads);
  failures.unless(geneglot::cast_votes(*lookup, all, rule, again.data()), "no memory to cast votes");
  failures.unless(memcmp(together.data(), again.data(), together.size() * sizeof(double)) == 0, "other votes on threads");
  const int prompt = random.below(B), first = prompts.start[prompt];
  const int32_t ends[] = {0, prompts.start[prompt + 1] - first};
  geneglot::cast_votes(*lookup, {1, ends, prompts.tokens.data() + first}, rule, alone.data());
  const double* const row = together.data() + (size_t)prompt * V;
  failures.unless(memcmp(alone.data(), row, V * sizeof(double)) == 0, "other votes beside other prompts");
  for (int token = 0; token < V; token += 1 + V / 40) {
    const double expected = definition_of(sets, prompts, prompt, token, rule);
    failures.unless(fabs(row[token] - expected) <= 1e-12 * expected, "token %d has %g votes, not %g", token, row[token],
                    expected);
  }
  geneglot::destroy_lookup(lookup);
}
