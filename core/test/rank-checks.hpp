// The network that ranks genes at random shapes: its gradient against differences of the loss of its scores.
#pragma once
#include <math.h>
#include <string.h>

#include <vector>

#include "../src/matrices/matrices.hpp"
#include "../src/parallel.hpp"
#include "failures.hpp"
#include "random.hpp"
#include "threads.hpp"

/** Weights and cases, as run_matrix_operation takes them. */
struct RankProblem {
  std::vector<int32_t> ints;
  /** The weights, then the features. */
  std::vector<float> floats;
  size_t weights;

  explicit RankProblem(Random& random) {
    const int D = 1 + random.below(40), H = 1 + random.below(40), count = 1 + random.below(4);
    ints = {D, H, count, 0};
    for (int i = 0; i < count; i++) ints.push_back(ints.back() + 1 + random.below(i == 0 ? 300 : 20));
    const int n = ints.back();
    for (int gene = 0; gene < n; gene++) ints.push_back(random.chance(0.2));
    for (int i = 0; i < count; i++) ints[4 + count + ints[3 + i]] = 1;
    weights = (size_t)(D + H + 3) * H;
    for (size_t i = 0; i < weights + (size_t)n * D; i++) floats.push_back((float)(random.uniform() - 0.5));
  }
};

/** The mean loss over the cases at these weights and features. */
inline double rank_loss(const RankProblem& problem, std::vector<float> floats, Failures& failures) {
  const int D = problem.ints[0], count = problem.ints[2], n = problem.ints[3 + count];
  const int32_t scored[] = {D, problem.ints[1], n};
  const int outcome =
      geneglot::run_matrix_operation(geneglot::MatrixOperation::kRankScores, {scored, 3}, {floats.data(), floats.size()});
  failures.unless(outcome == geneglot::kDone, "outcome %d of scores", outcome);
  double loss = 0;
  for (int i = 0; i < count; i++) {
    double sum = 0, wanted = 0, hidden = 0;
    for (int gene = problem.ints[3 + i]; gene < problem.ints[4 + i]; gene++) {
      const double score = floats[problem.weights + (size_t)gene * D];
      sum += exp(score);
      if (!problem.ints[4 + count + gene]) continue;
      hidden += 1;
      wanted += score;
    }
    loss += (log(sum) - wanted / hidden) / count;
  }
  return loss;
}

inline std::vector<float> rank_gradient_of(const RankProblem& problem, int threads, Failures& failures) {
  geneglot::set_thread_limit(threads);
  std::vector<float> floats = problem.floats;
  const int outcome = geneglot::run_matrix_operation(geneglot::MatrixOperation::kRankGradient,
                                                     {problem.ints.data(), problem.ints.size()},
                                                     {floats.data(), floats.size()});
  failures.unless(outcome == geneglot::kDone, "outcome %d of a rank gradient", outcome);
  floats.resize(problem.weights);
  return floats;
}

inline void check_ranks(Random& random, Failures& failures) {
  const RankProblem problem(random);
  const std::vector<float> gradient = rank_gradient_of(problem, 1, failures);
  failures.unless(rank_gradient_of(problem, kThreads, failures) == gradient, "another rank gradient on more threads");
  double squared = 0;
  for (const float g : gradient) squared += (double)g * g;
  if (squared < 1e-3) return;
  const auto loss_at = [&](double distance) {
    std::vector<float> moved = problem.floats;
    for (size_t i = 0; i < gradient.size(); i++) moved[i] += (float)(distance * gradient[i]);
    return rank_loss(problem, moved, failures);
  };
  // Rectified units have kinks: where one spoils a difference, a shorter one decides.
  double slope = 0;
  for (const double length : {0.002, 0.0005, 0.0001}) {
    const double step = length / sqrt(squared);
    slope = (loss_at(step) - loss_at(-step)) / (2 * step * squared);
    if (slope > 0.95 && slope < 1.05) break;
  }
  failures.unless(slope > 0.95 && slope < 1.05, "slope %g along a rank gradient, expected 1", slope);
}
