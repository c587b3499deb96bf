// Operations apart from any model as the addon offers them.
#include "../src/matrices/matrices.hpp"

#include "work.hpp"

namespace geneglot::addon {
namespace {

class MatrixWork : public Work {
 public:
  /** isa, threads, operation, ints, floats. */
  bool read(napi_env env, const napi_value (&values)[5]) {
    int operation = 0;
    kernels = kernels_of(env, values[0]);
    if (!kernels) return false;
    // An inverse of rounded products would be none.
    if (kernels->steps_per_word != 1) return fail(env, "matrices are computed in 32-bit floats");
    const bool taken = threads_of(env, values[1], &threads) &&
                       whole_number(env, values[2], "the operation", 0, kLastMatrixOperation, &operation) &&
                       ints_.take(env, values[3], "the ints", napi_int32_array) &&
                       take_buffer(env, values[4], "the floats", &floats);
    operation_ = (MatrixOperation)operation;
    return taken;
  }

  Buffer floats = {};

 protected:
  void compute() override { outcome_ = run_matrix_operation(operation_, ints_.span(), floats.as<float>()); }

  napi_value finish(napi_env env, napi_value kept) override {
    if (outcome_ == kRefused) {
      refusal = "a number or a length of this call does not fit the operation";
      return nullptr;
    }
    napi_set_element(env, kept, 0, to_number(env, outcome_));
    return kept;
  }

 private:
  MatrixOperation operation_ = MatrixOperation::kGram;
  Copied<int32_t> ints_;
  int outcome_ = kRefused;
};

}  // namespace

napi_value matrix_operation(napi_env env, napi_callback_info info) {
  napi_value values[5];
  if (!arguments(env, info, values)) return nullptr;
  auto work = std::make_unique<MatrixWork>();
  if (!work->read(env, values)) return nullptr;
  const napi_value floats = work->floats.value;
  return Work::start(env, std::move(work), {to_number(env, kRefused), floats});
}

}  // namespace geneglot::addon
