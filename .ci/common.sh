# Functions that the scripts in this folder share. Sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

say() { printf '%s\n' "$*" >&2; }

# quietly LOG COMMAND...: runs the command with its output in the file LOG, and prints that output
# only if the command fails. On a terminal the output is shown as it comes.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if [[ -t 2 ]]; then
    "$@" >&2
    return
  fi
  local status=0
  "$@" >"$log" 2>&1 || status=$?
  if ((status != 0)); then
    cat "$log" >&2
    say "failed with exit $status: $*"
  fi
  return "$status"
}

# configure_and_build PRESET [CMAKE-ARGUMENT...]: brings build/PRESET up to date.
configure_and_build() {
  configure "$@"
  quietly "$root/build/$1/build.log" cmake --build "$root/build/$1" --parallel "$jobs"
}

# configure PRESET [CMAKE-ARGUMENT...]
configure() {
  local preset=$1
  shift
  local folder=$root/build/$preset
  # A build folder that came along with a moved or copied tree is of no use.
  if [[ -f $folder/CMakeCache.txt ]] &&
    ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    rm -rf "$folder"
  fi
  local launcher=()
  if command -v ccache >/dev/null; then
    launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  quietly "$folder/configure.log" \
    cmake -S "$root" --preset "$preset" ${launcher[@]+"${launcher[@]}"} "$@"
}
