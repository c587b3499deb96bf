// The boundary behind which models live and compute: the addon and the WebAssembly module reach a model through this
// table alone. The CPU's are here, one for each architecture; another device's build (CUDA) adds tables of its own, and
// nothing above them changes.
#pragma once
#include "call.hpp"

namespace geneglot {

/** What a device offers: models as opaque handles, copies of their tensors, and operations on flat host arrays. */
struct Backend {
  const char* name;
  /** Numbers in `shape`: kShapeNumbers of api.hpp, kSetShapeNumbers of set-api.hpp or kLookupShapeNumbers. */
  int shape_numbers;
  /** Whether a model of this shape can be made, as far as its numbers go. */
  bool (*is_possible)(const int32_t* shape, double dropout);
  /** A new model of a possible shape with all weights zero; null when memory is short. */
  void* (*create)(const int32_t* shape, double dropout, uint32_t seed, bool trainable);
  void (*destroy)(void* model);
  /** Bytes of weights, gradients, moments and planned buffers on the device. */
  size_t (*bytes)(const void* model);
  /** Floats of tensor number `tensor`, in the order of its layout; 0 when the model has no array of that kind. */
  size_t (*tensor_length)(const void* model, int tensor, int kind);
  /** Copies a tensor's values, row-major; kinds: 0 value, 1 gradient, 2 and 3 AdamW's moments. */
  void (*read_tensor)(const void* model, int tensor, int kind, float* to);
  void (*write_tensor)(void* model, int tensor, int kind, const float* from);
  /** Steps taken, 0 or more. */
  int32_t (*step)(const void* model);
  void (*set_step)(void* model, int32_t step);
  /** Runs an operation to its end, or refuses it before it changes anything. Called on one thread at a time. */
  Outcome (*run)(void* model, Operation operation, const Call& call);
};

/**
 * Models in main memory, computed by the kernels that isa.hpp chose: 0 a decoder, 1 a set encoder, 2 a lookup; null for
 * others.
 */
const Backend* find_cpu_backend(int architecture);

}  // namespace geneglot
