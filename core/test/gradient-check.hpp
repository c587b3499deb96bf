// Gradients against differences of the loss.
#pragma once
#include <string.h>

#include <vector>

#include "../src/trained.hpp"
#include "failures.hpp"

/** The derivative along the whole gradient against a central difference; `loss` leaves the gradient in the model. */
template <class Loss>
void check_gradient(geneglot::Trained& model, const Loss& loss, Failures& failures) {
  const size_t total = model.layout.total;
  loss();
  const std::vector<float> gradient(model.arrays[1], model.arrays[1] + total);
  const std::vector<float> value(model.arrays[0], model.arrays[0] + total);
  double squared = 0;
  for (const float g : gradient) squared += (double)g * g;
  failures.unless(squared < 1e12 && squared == squared, "the gradient is not finite");
  if (squared < 1e-3) return;
  const auto slope_by = [&](double step) {
    const auto loss_at = [&](double distance) {
      for (size_t i = 0; i < total; i++) model.arrays[0][i] = (float)(value[i] + distance * gradient[i]);
      return loss();
    };
    return (loss_at(step) - loss_at(-step)) / (2 * step * squared);
  };
  // Layer norms over two channels are nearly steps: where curvature spoils a difference, a shorter one decides.
  double slope = 0;
  for (const double length : {0.01, 0.001, 0.0002}) {
    slope = slope_by(length / __builtin_sqrt(squared));
    if (slope > 0.95 && slope < 1.05) break;
  }
  memcpy(model.arrays[0], value.data(), total * sizeof(float));
  failures.unless(slope > 0.95 && slope < 1.05, "slope %g along the gradient, expected 1", slope);
}
