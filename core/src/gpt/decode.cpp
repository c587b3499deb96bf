// Generation and scoring with the decoder.
#include "decode.hpp"

#include "decoder.hpp"
#include "../platform.hpp"
#include "sampling.hpp"

namespace geneglot {
namespace {

/** A set has no duplicates: the prompt's tokens are banned, but not the end token that opens it. A text repeats words. */
void ban_tokens(Decoder& d, const Prompts& prompts, const GenerateOptions& options) {
  const size_t V = d.model.shape.V;
  const int32_t* token = prompts.tokens;
  for (int i = 0; i < prompts.n; i++) {
    uint8_t* const banned = d.banned + i * V;
    for (int t = 0; t < prompts.lengths[i]; t++) banned[*token++] = !options.may_repeat;
    banned[options.end_token] = 0;
    for (int f = 0; f < options.forbidden_count; f++) banned[options.forbidden[f]] = 1;
  }
}

/** Samples the next token of running sequence number `slot`; sets done where the set ends. */
void choose_next(Decoder& d, int slot, const GenerateOptions& options, int32_t* out) {
  const size_t V = d.model.shape.V;
  const int index = d.running[slot];
  Sequence& sequence = d.sequences[index];
  const SamplingOptions sampling = {options.temperature, options.top_k, options.top_p};
  const double uniform = uniform_at(options.seeds[index], (uint32_t)sequence.generated);
  const int token =
      sample_token(d.logits + slot * V, d.banned + index * V, (int)V, sampling, uniform, d.order + slot * V);
  if (token < 0 || token == options.end_token) {
    sequence.done = true;
    return;
  }
  out[sequence.out_first + sequence.generated++] = token;
  if (!options.may_repeat) d.banned[index * V + token] = 1;
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
  void* const memory = start_decoder(d, prompts, options.caps);
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
  void* const memory = start_decoder(d, prompts, nullptr);
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

bool embed(Model& model, const Prompts& prompts, bool mean, float* out) {
  Decoder d(model);
  void* const memory = start_decoder(d, prompts, nullptr);
  if (!memory) return false;
  const ptrdiff_t C = model.shape.C;
  __builtin_memset(out, 0, prompts.n * C * sizeof(float));
  d.hidden_sums = mean ? out : nullptr;
  read_prompts(d, prompts);
  for (ptrdiff_t i = 0; i < prompts.n; i++) {
    if (mean) {
      for (ptrdiff_t c = 0; c < C; c++) out[i * C + c] /= prompts.lengths[i];
    } else {
      __builtin_memcpy(out + i * C, d.last_hidden + i * C, C * sizeof(float));
    }
  }
  release(memory);
  return true;
}

}  // namespace geneglot
