// Decoding of the flat arrays (see shared/engines/requests.ts) and the operations themselves.
#include "api.hpp"

#include "../array-reader.hpp"
#include "decode.hpp"
#include "../platform.hpp"

namespace geneglot {
namespace {

/** Reads what the operations of a decoder share. */
class Reader : public ArrayReader {
 public:
  using ArrayReader::ArrayReader;
  /** B, T, tokens, targets, document starts; weights among the floats. */
  Batch batch() {
    const int B = next(), T = next();
    const size_t N = (size_t)B * T;
    const int32_t *tokens = ints(N), *targets = ints(N), *document_start = ints(N);
    return {B, T, tokens, targets, document_start, floats(N)};
  }
  /** n, lengths, number of tokens, tokens. */
  Prompts prompts() {
    const int n = next();
    const int32_t* lengths = ints(n);
    const int total = next();
    return {n, lengths, ints(total)};
  }
};

/** objective, number of batches, batches; scalars: the optimizer's options. Out: loss, gradient norm. */
bool train_step(Model& model, const Call& call) {
  Reader reader(call);
  const Objective objective = (Objective)reader.next();
  const int count = reader.next();
  Batch* const batches = static_cast<Batch*>(allocate((uint64_t)count * sizeof(Batch)));
  if (!batches) return false;
  bool fits = true;
  for (int i = 0; i < count; i++) {
    batches[i] = reader.batch();
    fits = fits && prepare_workspace(model.workspace, model.shape, batches[i].B, batches[i].T, true);
  }
  if (fits) {
    const double* s = call.scalars;
    call.scalars_out[0] = compute_gradients(model, batches, count, objective, true);
    call.scalars_out[1] = update(model, {s[0], s[1], s[2], s[3], s[4], s[5]});
  }
  release(batches);
  return fits;
}

bool gradients(Model& model, const Call& call) {
  Reader reader(call);
  const Objective objective = (Objective)reader.next();
  const Batch batch = reader.batch();
  if (!prepare_workspace(model.workspace, model.shape, batch.B, batch.T, true)) return false;
  call.scalars_out[0] = compute_gradients(model, &batch, 1, objective, true);
  return true;
}

bool evaluate(Model& model, const Call& call) {
  Reader reader(call);
  const Objective objective = (Objective)reader.next();
  const Batch batch = reader.batch();
  if (!prepare_workspace(model.workspace, model.shape, batch.B, batch.T, model.trainable)) return false;
  forward(model, batch, false, 0);
  call.scalars_out[0] = head_loss(model, batch, objective, false, 0);
  call.scalars_out[1] = total_weight(batch);
  return true;
}

bool logits(Model& model, const Call& call) {
  Reader reader(call);
  const Batch batch = reader.batch();
  if (!prepare_workspace(model.workspace, model.shape, batch.B, batch.T, model.trainable)) return false;
  forward(model, batch, false, 0);
  head_logits(model, batch.rows(), call.floats_out);
  return true;
}

/** prompts, caps, seeds, top k, end token, may repeat, number of forbidden tokens, those; scalars: temperature, top p. Out: counts, then tokens. */
bool generate_sets(Model& model, const Call& call) {
  Reader reader(call);
  const Prompts prompts = reader.prompts();
  GenerateOptions options = {};
  options.caps = reader.ints(prompts.n);
  options.seeds = reinterpret_cast<const uint32_t*>(reader.ints(prompts.n));
  options.top_k = reader.next();
  options.end_token = reader.next();
  options.may_repeat = reader.next() != 0;
  options.forbidden_count = reader.next();
  options.forbidden = reader.ints(options.forbidden_count);
  options.temperature = call.scalars[0];
  options.top_p = call.scalars[1];
  return generate(model, prompts, options, call.ints_out, call.ints_out + prompts.n);
}

/** 1 for the mean over the tokens or 0 for the last one, prompts. Out: (prompts, C). */
bool embed_prompts(Model& model, const Call& call) {
  Reader reader(call);
  const bool mean = reader.next() != 0;
  return embed(model, reader.prompts(), mean, call.floats_out);
}

/** B, T: plans the workspace for the largest batch that will come. */
bool reserve(Model& model, const Call& call) {
  Reader reader(call);
  const int B = reader.next(), T = reader.next();
  return prepare_workspace(model.workspace, model.shape, B, T, model.trainable);
}

}  // namespace

bool run_operation(Model& model, Operation operation, const Call& call) {
  switch (operation) {
    case Operation::kTrainStep:
      return train_step(model, call);
    case Operation::kGradients:
      return gradients(model, call);
    case Operation::kEvaluate:
      return evaluate(model, call);
    case Operation::kLogits:
      return logits(model, call);
    case Operation::kGenerate:
      return generate_sets(model, call);
    case Operation::kScoreNext:
      return score_next(model, Reader(call).prompts(), call.floats_out);
    case Operation::kEmbed:
      return embed_prompts(model, call);
    case Operation::kReserve:
      return reserve(model, call);
  }
  return false;
}

ModelShape shape_from(const int32_t* n, double dropout) {
  return {n[0], n[1], n[2], n[3], n[4], n[5] != 0, n[6] != 0, n[7] != 0, n[8] != 0, (float)dropout};
}

}  // namespace geneglot
