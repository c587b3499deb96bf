// Computations off JavaScript's thread, on one of libuv's, one at a time, each with the promise of its result.
#pragma once
#include "addon.hpp"

namespace geneglot::addon {

class Work {
 public:
  virtual ~Work() = default;
  Work(const Work&) = delete;

  /** Starts `work`, which is deleted when it has ended; `kept` lives until then. Returns the promise, or null. */
  static napi_value start(napi_env env, std::unique_ptr<Work> work, std::initializer_list<napi_value> kept);

 protected:
  Work() = default;

  /** On a thread of libuv's, while no other computes. */
  virtual void compute() = 0;
  /** Back on JavaScript's thread: what the promise gives, of what was kept; null with a reason in `refusal`. */
  virtual napi_value finish(napi_env env, napi_value kept) = 0;

  const Kernels* kernels = nullptr;
  int threads = 1;
  const char* refusal = nullptr;

 private:
  static void execute(napi_env env, void* data);
  static void complete(napi_env env, napi_status status, void* data);

  napi_async_work work_ = nullptr;
  napi_deferred deferred_ = nullptr;
  napi_ref kept_ = nullptr;
};

}  // namespace geneglot::addon
