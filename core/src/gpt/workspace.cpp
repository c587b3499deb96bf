// The plan of a workspace.
#include "workspace.hpp"

#include "../arena.hpp"
#include "../isa.hpp"
#include "../platform.hpp"

namespace geneglot {
namespace {

/** Room for a kept activation. */
Kept* plan_kept(Arena& arena, uint64_t count) {
  return reinterpret_cast<Kept*>(arena.floats((count * kernels().kept_bytes + 3) / 4));
}

/** Blocks of an inference workspace share one set of buffers; only the residual stream alternates between two. */
void plan_blocks(Arena& arena, Workspace& w, const ModelShape& s, uint64_t N) {
  const uint64_t C = s.C;
  for (int l = 0; l <= s.layers; l++) {
    BlockActivations& block = w.blocks[l];
    if (!w.training && l >= 2) {
      block = w.blocks[l - 2];
      continue;
    }
    block.x = arena.floats(N * C);
    if (l == s.layers) return;
    if (!w.training && l == 1) {
      float* const x = block.x;
      block = w.blocks[0];
      block.x = x;
      continue;
    }
    block.ln1_stats = arena.floats(N * 2);
    block.qkv = plan_kept(arena, N * 3 * C);
    block.log_sum = arena.floats(N * s.heads);
    block.y = plan_kept(arena, N * C);
    block.middle = arena.floats(N * C);
    block.ln2_stats = arena.floats(N * 2);
    block.hidden = plan_kept(arena, N * 4 * C);
  }
}

/** What blocks need for their backward pass, besides d_final, which the head fills before. */
void plan_gradients(Arena& arena, Workspace& w, const ModelShape& s, uint64_t N) {
  const uint64_t C = s.C;
  w.dx = arena.floats(N * C);
  w.d_projected = s.dropout > 0 ? arena.floats(N * C) : nullptr;
  w.d_attended = arena.floats(N * C);
  w.d_narrow = arena.floats(N * C);
  w.d_wide = arena.floats(N * 4 * C);
  w.normalized = arena.floats(N * C);
  const int depth = N < kPackedDepth ? (int)N : kPackedDepth;
  w.packed_outer = plan_right(arena, s.C, depth);
  w.packed_wide = plan_right(arena, 4 * s.C, depth);
  w.packed_inner = plan_right(arena, s.C, depth);
}

void plan_head(Arena& arena, HeadBuffers& head, const ModelShape& s, uint64_t N, bool training) {
  const uint64_t C = s.C, V = padded(s.V, kernels().panel_columns);
  const uint64_t tiles = (s.V + kHeadColumns - 1) / kHeadColumns;
  head.target_mean = arena.floats(N * C);
  head.documents = reinterpret_cast<Document*>(arena.ints(2 * N));
  head.logits = arena.floats(kHeadRows * V);
  head.tile_max = arena.floats(tiles * kHeadRows);
  head.tile_sum = arena.floats(tiles * kHeadRows);
  head.scale = arena.floats(tiles * kHeadRows);
  head.loss = arena.floats(kHeadRows);
  head.packed_output = plan_right(arena, s.V, s.C);
  if (!training) return;
  head.packed_input = plan_right(arena, s.C, s.V);
  head.packed_hidden = plan_right(arena, s.C, kHeadRows);
}

void plan(Arena& arena, Workspace& w, const ModelShape& s) {
  const uint64_t N = (uint64_t)w.B * w.T, C = s.C;
  w.wanted = arena.ints(N);
  w.wanted_y = plan_kept(arena, N * C);
  plan_blocks(arena, w, s, N);
  w.final_stats = arena.floats(N * 2);
  if (w.training) w.d_final = arena.floats(N * C);
  const auto head = [&] {
    w.final = arena.floats(N * C);
    plan_head(arena, w.head, s, N, w.training);
  };
  arena.overlay(head, [&] {
    if (w.training) plan_gradients(arena, w, s, N);
  });
  w.packed_attention = plan_packed(arena, s.C, 3 * s.C);
  w.packed_projection = plan_packed(arena, s.C, s.C);
  w.packed_expand = plan_packed(arena, s.C, 4 * s.C);
  w.packed_contract = plan_packed(arena, 4 * s.C, s.C);
  w.partial_sums = arena.floats(lay_out_tensors(s).total / 4096 + 1);
  w.strip_stride = padded(w.T, 16);
  for (int thread = 0; thread < w.threads; thread++) {
    plan_scratch(arena, w.scratch[thread], w.training, w.strip_stride);
    const uint64_t rows = (uint64_t)kRowsAtOnce * 4 * C;
    w.scratch[thread].rows = arena.floats(rows);
    w.scratch[thread].to_keep = kernels().kept_bytes < (int)sizeof(float) ? arena.floats(rows) : nullptr;
    w.scratch[thread].packed_head = arena.floats(attention_words(w.T, s.head_size(), kernels().panel_columns));
  }
}

}  // namespace

int padded(int n, int multiple) { return (n + multiple - 1) / multiple * multiple; }

float* plan_right(Arena& arena, int columns, int depth) {
  const Kernels& k = kernels();
  return arena.floats((uint64_t)padded(columns, k.panel_columns) * packed_words(depth, k.steps_per_word));
}

float* plan_packed(Arena& arena, int inputs, int outputs) {
  float* place = nullptr;
  arena.overlay([&] { place = plan_right(arena, outputs, inputs); }, [&] { plan_right(arena, inputs, outputs); });
  return place;
}

void plan_scratch(Arena& arena, ThreadScratch& scratch, bool training, ptrdiff_t strip_stride) {
  scratch.pack.left = arena.floats((uint64_t)(kRowBlock + 16) * kDepthBlock);
  scratch.pack.right = arena.floats((uint64_t)kColumnBlock * kDepthBlock);
  scratch.strips = arena.floats((uint64_t)kQueryBlock * strip_stride * (training ? 2 : 1));
}

bool prepare_workspace(Workspace& workspace, const ModelShape& shape, int B, int T, bool training) {
  const int threads = thread_limit();
  const bool fits = workspace.memory && (uint64_t)B * T <= (uint64_t)workspace.B * workspace.T && T <= workspace.T &&
                    threads <= workspace.threads && (workspace.training || !training);
  if (fits) return true;
  release(workspace.memory);
  workspace = {};
  workspace.B = B;
  workspace.T = T;
  workspace.threads = threads;
  workspace.training = training;
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
