// Memory and sleep of WebAssembly, without any library: a first-fit allocator over the shared linear memory.
#include "../src/platform.hpp"

extern "C" unsigned char __heap_base;

namespace geneglot {
namespace {

constexpr uintptr_t kPage = 65536;
constexpr uintptr_t kAlignment = 64;

/** Precedes every block, free or not, and fills one alignment unit. */
struct alignas(kAlignment) Block {
  uintptr_t bytes;
  Block* next;
  bool free;
};

/** All blocks in the order of their addresses; neighbours touch. */
Block* first = nullptr;
int lock = 0;

/** The allocator runs for microseconds, so waiting means spinning (a browser's main thread may not sleep). */
struct Locked {
  Locked() {
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) {
    }
  }
  ~Locked() { __atomic_store_n(&lock, 0, __ATOMIC_RELEASE); }
};

uintptr_t round_up(uintptr_t value, uintptr_t unit) { return (value + unit - 1) / unit * unit; }

uintptr_t memory_end() { return (uintptr_t)__builtin_wasm_memory_size(0) * kPage; }

Block* make_block(uintptr_t at, uintptr_t end) {
  Block* const block = reinterpret_cast<Block*>(at);
  block->bytes = end - at - sizeof(Block);
  block->next = nullptr;
  block->free = true;
  return block;
}

void split(Block* block, uintptr_t bytes) {
  if (block->bytes < bytes + 2 * sizeof(Block)) return;
  const uintptr_t end = (uintptr_t)(block + 1) + block->bytes;
  Block* const rest = make_block((uintptr_t)(block + 1) + bytes, end);
  rest->next = block->next;
  block->next = rest;
  block->bytes = bytes;
}

void join_free_neighbours() {
  for (Block* block = first; block; block = block->next) {
    while (block->free && block->next && block->next->free) {
      block->bytes += sizeof(Block) + block->next->bytes;
      block->next = block->next->next;
    }
  }
}

/** Appends a free block of at least `bytes` at the end of a grown memory; false when it may not grow. */
bool grow(Block* last, uintptr_t bytes) {
  const uintptr_t end = memory_end(), needed = round_up(bytes + 2 * sizeof(Block), kPage);
  if (__builtin_wasm_memory_grow(0, needed / kPage) == (size_t)-1) return false;
  last->next = make_block(end, end + needed);
  join_free_neighbours();
  return true;
}

void* take(uintptr_t bytes) {
  if (!first) first = make_block(round_up((uintptr_t)&__heap_base, kAlignment), memory_end());
  Block* last = first;
  for (Block* block = first; block; block = block->next) {
    last = block;
    if (!block->free || block->bytes < bytes) continue;
    split(block, bytes);
    block->free = false;
    return block + 1;
  }
  return grow(last, bytes) ? take(bytes) : nullptr;
}

}  // namespace

void* allocate(uint64_t bytes) {
  // Sizes near 4 GB would wrap around in the sums above.
  if (bytes > 0xf0000000u) return nullptr;
  const uintptr_t rounded = round_up((uintptr_t)bytes, kAlignment);
  void* memory;
  {
    const Locked locked;
    memory = take(rounded);
  }
  if (memory) __builtin_memset(memory, 0, rounded);
  return memory;
}

void release(void* memory) {
  if (!memory) return;
  const Locked locked;
  (static_cast<Block*>(memory) - 1)->free = true;
  join_free_neighbours();
}

void sleep_while(uint32_t* word, uint32_t value) {
  __builtin_wasm_memory_atomic_wait32(reinterpret_cast<int*>(word), (int)value, -1);
}

void wake_all(uint32_t* word) { __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(word), ~0u); }

void pause() {}

void yield() {
  // There is no yield; sleeping 20 µs on a word that nobody changes is the closest.
  int word = 0;
  __builtin_wasm_memory_atomic_wait32(&word, 0, 20000);
}

}  // namespace geneglot
