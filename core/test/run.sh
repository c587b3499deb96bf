#!/bin/sh
# Compiles the core with its own test, and the addon, under sanitizers and runs both, the addon with odd calls from Node:
# sh core/test/run.sh [CASES] [SANITIZERS] [CALLS] [SEED]
set -eu
cd "$(dirname "$0")"
cases=${1:-100}
sanitizers=${2:-address,undefined}
calls=${3:-1000}
seed=${4:-1}
compiler=${CXX:-g++}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
flags="-std=c++20 -O1 -g1 -fPIC -pthread -fsanitize=$sanitizers -fno-sanitize-recover=undefined \
  -fno-omit-frame-pointer -fno-math-errno -fno-trapping-math -ffp-contract=fast"
make --silent --directory=.. --jobs="$(getconf _NPROCESSORS_ONLN)" "$folder/Release/geneglot.node" \
  BUILD="$folder" CXX="$compiler" FLAGS="$flags" LDFLAGS="-fsanitize=$sanitizers"
objects=$(find "$folder/objects" -name '*.o' ! -path '*/native/*')
# shellcheck disable=SC2086
"$compiler" $flags core-test.cpp $objects "$folder/objects/native/platform.o" -o "$folder/core-test"
"$folder/core-test" "$cases"
# Node itself has no sanitizer in it, so the library must come first; what Node keeps to its end is no leak of ours.
library=$("$compiler" -print-file-name=libasan.so)
case $sanitizers,$library in
*address*,/*) ;;
*) echo "no odd calls: they need AddressSanitizer and a compiler that has libasan.so" && exit ;;
esac
# A request for more memory than this is refused, as on a machine that has no more. V8 catches wrong accesses too, for
# WebAssembly; here they are the sanitizer's to report.
LD_PRELOAD=$library UBSAN_OPTIONS=print_stacktrace=1 \
  ASAN_OPTIONS=detect_leaks=0:handle_segv=2:allocator_may_return_null=1:max_allocation_size_mb=1024 \
  node --disable-wasm-trap-handler --import tsx odd-calls.ts "$folder/Release/geneglot.node" "$calls" "$seed"
