// One entry for every operation of a lookup, as gpt/api.hpp has for the decoder.
#pragma once
#include "../call.hpp"
#include "lookup.hpp"

namespace geneglot {

/** Runs one operation to its end on the calling thread and the helpers; refuses those of models that are trained. */
Outcome run_lookup_operation(Lookup& lookup, Operation operation, const Call& call);

/** Shape from kLookupShapeNumbers numbers: V, S, memberships. */
constexpr int kLookupShapeNumbers = 3;
LookupShape lookup_shape_from(const int32_t* numbers);

/** Whether a lookup of this shape can be made, as far as its numbers go. */
bool is_possible(const LookupShape& shape);

}  // namespace geneglot
