// One entry for every operation of a set encoder, as gpt/api.hpp has for the decoder.
#pragma once
#include "../call.hpp"
#include "set-encoder.hpp"

namespace geneglot {

/** Runs one operation to its end on the calling thread and the helpers; refuses those of decoders alone. */
Outcome run_set_operation(SetEncoder& model, Operation operation, const Call& call);

/** Shape from kSetShapeNumbers numbers: V, C, layers, heads, pooling, tied head; dropout apart. */
constexpr int kSetShapeNumbers = 6;
SetShape set_shape_from(const int32_t* numbers, double dropout);

/** Whether a set encoder of this shape can be made, as far as its numbers go. */
bool is_possible(const SetShape& shape);

}  // namespace geneglot
