// Sums of the votes of sets for kVotePrompts prompts side by side: one vector addition for a membership with AVX-512, two
// with AVX2, four with 128 bits.
#pragma once
#include "simd.hpp"

namespace geneglot::GENEGLOT_ISA {

typedef double Votes __attribute__((vector_size(8 * kVotePrompts)));
typedef double UnalignedVotes __attribute__((vector_size(8 * kVotePrompts), aligned(8), may_alias));

template <class Token>
static void add_votes(const VotingRows<Token>& sets, double* sums) {
  for (int k = 0; k < sets.count; k++) {
    const Votes votes = *(const UnalignedVotes*)(sets.votes + (ptrdiff_t)k * kVotePrompts);
    const Token* const end = sets.end_of(k);
    sets.prefetch_after(k);
    for (const Token* token = sets.start_of(k); token < end; token++) {
      UnalignedVotes* const own = (UnalignedVotes*)(sums + (ptrdiff_t)*token * kVotePrompts);
      *own = *own + votes;
    }
  }
}

}  // namespace geneglot::GENEGLOT_ISA
