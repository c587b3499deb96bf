// Decoding: rows of (sequence, position, token) pass through the decoder together, many positions of many prompts at
// first, then one row a running sequence. A row's arithmetic never looks at the other rows: layer norm, attention
// and sampling are row by row, and the matrix products sum each element over k in one order (kernels/gemm.hpp),
// so a result depends neither on the batch nor on the threads.
#include "decode.hpp"

#include "arena.hpp"
#include "linear.hpp"
#include "platform.hpp"
#include "sampling.hpp"

namespace geneglot {
namespace {

/** Rows that pass through the decoder at once. */
constexpr int kRows = 256;

struct PackedBlock {
  PackedRight attention, attention_projection, expand, contract;
};

struct Sequence {
  /** First row of its cache, and how many positions it holds by now. */
  int cache_first, length;
  int last_token;
  int generated, out_first;
  bool done;
};

struct Row {
  int sequence, position, token;
};

/** All buffers of one call, in one block of memory. */
struct Decoder {
  explicit Decoder(Model& m) : model(m) {}

  Model& model;
  int n, capacity;
  PackedBlock blocks[kMaxLayers];
  PackedRight head;
  Sequence* sequences;
  Row* rows;
  float *x, *normalized, *stats, *qkv, *y, *hidden;
  /** Keys then values of each layer: (layers, 2, capacity, C). */
  float* cache;
  /** Final hidden row of each sequence's newest position, and of those that go on. */
  float *last_hidden, *running_hidden, *logits;
  int32_t *running, *order;
  uint8_t* banned;
  ThreadScratch scratch[kMaxThreads];

  float* keys(int layer) const { return cache + (size_t)layer * 2 * capacity * model.shape.C; }
  float* values(int layer) const { return keys(layer) + (size_t)capacity * model.shape.C; }
};

PackedRight plan_packed(Arena& arena, int columns, int depth) {
  return {arena.floats((size_t)padded(columns, kernels().panel_columns) * depth), columns, depth};
}

void plan(Arena& arena, Decoder& d, int longest) {
  const ModelShape& s = d.model.shape;
  const size_t C = s.C, n = d.n;
  const int rows = kRows > d.n ? kRows : d.n;
  for (int l = 0; l < s.layers; l++) {
    d.blocks[l] = {plan_packed(arena, 3 * s.C, s.C), plan_packed(arena, s.C, s.C), plan_packed(arena, 4 * s.C, s.C), plan_packed(arena, s.C, 4 * s.C)};
  }
  d.head = plan_packed(arena, s.V, s.C);
  d.sequences = reinterpret_cast<Sequence*>(arena.ints(n * sizeof(Sequence) / 4));
  d.rows = reinterpret_cast<Row*>(arena.ints((size_t)rows * 3));
  d.x = arena.floats(rows * C);
  d.normalized = arena.floats(rows * C);
  d.stats = arena.floats((size_t)rows * 2);
  d.qkv = arena.floats(rows * 3 * C);
  d.y = arena.floats(rows * C);
  d.hidden = arena.floats(rows * 4 * C);
  d.cache = arena.floats((size_t)s.layers * 2 * d.capacity * C);
  d.last_hidden = arena.floats(n * C);
  d.running_hidden = arena.floats(n * C);
  d.logits = arena.floats(n * s.V);
  d.running = arena.ints(n);
  d.order = arena.ints(n * s.V);
  d.banned = reinterpret_cast<uint8_t*>(arena.ints(n * s.V / 4 + 1));
  // One strip of scores for each thread: only attend_one uses it.
  for (int thread = 0; thread < thread_limit(); thread++) {
    plan_scratch(arena, d.scratch[thread], 0, s.head_size(), false, padded(longest, 16) / kQueryBlock + 1);
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
  pack_for_all(d.head, right_transposed(d.model.value.token_embedding, C), 0);
}

void embed(Decoder& d, int n) {
  const ptrdiff_t C = d.model.shape.C;
  for (ptrdiff_t i = 0; i < n; i++) {
    const Row& row = d.rows[i];
    __builtin_memcpy(d.x + i * C, d.model.value.token_embedding + row.token * C, C * sizeof(float));
    if (d.model.shape.positions) kernels().add(d.x + i * C, d.model.value.position_embedding + row.position * C, (int)C);
  }
}

void normalize(Decoder& d, const float* weight, const float* bias, int n) {
  const int C = d.model.shape.C;
  parallel_parts(n, 16, [&](int first, int count, int) {
    const ptrdiff_t at = (ptrdiff_t)first * C;
    kernels().layer_norm_forward(d.x + at, weight, bias, d.normalized + at, d.stats + 2 * first, count, C);
  });
}

/** Stores the rows' new keys and values, then lets every row look at its own sequence up to itself. */
void attend(Decoder& d, int layer, int n) {
  const ModelShape& s = d.model.shape;
  const ptrdiff_t C = s.C, hs = s.head_size();
  float *const keys = d.keys(layer), *const values = d.values(layer);
  for (ptrdiff_t i = 0; i < n; i++) {
    const ptrdiff_t at = (d.sequences[d.rows[i].sequence].cache_first + d.rows[i].position) * C;
    __builtin_memcpy(keys + at, d.qkv + i * 3 * C + C, C * sizeof(float));
    __builtin_memcpy(values + at, d.qkv + i * 3 * C + 2 * C, C * sizeof(float));
  }
  parallel_parts(n, 4, [&](int first, int count, int thread) {
    for (ptrdiff_t i = first; i < first + count; i++) {
      const ptrdiff_t at = d.sequences[d.rows[i].sequence].cache_first * C;
      for (ptrdiff_t c = 0; c < C; c += hs) {
        kernels().attend_one(d.qkv + i * 3 * C + c, keys + at + c, values + at + c, C, d.rows[i].position + 1, (int)hs, d.scratch[thread].strips, d.y + i * C + c);
      }
    }
  });
}

void run_block(Decoder& d, int l, int n) {
  const BlockTensors& weights = d.model.value.blocks[l];
  const PackedBlock& packed = d.blocks[l];
  const int C = d.model.shape.C;
  normalize(d, weights.ln1_weight, weights.ln1_bias, n);
  multiply_with(d.scratch, left_rows(d.normalized, C), 0, packed.attention, n, d.qkv, 3 * C, false,
                [&](int row, int rows, int column, int columns) { add_bias(d.qkv, 3 * C, weights.attention_bias, row, rows, column, columns); });
  attend(d, l, n);
  const auto add_to_x = [&](const float* bias) {
    return [&d, C, bias](int row, int rows, int column, int columns) { add_bias(d.x, C, bias, row, rows, column, columns); };
  };
  multiply_with(d.scratch, left_rows(d.y, C), 0, packed.attention_projection, n, d.x, C, true, add_to_x(weights.attention_projection_bias));
  normalize(d, weights.ln2_weight, weights.ln2_bias, n);
  multiply_with(d.scratch, left_rows(d.normalized, C), 0, packed.expand, n, d.hidden, 4 * C, false,
                [&](int row, int rows, int column, int columns) {
                  add_bias(d.hidden, 4 * C, weights.expand_bias, row, rows, column, columns);
                  for (ptrdiff_t i = row; i < row + rows; i++) {
                    float* at = d.hidden + i * 4 * C + column;
                    kernels().gelu_forward(at, at, columns);
                  }
                });
  multiply_with(d.scratch, left_rows(d.hidden, 4 * C), 0, packed.contract, n, d.x, C, true, add_to_x(weights.contract_bias));
}

/** Runs n rows through the decoder and keeps the final hidden row of each sequence's newest position. */
void advance(Decoder& d, int n) {
  const ptrdiff_t C = d.model.shape.C;
  embed(d, n);
  for (int l = 0; l < d.model.shape.layers; l++) run_block(d, l, n);
  normalize(d, d.model.value.final_weight, d.model.value.final_bias, n);
  for (ptrdiff_t i = 0; i < n; i++) {
    const Row& row = d.rows[i];
    if (row.position + 1 != d.sequences[row.sequence].length) continue;
    __builtin_memcpy(d.last_hidden + row.sequence * C, d.normalized + i * C, C * sizeof(float));
  }
}

/** Feeds all prompts, kRows tokens at a time. */
void read_prompts(Decoder& d, const Prompts& prompts) {
  const int32_t* token = prompts.tokens;
  int n = 0;
  for (int i = 0; i < prompts.n; i++) {
    d.sequences[i].length = prompts.lengths[i];
    for (int position = 0; position < prompts.lengths[i]; position++) {
      d.rows[n++] = {i, position, *token++};
      if (n < kRows) continue;
      advance(d, n);
      n = 0;
    }
  }
  if (n > 0) advance(d, n);
}

/** Feeds the newest token of each of the first n running sequences. */
void step_running(Decoder& d, int n) {
  for (int i = 0; i < n; i++) {
    Sequence& sequence = d.sequences[d.running[i]];
    d.rows[i] = {d.running[i], sequence.length, sequence.last_token};
    sequence.length++;
  }
  advance(d, n);
}

/** Logits of the first n running sequences, one row each. */
void running_logits(Decoder& d, int n) {
  const ptrdiff_t C = d.model.shape.C;
  for (ptrdiff_t i = 0; i < n; i++) {
    __builtin_memcpy(d.running_hidden + i * C, d.last_hidden + d.running[i] * C, C * sizeof(float));
  }
  multiply_with(d.scratch, left_rows(d.running_hidden, C), 0, d.head, n, d.logits, d.model.shape.V, false);
}

/** Allocates and fills a decoder for caches of the given lengths; null memory when there is none. */
void* start(Decoder& d, const Prompts& prompts, const int32_t* caps) {
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
    d.sequences[i] = {cache_first, 0, 0, 0, out_first, false};
    cache_first += prompts.lengths[i] + (caps ? caps[i] : 0);
    out_first += caps ? caps[i] : 0;
    d.running[i] = i;
  }
  return memory;
}

/** A set has no duplicates: the prompt's tokens are banned, but not the end token that opens it. */
void ban_tokens(Decoder& d, const Prompts& prompts, const GenerateOptions& options) {
  const size_t V = d.model.shape.V;
  const int32_t* token = prompts.tokens;
  for (int i = 0; i < prompts.n; i++) {
    uint8_t* const banned = d.banned + i * V;
    for (int t = 0; t < prompts.lengths[i]; t++) banned[*token++] = 1;
    banned[options.end_token] = 0;
    for (int f = 0; f < options.forbidden_count; f++) banned[options.forbidden[f]] = 1;
  }
}

/** Samples the next token of running sequence number `slot`; sets done where the set ends. */
void choose_next(Decoder& d, int slot, const GenerateOptions& options, int32_t* out) {
  const size_t V = d.model.shape.V;
  const int index = d.running[slot];
  Sequence& sequence = d.sequences[index];
  const SamplingOptions sampling = {options.temperature, options.top_k};
  const double uniform = uniform_at(options.seeds[index], (uint32_t)sequence.generated);
  const int token = sample_token(d.logits + slot * V, d.banned + index * V, (int)V, sampling, uniform, d.order + slot * V);
  if (token < 0 || token == options.end_token) {
    sequence.done = true;
    return;
  }
  out[sequence.out_first + sequence.generated++] = token;
  d.banned[index * V + token] = 1;
  sequence.last_token = token;
  sequence.done = sequence.generated == options.caps[index];
}

/** Drops finished sequences from the running ones; returns how many go on. */
int keep_running(Decoder& d, int n) {
  int kept = 0;
  for (int i = 0; i < n; i++) {
    if (!d.sequences[d.running[i]].done) d.running[kept++] = d.running[i];
  }
  return kept;
}

}  // namespace

bool generate(Model& model, const Prompts& prompts, const GenerateOptions& options, int32_t* counts, int32_t* out) {
  Decoder d(model);
  void* const memory = start(d, prompts, options.caps);
  if (!memory) return false;
  ban_tokens(d, prompts, options);
  read_prompts(d, prompts);
  for (int i = 0; i < prompts.n; i++) d.sequences[i].done = options.caps[i] == 0;
  for (int n = keep_running(d, prompts.n); n > 0;) {
    running_logits(d, n);
    parallel(n, [&](int slot, int) { choose_next(d, slot, options, out); });
    n = keep_running(d, n);
    if (n > 0) step_running(d, n);
  }
  for (int i = 0; i < prompts.n; i++) counts[i] = d.sequences[i].generated;
  release(memory);
  return true;
}

bool score_next(Model& model, const Prompts& prompts, float* out) {
  Decoder d(model);
  void* const memory = start(d, prompts, nullptr);
  if (!memory) return false;
  read_prompts(d, prompts);
  running_logits(d, prompts.n);
  const ptrdiff_t V = model.shape.V;
  parallel(prompts.n, [&](int i, int) {
    __builtin_memcpy(out + i * V, d.logits + i * V, V * sizeof(float));
    float top, sum;
    kernels().exp_row(d.logits + i * V, (int)V, &top, &sum);
    const float shift = top + kernels().log(sum);
    for (ptrdiff_t token = 0; token < V; token++) out[i * V + token] -= shift;
  });
  release(memory);
  return true;
}

}  // namespace geneglot
