// A model: its shape, weights, gradients, moments, and the workspace planned for the largest batch seen.
#pragma once
#include "../isa.hpp"
#include "../trained.hpp"
#include "workspace.hpp"

namespace geneglot {

enum class Objective : int { kNextGene = 0, kRemainingGenes = 1, kNextNewGene = 2, kNextWord = 3 };
constexpr int kObjectives = 4;

/** B rows of T tokens; all arrays (B, T), row-major. */
struct Batch {
  Objective objective;
  int B, T;
  const int32_t* tokens;
  /** -1 where nothing is predicted. */
  const int32_t* targets;
  const int32_t* document_start;
  const float* weights;
  /** Genes that follow the row's last one of a document: beyond[starts[i]] .. beyond[starts[i + 1]] at its last position i; null for none. */
  const int32_t* beyond_starts;
  const int32_t* beyond;
  int rows() const { return B * T; }
};

struct Model : Trained {
  ModelShape shape;
  Tensors value, gradient;
  Workspace workspace;
};

/** A new model with all weights zero; null when memory is short. */
Model* create_model(const ModelShape& shape, uint32_t seed, bool trainable);
void destroy_model(Model* model);
/** Bytes of weights, gradients, moments and workspace. */
size_t model_bytes(const Model& model);

/** Tokens `first` .. `end` of the V. */
struct TokenRange {
  int first, end;
  int count() const { return end - first; }
};

/** Tokens an objective may ask for: its softmax is over these. */
inline TokenRange asked_tokens(const ModelShape& shape, Objective objective) {
  return {objective == Objective::kNextWord ? shape.gene_tokens : 0,
          objective == Objective::kRemainingGenes ? shape.gene_tokens : shape.V};
}

/** The activation of the feed-forward branch. */
inline const Activation& gelu_of(const ModelShape& shape) {
  return shape.tanh_gelu ? kernels().gelu_tanh : kernels().gelu;
}

/** Dropout of one site: 0 the embedding, then three a block (attention, its projection, the feed-forward's). */
Dropout dropout_at(const Model& model, int micro_batch, int site);

/** Head `head` of row `b`, with the scratch of a thread. */
AttentionHead attention_head(const Model& model, const Batch& batch, const BlockActivations& block,
                             const Dropout& dropout, int b, int head, int thread);

/** Of which rows the final states are wanted: of all, or of those that predict something (a target, a weight other than 0). */
enum class Wanted { kAll, kPredicting };

/** Runs the decoder up to the final layer norm, after the last attention for wanted rows alone. `dropout` is on in training only. */
void forward(Model& model, const Batch& batch, Wanted wanted, bool dropout, int micro_batch);
/** Rows that the decoder has after the attention of block l: N, but of the last block only those wanted, one at least. */
int rows_after_attention(const Model& model, int l, int N);
/**
 * From the gradient of the final layer norm's output (in the workspace) to the gradients of all weights: those of the
 * blocks' matrices are stored by micro-batch 0 and added to by later ones, all others are added to.
 */
void backward(Model& model, const Batch& batch, bool dropout, int micro_batch);

/** Sum of weights of the positions that predict something. */
double total_weight(const Batch& batch);
/**
 * Sum of weighted losses of the rows that were wanted because they predict something; with `gradient`,
 * d(sum · gradient_scale) goes to the weights and to workspace.d_final.
 */
double head_loss(Model& model, const Batch& batch, bool gradient, float gradient_scale);
/** All logits of the rows that were wanted, (M, V). */
void head_logits(Model& model, float* logits);

/** Gradients of the mean loss over all batches together; returns that loss. */
double compute_gradients(Model& model, const Batch* batches, int count, bool dropout);
/** AdamW with clipping from the gradients at hand; returns their norm before clipping. */
double update(Model& model, const OptimizerOptions& options);

}  // namespace geneglot
