// What each position should predict. All of them need, beyond logsumexp, only a mean of target embeddings:
// loss_t = logsumexp(h_t · Eᵀ) − h_t · mean over R_t of E_g, since logits are linear in the embedding E.
// next-gene: R_t is the target at t. remaining-genes: the targets from t to the end of t's document but the last
// (the end token); at the document's last position, that last target. Of a document with genes beyond its last position
// the last target is a gene as well, and R_t holds it and those beyond, too. next-new-gene: as next-gene, but the document's
// targets before t, other than t's own, are left out of the logsumexp. next-word: as next-gene, over the tokens after the
// genes'.
#pragma once
#include "model.hpp"

namespace geneglot {

/** Fills workspace.head.target_mean (N, C) for all rows with a target. */
void gather_target_means(Model& model, const Batch& batch);

/** Lowers the logits of tokens first .. first + count that come no more after the targets before `row` to nothing. */
void rule_out_written(const Batch& batch, int row, int first, int count, float* logits);

/** Adds the gradient of the target part, −scale · weight_t · h_t spread over R_t, to the embedding's gradient. */
void scatter_target_gradient(Model& model, const Batch& batch, float scale);

}  // namespace geneglot
