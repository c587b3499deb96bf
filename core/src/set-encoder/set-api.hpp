// One entry for every operation of a set encoder, as api.hpp has for the decoder.
#pragma once
#include "../gpt/api.hpp"
#include "set-encoder.hpp"

namespace geneglot {

/** Runs one operation to its end on the calling thread and the helpers; false when memory is short or there is no such. */
bool run_set_operation(SetEncoder& model, Operation operation, const Call& call);

/** Shape from kSetShapeNumbers numbers: V, C, layers, heads, pooling, tied head; dropout apart. */
constexpr int kSetShapeNumbers = 6;
SetShape set_shape_from(const int32_t* numbers, double dropout);

}  // namespace geneglot
