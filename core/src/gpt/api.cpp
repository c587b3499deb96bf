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
  Reader(const Model& model, const Call& call) : ArrayReader(call), shape_(model.shape) {}

  Objective objective() { return (Objective)next(0, kObjectives - 1); }
  int token() { return next(0, shape_.V - 1); }
  const int32_t* tokens(int64_t count) { return ints(count, 0, shape_.V - 1); }

  /**
   * B, T, tokens, targets, document starts, whether genes lie beyond, then B·T + 1 starts and the genes; weights among
   * the floats. What is predicted is one of the tokens that the objective may ask for.
   */
  Batch batch(Objective asked = Objective::kNextGene) {
    const int B = next(1, kLargestCount), T = next(1, shape_.block_size);
    const int64_t N = (int64_t)B * T;
    require(N <= kLargestCount);
    const TokenRange range = asked_tokens(shape_, asked);
    require(range.count() > 0);
    const int last = range.end - 1;
    const int32_t *inputs = tokens(N), *targets = ints(N, -1, last), *document_start = ints(N);
    for (int64_t i = 0; fits() && i < N; i++) require(targets[i] < 0 || targets[i] >= range.first);
    for (int64_t row = 0; fits() && row < N; row += T) {
      for (int t = 0; t < T; t++) require(document_start[row + t] >= 0 && document_start[row + t] <= t);
    }
    Batch batch = {asked, B, T, inputs, targets, document_start, floats(N), nullptr, nullptr};
    if (next(0, 1) != 0) read_beyond(batch, last);
    return batch;
  }

  /** Objective, batch. */
  Batch asked_batch() { return batch(objective()); }

  /** n, lengths, number of tokens, tokens. */
  Prompts prompts() {
    const int n = next(1, kLargestCount);
    const int32_t* const lengths = ints(n, 1, shape_.positions ? shape_.block_size : kLargestCount);
    const int total = next(1, kLargestCount);
    require(sum(lengths, n) == total);
    return {n, lengths, tokens(total)};
  }

  /** New tokens of each prompt at most. The last one is never fed back, so it needs no position. */
  const int32_t* caps(const Prompts& prompts) {
    const int32_t* const caps = ints(prompts.n, 0, kLargestCount);
    for (int i = 0; fits() && i < prompts.n; i++) {
      require(!shape_.positions || caps[i] <= shape_.block_size - prompts.lengths[i] + 1);
    }
    require((int64_t)sum(prompts.lengths, prompts.n) + sum(caps, prompts.n) <= kLargestCount);
    return caps;
  }

 private:
  /** Genes lie beyond last positions alone: where a document has a target and none after it. */
  void read_beyond(Batch& batch, int last_token) {
    batch.beyond_starts = starts(batch.rows());
    batch.beyond = ints(fits() ? batch.beyond_starts[batch.rows()] : 0, 0, last_token);
    for (int i = 0; fits() && i < batch.rows(); i++) {
      if (batch.beyond_starts[i] == batch.beyond_starts[i + 1]) continue;
      const int next = i + 1, t = next % batch.T;
      require(batch.targets[i] >= 0 && (t == 0 || batch.document_start[next] == t || batch.targets[next] < 0));
    }
  }

  const ModelShape& shape_;
};

Outcome done_if(bool fits) { return fits ? Outcome::kDone : Outcome::kNoMemory; }

/** number of batches, objective and batch of each; scalars: the optimizer's options. Out: loss, gradient norm. */
Outcome train_step(Model& model, const Call& call) {
  Reader reader(model, call);
  const int count = reader.next(1, kLargestCount);
  if (!reader.fits() || (uint64_t)count > call.ints.count) return Outcome::kRefused;
  Batch* const batches = static_cast<Batch*>(allocate((uint64_t)count * sizeof(Batch)));
  if (!batches) return Outcome::kNoMemory;
  for (int i = 0; i < count; i++) batches[i] = reader.asked_batch();
  Outcome outcome = Outcome::kRefused;
  if (reader.is_read() && can_step(model) && call.has(6, 0, 0, 2)) {
    bool fits = true;
    for (int i = 0; i < count && fits; i++) {
      fits = prepare_workspace(model.workspace, model.shape, batches[i].B, batches[i].T, true);
    }
    outcome = done_if(fits);
  }
  if (outcome == Outcome::kDone) {
    const double* s = call.scalars.at;
    call.scalars_out.at[0] = compute_gradients(model, batches, count, true);
    call.scalars_out.at[1] = update(model, {s[0], s[1], s[2], s[3], s[4], s[5]});
  }
  release(batches);
  return outcome;
}

/** objective, batch. Out: loss. */
Outcome gradients(Model& model, const Call& call) {
  Reader reader(model, call);
  const Batch batch = reader.asked_batch();
  if (!reader.is_read() || !model.trainable || !call.has(0, 0, 0, 1)) return Outcome::kRefused;
  if (!prepare_workspace(model.workspace, model.shape, batch.B, batch.T, true)) return Outcome::kNoMemory;
  call.scalars_out.at[0] = compute_gradients(model, &batch, 1, true);
  return Outcome::kDone;
}

/** objective, batch. Out: sum of losses, sum of weights. */
Outcome evaluate(Model& model, const Call& call) {
  Reader reader(model, call);
  const Batch batch = reader.asked_batch();
  if (!reader.is_read() || !call.has(0, 0, 0, 2)) return Outcome::kRefused;
  if (!prepare_workspace(model.workspace, model.shape, batch.B, batch.T, model.trainable)) return Outcome::kNoMemory;
  forward(model, batch, Wanted::kPredicting, false, 0);
  call.scalars_out.at[0] = head_loss(model, batch, false, 0);
  call.scalars_out.at[1] = total_weight(batch);
  return Outcome::kDone;
}

/** batch. Out: logits (B, T, V). */
Outcome logits(Model& model, const Call& call) {
  Reader reader(model, call);
  const Batch batch = reader.batch();
  const uint64_t count = reader.fits() ? (uint64_t)batch.rows() * model.shape.V : 0;
  if (!reader.is_read() || !call.has(0, 0, count, 0)) return Outcome::kRefused;
  if (!prepare_workspace(model.workspace, model.shape, batch.B, batch.T, model.trainable)) return Outcome::kNoMemory;
  forward(model, batch, Wanted::kAll, false, 0);
  head_logits(model, call.floats_out.at);
  return Outcome::kDone;
}

/** prompts, caps, seeds, top k, end token, may repeat, number of forbidden tokens, those; scalars: temperature, top p. Out: counts, then tokens. */
Outcome generate_sets(Model& model, const Call& call) {
  Reader reader(model, call);
  const Prompts prompts = reader.prompts();
  GenerateOptions options = {};
  options.caps = reader.caps(prompts);
  options.seeds = reinterpret_cast<const uint32_t*>(reader.ints(prompts.n));
  options.top_k = reader.next(0, kLargestCount);
  options.end_token = reader.token();
  options.may_repeat = reader.next(0, 1) != 0;
  options.forbidden_count = reader.next(0, kLargestCount);
  options.forbidden = reader.tokens(options.forbidden_count);
  const uint64_t count = (uint64_t)prompts.n + reader.sum(options.caps, prompts.n);
  if (!reader.is_read() || !call.has(2, count, 0, 0)) return Outcome::kRefused;
  options.temperature = call.scalars.at[0];
  options.top_p = call.scalars.at[1];
  return done_if(generate(model, prompts, options, call.ints_out.at, call.ints_out.at + prompts.n));
}

/** prompts. Out: log-probabilities (prompts, V). */
Outcome score_prompts(Model& model, const Call& call) {
  Reader reader(model, call);
  const Prompts prompts = reader.prompts();
  const uint64_t count = (uint64_t)prompts.n * model.shape.V;
  if (!reader.is_read() || !call.has(0, 0, count, 0)) return Outcome::kRefused;
  return done_if(score_next(model, prompts, call.floats_out.at));
}

/** 1 for the mean over the tokens or 0 for the last one, prompts. Out: (prompts, C). */
Outcome embed_prompts(Model& model, const Call& call) {
  Reader reader(model, call);
  const bool mean = reader.next(0, 1) != 0;
  const Prompts prompts = reader.prompts();
  const uint64_t count = (uint64_t)prompts.n * model.shape.C;
  if (!reader.is_read() || !call.has(0, 0, count, 0)) return Outcome::kRefused;
  return done_if(embed(model, prompts, mean, call.floats_out.at));
}

/** B, T: plans the workspace for the largest batch that will come. */
Outcome reserve(Model& model, const Call& call) {
  Reader reader(model, call);
  const int B = reader.next(1, kLargestCount), T = reader.next(1, model.shape.block_size);
  reader.require((int64_t)B * T <= kLargestCount);
  if (!reader.is_read() || !call.has(0, 0, 0, 0)) return Outcome::kRefused;
  return done_if(prepare_workspace(model.workspace, model.shape, B, T, model.trainable));
}

}  // namespace

Outcome run_operation(Model& model, Operation operation, const Call& call) {
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
      return score_prompts(model, call);
    case Operation::kEmbed:
      return embed_prompts(model, call);
    case Operation::kReserve:
      return reserve(model, call);
    case Operation::kKeepSets:
    case Operation::kCastVotes:
      break;
  }
  return Outcome::kRefused;
}

bool is_possible(const ModelShape& s) {
  const auto within = [](int n, int highest) { return n >= 1 && n <= highest; };
  return within(s.V, kMaxVocabulary) && within(s.block_size, kMaxBlockSize) && within(s.layers, kMaxLayers) &&
         within(s.heads, kMaxWidth) && within(s.C, kMaxWidth) && s.C % s.heads == 0 && s.dropout >= 0 && s.dropout < 1 &&
         within(s.gene_tokens, s.V);
}

ModelShape shape_from(const int32_t* n, double dropout) {
  return {n[0], n[1], n[2], n[3], n[4], n[5] != 0, n[6] != 0, n[7] != 0, n[8] != 0, (float)dropout, n[9]};
}

}  // namespace geneglot
