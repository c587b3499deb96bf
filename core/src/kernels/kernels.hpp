// The table of kernels: what differs between instruction sets. kernels.cpp is compiled once for each of them.
// Shape letters: B rows, T positions, C channels, V tokens, hs head size; m × n results, k or depth summed over.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace geneglot {

/** Depth (k) summed at once before a result is touched; part of what fixes the order of summation. */
constexpr int kDepthBlock = 512;
/** Rows and columns of a tile on one thread: the packed left part (512 KB) stays in the second-level cache. */
constexpr int kRowBlock = 256;
constexpr int kColumnBlock = 512;

/**
 * A matrix operand of a product. `along`: contiguous along the result's dimension (rows of the left operand,
 * columns of the right one), element (w, k) at data[k · stride + w]; else along the depth, at data[w · stride + k].
 */
struct MatrixView {
  /** Floats, or kept elements where `kept`. */
  const void* data;
  ptrdiff_t stride;
  bool along;
  /** One factor for each stored row (each k when `along`, else each w), or null; applied while packing floats. */
  const float* factors = nullptr;
  bool kept = false;
};

/** 32-bit words that `depth` steps of one row or column take in a packed operand. */
inline int packed_words(int depth, int steps_per_word) { return (depth + steps_per_word - 1) / steps_per_word; }

/**
 * An activation kept for the backward pass, of opaque elements: floats, or bfloat16 where products are made of those
 * anyway. `Kernels::kept_bytes` an element.
 */
struct Kept;

/** A thread's buffers for packed operands. */
struct PackScratch {
  float* left;
  float* right;
};

/** Dropout of one site in one micro-batch; `keep_scale` is 1 / (1 − p), and p = 0 switches it off. */
struct Dropout {
  uint32_t key0, key1;
  /** An element is dropped when its 32-bit hash is below p · 2^32. */
  uint32_t threshold;
  float keep_scale;
  bool on() const { return threshold != 0; }
};

/** Attention of one head in one row of the batch. Strides are in elements; T rows each. */
struct AttentionHead {
  /** Queries; keys and values lie C and 2·C elements further. Shape (T, 3·C). */
  const Kept* qkv;
  ptrdiff_t qkv_stride;
  int T, C, hs;
  /** First position each position may attend to. Shape (T). */
  const int32_t* document_start;
  /** Log of the sum of exponentials of the scaled scores, kept for the backward pass. Shape (T). */
  float* log_sum;
  Dropout dropout;
  /** Counter of the head's first attention weight, so that every weight has its own. */
  uint32_t dropout_base;
  /** Two strips of kQueryBlock × strip_stride scores. */
  float* strips;
  ptrdiff_t strip_stride;
  /** Room for three packed operands of T × hs: attention_words in all. */
  float* packed;
  PackScratch scratch;
};

/** Floats of one operand of T × hs packed by rows or by columns, and of the three an AttentionHead has room for. */
inline size_t packed_operand_words(int T, int hs, int panel_columns) {
  const auto whole = [panel_columns](int n) {
    return (size_t)((n + panel_columns - 1) / panel_columns * panel_columns);
  };
  return (whole(T) * hs > whole(hs) * T ? whole(T) * hs : whole(hs) * T) + panel_columns;
}
inline size_t attention_words(int T, int hs, int panel_columns) {
  return 3 * packed_operand_words(T, hs, panel_columns);
}

/** Query positions handled at once: a strip of scores is kQueryBlock × T at most, never T × T. */
constexpr int kQueryBlock = 32;

struct AdamUpdate {
  float learning_rate, beta1, beta2, one_minus_beta1, one_minus_beta2, epsilon;
  /** Factor on the gradient: clipping. */
  float gradient_scale;
  /** 1 / (1 − beta^step) of both moments. */
  float correction1, correction2;
  /** 1 − learning rate · weight decay. */
  float keep;
};

/** An activation function and its derivative, element by element. */
struct Activation {
  void (*forward)(const float* x, float* out, int count);
  /** The same, and keeps x, which may lie in its place already. */
  void (*forward_keep)(const float* x, Kept* kept, float* out, int count);
  /** Multiplies d by the derivative at x, and leaves the activation in place of x: both share their exponential. */
  void (*backward)(float* x, float* d, int count);
  void (*backward_kept)(Kept* x, float* d, int count);
};

/** Prompts whose votes are cast side by side: as many doubles as a cache line and a vector of AVX-512 hold. */
constexpr int kVotePrompts = 8;

/** Sets that vote: `rows` counts them among all sets, whose tokens start at `offsets`. */
template <class Token>
struct VotingRows {
  const Token* tokens;
  const int32_t* offsets;
  const int32_t* rows;
  int count;
  /** One for each prompt. (count, prompts) */
  const double* votes;

  const Token* start_of(int k) const { return tokens + offsets[rows[k]]; }
  const Token* end_of(int k) const { return tokens + offsets[rows[k] + 1]; }
  /** Fetches the tokens of a set that comes soon: sets that vote lie apart, where the processor does not look ahead. */
  void prefetch_after(int k) const {
    constexpr int kAhead = 3;
    if (k + kAhead >= count) return;
    __builtin_prefetch(start_of(k + kAhead));
    __builtin_prefetch((const char*)start_of(k + kAhead) + 64);
  }
};

struct Kernels {
  const char* isa;
  int panel_rows, panel_columns;
  /** Depth steps in one 32-bit word of a packed operand: 1, or 2 with bf16. */
  int steps_per_word;
  /** Bytes of an element of a kept activation: 4, or 2 with bf16. */
  int kept_bytes;
  void (*keep)(const float* from, Kept* to, int count);

  void (*pack_left)(float* out, const MatrixView& a, int first_row, int rows, int k0, int depth);
  void (*pack_right)(float* out, const MatrixView& b, int first_column, int columns, int k0, int depth);
  void (*multiply_packed)(const float* left, const float* right, int m, int n, int depth, float* c, ptrdiff_t stride,
                          bool accumulate);

  /** out (n × H) = bias (may be null) + x (n × K) · w (K × H), for few columns; rows lie one after another. */
  void (*multiply_narrow)(const float* x, int n, int K, const float* w, const float* bias, float* out, int H);
  /** out (K × H) = xᵀ · y for x (n × K) and y (n × H). */
  void (*multiply_narrow_transposed)(const float* x, int n, int K, const float* y, float* out, int H);

  /** Rows of x (C wide) to rows of out; stats gets mean and 1 / standard deviation of each row. Bias may be null. */
  void (*layer_norm_forward)(const float* x, const float* weight, const float* bias, float* out, float* stats, int rows,
                             int C);
  /** Adds the gradient with respect to x to dx (or stores it). */
  void (*layer_norm_backward)(const float* x, const float* weight, const float* stats, const float* dout, float* dx,
                              bool accumulate, int rows, int C);
  /** Adds the gradients of weight and bias (may be null) for channels first .. first + count. */
  void (*layer_norm_weight_gradient)(const float* x, const float* stats, const float* dout, float* dweight,
                                     float* dbias, int rows, int C, int first, int count);
  /** Adds the sums of `count` columns over all rows to out. */
  void (*add_column_sums)(const float* x, ptrdiff_t stride, float* out, int rows, int count);

  /** GELU by the error function, and by its tanh approximation. */
  Activation gelu, gelu_tanh;

  void (*attention_forward)(const AttentionHead& head, Kept* y);
  /** y and dy (T, C) of the head; dqkv (T, 3·C) is overwritten for this head. */
  void (*attention_backward)(const AttentionHead& head, const Kept* y, const float* dy, float* dqkv);
  /** One query against n keys and values of one head (rows of `stride` floats), with room for n scores. */
  void (*attend_one)(const float* query, const float* keys, const float* values, ptrdiff_t stride, int n, int hs,
                     float* scores, float* y);

  /** Replaces logits by exp(logit − maximum); returns the maximum and the sum. */
  void (*exp_row)(float* logits, int n, float* maximum, float* sum);

  /** Replaces logits by their sigmoids; returns the sum of softplus, log(1 + exp(logit)). */
  float (*sigmoid_row)(float* logits, int n);

  /** Natural logarithm. */
  float (*log)(float x);
  /** Exponentials in place. */
  void (*exp)(float* values, int count);
  void (*add)(float* to, const float* from, int count);
  /** to += factor · from. */
  void (*add_scaled)(float* to, const float* from, float factor, int count);
  float (*dot)(const float* a, const float* b, int count);
  /** Sum of squares; 4,096 floats at most, so that single precision is enough. */
  float (*sum_of_squares)(const float* x, int count);
  void (*adam_update)(float* value, const float* gradient, float* moment1, float* moment2, int count,
                      const AdamUpdate& update);
  /** Drops or scales `count` values whose counters start at `counter`. */
  void (*drop)(float* values, int count, const Dropout& dropout, uint32_t counter);

  /** Adds the votes of sets, one after another, to the sums of each of their tokens, (V, kVotePrompts). */
  void (*add_narrow_votes)(const VotingRows<uint16_t>& sets, double* sums);
  void (*add_wide_votes)(const VotingRows<int32_t>& sets, double* sums);
};

namespace portable {
extern const Kernels table;
}
#if defined(__x86_64__)
namespace avx2 {
extern const Kernels table;
}
namespace avx512 {
extern const Kernels table;
}
namespace avx512bf16 {
extern const Kernels table;
}
#endif

}  // namespace geneglot
