// The life of a computation: begun on JavaScript's thread, computed on another, ended on the first.
#include "work.hpp"

#include "../src/parallel.hpp"

namespace geneglot::addon {

napi_value Work::start(napi_env env, std::unique_ptr<Work> work, std::initializer_list<napi_value> kept) {
  napi_value list = nullptr, name = nullptr, promise = nullptr;
  uint32_t count = 0;
  // Each of these may fail in a thread of Node's that is being ended; what is not kept must not be computed on.
  bool ready = napi_create_array_with_length(env, kept.size(), &list) == napi_ok;
  for (const napi_value value : kept) ready = ready && napi_set_element(env, list, count++, value) == napi_ok;
  ready = ready && napi_create_reference(env, list, 1, &work->kept_) == napi_ok &&
          napi_create_promise(env, &work->deferred_, &promise) == napi_ok &&
          napi_create_string_utf8(env, "geneglot", NAPI_AUTO_LENGTH, &name) == napi_ok &&
          napi_create_async_work(env, nullptr, name, execute, complete, work.get(), &work->work_) == napi_ok &&
          napi_queue_async_work(env, work->work_) == napi_ok;
  if (!ready) return fail(env, "the call cannot be started"), nullptr;
  work.release();
  return promise;
}

void Work::execute(napi_env, void* data) {
  Work* const work = static_cast<Work*>(data);
  const std::lock_guard<std::mutex> lock(computing);
  use_kernels(work->kernels);
  set_thread_limit(work->threads);
  work->compute();
}

void Work::complete(napi_env env, napi_status, void* data) {
  const std::unique_ptr<Work> work(static_cast<Work*>(data));
  napi_value kept = nullptr, error, text;
  napi_get_reference_value(env, work->kept_, &kept);
  const napi_value result = work->finish(env, kept);
  if (!kept) {
    // A thread of Node's that is being ended gives nothing any more, and nobody waits for the promise.
  } else if (result) {
    napi_resolve_deferred(env, work->deferred_, result);
  } else {
    napi_create_string_utf8(env, work->refusal, NAPI_AUTO_LENGTH, &text);
    napi_create_error(env, nullptr, text, &error);
    napi_reject_deferred(env, work->deferred_, error);
  }
  napi_delete_reference(env, work->kept_);
  napi_delete_async_work(env, work->work_);
}

}  // namespace geneglot::addon
