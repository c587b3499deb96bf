// The backends of the processor itself: thin functions over Model and SetEncoder, in both of which a handle points to the
// Trained, and over Lookup, which has neither tensors nor steps.
#include "backend.hpp"
#include "gpt/api.hpp"
#include "lookup/lookup-api.hpp"
#include "set-encoder/set-api.hpp"

namespace geneglot {
namespace {

Trained* trained_at(void* handle) { return static_cast<Trained*>(handle); }
const Trained* trained_at(const void* handle) { return static_cast<const Trained*>(handle); }

size_t tensor_length(const void* handle, int tensor, int kind) {
  const Trained& model = *trained_at(handle);
  const bool exists = tensor >= 0 && tensor < model.layout.count && kind >= 0 && kind < 4 && model.arrays[kind];
  return exists ? model.layout.length[tensor] : 0;
}

float* tensor_at(const Trained& model, int tensor, int kind) {
  return model.arrays[kind] + model.layout.offset[tensor];
}

void read_tensor(const void* handle, int tensor, int kind, float* to) {
  const Trained& model = *trained_at(handle);
  __builtin_memcpy(to, tensor_at(model, tensor, kind), model.layout.length[tensor] * sizeof(float));
}

void write_tensor(void* handle, int tensor, int kind, const float* from) {
  const Trained& model = *trained_at(handle);
  __builtin_memcpy(tensor_at(model, tensor, kind), from, model.layout.length[tensor] * sizeof(float));
}

int32_t step(const void* handle) { return trained_at(handle)->step; }
void set_step(void* handle, int32_t step) { trained_at(handle)->step = step; }

Model* decoder_at(void* handle) { return static_cast<Model*>(trained_at(handle)); }
SetEncoder* set_encoder_at(void* handle) { return static_cast<SetEncoder*>(trained_at(handle)); }

bool is_possible_decoder(const int32_t* shape, double dropout) { return is_possible(shape_from(shape, dropout)); }
void* create_decoder(const int32_t* shape, double dropout, uint32_t seed, bool trainable) {
  return static_cast<Trained*>(create_model(shape_from(shape, dropout), seed, trainable));
}
void destroy_decoder(void* handle) { destroy_model(decoder_at(handle)); }
size_t decoder_bytes(const void* handle) { return model_bytes(*static_cast<const Model*>(trained_at(handle))); }
Outcome run_decoder(void* handle, Operation operation, const Call& call) {
  return run_operation(*decoder_at(handle), operation, call);
}

bool are_possible_sets(const int32_t* shape, double dropout) { return is_possible(set_shape_from(shape, dropout)); }
void* create_sets(const int32_t* shape, double dropout, uint32_t seed, bool trainable) {
  return static_cast<Trained*>(create_set_encoder(set_shape_from(shape, dropout), seed, trainable));
}
void destroy_sets(void* handle) { destroy_set_encoder(set_encoder_at(handle)); }
size_t set_bytes(const void* handle) { return set_encoder_bytes(*static_cast<const SetEncoder*>(trained_at(handle))); }
Outcome run_sets(void* handle, Operation operation, const Call& call) {
  return run_set_operation(*set_encoder_at(handle), operation, call);
}

bool is_possible_lookup(const int32_t* shape, double) { return is_possible(lookup_shape_from(shape)); }
void* make_lookup(const int32_t* shape, double, uint32_t, bool) { return create_lookup(lookup_shape_from(shape)); }
void destroy_kept(void* handle) { destroy_lookup(static_cast<Lookup*>(handle)); }
size_t lookup_bytes(const void* handle) { return (size_t)static_cast<const Lookup*>(handle)->bytes; }
size_t no_tensor_length(const void*, int, int) { return 0; }
void read_no_tensor(const void*, int, int, float*) {}
void write_no_tensor(void*, int, int, const float*) {}
int32_t no_step(const void*) { return 0; }
void set_no_step(void*, int32_t) {}
Outcome run_lookup(void* handle, Operation operation, const Call& call) {
  return run_lookup_operation(*static_cast<Lookup*>(handle), operation, call);
}

constexpr Backend kDecoder = {
    "cpu",         kShapeNumbers, is_possible_decoder, create_decoder, destroy_decoder, decoder_bytes,
    tensor_length, read_tensor,   write_tensor,        step,           set_step,        run_decoder,
};
constexpr Backend kSetEncoder = {
    "cpu",         kSetShapeNumbers, are_possible_sets, create_sets, destroy_sets, set_bytes,
    tensor_length, read_tensor,      write_tensor,      step,        set_step,     run_sets,
};
constexpr Backend kLookup = {
    "cpu",            kLookupShapeNumbers, is_possible_lookup, make_lookup, destroy_kept, lookup_bytes,
    no_tensor_length, read_no_tensor,      write_no_tensor,    no_step,     set_no_step,  run_lookup,
};

}  // namespace

const Backend* find_cpu_backend(int architecture) {
  constexpr const Backend* kBackends[] = {&kDecoder, &kSetEncoder, &kLookup};
  return architecture >= 0 && architecture < 3 ? kBackends[architecture] : nullptr;
}

}  // namespace geneglot
