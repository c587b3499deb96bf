// The core as a Node addon, in plain C Node-API. shared/engines/native.ts is its only caller and says in words of the
// user's what is wrong with an argument; still, nothing here relies on it: whatever is passed, in whatever order, no
// call reads or writes memory that is not its own.
#include "addon.hpp"

#include <system_error>
#include <thread>

#include "../src/parallel.hpp"

namespace {

using namespace geneglot::addon;

/** Makes sure there are helper threads; false where the system gives no more. */
bool start_helpers(int threads) {
  const std::lock_guard<std::mutex> lock(computing);
  static int helpers = 0;
  try {
    for (; helpers < threads - 1; helpers++) std::thread(geneglot::run_helper, helpers + 1).detach();
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

napi_value configure(napi_env env, napi_callback_info info) {
  napi_value values[2], name = nullptr;
  int threads = 1;
  if (!arguments(env, info, values)) return nullptr;
  const geneglot::Kernels* const kernels = kernels_of(env, values[0]);
  if (!kernels || !threads_of(env, values[1], &threads)) return nullptr;
  if (!start_helpers(threads)) return fail(env, "the system starts no more threads: ask for fewer"), nullptr;
  napi_create_string_utf8(env, kernels->isa, NAPI_AUTO_LENGTH, &name);
  return name;
}

/** Which calls the addon understands, so that shared/engines/native.ts tells one from older sources; raise it with them. */
constexpr int kInterface = 7;

void add_function(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_set_named_property(env, exports, "interface", to_number(env, kInterface));
  // configure(isa, threads): makes sure there are helper threads; returns the name of the kernels.
  add_function(env, exports, "configure", configure);
  // createModel(isa, architecture, shape: Int32Array, dropout, seed, trainable) → external.
  add_function(env, exports, "createModel", create_model);
  // disposeModel(model): frees it once its calls have ended.
  add_function(env, exports, "disposeModel", dispose_model);
  // memoryBytes(model), as of the last call that ended.
  add_function(env, exports, "memoryBytes", memory_bytes);
  // stepCount(model), as of the last call that ended, or stepCount(model, value).
  add_function(env, exports, "stepCount", step_count);
  // copyTensor(model, tensor, kind, array, write): copies between a tensor and a Float32Array of its length.
  add_function(env, exports, "copyTensor", copy_tensor);
  // run(model, operation, threads, ints, floats, scalars, intsOut, floatsOut, scalarsOut): the last three count the
  // numbers that come back → Promise of [ints, floats, scalars, model], the first three as ArrayBuffers.
  add_function(env, exports, "run", run);
  // matrixOperation(isa, threads, operation, ints, floats: Float32Array) → Promise of [outcome, the floats'
  // ArrayBuffer], see run_matrix_operation; the array given is empty afterwards.
  add_function(env, exports, "matrixOperation", matrix_operation);
  return exports;
}
