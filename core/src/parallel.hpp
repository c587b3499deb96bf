// Parallel loops over tiles: threads take tiles from one counter, so a core that a neighbour has taken only does less.
#pragma once

namespace geneglot {

constexpr int kMaxThreads = 64;

/** One tile of work; `thread` is 0 .. thread_limit() - 1, and no two threads share one at a time. */
using TileTask = void (*)(void* context, int tile, int thread);

/** Runs tiles 0 .. tiles - 1 on the calling thread (thread 0) and the helpers; returns when all are done. */
void run_tiles(int tiles, TileTask task, void* context);

/** Threads that later calls may use, including the caller. */
void set_thread_limit(int threads);
int thread_limit();

/** Life of helper `thread` (1 ..): waits for work for ever. */
[[noreturn]] void run_helper(int thread);

/** run_tiles with any callable body(tile, thread). */
template <class Body>
void parallel(int tiles, const Body& body) {
  const auto task = [](void* context, int tile, int thread) { (*static_cast<const Body*>(context))(tile, thread); };
  run_tiles(tiles, task, const_cast<Body*>(&body));
}

/** Splits 0 .. n - 1 into parts of `part` and runs body(first, count, thread) on each. */
template <class Body>
void parallel_parts(int n, int part, const Body& body) {
  parallel((n + part - 1) / part, [&](int tile, int thread) {
    const int first = tile * part;
    body(first, n - first < part ? n - first : part, thread);
  });
}

}  // namespace geneglot
