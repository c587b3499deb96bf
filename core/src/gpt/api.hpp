// One entry for every operation of a decoder that computes.
#pragma once
#include "../call.hpp"
#include "model.hpp"

namespace geneglot {

/** Runs one operation to its end on the calling thread and the helpers. */
Outcome run_operation(Model& model, Operation operation, const Call& call);

/**
 * Shape from kShapeNumbers numbers: V, block_size, layers, heads, C, bias, positions, tied head, tanh GELU, gene tokens; dropout
 * apart.
 */
constexpr int kShapeNumbers = 10;
ModelShape shape_from(const int32_t* numbers, double dropout);

/** Whether a model of this shape can be made, as far as its numbers go. */
bool is_possible(const ModelShape& shape);

}  // namespace geneglot
