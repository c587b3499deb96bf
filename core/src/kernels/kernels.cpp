// Compiled once for each instruction set, with GENEGLOT_ISA naming the namespace: avx512bf16, avx512, avx2 or portable.
#include "kernels.hpp"

#include "attention.hpp"
#include "elementwise.hpp"
#include "gemm.hpp"
#include "kept.hpp"
#include "layer_norm.hpp"
#include "narrow.hpp"
#include "votes.hpp"

#define GENEGLOT_TEXT_(x) #x
#define GENEGLOT_TEXT(x) GENEGLOT_TEXT_(x)

namespace geneglot::GENEGLOT_ISA {

const Kernels table = {
    GENEGLOT_TEXT(GENEGLOT_ISA),
    kPanelRows,
    kPanelColumns,
    kStepsPerWord,
    sizeof(KeptElement),
    keep,
    pack_left,
    pack_right,
    multiply_packed,
    multiply_narrow,
    multiply_narrow_transposed,
    layer_norm_forward,
    layer_norm_backward,
    layer_norm_weight_gradient,
    add_column_sums,
    {gelu_forward, gelu_forward_keep, gelu_backward, gelu_backward_kept},
    {gelu_tanh_forward, gelu_tanh_forward_keep, gelu_tanh_backward, gelu_tanh_backward_kept},
    attention_forward,
    attention_backward,
    attend_one,
    exp_row,
    sigmoid_row,
    log_of,
    exp_in_place,
    add,
    add_scaled,
    dot,
    sum_of_squares,
    adam_update,
    drop,
    add_votes,
    add_votes,
};

}  // namespace geneglot::GENEGLOT_ISA
