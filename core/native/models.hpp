// A model as JavaScript holds it.
#pragma once
#include "../src/backend.hpp"
#include "addon.hpp"

namespace geneglot::addon {

/** Where a model lives, and the kernels it was planned for. All but the model itself belongs to JavaScript's thread. */
struct Handle {
  const Backend* backend;
  /** Null once it has been freed. */
  void* model;
  const Kernels* kernels;
  /** As of the last call that ended: a call under way changes them on another thread. */
  size_t bytes;
  int32_t step;
  /** Calls that have not ended; the model is freed only after the last of them. */
  int calls = 0;
  bool disposed = false;

  /** Frees the model where nobody wants it and no call uses it. */
  void free_if_unused() {
    if (!disposed || calls > 0 || !model) return;
    backend->destroy(model);
    model = nullptr;
  }
};

/** The model of an argument; throws in JavaScript and returns null where there is none or it has been disposed of. */
Handle* handle_of(napi_env env, napi_value value);

}  // namespace geneglot::addon
