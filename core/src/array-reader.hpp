// The flat arrays of a call, read one after another. Nobody before has to have checked them: what is missing, left over
// or out of its range is noted, and the call must then be refused.
#pragma once
#include "call.hpp"

namespace geneglot {

/** Largest size the core counts with. */
constexpr int32_t kLargestCount = INT32_MAX;

/** Takes ints and floats from a call in the order in which they were written. */
class ArrayReader {
 public:
  explicit ArrayReader(const Call& call) : ints_(call.ints), floats_(call.floats) {}

  /** The next int; `lowest` where there is none from `lowest` to `highest`. */
  int next(int lowest, int highest) {
    const int32_t* const at = ints(1);
    require(at && *at >= lowest && *at <= highest);
    return fits_ ? *at : lowest;
  }
  /** The next `count` ints; null, not to be read, where they are not all there. */
  const int32_t* ints(int64_t count) { return take(ints_, count); }
  const float* floats(int64_t count) { return take(floats_, count); }

  /** The next `count` ints, each from `lowest` to `highest`. */
  const int32_t* ints(int64_t count, int lowest, int highest) {
    const int32_t* const values = ints(count);
    bool inside = true;
    for (int64_t i = 0; values && i < count; i++) inside = inside & (values[i] >= lowest) & (values[i] <= highest);
    require(inside);
    return values;
  }

  /** Where each of `count` lists starts and the last ends, ascending from 0; null, not to be read, where they do not. */
  const int32_t* starts(int count) {
    const int32_t* const at = ints((int64_t)count + 1);
    require(at && at[0] == 0);
    for (int i = 0; fits_ && i < count; i++) require(at[i] <= at[i + 1]);
    return fits_ ? at : nullptr;
  }

  /** The sum of `count` ints that are 0 or more; they must not sum to more than the core counts. */
  int sum(const int32_t* values, int64_t count) {
    int64_t total = 0;
    for (int64_t i = 0; fits_ && i < count; i++) {
      total += values[i];
      require(total <= kLargestCount);
    }
    return (int)total;
  }

  void require(bool condition) { fits_ = fits_ && condition; }
  /** Whether all was there and in its range so far. */
  bool fits() const { return fits_; }
  /** Whether it was so, and nothing is left. */
  bool is_read() const { return fits_ && ints_.count == 0 && floats_.count == 0; }

 private:
  template <class T>
  const T* take(Span<const T>& from, int64_t count) {
    require(count >= 0 && (uint64_t)count <= from.count);
    if (!fits_) return nullptr;
    const T* const taken = from.at;
    from = {taken + count, from.count - (uint64_t)count};
    return taken;
  }

  Span<const int32_t> ints_;
  Span<const float> floats_;
  bool fits_ = true;
};

}  // namespace geneglot
