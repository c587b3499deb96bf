#!/bin/sh
# Compiles the core with its own test, and the addon, under sanitizers and runs both, the addon with odd calls from Node:
# sh core/test/run.sh [CASES] [CALLS] [SANITIZERS] [SEED]
set -eu
cd "$(dirname "$0")"
cases=${1:-100}
calls=${2:-1000}
sanitizers=${3:-address,undefined}
seed=${4:-1}
compiler=${CXX:-g++}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
flags="-std=c++20 -O1 -g -fPIC -pthread -fsanitize=$sanitizers -fno-sanitize-recover=undefined \
  -fno-omit-frame-pointer -fno-math-errno -fno-trapping-math -ffp-contract=fast"
make --silent --directory=.. --jobs="$(getconf _NPROCESSORS_ONLN)" "$folder/Release/geneglot.node" \
  BUILD="$folder" CXX="$compiler" FLAGS="$flags" LDFLAGS="-fsanitize=$sanitizers"
objects=$(find "$folder/objects" -name '*.o' ! -path '*/native/*')
# shellcheck disable=SC2086
"$compiler" $flags core-test.cpp $objects "$folder/objects/native/platform.o" -o "$folder/core-test"
"$folder/core-test" "$cases"
# Node itself has no sanitizer in it, so the library must come first; what Node keeps to its end is no leak of ours.
library=$("$compiler" -print-file-name=libasan.so)
case $library in
/*) ;;
*) echo "no odd calls: the compiler has no libasan.so" && exit ;;
esac
# A request for more memory than this is refused, as on a machine that has no more.
LD_PRELOAD=$library UBSAN_OPTIONS=print_stacktrace=1 \
  ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=1024 \
  node --import tsx odd-calls.ts "$folder/Release/geneglot.node" "$calls" "$seed"
