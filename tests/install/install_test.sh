#!/usr/bin/env bash
# Usage: install_test.sh BUILD_DIR SOURCE_DIR
#
# Installs the build into an empty folder, and checks that somebody who has only that folder can
# build a program with flowdown and audit a graph. Also checks that this program is the example that
# flowdown.hpp shows.
set -euo pipefail

build=$1
source=$2
consumer=$source/tests/install/consumer
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# expect TEXT FILE: fails, and shows FILE, where no line of it has TEXT.
expect() {
  grep -qF -- "$1" "$2" || {
    cat "$2" >&2
    fail "expected \`$1\` in the output above"
  }
}

# The example is the indented text at the end of flowdown.hpp's opening comment.
sed -n '/tests\/install compiles and runs this/,/^#pragma once/s|^//     ||p' \
  "$source/include/flowdown/flowdown.hpp" >"$scratch/documented"
sed -n '/^  \/\/ example$/,/^  \/\/ end of example$/p' "$consumer/main.cpp" |
  sed '1d;$d;s/^  //' >"$scratch/compiled"
[[ -s $scratch/compiled ]] || fail "found no example in main.cpp"
diff -u "$scratch/documented" "$scratch/compiled" ||
  fail "the example in flowdown.hpp is not the one that is compiled here"

prefix=$scratch/prefix
cmake --install "$build" --prefix "$prefix" >"$scratch/install.log" || {
  cat "$scratch/install.log" >&2
  fail "could not install"
}

compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
{
  cmake -S "$consumer" -B "$scratch/build" -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_FIND_PACKAGE_NO_PACKAGE_REGISTRY=ON &&
    cmake --build "$scratch/build"
} >"$scratch/build.log" 2>&1 || {
  cat "$scratch/build.log" >&2
  fail "could not build a program with the installed flowdown"
}
"$scratch/build/consumer" >"$scratch/consumer.txt" || fail "the example failed with exit $?"
expect "One lab and one shop (two-parties)" "$scratch/consumer.txt"
expect "judged as of 2024-04-08: 2 parties, 1 artifact, 1 agreement" "$scratch/consumer.txt"
expect "fails: " "$scratch/consumer.txt"

# The installed program finds the installed policies beside the installed graphs.
status=0
"$prefix/bin/flowdown" check "$prefix/share/flowdown/graphs/bedrock-2024.yaml" \
  >"$scratch/audit.txt" 2>&1 || status=$?
expect "judged as of 2024-04-08: " "$scratch/audit.txt"
((status <= 1)) || fail "the installed program exited with $status"
