// The flat arrays of a call, read one after another.
#pragma once
#include "gpt/api.hpp"

namespace geneglot {

/** Takes ints and floats from a call in the order in which they were written. */
class ArrayReader {
 public:
  explicit ArrayReader(const Call& call) : ints_(call.ints), floats_(call.floats) {}
  int next() { return *ints_++; }
  const int32_t* ints(size_t count) {
    ints_ += count;
    return ints_ - count;
  }
  const float* floats(size_t count) {
    floats_ += count;
    return floats_ - count;
  }

 private:
  const int32_t* ints_;
  const float* floats_;
};

}  // namespace geneglot
