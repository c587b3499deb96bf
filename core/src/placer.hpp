// Places tensors one after another inside an array.
#pragma once
#include "gpt/parameters.hpp"

namespace geneglot {

/** Tensors start at a whole 64-byte line. */
constexpr uint64_t kTensorAlignment = 16;

/** Notes where each tensor lies (with a layout) and points to it (with a base). */
class Placer {
 public:
  Placer(float* base, TensorLayout* layout) : base_(base), layout_(layout) {}

  float* place(uint64_t length) {
    if (layout_) {
      layout_->offset[layout_->count] = next_;
      layout_->length[layout_->count] = length;
      layout_->count++;
    }
    float* at = base_ ? base_ + next_ : nullptr;
    next_ += (length + kTensorAlignment - 1) / kTensorAlignment * kTensorAlignment;
    return at;
  }

  float* place_if(bool wanted, uint64_t length) { return wanted ? place(length) : nullptr; }

  uint64_t next() const { return next_; }

 private:
  float* base_;
  TensorLayout* layout_;
  uint64_t next_ = 0;
};

}  // namespace geneglot
