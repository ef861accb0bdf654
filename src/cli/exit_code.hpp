// What the program's exit status means.
#pragma once

namespace flowdown::cli {

enum class ExitCode : int {
  kClean = 0,           // ran, and found nothing at or above --fail-on
  kFindings = 1,        // findings at or above --fail-on
  kCannotRun = 2,       // bad usage or bad input
  kInternalError = 3,   // a fault of flowdown itself
  kNothingToCheck = 4,  // the input holds nothing to check
};

}  // namespace flowdown::cli
