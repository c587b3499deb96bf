// Means over remaining genes by suffix sums, and their gradients by prefix sums: O(T · C), no matrix product.
#include "objective.hpp"

#include "../isa.hpp"
#include "../parallel.hpp"

namespace geneglot {
namespace {

constexpr int kChannelPart = 32;

/** Documents of all rows that have a target, in order; returns how many. */
int find_documents(const Batch& batch, Document* documents) {
  int count = 0;
  for (int row = 0; row < batch.rows(); row++) {
    const int t = row % batch.T;
    const bool starts = t == 0 || batch.document_start[row] == t;
    if (starts) documents[count++] = {row, -1, nullptr, 0};
    if (batch.targets[row] < 0) continue;
    Document& document = documents[count - 1];
    document.last = row;
    if (!batch.beyond) continue;
    document.beyond = batch.beyond + batch.beyond_starts[row];
    document.beyond_count = batch.beyond_starts[row + 1] - batch.beyond_starts[row];
  }
  return count;
}

/** Where the genes of a document end: before its last target, which is the end token, unless genes lie beyond it. */
int genes_end(const Document& document) { return document.last + (document.beyond_count > 0); }

const float* embedding_of(const Model& model, int32_t token) {
  return model.value.head + (ptrdiff_t)token * model.shape.C;
}

/** sum (C) becomes that of the embeddings of the genes beyond a document's last position. */
void sum_beyond(const Model& model, const Document& document, float* sum) {
  const int C = model.shape.C;
  __builtin_memset(sum, 0, C * sizeof(float));
  for (int i = 0; i < document.beyond_count; i++) kernels().add(sum, embedding_of(model, document.beyond[i]), C);
}

/** Suffix means of one document, from its last position back to its first. */
void suffix_means(const Model& model, const Batch& batch, const Document& document) {
  const int C = model.shape.C;
  float* const means = model.workspace.head.target_mean;
  // The first position's own slot is filled last: until then it holds the running sum.
  ptrdiff_t first = document.first;
  while (batch.targets[first] < 0) first++;
  float* const sum = means + first * C;
  const float* const end = embedding_of(model, batch.targets[document.last]);
  if (first == document.last && document.beyond_count == 0) return (void)__builtin_memcpy(sum, end, C * sizeof(float));
  if (document.beyond_count == 0) __builtin_memcpy(means + (ptrdiff_t)document.last * C, end, C * sizeof(float));
  sum_beyond(model, document, sum);
  int remaining = document.beyond_count;
  for (ptrdiff_t t = genes_end(document) - 1; t >= first; t--) {
    if (batch.targets[t] < 0) continue;
    kernels().add(sum, embedding_of(model, batch.targets[t]), C);
    remaining++;
    if (t == first) break;
    __builtin_memset(means + t * C, 0, C * sizeof(float));
    kernels().add_scaled(means + t * C, sum, 1.f / remaining, C);
  }
  for (int c = 0; c < C; c++) sum[c] *= 1.f / remaining;
}

/** Genes that remain at the first position of a document. */
int count_remaining(const Batch& batch, const Document& document) {
  int remaining = document.beyond_count;
  for (int t = document.first; t < genes_end(document); t++) remaining += batch.targets[t] >= 0;
  return remaining;
}

/** Final states of rows that predict something, asked for in ascending order. */
class States {
 public:
  explicit States(const Workspace& w, int C) : w_(w), C_(C) {}
  /** That of a row; null where it has no weight. */
  const float* at(ptrdiff_t row) {
    while (next_ < w_.wanted_count && w_.wanted[next_] < row) next_++;
    return next_ < w_.wanted_count && w_.wanted[next_] == row ? w_.final + (ptrdiff_t)next_ * C_ : nullptr;
  }

 private:
  const Workspace& w_;
  int C_, next_ = 0;
};

/** Channels first .. first + count of the gradient of a row's own target. */
void scatter_row(Model& model, const Batch& batch, ptrdiff_t row, States& states, float scale, int first, int count) {
  const float* const h = states.at(row);
  float* const gradient = model.gradient.head + (ptrdiff_t)batch.targets[row] * model.shape.C + first;
  if (h) kernels().add_scaled(gradient, h + first, -scale * batch.weights[row], count);
}

/** Channels first .. first + count of one document's target gradient; `prefix` has room for them. */
void scatter_document(Model& model, const Batch& batch, const Document& document, States& states, float scale,
                      int first, int count, float* prefix) {
  const int C = model.shape.C;
  float* const gradient = model.gradient.head + first;
  int remaining = count_remaining(batch, document);
  for (int j = 0; j < count; j++) prefix[j] = 0;
  for (ptrdiff_t t = document.first; t < genes_end(document); t++) {
    if (batch.targets[t] < 0) continue;
    const float* const h = states.at(t);
    if (h) kernels().add_scaled(prefix, h + first, -scale * batch.weights[t] / remaining, count);
    kernels().add(gradient + (ptrdiff_t)batch.targets[t] * C, prefix, count);
    remaining--;
  }
  for (int i = 0; i < document.beyond_count; i++) {
    kernels().add(gradient + (ptrdiff_t)document.beyond[i] * C, prefix, count);
  }
  if (document.beyond_count > 0) return;
  scatter_row(model, batch, document.last, states, scale, first, count);
}

}  // namespace

void gather_target_means(Model& model, const Batch& batch) {
  HeadBuffers& head = model.workspace.head;
  const int C = model.shape.C;
  if (batch.objective != Objective::kRemainingGenes) {
    parallel_parts(batch.rows(), 64, [&](int first, int count, int) {
      for (ptrdiff_t t = first; t < first + count; t++) {
        if (batch.targets[t] >= 0)
          __builtin_memcpy(head.target_mean + t * C, embedding_of(model, batch.targets[t]), C * sizeof(float));
      }
    });
    return;
  }
  const int documents = find_documents(batch, head.documents);
  parallel_parts(documents, 4, [&](int first, int count, int) {
    for (int i = first; i < first + count; i++) {
      if (head.documents[i].last >= 0) suffix_means(model, batch, head.documents[i]);
    }
  });
}

void rule_out_written(const Batch& batch, int row, int first, int count, float* logits) {
  // Finite: a tile of which nothing is left has a maximum too, and a weight of 0 beside the others.
  constexpr float kNever = -1e30f;
  const int32_t own = batch.targets[row];
  for (int t = row - row % batch.T + batch.document_start[row]; t < row; t++) {
    const int32_t written = batch.targets[t];
    if (written >= first && written < first + count && written != own) logits[written - first] = kNever;
  }
}

void scatter_target_gradient(Model& model, const Batch& batch, float scale) {
  HeadBuffers& head = model.workspace.head;
  const int C = model.shape.C;
  const int documents = batch.objective == Objective::kRemainingGenes ? find_documents(batch, head.documents) : 0;
  parallel_parts(C, kChannelPart, [&](int first, int count, int) {
    float prefix[kChannelPart];
    States states(model.workspace, C);
    for (int i = 0; i < documents; i++) {
      if (head.documents[i].last < 0) continue;
      scatter_document(model, batch, head.documents[i], states, scale, first, count, prefix);
    }
    for (int i = 0; batch.objective != Objective::kRemainingGenes && i < model.workspace.wanted_count; i++) {
      scatter_row(model, batch, model.workspace.wanted[i], states, scale, first, count);
    }
  });
}

}  // namespace geneglot
