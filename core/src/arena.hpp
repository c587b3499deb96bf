// A plan of buffers inside one block: laid out once with no block to learn its size, and again to place them. Sizes are
// computed in 64 bits also where pointers have 32 (WebAssembly), so that none wraps around to a small block.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace geneglot {

class Arena {
 public:
  /** `base` is null while measuring. */
  explicit Arena(void* base) : base_(static_cast<char*>(base)) {}

  float* floats(uint64_t count) { return static_cast<float*>(bytes(count * sizeof(float))); }
  double* doubles(uint64_t count) { return static_cast<double*>(bytes(count * sizeof(double))); }
  int32_t* ints(uint64_t count) { return static_cast<int32_t*>(bytes(count * sizeof(int32_t))); }

  uint64_t used() const { return used_; }

  /** Lays two groups of buffers over one another: `second` is written only when nobody reads `first` any more. */
  template <class First, class Second>
  void overlay(const First& first, const Second& second) {
    const uint64_t start = used_;
    first();
    const uint64_t end = used_;
    used_ = start;
    second();
    if (used_ < end) used_ = end;
  }

 private:
  void* bytes(uint64_t count) {
    void* place = base_ ? base_ + used_ : nullptr;
    // One cache line more than needed: vector stores may touch the line after a packed panel.
    used_ += (count + 127) / 64 * 64;
    return place;
  }

  char* base_;
  uint64_t used_ = 0;
};

}  // namespace geneglot
