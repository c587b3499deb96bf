// Which kernels run: the widest instruction set the processor has, unless GENEGLOT_ISA names one.
#pragma once
#include "kernels/kernels.hpp"

namespace geneglot {

/** The chosen kernels. */
const Kernels& kernels();

/** Chooses by name ("avx512", "avx2", "portable"), or the best when null; false when the processor lacks it. */
bool choose_kernels(const char* name);

}  // namespace geneglot
