// A plan of buffers inside one block: laid out once with no block to learn its size, and again to place them.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace geneglot {

class Arena {
 public:
  /** `base` is null while measuring. */
  explicit Arena(void* base) : base_(static_cast<char*>(base)) {}

  float* floats(size_t count) { return static_cast<float*>(bytes(count * sizeof(float))); }
  int32_t* ints(size_t count) { return static_cast<int32_t*>(bytes(count * sizeof(int32_t))); }

  size_t used() const { return used_; }

  /** Lays two groups of buffers over one another: `second` is written only when nobody reads `first` any more. */
  template <class First, class Second>
  void overlay(const First& first, const Second& second) {
    const size_t start = used_;
    first();
    const size_t end = used_;
    used_ = start;
    second();
    if (used_ < end) used_ = end;
  }

 private:
  void* bytes(size_t count) {
    void* place = base_ ? base_ + used_ : nullptr;
    // One cache line more than needed: vector stores may touch the line after a packed panel.
    used_ += (count + 127) / 64 * 64;
    return place;
  }

  char* base_;
  size_t used_ = 0;
};

}  // namespace geneglot
