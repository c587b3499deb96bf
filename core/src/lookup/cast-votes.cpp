// Casts the votes of all sets. Eight prompts go through the sets side by side: a set's genes are read once for all of
// them, and a gene's eight sums lie in one cache line. Sets come in blocks whose votes stay in the second-level cache.
// A sum's terms are added set by set, so it is the same to the bit however prompts are grouped and threads share them.
#include "../arena.hpp"
#include "../isa.hpp"
#include "../parallel.hpp"
#include "../platform.hpp"
#include "lookup.hpp"

namespace geneglot {
namespace {

/** Sets of a block: 128 KB of votes of kVotePrompts prompts. */
constexpr int kBlock = 2048;
/** From so many prompts on, one pass for kVotePrompts is faster than one for each. */
constexpr int kFewest = 5;

/** A thread's buffers. */
struct Scratch {
  /** Sums of votes, those of a token for all prompts side by side. (V, kVotePrompts) */
  double* sums;
  /** Of the sets of a block: first shared weights in their places, then votes in the order of `voters`. */
  double* votes;
  /** The sets of a block that share a gene with a prompt, ascending. (kBlock) */
  int32_t* voters;
};

Scratch plan_scratch(Arena& arena, int V, int prompts) {
  return {arena.doubles((uint64_t)V * prompts), arena.doubles((uint64_t)kBlock * prompts), arena.ints(kBlock)};
}

/**
 * n numbers of 0 to 1 to a power: products for its whole part, square roots for the binary digits of the rest, all of
 * which every processor rounds alike.
 */
template <int n>
void raise(double (&x)[n], double power) {
  double square[n], root[n];
  for (int i = 0; i < n; i++) square[i] = root[i] = x[i], x[i] = 1;
  for (uint64_t whole = (uint64_t)power; whole > 0; whole >>= 1) {
    for (int i = 0; i < n && (whole & 1); i++) x[i] *= square[i];
    for (int i = 0; i < n; i++) square[i] *= square[i];
  }
  double rest = 2 * (power - (double)(uint64_t)power);
  for (int digit = 0; rest > 0 && digit < 53; digit++, rest *= 2) {
    const bool counts = rest >= 1;
    if (counts) rest -= 1;
    for (int i = 0; i < n; i++) root[i] = __builtin_sqrt(root[i]);
    for (int i = 0; i < n && counts; i++) x[i] *= root[i];
  }
}

/** Adds the votes of n sets to the sums of their tokens, for a single prompt. */
template <class Token>
void add_single_votes(const VotingRows<Token>& sets, double* sums) {
  for (int k = 0; k < sets.count; k++) {
    const double vote = sets.votes[k];
    const Token* const end = sets.end_of(k);
    sets.prefetch_after(k);
    for (const Token* token = sets.start_of(k); token < end; token++) sums[*token] += vote;
  }
}

template <int kPrompts>
void add_votes(const VotingRows<uint16_t>& sets, double* sums) {
  if constexpr (kPrompts == 1) add_single_votes(sets, sums);
  else kernels().add_narrow_votes(sets, sums);
}

template <int kPrompts>
void add_votes(const VotingRows<int32_t>& sets, double* sums) {
  if constexpr (kPrompts == 1) add_single_votes(sets, sums);
  else kernels().add_wide_votes(sets, sums);
}

/** One pass through all sets for `count` prompts from `first` on, kPrompts at most. */
template <int kPrompts>
class Pass {
 public:
  Pass(const Lookup& lookup, const LookupPrompts& prompts, const VoteRule& rule, int first, int count, int32_t* next)
      : lookup_(lookup), prompts_(prompts), rule_(rule), first_(first), count_(count), next_(next) {
    for (int p = 0; p < count; p++) {
      for (int i = prompts.start[first + p]; i < prompts.start[first + p + 1]; i++) {
        next[i] = lookup.holder_offsets[prompts.tokens[i]];
        norms_[p] += rule.weights[prompts.tokens[i]];
      }
    }
  }

  /** Leaves the sums of prompt p at scratch.sums[token · kPrompts + p]. */
  void run(const Scratch& scratch) {
    __builtin_memset(scratch.sums, 0, (uint64_t)lookup_.V * kPrompts * sizeof(double));
    for (int set = 0; set < lookup_.S; set += kBlock) {
      const int end = lookup_.S - set < kBlock ? lookup_.S : set + kBlock;
      add_shared_weights(set, end, scratch.votes);
      const int voters = take_votes(set, end, scratch);
      if (lookup_.narrow_tokens) add(lookup_.narrow_tokens, voters, scratch);
      else add(lookup_.wide_tokens, voters, scratch);
    }
  }

 private:
  /** Goes on through the holders of every gene of the prompts, up to set `end`. */
  void add_shared_weights(int first_set, int end, double* shared) {
    __builtin_memset(shared, 0, (uint64_t)(end - first_set) * kPrompts * sizeof(double));
    for (int p = 0; p < count_; p++) {
      for (int i = prompts_.start[first_ + p]; i < prompts_.start[first_ + p + 1]; i++) {
        const int token = prompts_.tokens[i];
        const double weight = rule_.weights[token];
        const int last = lookup_.holder_offsets[token + 1];
        int at = next_[i];
        for (; at < last && lookup_.holders[at] < end; at++) {
          shared[(lookup_.holders[at] - first_set) * kPrompts + p] += weight;
        }
        next_[i] = at;
      }
    }
  }

  /** Turns shared weights into votes and moves those of sets that have any to the front; returns how many have. */
  int take_votes(int first_set, int end, const Scratch& scratch) {
    int voters = 0;
    for (int set = first_set; set < end; set++) {
      const double* const shared = scratch.votes + (set - first_set) * kPrompts;
      bool votes = false;
      for (int p = 0; p < kPrompts; p++) votes = votes | (shared[p] > 0);
      if (!votes) continue;
      take_vote(shared, set, scratch.votes + voters * kPrompts);
      scratch.voters[voters++] = set;
    }
    return voters;
  }

  /** `votes` may lie in the place of `shared`. */
  void take_vote(const double* shared, int set, double* votes) const {
    double cosines[kPrompts];
    for (int p = 0; p < kPrompts; p++) cosines[p] = shared[p];
    if (rule_.norms) {
      for (int p = 0; p < kPrompts; p++) cosines[p] = shared[p] * shared[p] / (norms_[p] * rule_.norms[set]);
      raise(cosines, rule_.power / 2);
    }
    // Norms may be 0 where nothing is shared.
    for (int p = 0; p < kPrompts; p++) votes[p] = shared[p] > 0 ? cosines[p] : 0;
  }

  template <class Token>
  void add(const Token* tokens, int voters, const Scratch& scratch) const {
    add_votes<kPrompts>({tokens, lookup_.offsets, scratch.voters, voters, scratch.votes}, scratch.sums);
  }

  const Lookup& lookup_;
  const LookupPrompts& prompts_;
  const VoteRule& rule_;
  const int first_, count_;
  /** Where each gene of the prompts stands in its holders. */
  int32_t* const next_;
  double norms_[kPrompts] = {};
};

}  // namespace

bool cast_votes(const Lookup& lookup, const LookupPrompts& prompts, const VoteRule& rule, double* scores) {
  const int V = lookup.V, rest = prompts.B % kVotePrompts;
  const int passes = prompts.B / kVotePrompts + (rest >= kFewest), alone = rest < kFewest ? rest : 0;
  const int tiles = passes + alone, limit = thread_limit();
  const int buffers = tiles < limit ? tiles : limit;
  Scratch scratch[kMaxThreads];
  const auto plan = [&](Arena& arena) {
    for (int i = 0; i < buffers; i++) scratch[i] = plan_scratch(arena, V, passes > 0 ? kVotePrompts : 1);
    return arena.ints(prompts.start[prompts.B]);
  };
  Arena measure(nullptr);
  plan(measure);
  void* const memory = allocate(measure.used());
  if (!memory) return false;
  Arena arena(memory);
  int32_t* const next = plan(arena);
  parallel(tiles, [&](int tile, int thread) {
    // Of many threads any may take one of a few tiles.
    const Scratch& own = scratch[tiles < limit ? tile : thread];
    if (tile >= passes) {
      const int prompt = prompts.B - alone + tile - passes;
      Pass<1>(lookup, prompts, rule, prompt, 1, next).run(own);
      __builtin_memcpy(scores + (uint64_t)prompt * V, own.sums, (uint64_t)V * sizeof(double));
      return;
    }
    const int first = tile * kVotePrompts;
    const int count = prompts.B - first < kVotePrompts ? prompts.B - first : kVotePrompts;
    Pass<kVotePrompts>(lookup, prompts, rule, first, count, next).run(own);
    double* const rows = scores + (uint64_t)first * V;
    for (int token = 0; token < V; token++) {
      for (int p = 0; p < count; p++) rows[(uint64_t)p * V + token] = own.sums[token * kVotePrompts + p];
    }
  });
  release(memory);
  return true;
}

}  // namespace geneglot
