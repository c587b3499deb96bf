// Random set encoders through every operation: gradients against differences, bits on any number of threads, steps, logits.
#pragma once
#include <vector>

#include "../src/isa.hpp"
#include "../src/parallel.hpp"
#include "../src/set-encoder/set-encoder.hpp"
#include "failures.hpp"
#include "gradient-check.hpp"
#include "random-case.hpp"
#include "threads.hpp"

/** A batch of sets that owns its arrays. */
struct OwnedSets {
  std::vector<int32_t> visible_start = {0}, visible, target_start = {0}, targets;
  std::vector<float> weights;
  bool exclude_visible;
  geneglot::SetBatch view() const {
    return {(int)weights.size(), visible_start.data(), visible.data(), target_start.data(),
            targets.data(),      weights.data(),       exclude_visible};
  }
};

inline geneglot::SetShape random_set_shape(Random& random) {
  constexpr int kHeadSizes[] = {1, 2, 5, 8, 16, 33};
  constexpr int kVocabularies[] = {2, 3, 31, 33, 100, 511, 512, 513, 1100};
  geneglot::SetShape shape = {};
  shape.pooling = (geneglot::SetPooling)random.below(4);
  shape.heads = shape.pooling == geneglot::SetPooling::kAttention ? 1 + random.below(4) : 1;
  shape.C = shape.heads * random.one_of(kHeadSizes) * (1 + random.below(3));
  shape.V = random.one_of(kVocabularies);
  shape.layers = random.below(4);
  shape.tied_head = random.chance(0.5);
  shape.dropout = random.chance(0.3) ? 0.25f : 0.f;
  return shape;
}

/** Sets that may be empty, may lack targets and may weigh nothing; where visible genes stay out they are no targets. */
inline OwnedSets random_sets(Random& random, const geneglot::SetShape& shape) {
  OwnedSets sets = {};
  const int B = random.chance(0.1) ? 300 : 1 + random.below(12);
  sets.exclude_visible = random.chance(0.5);
  for (int b = 0; b < B; b++) {
    const int genes = random.below(shape.V < 40 ? shape.V + 1 : 40);
    for (int i = 0; i < genes; i++) {
      // Genes are distinct: every third token or so of a random stretch.
      const int32_t gene = (int32_t)((b * 37 + i) % shape.V);
      if (random.chance(0.4)) {
        sets.visible.push_back(gene);
        if (!sets.exclude_visible && random.chance(0.5)) sets.targets.push_back(gene);
      } else {
        sets.targets.push_back(gene);
      }
    }
    sets.visible_start.push_back((int32_t)sets.visible.size());
    sets.target_start.push_back((int32_t)sets.targets.size());
    sets.weights.push_back(random.chance(0.1) ? 0.f : (float)(0.2 + random.uniform()));
  }
  // At least one set counts.
  sets.targets.push_back(shape.V - 1);
  sets.visible_start.back() = (int32_t)sets.visible.size();
  sets.target_start.back() = (int32_t)sets.targets.size();
  sets.weights.back() = 1;
  if (sets.exclude_visible) {
    for (int i = sets.visible_start[B - 1]; i < sets.visible_start[B]; i++) {
      if (sets.visible[i] == shape.V - 1) sets.exclude_visible = false;
    }
  }
  return sets;
}

inline double set_loss_of(geneglot::SetEncoder& model, const OwnedSets& sets, geneglot::SetLoss loss) {
  const geneglot::SetBatch view = sets.view();
  return geneglot::compute_set_gradients(model, &view, 1, loss, true);
}

inline bool prepare_for(geneglot::SetEncoder& model, const OwnedSets& sets) {
  const geneglot::SetBatch view = sets.view();
  return geneglot::prepare_set_workspace(model.workspace, model.shape, view.B, view.visible_count(), true);
}

inline void check_set_threads(geneglot::SetEncoder& model, const OwnedSets& sets, geneglot::SetLoss loss,
                              Failures& failures) {
  const size_t total = model.layout.total;
  geneglot::set_thread_limit(1);
  const double alone = set_loss_of(model, sets, loss);
  const std::vector<float> gradient(model.arrays[1], model.arrays[1] + total);
  geneglot::set_thread_limit(kThreads);
  failures.unless(prepare_for(model, sets), "no memory");
  failures.unless(set_loss_of(model, sets, loss) == alone, "another loss of sets on more threads");
  failures.unless(memcmp(model.arrays[1], gradient.data(), total * sizeof(float)) == 0,
                  "another gradient of sets on more threads");
}

inline void check_set_steps(geneglot::SetEncoder& model, const OwnedSets& sets, geneglot::SetLoss loss,
                            Failures& failures) {
  const geneglot::SetBatch views[] = {sets.view(), sets.view()};
  for (int step = 0; step < 2; step++) {
    const double value = geneglot::compute_set_gradients(model, views, 2, loss, true);
    const double norm = geneglot::update(model, {1e-3, 0.9, 0.95, 1e-8, 0.1, 1.0}, model.workspace.partial_sums);
    failures.unless(value == value && norm == norm, "loss %g of sets, norm %g", value, norm);
  }
  std::vector<float> logits((size_t)views[0].B * model.shape.V);
  geneglot::encode_sets(model, views[0], false, 0);
  geneglot::set_head_logits(model, views[0].B, logits.data());
  int wrong = 0;
  for (const float logit : logits) wrong += logit != logit;
  failures.unless(wrong == 0, "%d logits of sets are not numbers", wrong);
}

inline void run_set_case(int number, const geneglot::Kernels* kernels, Failures& failures) {
  Random random((uint64_t)number * 104729 + 5);
  failures.case_number = number;
  geneglot::use_kernels(kernels);
  geneglot::set_thread_limit(kThreads);
  const geneglot::SetShape shape = random_set_shape(random);
  const OwnedSets sets = random_sets(random, shape);
  const geneglot::SetLoss loss = random.chance(0.5) ? geneglot::SetLoss::kSoftmax : geneglot::SetLoss::kBinary;
  geneglot::SetEncoder* const model = geneglot::create_set_encoder(shape, (uint32_t)number, true);
  fill_weights(random, *model);
  failures.unless(prepare_for(*model, sets), "no memory");
  if (kernels->steps_per_word == 1) {
    check_gradient(*model, [&] { return set_loss_of(*model, sets, loss); }, failures);
  }
  check_set_threads(*model, sets, loss, failures);
  check_set_steps(*model, sets, loss, failures);
  geneglot::destroy_set_encoder(model);
}
