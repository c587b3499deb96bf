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
  /** Whether JavaScript has let go of it; a thread of Node's that is being ended does so before its calls have ended. */
  bool released = false;

  /** Frees the model where nobody wants it and no call uses it, and the handle itself where nobody holds it either. */
  void free_if_unused() {
    if (calls > 0 || !(disposed || released)) return;
    if (model) backend->destroy(model);
    model = nullptr;
    if (released) delete this;
  }
};

/** The model of an argument; throws in JavaScript and returns null where there is none or it has been disposed of. */
Handle* handle_of(napi_env env, napi_value value);

}  // namespace geneglot::addon
