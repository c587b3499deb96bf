// One call into the core: an operation's number, flat arrays in, flat arrays out, as N-API and WebAssembly both like.
// shared/engines/requests.ts, set-requests.ts and core-kept-sets.ts write these arrays and say what each operation
// expects in them.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace geneglot {

enum class Operation : int {
  kTrainStep = 0,
  kGradients = 1,
  kEvaluate = 2,
  kLogits = 3,
  kGenerate = 4,
  kScoreNext = 5,
  kEmbed = 6,
  kReserve = 7,
  kKeepSets = 8,
  kCastVotes = 9
};

/** How a call ended. Refused: a number or a length in it does not fit the model; nothing was computed. */
enum class Outcome : int { kNoMemory = 0, kDone = 1, kRefused = 2 };

/** Numbers that somebody else owns. */
template <class T>
struct Span {
  T* at;
  uint64_t count;
};

struct Call {
  Span<const int32_t> ints;
  Span<const float> floats;
  Span<const double> scalars;
  Span<int32_t> ints_out;
  Span<float> floats_out;
  Span<double> scalars_out;

  /** Whether it has so many scalars, and room for exactly so many numbers of each type. */
  bool has(uint64_t scalars_in, uint64_t ints_back, uint64_t floats_back, uint64_t scalars_back) const {
    return scalars.count == scalars_in && ints_out.count == ints_back && floats_out.count == floats_back &&
           scalars_out.count == scalars_back;
  }
};

}  // namespace geneglot
