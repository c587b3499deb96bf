// One entry for every operation that computes: flat arrays in, flat arrays out, as N-API and WebAssembly both like.
// shared/engines/requests.ts writes these arrays and says what each operation expects in them.
#pragma once
#include "model.hpp"

namespace geneglot {

enum class Operation {
  kTrainStep = 0,
  kGradients = 1,
  kEvaluate = 2,
  kLogits = 3,
  kGenerate = 4,
  kScoreNext = 5,
  kEmbed = 6,
  kReserve = 7
};

struct Call {
  const int32_t* ints;
  const float* floats;
  const double* scalars;
  int32_t* ints_out;
  float* floats_out;
  double* scalars_out;
};

/** Runs one operation to its end on the calling thread and the helpers; false when memory is short. */
bool run_operation(Model& model, Operation operation, const Call& call);

/** Shape from kShapeNumbers numbers: V, block_size, layers, heads, C, bias, positions, tied head, tanh GELU; dropout apart. */
constexpr int kShapeNumbers = 9;
ModelShape shape_from(const int32_t* numbers, double dropout);

}  // namespace geneglot
