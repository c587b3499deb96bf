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
  using ArrayReader::ArrayReader;
  /** B, starts of the visible genes, the genes. */
  SetBatch sets() {
    SetBatch batch = {};
    batch.B = next();
    batch.visible_start = ints(batch.B + 1);
    batch.visible = ints(batch.visible_count());
    return batch;
  }
  /** Sets, whether visible genes stay out of the loss, starts of the targets, the targets; weights among the floats. */
  SetBatch batch() {
    SetBatch batch = sets();
    batch.exclude_visible = next() != 0;
    batch.target_start = ints(batch.B + 1);
    batch.targets = ints(batch.target_start[batch.B]);
    batch.weights = floats(batch.B);
    return batch;
  }
};

bool prepare(SetEncoder& model, const SetBatch& batch, bool training) {
  return prepare_set_workspace(model.workspace, model.shape, batch.B, batch.visible_count(), training);
}

/** loss, number of batches, batches; scalars: the optimizer's options. Out: loss, gradient norm. */
bool train_step(SetEncoder& model, const Call& call) {
  Reader reader(call);
  const SetLoss loss = (SetLoss)reader.next();
  const int count = reader.next();
  SetBatch* const batches = static_cast<SetBatch*>(allocate((uint64_t)count * sizeof(SetBatch)));
  if (!batches) return false;
  bool fits = true;
  for (int i = 0; i < count; i++) {
    batches[i] = reader.batch();
    fits = fits && prepare(model, batches[i], true);
  }
  if (fits) {
    const double* s = call.scalars;
    call.scalars_out[0] = compute_set_gradients(model, batches, count, loss, true);
    call.scalars_out[1] = update(model, {s[0], s[1], s[2], s[3], s[4], s[5]}, model.workspace.partial_sums);
  }
  release(batches);
  return fits;
}

/** loss, batch. Out: loss. */
bool gradients(SetEncoder& model, const Call& call) {
  Reader reader(call);
  const SetLoss loss = (SetLoss)reader.next();
  const SetBatch batch = reader.batch();
  if (!prepare(model, batch, true)) return false;
  call.scalars_out[0] = compute_set_gradients(model, &batch, 1, loss, true);
  return true;
}

/** loss, batch. Out: sum of losses, sum of weights. */
bool evaluate(SetEncoder& model, const Call& call) {
  Reader reader(call);
  const SetLoss loss = (SetLoss)reader.next();
  const SetBatch batch = reader.batch();
  if (!prepare(model, batch, model.trainable)) return false;
  encode_sets(model, batch, false, 0);
  call.scalars_out[0] = set_head_loss(model, batch, loss, false, 0);
  call.scalars_out[1] = total_set_weight(batch);
  return true;
}

/** Sets. Out: logits (B, V). */
bool logits(SetEncoder& model, const Call& call) {
  const SetBatch batch = Reader(call).sets();
  if (!prepare(model, batch, model.trainable)) return false;
  encode_sets(model, batch, false, 0);
  set_head_logits(model, batch.B, call.floats_out);
  return true;
}

/** Sets. Out: output of the final layer norm (B, C). */
bool embed(SetEncoder& model, const Call& call) {
  const SetBatch batch = Reader(call).sets();
  if (!prepare(model, batch, model.trainable)) return false;
  encode_sets(model, batch, false, 0);
  __builtin_memcpy(call.floats_out, model.workspace.final, (size_t)batch.B * model.shape.C * sizeof(float));
  return true;
}

/** B, N: plans the workspace for the largest batch that will come. */
bool reserve(SetEncoder& model, const Call& call) {
  Reader reader(call);
  const int B = reader.next(), N = reader.next();
  return prepare_set_workspace(model.workspace, model.shape, B, N, model.trainable);
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

bool run_set_operation(SetEncoder& model, Operation operation, const Call& call) {
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
      break;
  }
  return false;
}

SetShape set_shape_from(const int32_t* n, double dropout) {
  return {n[0], n[1], n[2], n[3], (SetPooling)n[4], n[5] != 0, (float)dropout};
}

}  // namespace geneglot
