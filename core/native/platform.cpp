// Memory, sleep and threads of an operating system, by the C++ standard library.
#include "../src/platform.hpp"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <thread>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace geneglot {

void* allocate(uint64_t bytes) {
  if (bytes > PTRDIFF_MAX) return nullptr;
  // Large blocks start at a huge page, so that the kernel may back them with such pages: fewer misses in the TLB.
  constexpr size_t kHugePage = 2u << 20;
  const size_t alignment = bytes >= 2 * kHugePage ? kHugePage : 64;
  const size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, rounded);
  if (!memory) return nullptr;
#if defined(__linux__)
  if (alignment == kHugePage) madvise(memory, rounded, MADV_HUGEPAGE);
#endif
  std::memset(memory, 0, rounded);
  return memory;
}

void release(void* memory) { std::free(memory); }

void sleep_while(uint32_t* word, uint32_t value) {
  std::atomic_ref<uint32_t>(*word).wait(value, std::memory_order_seq_cst);
}

void wake_all(uint32_t* word) { std::atomic_ref<uint32_t>(*word).notify_all(); }

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

void yield() { std::this_thread::yield(); }

}  // namespace geneglot
