// The plan of a set encoder's workspace.
#include "../arena.hpp"
#include "../isa.hpp"
#include "../platform.hpp"
#include "set-encoder.hpp"

namespace geneglot {
namespace {

/** Blocks of an inference workspace share one set of buffers. */
void plan_blocks(Arena& arena, SetWorkspace& w, const SetShape& s) {
  const uint64_t B = w.B, C = s.C;
  for (int l = 0; l <= s.layers; l++) {
    w.stream[l] = w.training || l < 2 ? arena.floats(B * C) : w.stream[l - 2];
    if (l == s.layers) return;
    if (l > 0 && !w.training) {
      w.blocks[l] = w.blocks[0];
      continue;
    }
    SetBlockActivations& block = w.blocks[l];
    block.norm = arena.floats(B * C);
    block.stats = arena.floats(B * 2);
    block.hidden = arena.floats(B * 4 * C);
  }
}

void plan_gradients(Arena& arena, SetWorkspace& w, const SetShape& s) {
  const uint64_t B = w.B, C = s.C;
  w.d_attention = s.attends() ? arena.floats((uint64_t)w.N * s.heads) : nullptr;
  w.d_final = arena.floats(B * C);
  w.dx = arena.floats(B * C);
  w.d_branch = arena.floats(B * C);
  w.d_narrow = arena.floats(B * C);
  w.d_wide = arena.floats(B * 4 * C);
  const int depth = B < kPackedDepth ? (int)B : kPackedDepth;
  w.products.packed_outer = plan_right(arena, s.C, depth);
  w.products.packed_wide = plan_right(arena, 4 * s.C, depth);
}

void plan_head(Arena& arena, SetHeadBuffers& head, const SetShape& s, bool training) {
  const uint64_t C = s.C, V = padded(s.V, kernels().panel_columns);
  const uint64_t tiles = (s.V + kHeadColumns - 1) / kHeadColumns;
  head.target_sum = arena.floats(kHeadRows * C);
  head.logits = arena.floats(kHeadRows * V);
  head.tile_max = arena.floats(tiles * kHeadRows);
  head.tile_sum = arena.floats(tiles * kHeadRows);
  head.scale = arena.floats(tiles * kHeadRows);
  head.loss = arena.floats(kHeadRows);
  head.packed_output = plan_right(arena, s.V, s.C);
  if (!training) return;
  head.d_hidden = arena.floats(kHeadRows * C);
  head.packed_input = plan_right(arena, s.C, s.V);
  head.packed_hidden = plan_right(arena, s.C, kHeadRows);
}

void plan(Arena& arena, SetWorkspace& w, const SetShape& s) {
  const uint64_t B = w.B;
  w.attention = s.attends() ? arena.floats((uint64_t)w.N * s.heads) : nullptr;
  plan_blocks(arena, w, s);
  w.final_stats = arena.floats(B * 2);
  w.final = arena.floats(B * s.C);
  if (w.training) plan_gradients(arena, w, s);
  plan_head(arena, w.head, s, w.training);
  w.packed_expand = plan_packed(arena, s.C, 4 * s.C);
  w.packed_contract = plan_packed(arena, 4 * s.C, s.C);
  w.partial_sums = arena.floats(partial_sum_count(lay_out_set_tensors(s)));
  for (int thread = 0; thread < w.products.threads; thread++) {
    plan_scratch(arena, w.products.scratch[thread], w.training, 0);
    w.products.scratch[thread].rows = arena.floats((uint64_t)kRowsAtOnce * 4 * s.C);
  }
}

}  // namespace

bool prepare_set_workspace(SetWorkspace& workspace, const SetShape& shape, int B, int N, bool training) {
  const int threads = thread_limit();
  const bool fits = workspace.memory && B <= workspace.B && N <= workspace.N && threads <= workspace.products.threads &&
                    (workspace.training || !training);
  if (fits) return true;
  // It only grows: batches of alternating extents must not be planned anew each time.
  const int largest_B = B > workspace.B ? B : workspace.B, largest_N = N > workspace.N ? N : workspace.N;
  release(workspace.memory);
  workspace = {};
  workspace.B = largest_B;
  workspace.N = largest_N;
  workspace.training = training;
  workspace.products.threads = threads;
  Arena measure(nullptr);
  plan(measure, workspace, shape);
  void* const memory = allocate(measure.used());
  if (!memory) {
    // Nothing of what did not fit may count as planned for.
    workspace = {};
    return false;
  }
  Arena place(memory);
  plan(place, workspace, shape);
  workspace.memory = memory;
  workspace.bytes = place.used();
  return true;
}

}  // namespace geneglot
