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

/** Runs several independent jobs as one loop: each has tiles() and run(tile, thread). Large tiles belong in front. */
template <class... Jobs>
void run_together(const Jobs&... jobs) {
  parallel((jobs.tiles() + ...), [&](int tile, int thread) {
    const auto run_if_mine = [&](const auto& job) {
      const int tiles = job.tiles();
      if (tile < tiles) job.run(tile, thread);
      tile -= tiles;
      return tile < 0;
    };
    (void)(run_if_mine(jobs) || ...);
  });
}

/** Several jobs of one kind as one. */
template <class Job>
struct JobList {
  const Job* jobs;
  int count;

  int tiles() const {
    int sum = 0;
    for (int i = 0; i < count; i++) sum += jobs[i].tiles();
    return sum;
  }
  void run(int tile, int thread) const {
    const Job* job = jobs;
    for (; tile >= job->tiles(); job++) tile -= job->tiles();
    job->run(tile, thread);
  }
};

/** body(first, count, thread) on parts of 0 .. n - 1, as a job. */
template <class Body>
struct PartsJob {
  int n, part;
  const Body& body;

  int tiles() const { return (n + part - 1) / part; }
  void run(int tile, int thread) const {
    const int first = tile * part;
    body(first, n - first < part ? n - first : part, thread);
  }
};

/** Splits 0 .. n - 1 into parts of `part` and runs body(first, count, thread) on each. */
template <class Body>
void parallel_parts(int n, int part, const Body& body) {
  run_together(PartsJob<Body>{n, part, body});
}

}  // namespace geneglot
