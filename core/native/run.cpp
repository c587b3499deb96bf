// Operations of models.
#include "models.hpp"
#include "work.hpp"

namespace geneglot::addon {
namespace {

class Running : public Work {
 public:
  explicit Running(Handle* handle) : handle_(handle) { kernels = handle->kernels; }

  /** model, operation, threads, ints, floats, scalars, numbers of ints, floats and scalars that come back. */
  bool read(napi_env env, const napi_value (&values)[9]) {
    int operation = 0;
    uint64_t counts[3];
    const bool taken = whole_number(env, values[1], "the operation", 0, 9, &operation) &&
                       threads_of(env, values[2], &threads) &&
                       ints_.take(env, values[3], "the ints", napi_int32_array) &&
                       floats_.take(env, values[4], "the floats", napi_float32_array) &&
                       scalars_.take(env, values[5], "the scalars", napi_float64_array);
    if (!taken) return false;
    for (int i = 0; i < 3; i++) {
      constexpr uint64_t kMost = INT32_MAX;
      if (!whole_number(env, values[6 + i], "a length of the answer", (uint64_t)0, 2 * kMost, &counts[i])) return false;
    }
    if (!make_buffer(env, counts[0] * sizeof(int32_t), &out[0]) || !make_buffer(env, counts[1] * sizeof(float), &out[1]) ||
        !make_buffer(env, counts[2] * sizeof(double), &out[2])) {
      return false;
    }
    operation_ = (Operation)operation;
    call_ = {ints_.span(),        floats_.span(),      scalars_.span(),
             out[0].as<int32_t>(), out[1].as<float>(), out[2].as<double>()};
    return true;
  }

  Buffer out[3];

 protected:
  void compute() override {
    const Backend& backend = *handle_->backend;
    outcome_ = backend.run(handle_->model, operation_, call_);
    bytes_ = backend.bytes(handle_->model);
    step_ = backend.step(handle_->model);
  }

  napi_value finish(napi_env, napi_value kept) override {
    handle_->bytes = bytes_;
    handle_->step = step_;
    handle_->calls--;
    handle_->free_if_unused();
    if (outcome_ == Outcome::kNoMemory) refusal = "there is not enough memory for this batch";
    if (outcome_ == Outcome::kRefused) refusal = "a number or a length of this call does not fit the model";
    return refusal ? nullptr : kept;
  }

 private:
  Handle* handle_;
  Operation operation_ = Operation::kReserve;
  Copied<int32_t> ints_;
  Copied<float> floats_;
  Copied<double> scalars_;
  Call call_ = {};
  Outcome outcome_ = Outcome::kRefused;
  size_t bytes_ = 0;
  int32_t step_ = 0;
};

}  // namespace

napi_value run(napi_env env, napi_callback_info info) {
  napi_value values[9];
  if (!arguments(env, info, values)) return nullptr;
  Handle* const handle = handle_of(env, values[0]);
  if (!handle) return nullptr;
  auto work = std::make_unique<Running>(handle);
  if (!work->read(env, values)) return nullptr;
  const napi_value kept[] = {work->out[0].value, work->out[1].value, work->out[2].value};
  const napi_value promise = Work::start(env, std::move(work), {kept[0], kept[1], kept[2], values[0]});
  if (promise) handle->calls++;
  return promise;
}

}  // namespace geneglot::addon
