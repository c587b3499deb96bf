// The core's own test, meant to run under sanitizers: random shapes through every operation with every instruction
// set of this processor. Run: sh core/test/run.sh [cases] [sanitizers]
// Ends with "N cases, M wrong" and that M as exit code.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <thread>

#include "../src/isa.hpp"
#include "../src/matrices/matrices.hpp"
#include "../src/parallel.hpp"
#include "failures.hpp"
#include "gradient-check.hpp"
#include "lookup-checks.hpp"
#include "random-case.hpp"
#include "rank-checks.hpp"
#include "set-checks.hpp"

namespace {

using namespace geneglot;

double loss_of(Model& model, const OwnedBatch& batch, Objective objective) {
  const Batch view = batch.view(objective);
  return compute_gradients(model, &view, 1, true);
}

/** A training step on one thread and on several gives the same bits. */
void check_threads(Model& model, const OwnedBatch& batch, Objective objective, Failures& failures) {
  const size_t bytes = model.layout.total * sizeof(float);
  set_thread_limit(1);
  const double loss = loss_of(model, batch, objective);
  const std::vector<float> gradient(model.arrays[1], model.arrays[1] + model.layout.total);
  set_thread_limit(kThreads);
  prepare_workspace(model.workspace, model.shape, batch.B, batch.T, true);
  failures.unless(loss_of(model, batch, objective) == loss, "another loss on more threads");
  failures.unless(memcmp(model.arrays[1], gradient.data(), bytes) == 0, "another gradient on more threads");
}

void check_steps(Model& model, const OwnedBatch& batch, Objective objective, Failures& failures) {
  const Batch views[] = {batch.view(objective), batch.view(Objective::kNextGene)};
  for (int step = 0; step < 2; step++) {
    const double loss = compute_gradients(model, views, 2, true);
    const double norm = update(model, {1e-3, 0.9, 0.95, 1e-8, 0.1, 1.0});
    failures.unless(loss == loss && norm == norm, "loss %g, norm %g", loss, norm);
  }
  std::vector<float> logits((size_t)batch.B * batch.T * model.shape.V);
  forward(model, views[0], Wanted::kAll, false, 0);
  head_logits(model, logits.data());
  for (const float logit : logits) {
    if (logit == logit) continue;
    failures.unless(false, "a logit is not a number");
    break;
  }
}

void check_decoding(Random& random, Model& model, Failures& failures) {
  const ModelShape& s = model.shape;
  const int n = 1 + random.below(5), longest = s.positions ? s.block_size : 40;
  std::vector<int32_t> lengths, tokens, caps, first;
  std::vector<uint32_t> seeds;
  int room = 0;
  for (int i = 0; i < n; i++) {
    lengths.push_back(1 + random.below(longest));
    // Some begin as the prompt before them.
    const int before = i > 0 && random.chance(0.5) ? lengths[i - 1] : 0;
    for (int t = 0; t < lengths[i]; t++) tokens.push_back(t < before ? tokens[tokens.size() - before] : random.below(s.V));
    first.push_back(room);
    caps.push_back(s.positions ? random.below(longest - lengths[i] + 1) : random.below(30));
    room += caps[i];
    seeds.push_back((uint32_t)random.next());
  }
  const Prompts prompts = {n, lengths.data(), tokens.data()};
  const int32_t forbidden[] = {s.V - 1};
  const bool may_repeat = random.chance(0.3);
  const GenerateOptions options = {caps.data(),
                                   seeds.data(),
                                   random.chance(0.3) ? 0 : 0.9,
                                   random.chance(0.5) ? 5 : 0,
                                   random.chance(0.5) ? 0.7 : 1.0,
                                   0,
                                   may_repeat,
                                   forbidden,
                                   1};
  std::vector<int32_t> counts(n), out(room + 1);
  failures.unless(generate(model, prompts, options, counts.data(), out.data()), "no memory to generate");
  for (int i = 0; i < n; i++) {
    failures.unless(counts[i] >= 0 && counts[i] <= caps[i], "%d tokens, cap %d", counts[i], caps[i]);
    for (int t = first[i]; t < first[i] + counts[i]; t++) {
      failures.unless(out[t] > 0 && out[t] < s.V - 1, "token %d of %d is forbidden", out[t], s.V);
      for (int u = first[i]; u < t && !may_repeat; u++) {
        failures.unless(out[u] != out[t], "token %d twice", out[t]);
      }
    }
  }
  std::vector<float> scores((size_t)n * s.V), hidden((size_t)n * s.C);
  score_next(model, prompts, scores.data());
  for (int i = 0; i < n; i++) {
    double sum = 0;
    for (int token = 0; token < s.V; token++) sum += __builtin_exp(scores[(size_t)i * s.V + token]);
    failures.unless(sum > 0.999 && sum < 1.001, "probabilities sum to %g", sum);
  }
  embed(model, prompts, random.chance(0.5), hidden.data());
  for (const float value : hidden) failures.unless(value == value, "an embedding is not a number");
}

/** The inverse of XᵀX + 3·I for random sparse X, up to three panels wide, times the matrix itself. */
void check_matrices(Random& random, Failures& failures) {
  const int n = random.chance(0.1) ? 500 + random.below(600) : 1 + random.below(80), rows = random.below(2 * n);
  std::vector<int32_t> offsets = {0}, members;
  for (int row = 0; row < rows; row++) {
    for (int column = random.below(9); column < n; column += 1 + random.below(n)) members.push_back(column);
    offsets.push_back((int32_t)members.size());
  }
  std::vector<float> matrix((size_t)n * n, -1.0f);
  failures.unless(gram_matrix({rows, n, offsets.data(), members.data()}, matrix.data()) == kDone, "no memory");
  double total = 0, pairs = 0;
  for (const float count : matrix) total += count;
  for (int row = 0; row < rows; row++)
    pairs += (double)(offsets[row + 1] - offsets[row]) * (offsets[row + 1] - offsets[row]);
  failures.unless(total == pairs, "%g pairs counted of %g", total, pairs);
  for (int i = 0; i < n; i++) matrix[(size_t)i * n + i] += 3;
  std::vector<float> inverse = matrix;
  failures.unless(invert_positive_definite(inverse.data(), n) == kDone, "%d x %d was not inverted", n, n);
  for (int i = 0; i < n; i += 1 + n / 50) {
    for (int j = 0; j < n; j += 1 + n / 50) {
      double sum = i == j ? -1 : 0;
      for (int k = 0; k < n; k++) sum += (double)matrix[(size_t)i * n + k] * inverse[(size_t)k * n + j];
      failures.unless(sum > -1e-3 && sum < 1e-3, "%g is left of %d x %d at %d, %d", sum, n, n, i, j);
    }
  }
  const int bad = random.below(n);
  matrix[(size_t)bad * n + bad] = -1;
  failures.unless(invert_positive_definite(matrix.data(), n) == bad + 1, "pivot %d was taken", bad + 1);
}

/** Products at random shapes against their definition, and on one thread. */
void check_products(Random& random, Failures& failures) {
  const int rows = 1 + random.below(300), columns = 1 + random.below(150), depth = 1 + random.below(700);
  const bool transposed = random.chance(0.5);
  std::vector<float> left, right, product((size_t)rows * columns), again = product;
  for (int i = 0; i < rows * depth; i++) left.push_back((float)(random.uniform() - 0.5));
  for (int i = 0; i < depth * columns; i++) right.push_back((float)(random.uniform() - 0.5));
  const MatrixProduct factors = {rows, columns, depth, transposed, left.data(), right.data()};
  failures.unless(multiply_matrices(factors, product.data()) == kDone, "no memory");
  set_thread_limit(1);
  multiply_matrices(factors, again.data());
  set_thread_limit(kThreads);
  failures.unless(again == product, "another product on one thread");
  for (int i = 0; i < rows; i += 1 + rows / 9) {
    for (int j = 0; j < columns; j += 1 + columns / 9) {
      double sum = 0;
      for (int k = 0; k < depth; k++) {
        sum += (double)left[transposed ? k * rows + i : i * depth + k] * right[k * columns + j];
      }
      const double error = product[(size_t)i * columns + j] - sum;
      failures.unless(error > -1e-4 && error < 1e-4, "a product is off by %g at %d, %d", error, i, j);
    }
  }
}

void run_case(int number, const Kernels* kernels, Failures& failures) {
  Random random((uint64_t)number * 7919 + 17);
  failures.case_number = number;
  use_kernels(kernels);
  set_thread_limit(kThreads);
  const ModelShape shape = random_shape(random);
  const OwnedBatch batch = random_batch(random, shape);
  // The last one asks for words, where there are any.
  const Objective objective = (Objective)random.below(kObjectives - (shape.gene_tokens == shape.V));
  Model* const model = create_model(shape, (uint32_t)number, true);
  fill_weights(random, *model);
  failures.unless(prepare_workspace(model->workspace, shape, batch.B, batch.T, true), "no memory");
  // With 8 bits of mantissa a difference quotient says nothing, nor where layer norms are steps, as those of two channels.
  if (kernels->steps_per_word == 1 && shape.C > 2) {
    check_gradient(*model, [&] { return loss_of(*model, batch, objective); }, failures);
  }
  check_threads(*model, batch, objective, failures);
  check_steps(*model, batch, objective, failures);
  check_decoding(random, *model, failures);
  destroy_model(model);
  // Matrices are never given to kernels that round their operands.
  check_lookup(random, kThreads, failures);
  if (kernels->steps_per_word != 1) return;
  check_matrices(random, failures);
  check_products(random, failures);
  check_ranks(random, failures);
}

}  // namespace

int main(int argc, char** argv) {
  const int cases = argc > 1 ? atoi(argv[1]) : 100;
  for (int thread = 1; thread < kThreads; thread++) std::thread(run_helper, thread).detach();
  const char* const names[] = {"portable", "avx2", "avx512", "avx512bf16"};
  std::vector<const Kernels*> available;
  for (const char* name : names) {
    if (const Kernels* kernels = find_kernels(name)) available.push_back(kernels);
  }
  Failures failures;
  for (int number = 0; number < cases; number++) {
    run_case(number, available[number % available.size()], failures);
    run_set_case(number, available[number % available.size()], failures);
  }
  for (const Kernels* kernels : available) printf("%s ", kernels->isa);
  printf("\n%d cases, %d wrong\n", cases, failures.count);
  fflush(stdout);
  return failures.count > 255 ? 255 : failures.count;
}
