// A set encoder (DeepSets, Zaheer et al. 2017): the embeddings of a set's visible genes are pooled into one vector, which
// residual MLP blocks turn into logits over all genes. Letters: B sets, N visible genes of all sets, C channels, V tokens.
#pragma once
#include "set-workspace.hpp"
#include "../trained.hpp"

namespace geneglot {

enum class SetPooling : int {
  kMean = 0,
  /** Sum divided by the root of the number of genes. */
  kRoot = 1,
  /** Softmax over a learned score of every gene. */
  kGeneScore = 2,
  /** Softmax over the products of embeddings with learned queries; head h pools its own slice of channels. */
  kAttention = 3
};

enum class SetLoss : int {
  /** Mean cross-entropy over a set's targets: logsumexp(z) − mean over targets of z_g. */
  kSoftmax = 0,
  /** Binary cross-entropy summed over all genes: Σ softplus(z_g) − Σ over targets of z_g. */
  kBinary = 1
};

struct SetShape {
  int V, C, layers, heads;
  SetPooling pooling;
  bool tied_head;
  float dropout;
  bool attends() const { return pooling == SetPooling::kGeneScore || pooling == SetPooling::kAttention; }
  int head_size() const { return C / heads; }
};

struct SetBlockTensors {
  float *norm_weight, *norm_bias;
  float *expand_weight, *expand_bias;
  float *contract_weight, *contract_bias;
};

/** Weights; matrices are (in, out), row-major. */
struct SetTensors {
  /** Embedding of what is seen, and of what is predicted, (V, C); one array when the head is tied. */
  float *embedding, *head;
  /** Queries (heads, C) or scores (V) of the pooling, or null. */
  float *query, *gene_score;
  SetBlockTensors blocks[kMaxLayers];
  float *final_weight, *final_bias;
  /** (V) */
  float* head_bias;
};

/** B sets; genes of set b are entries start[b] .. start[b + 1] of a list. */
struct SetBatch {
  int B;
  const int32_t *visible_start, *visible;
  const int32_t *target_start, *targets;
  const float* weights;
  /** Whether visible genes stay out of the loss. */
  bool exclude_visible;
  int visible_count() const { return visible_start[B]; }
  int target_count(int b) const { return target_start[b + 1] - target_start[b]; }
  /** A set without targets says nothing. */
  float weight(int b) const { return target_count(b) > 0 ? weights[b] : 0; }
};

struct SetEncoder : Trained {
  SetShape shape;
  SetTensors value, gradient;
  SetWorkspace workspace;
};

TensorLayout lay_out_set_tensors(const SetShape& shape);

/** A new model with all weights zero; null when memory is short. */
SetEncoder* create_set_encoder(const SetShape& shape, uint32_t seed, bool trainable);
void destroy_set_encoder(SetEncoder* model);
uint64_t set_encoder_bytes(const SetEncoder& model);

/** Dropout of a site: 0 the pooled vector, 1 + l the branch of block l. */
Dropout set_dropout(const SetEncoder& model, bool on, int micro_batch, int site);

/** Pools the visible genes into workspace.stream[0], (B, C). */
void pool_sets(SetEncoder& model, const SetBatch& batch, const Dropout& dropout);
/** From workspace.dx to the gradients of the embedding and of the pooling. */
void pool_sets_backward(SetEncoder& model, const SetBatch& batch, const Dropout& dropout);

/** Runs pooling, blocks and final layer norm, into workspace.final. */
void encode_sets(SetEncoder& model, const SetBatch& batch, bool dropout, int micro_batch);
/** From workspace.d_final to the gradients of all weights but the head's, which are added to. */
void encode_sets_backward(SetEncoder& model, const SetBatch& batch, bool dropout, int micro_batch);

/** Sum of weighted losses; with `gradient`, d(sum · gradient_scale) goes to the head's weights and workspace.d_final. */
double set_head_loss(SetEncoder& model, const SetBatch& batch, SetLoss loss, bool gradient, float gradient_scale);
/** All logits (B, V). */
void set_head_logits(SetEncoder& model, int B, float* logits);

double total_set_weight(const SetBatch& batch);
/** Gradients of the mean loss over all batches together; returns that loss. */
double compute_set_gradients(SetEncoder& model, const SetBatch* batches, int count, SetLoss loss, bool dropout);

}  // namespace geneglot
