// The operations of a set encoder on flat arrays, as shared/engines/set-requests.ts writes them, and the gradients of
// several batches together.
#include "set-api.hpp"

#include "../array-reader.hpp"
#include "../parallel.hpp"
#include "../platform.hpp"

namespace geneglot {
namespace {

class Reader : public ArrayReader {
 public:
  Reader(const SetEncoder& model, const Call& call) : ArrayReader(call), V_(model.shape.V) {}

  SetLoss loss() { return (SetLoss)next(0, 1); }

  /** B, starts of the visible genes, the genes. */
  SetBatch sets() {
    SetBatch batch = {};
    batch.B = next(1, kLargestCount);
    batch.visible = lists(batch.B, batch.visible_start);
    return batch;
  }

  /** Sets, whether visible genes stay out of the loss, starts of the targets, the targets; weights among the floats. */
  SetBatch batch() {
    SetBatch batch = sets();
    batch.exclude_visible = next(0, 1) != 0;
    batch.targets = lists(batch.B, batch.target_start);
    batch.weights = floats(batch.B);
    return batch;
  }

 private:
  /** Where each of B lists starts and the last ends, and the genes of all of them. */
  const int32_t* lists(int B, const int32_t*& start) {
    start = starts(B);
    return ints(start ? start[B] : 0, 0, V_ - 1);
  }

  int V_;
};

bool prepare(SetEncoder& model, const SetBatch& batch, bool training) {
  return prepare_set_workspace(model.workspace, model.shape, batch.B, batch.visible_count(), training);
}

/** loss, number of batches, batches; scalars: the optimizer's options. Out: loss, gradient norm. */
Outcome train_step(SetEncoder& model, const Call& call) {
  Reader reader(model, call);
  const SetLoss loss = reader.loss();
  const int count = reader.next(1, kLargestCount);
  if (!reader.fits() || (uint64_t)count > call.ints.count) return Outcome::kRefused;
  SetBatch* const batches = static_cast<SetBatch*>(allocate((uint64_t)count * sizeof(SetBatch)));
  if (!batches) return Outcome::kNoMemory;
  for (int i = 0; i < count; i++) batches[i] = reader.batch();
  Outcome outcome = Outcome::kRefused;
  if (reader.is_read() && can_step(model) && call.has(6, 0, 0, 2)) {
    outcome = Outcome::kDone;
    for (int i = 0; i < count; i++) {
      if (!prepare(model, batches[i], true)) outcome = Outcome::kNoMemory;
    }
  }
  if (outcome == Outcome::kDone) {
    const double* s = call.scalars.at;
    call.scalars_out.at[0] = compute_set_gradients(model, batches, count, loss, true);
    call.scalars_out.at[1] = update(model, {s[0], s[1], s[2], s[3], s[4], s[5]}, model.workspace.partial_sums);
  }
  release(batches);
  return outcome;
}

/** loss, batch. Out: loss. */
Outcome gradients(SetEncoder& model, const Call& call) {
  Reader reader(model, call);
  const SetLoss loss = reader.loss();
  const SetBatch batch = reader.batch();
  if (!reader.is_read() || !model.trainable || !call.has(0, 0, 0, 1)) return Outcome::kRefused;
  if (!prepare(model, batch, true)) return Outcome::kNoMemory;
  call.scalars_out.at[0] = compute_set_gradients(model, &batch, 1, loss, true);
  return Outcome::kDone;
}

/** loss, batch. Out: sum of losses, sum of weights. */
Outcome evaluate(SetEncoder& model, const Call& call) {
  Reader reader(model, call);
  const SetLoss loss = reader.loss();
  const SetBatch batch = reader.batch();
  if (!reader.is_read() || !call.has(0, 0, 0, 2)) return Outcome::kRefused;
  if (!prepare(model, batch, model.trainable)) return Outcome::kNoMemory;
  encode_sets(model, batch, false, 0);
  call.scalars_out.at[0] = set_head_loss(model, batch, loss, false, 0);
  call.scalars_out.at[1] = total_set_weight(batch);
  return Outcome::kDone;
}

/** Sets. Out: logits (B, V). */
Outcome logits(SetEncoder& model, const Call& call) {
  Reader reader(model, call);
  const SetBatch batch = reader.sets();
  if (!reader.is_read() || !call.has(0, 0, (uint64_t)batch.B * model.shape.V, 0)) return Outcome::kRefused;
  if (!prepare(model, batch, model.trainable)) return Outcome::kNoMemory;
  encode_sets(model, batch, false, 0);
  set_head_logits(model, batch.B, call.floats_out.at);
  return Outcome::kDone;
}

/** Sets. Out: output of the final layer norm (B, C). */
Outcome embed(SetEncoder& model, const Call& call) {
  Reader reader(model, call);
  const SetBatch batch = reader.sets();
  const uint64_t count = (uint64_t)batch.B * model.shape.C;
  if (!reader.is_read() || !call.has(0, 0, count, 0)) return Outcome::kRefused;
  if (!prepare(model, batch, model.trainable)) return Outcome::kNoMemory;
  encode_sets(model, batch, false, 0);
  __builtin_memcpy(call.floats_out.at, model.workspace.final, (size_t)count * sizeof(float));
  return Outcome::kDone;
}

/** B, N: plans the workspace for the largest batch that will come. */
Outcome reserve(SetEncoder& model, const Call& call) {
  Reader reader(model, call);
  const int B = reader.next(1, kLargestCount), N = reader.next(0, kLargestCount);
  if (!reader.is_read() || !call.has(0, 0, 0, 0)) return Outcome::kRefused;
  const bool fits = prepare_set_workspace(model.workspace, model.shape, B, N, model.trainable);
  return fits ? Outcome::kDone : Outcome::kNoMemory;
}

void clear_gradient(SetEncoder& model) {
  constexpr int kPart = 16384;
  const size_t total = model.layout.total;
  parallel((int)((total + kPart - 1) / kPart), [&](int tile, int) {
    const size_t first = (size_t)tile * kPart;
    __builtin_memset(model.arrays[1] + first, 0, (total - first < kPart ? total - first : kPart) * sizeof(float));
  });
}

}  // namespace

double total_set_weight(const SetBatch& batch) {
  double total = 0;
  for (int b = 0; b < batch.B; b++) total += batch.weight(b);
  return total;
}

double compute_set_gradients(SetEncoder& model, const SetBatch* batches, int count, SetLoss loss, bool dropout) {
  double weight = 0, sum = 0;
  for (int i = 0; i < count; i++) weight += total_set_weight(batches[i]);
  clear_gradient(model);
  for (int i = 0; i < count; i++) {
    encode_sets(model, batches[i], dropout, i);
    sum += set_head_loss(model, batches[i], loss, true, (float)(1 / weight));
    encode_sets_backward(model, batches[i], dropout, i);
  }
  return sum / weight;
}

Outcome run_set_operation(SetEncoder& model, Operation operation, const Call& call) {
  switch (operation) {
    case Operation::kTrainStep:
      return train_step(model, call);
    case Operation::kGradients:
      return gradients(model, call);
    case Operation::kEvaluate:
      return evaluate(model, call);
    case Operation::kLogits:
      return logits(model, call);
    case Operation::kEmbed:
      return embed(model, call);
    case Operation::kReserve:
      return reserve(model, call);
    case Operation::kGenerate:
    case Operation::kScoreNext:
    case Operation::kKeepSets:
    case Operation::kCastVotes:
      break;
  }
  return Outcome::kRefused;
}

bool is_possible(const SetShape& s) {
  const auto within = [](int n, int lowest, int highest) { return n >= lowest && n <= highest; };
  return within(s.V, 1, kMaxVocabulary) && within(s.C, 1, kMaxWidth) && within(s.layers, 0, kMaxLayers) &&
         within(s.heads, 1, kMaxWidth) && s.C % s.heads == 0 && within((int)s.pooling, 0, 3) &&
         (s.heads == 1 || s.pooling == SetPooling::kAttention) && s.dropout >= 0 && s.dropout < 1;
}

SetShape set_shape_from(const int32_t* n, double dropout) {
  return {n[0], n[1], n[2], n[3], (SetPooling)n[4], n[5] != 0, (float)dropout};
}

}  // namespace geneglot
