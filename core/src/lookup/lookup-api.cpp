// The operations of a lookup on flat arrays, as shared/engines/core-kept-sets.ts writes them.
#include "lookup-api.hpp"

#include "../array-reader.hpp"
#include "../gpt/parameters.hpp"

namespace geneglot {
namespace {

/** Halves of larger powers are not told apart by 64 bits. */
constexpr double kLargestPower = 1e15;

/** Offsets of the sets, and their tokens. */
Outcome keep(Lookup& lookup, const Call& call) {
  ArrayReader reader(call);
  const int32_t* const offsets = reader.starts(lookup.S);
  const int32_t* const tokens = reader.ints(lookup.total, 0, lookup.V - 1);
  reader.require(reader.fits() && offsets[lookup.S] == lookup.total);
  if (!reader.is_read() || !call.has(0, 0, 0, 0)) return Outcome::kRefused;
  keep_sets(lookup, offsets, tokens);
  return Outcome::kDone;
}

/** B, starts of the prompts, their tokens; scalars: weights (V), and for cosines norms (S), power. Out: scores (B, V). */
Outcome cast(const Lookup& lookup, const Call& call) {
  ArrayReader reader(call);
  LookupPrompts prompts = {};
  prompts.B = reader.next(1, kLargestCount);
  prompts.start = reader.starts(prompts.B);
  prompts.tokens = reader.ints(prompts.start ? prompts.start[prompts.B] : 0, 0, lookup.V - 1);
  const uint64_t V = (uint64_t)lookup.V, S = (uint64_t)lookup.S;
  const bool cosines = call.scalars.count != V;
  if (!reader.is_read() || !call.has(cosines ? V + S + 1 : V, 0, 0, (uint64_t)prompts.B * V)) return Outcome::kRefused;
  VoteRule rule = {call.scalars.at, nullptr, 1};
  if (cosines) rule.norms = rule.weights + V, rule.power = rule.norms[S];
  if (!(rule.power > 0 && rule.power <= kLargestPower)) return Outcome::kRefused;
  return cast_votes(lookup, prompts, rule, call.scalars_out.at) ? Outcome::kDone : Outcome::kNoMemory;
}

}  // namespace

Outcome run_lookup_operation(Lookup& lookup, Operation operation, const Call& call) {
  if (operation == Operation::kKeepSets) return keep(lookup, call);
  return operation == Operation::kCastVotes ? cast(lookup, call) : Outcome::kRefused;
}

bool is_possible(const LookupShape& s) { return s.V >= 1 && s.V <= kMaxVocabulary && s.S >= 0 && s.total >= 0; }

LookupShape lookup_shape_from(const int32_t* n) { return {n[0], n[1], n[2]}; }

}  // namespace geneglot
