// Which kernels run: the widest instruction set the processor has, unless one is named. bf16 only when named.
#pragma once
#include "kernels/kernels.hpp"

namespace geneglot {

/** The chosen kernels. */
const Kernels& kernels();

/** Kernels by name ("avx512bf16", "avx512", "avx2", "portable"), or the best in 32-bit floats when null; null when the processor lacks them. */
const Kernels* find_kernels(const char* name);

/** Makes kernels() return these from now on. */
void use_kernels(const Kernels* chosen);

}  // namespace geneglot
