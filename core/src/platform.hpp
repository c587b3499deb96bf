// What the core needs from the machine: memory and a way to sleep. native/ and wasm/ each provide it.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace geneglot {

/** Zeroed memory aligned to 64 bytes; null when there is none, as for more bytes than a pointer reaches. */
void* allocate(uint64_t bytes);
void release(void* memory);

/** Sleeps while *word equals `value`; may return early. */
void sleep_while(uint32_t* word, uint32_t value);
void wake_all(uint32_t* word);
/** A hint that this thread spins. */
void pause();
/** Lets another thread run on this core. */
void yield();

}  // namespace geneglot
