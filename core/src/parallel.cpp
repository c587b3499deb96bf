// The thread pool: helpers spin briefly for the next job, then sleep.
#include "parallel.hpp"

#include "platform.hpp"

namespace geneglot {
namespace {

/** About 50 µs of spinning: longer than the serial code between two loops, shorter than a scheduler's slice. */
constexpr int kSpins = 2000;

struct Pool {
  int limit = 1;
  TileTask task = nullptr;
  void* context = nullptr;
  uint32_t tiles = 0;
  uint32_t next_tile = 0;
  /** Counts jobs; helpers sleep on it. */
  uint32_t epoch = 0;
  /** Epoch of the job helpers may join; 0 when none is open. */
  uint32_t open = 0;
  /** Helpers that may be touching the job. */
  uint32_t inside = 0;
  uint32_t sleepers = 0;
};

Pool pool;

uint32_t read(const uint32_t& word) { return __atomic_load_n(&word, __ATOMIC_SEQ_CST); }
void write(uint32_t& word, uint32_t value) { __atomic_store_n(&word, value, __ATOMIC_SEQ_CST); }
void change(uint32_t& word, int by) { __atomic_fetch_add(&word, (uint32_t)by, __ATOMIC_SEQ_CST); }

void take_tiles(int thread) {
  for (;;) {
    const uint32_t tile = __atomic_fetch_add(&pool.next_tile, 1u, __ATOMIC_RELAXED);
    if (tile >= pool.tiles) return;
    pool.task(pool.context, (int)tile, thread);
  }
}

uint32_t wait_for_epoch_after(uint32_t seen) {
  for (int spin = 0; read(pool.epoch) == seen; spin++) {
    if (spin < kSpins) {
      pause();
      continue;
    }
    change(pool.sleepers, 1);
    sleep_while(&pool.epoch, seen);
    change(pool.sleepers, -1);
  }
  return read(pool.epoch);
}

}  // namespace

void set_thread_limit(int threads) { pool.limit = threads < kMaxThreads ? threads : kMaxThreads; }
int thread_limit() { return pool.limit; }

void run_helper(int thread) {
  uint32_t seen = read(pool.epoch);
  for (;;) {
    // Entering before looking at `open`, and the caller closing before looking at `inside`, keeps a late helper out.
    change(pool.inside, 1);
    if (read(pool.open) == seen && seen != 0 && thread < pool.limit) take_tiles(thread);
    change(pool.inside, -1);
    seen = wait_for_epoch_after(seen);
  }
}

void run_tiles(int tiles, TileTask task, void* context) {
  if (pool.limit == 1 || tiles <= 1) {
    for (int tile = 0; tile < tiles; tile++) task(context, tile, 0);
    return;
  }
  pool.task = task;
  pool.context = context;
  pool.tiles = (uint32_t)tiles;
  pool.next_tile = 0;
  const uint32_t epoch = pool.epoch + 1 ? pool.epoch + 1 : 1;
  write(pool.open, epoch);
  write(pool.epoch, epoch);
  if (read(pool.sleepers) > 0) wake_all(&pool.epoch);
  take_tiles(0);
  write(pool.open, 0);
  for (int spin = 0; read(pool.inside) != 0; spin++) {
    if (spin < kSpins) {
      pause();
    } else {
      yield();
    }
  }
}

}  // namespace geneglot
