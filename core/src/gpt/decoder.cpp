// The decoder over key–value caches (see decoder.hpp).
#include "decoder.hpp"

#include "../arena.hpp"
#include "../platform.hpp"

namespace geneglot {
namespace {

/** Rows that pass through the decoder at once. */
constexpr int kRows = 256;

PackedRight plan_weight(Arena& arena, int columns, int depth) {
  return {plan_right(arena, columns, depth), columns, depth};
}

void plan(Arena& arena, Decoder& d, int longest) {
  const ModelShape& s = d.model.shape;
  const uint64_t C = s.C, n = d.n;
  const int rows = kRows > d.n ? kRows : d.n;
  for (int l = 0; l < s.layers; l++) {
    d.blocks[l] = {plan_weight(arena, 3 * s.C, s.C), plan_weight(arena, s.C, s.C), plan_weight(arena, 4 * s.C, s.C),
                   plan_weight(arena, s.C, 4 * s.C)};
  }
  d.head = plan_weight(arena, s.V, s.C);
  d.sequences = reinterpret_cast<Sequence*>(arena.ints(n * sizeof(Sequence) / 4));
  d.rows = reinterpret_cast<Row*>(arena.ints((uint64_t)rows * 3));
  d.x = arena.floats(rows * C);
  d.normalized = arena.floats(rows * C);
  d.stats = arena.floats((uint64_t)rows * 2);
  d.qkv = arena.floats(rows * 3 * C);
  d.y = arena.floats(rows * C);
  d.hidden = arena.floats(rows * 4 * C);
  d.cache = arena.floats((uint64_t)s.layers * 2 * d.capacity * C);
  d.last_hidden = arena.floats(n * C);
  d.running_hidden = arena.floats(n * C);
  d.logits = arena.floats(n * s.V);
  d.running = arena.ints(n);
  d.order = arena.ints(n * s.V);
  d.banned = reinterpret_cast<uint8_t*>(arena.ints(n * s.V / 4 + 1));
  // One strip of scores for each thread: only attend_one uses it.
  for (int thread = 0; thread < thread_limit(); thread++) {
    plan_scratch(arena, d.scratch[thread], false, padded(longest, 16) / kQueryBlock + 1);
  }
}

void pack_weights(Decoder& d) {
  const ModelShape& s = d.model.shape;
  const int C = s.C;
  for (int l = 0; l < s.layers; l++) {
    const BlockTensors& weights = d.model.value.blocks[l];
    pack_for_all(d.blocks[l].attention, right_rows(weights.attention_weight, 3 * C), 0);
    pack_for_all(d.blocks[l].attention_projection, right_rows(weights.attention_projection_weight, C), 0);
    pack_for_all(d.blocks[l].expand, right_rows(weights.expand_weight, 4 * C), 0);
    pack_for_all(d.blocks[l].contract, right_rows(weights.contract_weight, C), 0);
  }
  pack_for_all(d.head, right_transposed(d.model.value.head, C), 0);
}

void embed(Decoder& d, int n) {
  const ptrdiff_t C = d.model.shape.C;
  for (ptrdiff_t i = 0; i < n; i++) {
    const Row& row = d.rows[i];
    __builtin_memcpy(d.x + i * C, d.model.value.token_embedding + row.token * C, C * sizeof(float));
    if (d.model.shape.positions)
      kernels().add(d.x + i * C, d.model.value.position_embedding + row.position * C, (int)C);
  }
}

void normalize(Decoder& d, const float* weight, const float* bias, int n) {
  const int C = d.model.shape.C;
  parallel_parts(n, 16, [&](int first, int count, int) {
    const ptrdiff_t at = (ptrdiff_t)first * C;
    kernels().layer_norm_forward(d.x + at, weight, bias, d.normalized + at, d.stats + 2 * first, count, C);
  });
}

/** Stores the rows' new keys and values; a sequence that shares its beginning takes it from the one before at its first row. */
void store_keys(Decoder& d, int layer, int n) {
  const ptrdiff_t C = d.model.shape.C;
  float *const keys = d.keys(layer), *const values = d.values(layer);
  for (ptrdiff_t i = 0; i < n; i++) {
    const Row& row = d.rows[i];
    const Sequence& sequence = d.sequences[row.sequence];
    const ptrdiff_t first = sequence.cache_first * C, at = first + row.position * C;
    if (sequence.shared > 0 && row.position == sequence.shared) {
      const ptrdiff_t before = d.sequences[row.sequence - 1].cache_first * C;
      __builtin_memcpy(keys + first, keys + before, sequence.shared * C * sizeof(float));
      __builtin_memcpy(values + first, values + before, sequence.shared * C * sizeof(float));
    }
    __builtin_memcpy(keys + at, d.qkv + i * 3 * C + C, C * sizeof(float));
    __builtin_memcpy(values + at, d.qkv + i * 3 * C + 2 * C, C * sizeof(float));
  }
}

bool is_newest(const Decoder& d, const Row& row) { return row.position + 1 == d.sequences[row.sequence].length; }

/** Moves the rows whose final state is asked for to the front; of the others the last block's keys and values are enough. */
int keep_asked(Decoder& d, int n) {
  if (d.hidden_sums) return n;
  const ptrdiff_t C = d.model.shape.C;
  int kept = 0;
  for (ptrdiff_t i = 0; i < n; i++) {
    if (!is_newest(d, d.rows[i])) continue;
    if (kept < i) {
      d.rows[kept] = d.rows[i];
      __builtin_memcpy(d.x + kept * C, d.x + i * C, C * sizeof(float));
      __builtin_memcpy(d.qkv + kept * 3 * C, d.qkv + i * 3 * C, C * sizeof(float));
    }
    kept++;
  }
  return kept;
}

/** Lets every row look at its own sequence up to itself. */
void attend(Decoder& d, int layer, int n) {
  const ModelShape& s = d.model.shape;
  const ptrdiff_t C = s.C, hs = s.head_size();
  const float *const keys = d.keys(layer), *const values = d.values(layer);
  parallel_parts(n, 4, [&](int first, int count, int thread) {
    for (ptrdiff_t i = first; i < first + count; i++) {
      const ptrdiff_t at = d.sequences[d.rows[i].sequence].cache_first * C;
      for (ptrdiff_t c = 0; c < C; c += hs) {
        kernels().attend_one(d.qkv + i * 3 * C + c, keys + at + c, values + at + c, C, d.rows[i].position + 1, (int)hs,
                             d.scratch[thread].strips, d.y + i * C + c);
      }
    }
  });
}

/** Runs n rows through block l; returns how many of them go on. */
int run_block(Decoder& d, int l, int n) {
  const BlockTensors& weights = d.model.value.blocks[l];
  const PackedBlock& packed = d.blocks[l];
  const int C = d.model.shape.C;
  const auto gelu = gelu_of(d.model.shape).forward;
  normalize(d, weights.ln1_weight, weights.ln1_bias, n);
  multiply_with(d.scratch, left_rows(d.normalized, C), 0, packed.attention, n, d.qkv, 3 * C, false,
                [&](int row, int rows, int column, int columns) {
                  add_bias(d.qkv, 3 * C, weights.attention_bias, row, rows, column, columns);
                });
  store_keys(d, l, n);
  if (l == d.model.shape.layers - 1) n = keep_asked(d, n);
  if (n == 0) return 0;
  attend(d, l, n);
  const auto add_to_x = [&](const float* bias) {
    return [&d, C, bias](int row, int rows, int column, int columns) {
      add_bias(d.x, C, bias, row, rows, column, columns);
    };
  };
  multiply_with(d.scratch, left_rows(d.y, C), 0, packed.attention_projection, n, d.x, C, true,
                add_to_x(weights.attention_projection_bias));
  normalize(d, weights.ln2_weight, weights.ln2_bias, n);
  multiply_with(d.scratch, left_rows(d.normalized, C), 0, packed.expand, n, d.hidden, 4 * C, false,
                [&](int row, int rows, int column, int columns) {
                  add_bias(d.hidden, 4 * C, weights.expand_bias, row, rows, column, columns);
                  for (ptrdiff_t i = row; i < row + rows; i++) {
                    float* at = d.hidden + i * 4 * C + column;
                    gelu(at, at, columns);
                  }
                });
  multiply_with(d.scratch, left_rows(d.hidden, 4 * C), 0, packed.contract, n, d.x, C, true,
                add_to_x(weights.contract_bias));
  return n;
}

/** Runs n rows through the decoder and keeps the final hidden row of each sequence's newest position. */
void advance(Decoder& d, int n) {
  const ptrdiff_t C = d.model.shape.C;
  embed(d, n);
  for (int l = 0; l < d.model.shape.layers; l++) n = run_block(d, l, n);
  if (n == 0) return;
  normalize(d, d.model.value.final_weight, d.model.value.final_bias, n);
  for (ptrdiff_t i = 0; i < n; i++) {
    const Row& row = d.rows[i];
    if (d.hidden_sums) kernels().add(d.hidden_sums + row.sequence * C, d.normalized + i * C, (int)C);
    if (!is_newest(d, row)) continue;
    __builtin_memcpy(d.last_hidden + row.sequence * C, d.normalized + i * C, C * sizeof(float));
  }
}

}  // namespace

void read_prompts(Decoder& d, const Prompts& prompts) {
  const int32_t *tokens = prompts.tokens, *before = nullptr;
  int n = 0;
  for (int i = 0; i < prompts.n; i++) {
    Sequence& sequence = d.sequences[i];
    sequence.length = prompts.lengths[i];
    // The means of hidden states need those of every position.
    if (i > 0 && !d.hidden_sums) {
      // The last position is computed even where it is shared: it gives the state that goes on.
      const int most = smaller_of(prompts.lengths[i - 1], sequence.length - 1);
      while (sequence.shared < most && tokens[sequence.shared] == before[sequence.shared]) sequence.shared++;
    }
    for (int position = sequence.shared; position < sequence.length; position++) {
      d.rows[n++] = {i, position, tokens[position]};
      if (n < kRows) continue;
      advance(d, n);
      n = 0;
    }
    before = tokens;
    tokens += sequence.length;
  }
  if (n > 0) advance(d, n);
}

void step_running(Decoder& d, int n) {
  for (int i = 0; i < n; i++) {
    Sequence& sequence = d.sequences[d.running[i]];
    d.rows[i] = {d.running[i], sequence.length, sequence.last_token};
    sequence.length++;
  }
  advance(d, n);
}

void running_logits(Decoder& d, int n) {
  const ptrdiff_t C = d.model.shape.C;
  for (ptrdiff_t i = 0; i < n; i++) {
    __builtin_memcpy(d.running_hidden + i * C, d.last_hidden + d.running[i] * C, C * sizeof(float));
  }
  multiply_with(d.scratch, left_rows(d.running_hidden, C), 0, d.head, n, d.logits, d.model.shape.V, false);
}

void* start_decoder(Decoder& d, const Prompts& prompts, const int32_t* caps) {
  int longest = 0;
  d.n = prompts.n;
  d.capacity = 0;
  for (int i = 0; i < prompts.n; i++) {
    const int length = prompts.lengths[i] + (caps ? caps[i] : 0);
    d.capacity += length;
    longest = length > longest ? length : longest;
  }
  Arena measure(nullptr);
  plan(measure, d, longest);
  void* const memory = allocate(measure.used());
  if (!memory) return nullptr;
  Arena place(memory);
  plan(place, d, longest);
  pack_weights(d);
  int cache_first = 0, out_first = 0;
  for (int i = 0; i < prompts.n; i++) {
    d.sequences[i] = {cache_first, 0, 0, 0, 0, out_first, false};
    cache_first += prompts.lengths[i] + (caps ? caps[i] : 0);
    out_first += caps ? caps[i] : 0;
    d.running[i] = i;
  }
  return memory;
}

}  // namespace geneglot
