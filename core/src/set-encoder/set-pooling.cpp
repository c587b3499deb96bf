// Pooling of a set's visible genes, x_b = Σ_j a_bj · e_j, and its gradient. Head h of attention pooling weighs the genes
// for its own slice of channels; all other poolings have one head.
#include "../isa.hpp"
#include "../parallel.hpp"
#include "set-encoder.hpp"

namespace geneglot {
namespace {

constexpr int kSetPart = 8;
/** Channels a thread takes at once where genes must be added in a fixed order. */
constexpr int kChannelPart = 32;

/** Set `b` of a batch: its genes and their weights, head by head. */
struct PooledSet {
  const int32_t* genes;
  int count;
  /** Of gene j under head h: at [h · count + j]. */
  float *attention, *d_attention;
};

PooledSet set_at(const SetEncoder& model, const SetBatch& batch, int b) {
  const SetWorkspace& w = model.workspace;
  const ptrdiff_t first = batch.visible_start[b], at = first * model.shape.heads;
  return {batch.visible + first, batch.visible_start[b + 1] - (int)first, w.attention + at,
          w.d_attention ? w.d_attention + at : nullptr};
}

const float* embedding_of(const SetEncoder& model, int32_t gene) {
  return model.value.embedding + (ptrdiff_t)gene * model.shape.C;
}

/** Weight that mean and root pooling give every gene of a set of `count`. */
float equal_weight(const SetShape& s, int count) {
  return s.pooling == SetPooling::kMean ? 1.f / count : 1 / __builtin_sqrtf((float)count);
}

/** Softmax of the scores of a set's genes under every head. */
void weigh_genes(const SetEncoder& model, const PooledSet& set) {
  const SetShape& s = model.shape;
  for (int h = 0; h < s.heads; h++) {
    float* const weights = set.attention + (ptrdiff_t)h * set.count;
    for (int j = 0; j < set.count; j++) {
      weights[j] = model.value.gene_score
                       ? model.value.gene_score[set.genes[j]]
                       : kernels().dot(model.value.query + (ptrdiff_t)h * s.C, embedding_of(model, set.genes[j]), s.C);
    }
    float largest, sum;
    kernels().exp_row(weights, set.count, &largest, &sum);
    for (int j = 0; j < set.count; j++) weights[j] /= sum;
  }
}

void pool_set(const SetEncoder& model, const PooledSet& set, float* x) {
  const SetShape& s = model.shape;
  __builtin_memset(x, 0, s.C * sizeof(float));
  if (set.count == 0) return;
  if (s.attends()) weigh_genes(model, set);
  const int slice = s.head_size();
  for (int j = 0; j < set.count; j++) {
    const float* const e = embedding_of(model, set.genes[j]);
    for (int h = 0; h < s.heads; h++) {
      const float weight = s.attends() ? set.attention[(ptrdiff_t)h * set.count + j] : equal_weight(s, set.count);
      kernels().add_scaled(x + h * slice, e + h * slice, weight, slice);
    }
  }
}

/** Gradient of a set's scores: through the softmax, a_j (dx · e_j − Σ_k a_k dx · e_k). */
void score_gradient(const SetEncoder& model, const PooledSet& set, const float* dx) {
  const int slice = model.shape.head_size();
  for (int h = 0; h < model.shape.heads; h++) {
    const float* const weights = set.attention + (ptrdiff_t)h * set.count;
    float* const d = set.d_attention + (ptrdiff_t)h * set.count;
    float mean = 0;
    for (int j = 0; j < set.count; j++) {
      d[j] = kernels().dot(dx + h * slice, embedding_of(model, set.genes[j]) + h * slice, slice);
      mean += weights[j] * d[j];
    }
    for (int j = 0; j < set.count; j++) d[j] = weights[j] * (d[j] - mean);
  }
}

/** Adds what the values get, a_j · dx, to channels first .. first + count of gene j's gradient. */
void add_value_gradient(const SetEncoder& model, const PooledSet& set, int j, const float* dx, int first, int count) {
  const SetShape& s = model.shape;
  float* const gradient = model.gradient.embedding + (ptrdiff_t)set.genes[j] * s.C;
  if (!s.attends()) {
    kernels().add_scaled(gradient + first, dx + first, equal_weight(s, set.count), count);
    return;
  }
  const int slice = s.head_size();
  for (int c = first; c < first + count;) {
    const int h = c / slice, end = (h + 1) * slice < first + count ? (h + 1) * slice : first + count;
    kernels().add_scaled(gradient + c, dx + c, set.attention[(ptrdiff_t)h * set.count + j], end - c);
    c = end;
  }
}

/** Adds what queries and keys get through gene j's scores, for the same channels. */
void add_query_gradient(const SetEncoder& model, const PooledSet& set, int j, int first, int count) {
  const SetShape& s = model.shape;
  const ptrdiff_t at = (ptrdiff_t)set.genes[j] * s.C + first;
  for (int h = 0; h < s.heads; h++) {
    const float d = set.d_attention[(ptrdiff_t)h * set.count + j];
    kernels().add_scaled(model.gradient.query + (ptrdiff_t)h * s.C + first, model.value.embedding + at, d, count);
    kernels().add_scaled(model.gradient.embedding + at, model.value.query + (ptrdiff_t)h * s.C + first, d, count);
  }
}

void add_gene_score_gradient(const SetEncoder& model, const SetBatch& batch) {
  for (int i = 0; i < batch.visible_count(); i++) {
    model.gradient.gene_score[batch.visible[i]] += model.workspace.d_attention[i];
  }
}

}  // namespace

void pool_sets(SetEncoder& model, const SetBatch& batch, const Dropout& dropout) {
  const ptrdiff_t C = model.shape.C;
  parallel_parts(batch.B, kSetPart, [&](int first, int count, int) {
    for (int b = first; b < first + count; b++) {
      float* const x = model.workspace.stream[0] + b * C;
      pool_set(model, set_at(model, batch, b), x);
      if (dropout.on()) kernels().drop(x, (int)C, dropout, (uint32_t)(b * C));
    }
  });
}

void pool_sets_backward(SetEncoder& model, const SetBatch& batch, const Dropout& dropout) {
  const SetShape& s = model.shape;
  float* const dx = model.workspace.dx;
  parallel_parts(batch.B, kSetPart, [&](int first, int count, int) {
    for (int b = first; b < first + count; b++) {
      float* const row = dx + (ptrdiff_t)b * s.C;
      if (dropout.on()) kernels().drop(row, s.C, dropout, (uint32_t)((ptrdiff_t)b * s.C));
      if (s.attends()) score_gradient(model, set_at(model, batch, b), row);
    }
  });
  if (model.gradient.gene_score) add_gene_score_gradient(model, batch);
  parallel_parts(s.C, kChannelPart, [&](int first, int count, int) {
    for (int b = 0; b < batch.B; b++) {
      const PooledSet set = set_at(model, batch, b);
      for (int j = 0; j < set.count; j++) {
        add_value_gradient(model, set, j, dx + (ptrdiff_t)b * s.C, first, count);
        if (model.gradient.query) add_query_gradient(model, set, j, first, count);
      }
    }
  });
}

}  // namespace geneglot
