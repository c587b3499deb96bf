// Training sets that vote: every set that shares genes with a prompt adds its vote to the scores of all its genes. The
// lookups (nearest sets, item–item, co-occurrence) differ in the weights of genes and in what a set's vote is.
// S sets over V tokens; B prompts.
#pragma once
#include <stdint.h>

namespace geneglot {

/** The sets, readable by set and by token; all of it lies in one block behind it. */
struct Lookup {
  int V, S;
  /** Memberships of all sets. */
  int total;
  uint64_t bytes;
  /** Start of each set among the tokens, and the total at the end. (S + 1) */
  int32_t* offsets;
  /** Tokens of the sets, 16 bits wide where V fits them, else 32: one of the two is null. (total) */
  uint16_t* narrow_tokens;
  int32_t* wide_tokens;
  /** Start of each token's holders, and the total at the end. (V + 1) */
  int32_t* holder_offsets;
  /** The sets that hold each token, ascending. (total) */
  int32_t* holders;
};

struct LookupShape {
  int V, S, total;
};

/** A lookup with room for `total` memberships, all of its sets still empty; null when memory is short. */
Lookup* create_lookup(const LookupShape& shape);
void destroy_lookup(Lookup* lookup);

/** Fills it: offsets (S + 1) ascend from 0 to the total, tokens are below V. */
void keep_sets(Lookup& lookup, const int32_t* offsets, const int32_t* tokens);

/** What a set's vote is, by the weights of the genes p that it shares with the prompt: shared = Σ weights[p]. */
struct VoteRule {
  /** 0 or more for each token. (V) */
  const double* weights;
  /** Null: the vote is `shared`. Else the squared lengths of the sets' vectors, Σ weights of all their genes. (S) */
  const double* norms;
  /** With norms the vote is the cosine, shared / √(Σ weights of the prompt · norm), to this power, above 0. */
  double power;
};

struct LookupPrompts {
  int B;
  /** Where each prompt starts and the last ends. (B + 1) */
  const int32_t* start;
  const int32_t* tokens;
};

/** Sums of votes (B, V), each in the order of the sets, whatever prompts stand beside it; false when memory is short. */
bool cast_votes(const Lookup& lookup, const LookupPrompts& prompts, const VoteRule& rule, double* scores);

}  // namespace geneglot
