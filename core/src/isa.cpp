// Choice of kernels at run time (cpuid through the compiler's builtin).
#include "isa.hpp"

namespace geneglot {
namespace {

const Kernels* chosen = &portable::table;

bool same_text(const char* a, const char* b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

#if defined(__x86_64__)
bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

}  // namespace

const Kernels& kernels() { return *chosen; }

void use_kernels(const Kernels* kernels) { chosen = kernels; }

const Kernels* find_kernels(const char* name) {
  const auto wanted = [name](const Kernels& table) { return !name || same_text(name, table.isa); };
#if defined(__x86_64__)
  if (name && wanted(avx512bf16::table))
    return has_avx512() && __builtin_cpu_supports("avx512bf16") ? &avx512bf16::table : nullptr;
  if (wanted(avx512::table) && has_avx512()) return &avx512::table;
  if (wanted(avx2::table) && has_avx2()) return &avx2::table;
#endif
  return wanted(portable::table) ? &portable::table : nullptr;
}

}  // namespace geneglot
