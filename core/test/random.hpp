// A small generator for tests: the same numbers on every machine.
#pragma once
#include <stdint.h>

/** splitmix64. */
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t x = state_ += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  }

  /** 0 .. n - 1. */
  int below(int n) { return (int)(next() % (uint64_t)n); }
  /** In [0, 1). */
  double uniform() { return (double)(next() >> 11) / 9007199254740992.0; }
  bool chance(double p) { return uniform() < p; }

  template <int N>
  int one_of(const int (&values)[N]) {
    return values[below(N)];
  }

 private:
  uint64_t state_;
};
