// The sets by rows and by columns, in one block of memory.
#include "lookup.hpp"

#include "../arena.hpp"
#include "../platform.hpp"

namespace geneglot {
namespace {

/** Number of tokens that 16 bits tell apart. */
constexpr int kNarrowTokens = 65536;

void plan(Lookup& lookup, Arena& arena) {
  const uint64_t total = (uint64_t)lookup.total;
  const bool narrow = lookup.V <= kNarrowTokens;
  lookup.offsets = arena.ints((uint64_t)lookup.S + 1);
  lookup.narrow_tokens = narrow ? (uint16_t*)arena.ints((total + 1) / 2) : nullptr;
  lookup.wide_tokens = narrow ? nullptr : arena.ints(total);
  lookup.holder_offsets = arena.ints((uint64_t)lookup.V + 1);
  lookup.holders = arena.ints(total);
}

}  // namespace

Lookup* create_lookup(const LookupShape& shape) {
  Lookup lookup = {};
  lookup.V = shape.V, lookup.S = shape.S, lookup.total = shape.total;
  Arena measure(nullptr);
  plan(lookup, measure);
  constexpr uint64_t kHead = (sizeof(Lookup) + 63) / 64 * 64;
  lookup.bytes = kHead + measure.used();
  char* const block = static_cast<char*>(allocate(lookup.bytes));
  if (!block) return nullptr;
  Arena arena(block + kHead);
  plan(lookup, arena);
  Lookup* const kept = reinterpret_cast<Lookup*>(block);
  *kept = lookup;
  return kept;
}

void destroy_lookup(Lookup* lookup) { release(lookup); }

void keep_sets(Lookup& lookup, const int32_t* offsets, const int32_t* tokens) {
  __builtin_memcpy(lookup.offsets, offsets, ((uint64_t)lookup.S + 1) * sizeof(int32_t));
  int32_t* const ends = lookup.holder_offsets;
  __builtin_memset(ends, 0, ((uint64_t)lookup.V + 1) * sizeof(int32_t));
  for (int i = 0; i < lookup.total; i++) {
    if (lookup.narrow_tokens) lookup.narrow_tokens[i] = (uint16_t)tokens[i];
    else lookup.wide_tokens[i] = tokens[i];
    ends[tokens[i]]++;
  }
  for (int token = 1; token <= lookup.V; token++) ends[token] += ends[token - 1];
  // From the last set to the first, each token's end becomes its start.
  for (int set = lookup.S - 1; set >= 0; set--) {
    for (int i = offsets[set]; i < offsets[set + 1]; i++) lookup.holders[--ends[tokens[i]]] = set;
  }
}

}  // namespace geneglot
