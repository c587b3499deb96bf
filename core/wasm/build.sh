#!/bin/sh
# Builds the WebAssembly core with Debian's clang-19 and lld-19: sh core/wasm/build.sh [OUTPUT]
# The committed geneglot.wasm is this script's output; test/engines/wasm-rebuild.test.ts compares the bytes.
set -eu
cd "$(dirname "$0")"
output=${1:-geneglot.wasm}
# The linker writes the name of its output into it, so that is always the same.
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
sources=$(find ../src -name '*.cpp' ! -path '*/kernels/*' | LC_ALL=C sort)
clang++-19 --target=wasm32 -std=c++20 -O3 -DGENEGLOT_ISA=portable \
  -msimd128 -matomics -mbulk-memory -mmutable-globals \
  -fno-math-errno -fno-trapping-math -ffp-contract=fast \
  -fno-exceptions -fno-rtti -fno-threadsafe-statics -fvisibility=hidden -nostdlib \
  -fuse-ld="$(command -v wasm-ld-19)" -Wl,--no-entry -Wl,--strip-debug -Wl,-z,stack-size=262144 \
  -Wl,--import-memory -Wl,--shared-memory -Wl,--initial-memory=2097152 -Wl,--max-memory=4294967296 \
  -Wl,--export=__stack_pointer \
  $sources ../src/kernels/kernels.cpp exports.cpp platform.cpp -o "$folder/geneglot.wasm"
install -m 644 "$folder/geneglot.wasm" "$output"
