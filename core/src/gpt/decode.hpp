// Inference by a key–value cache over several prompts at once.
#pragma once
#include "model.hpp"

namespace geneglot {

/** n prompts, flattened: prompt i owns lengths[i] tokens. */
struct Prompts {
  int n;
  const int32_t* lengths;
  const int32_t* tokens;
};

struct GenerateOptions {
  /** Most new tokens of each prompt. */
  const int32_t* caps;
  const uint32_t* seeds;
  double temperature;
  int top_k;
  double top_p;
  int end_token;
  /** Tokens may come again, as words of a text do. */
  bool may_repeat;
  const int32_t* forbidden;
  int forbidden_count;
};

/** New tokens of prompt i go to out + (sum of the caps before i), their number to counts[i]; false: memory short. */
bool generate(Model& model, const Prompts& prompts, const GenerateOptions& options, int32_t* counts, int32_t* out);

/** Log-probability of every token after each prompt, (n, V); false when memory is short. */
bool score_next(Model& model, const Prompts& prompts, float* out);

/** Final hidden state of each prompt's last token, or the mean over its tokens, (n, C); false when memory is short. */
bool embed(Model& model, const Prompts& prompts, bool mean, float* out);

}  // namespace geneglot
