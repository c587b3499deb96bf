#!/bin/sh
# Compiles the core with its own test under sanitizers and runs it: sh core/test/run.sh [CASES] [SANITIZERS]
set -eu
cd "$(dirname "$0")"
cases=${1:-100}
sanitizers=${2:-address,undefined}
compiler=${CXX:-g++}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
flags="-std=c++20 -O1 -g -fsanitize=$sanitizers -fno-sanitize-recover=undefined -fno-omit-frame-pointer
  -fno-math-errno -fno-trapping-math -ffp-contract=fast"
kernels="-DGENEGLOT_ISA=portable"
compile() {
  name=$1
  shift
  # shellcheck disable=SC2086
  "$compiler" $flags "$@" -c -o "$folder/$name.o"
}
compile portable $kernels ../src/kernels/kernels.cpp &
others=$!
if [ "$(uname -m)" = x86_64 ]; then
  compile avx2 -DGENEGLOT_ISA=avx2 -march=x86-64-v3 ../src/kernels/kernels.cpp
  compile avx512 -DGENEGLOT_ISA=avx512 -march=x86-64-v4 ../src/kernels/kernels.cpp &
  others="$others $!"
  compile bf16 -DGENEGLOT_ISA=avx512bf16 -DGENEGLOT_BF16 -march=x86-64-v4 -mavx512bf16 ../src/kernels/kernels.cpp
fi
for process in $others; do wait "$process"; done
# shellcheck disable=SC2086
"$compiler" $flags ../src/*.cpp ../native/platform.cpp core-test.cpp "$folder"/*.o -pthread -o "$folder/core-test"
"$folder/core-test" "$cases"
