#!/bin/sh
# Compiles the core with its own test under sanitizers and runs it: sh core/test/run.sh [CASES] [SANITIZERS]
set -eu
cd "$(dirname "$0")"
cases=${1:-100}
sanitizers=${2:-address,undefined}
compiler=${CXX:-g++}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
flags="-std=c++20 -O1 -g -fsanitize=$sanitizers -fno-sanitize-recover=undefined -fno-omit-frame-pointer \
  -fno-math-errno -fno-trapping-math -ffp-contract=fast"
make --silent --directory=.. --jobs="$(getconf _NPROCESSORS_ONLN)" core \
  BUILD="$folder" CXX="$compiler" FLAGS="$flags"
# shellcheck disable=SC2086
"$compiler" $flags core-test.cpp $(find "$folder/objects" -name '*.o') -pthread -o "$folder/core-test"
"$folder/core-test" "$cases"
