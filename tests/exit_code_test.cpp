// The exit status that no input can provoke: a fault inside flowdown. All others are tested on the
// program itself, in cli/.

#include <gtest/gtest.h>

#include <stdexcept>

#include "cli/commands.hpp"

namespace flowdown::cli {
namespace {

TEST(ExitCode, AFaultInsideIsAnInternalErrorAndIsSaid) {
  ::testing::internal::CaptureStderr();
  const ExitCode code = guarded([]() -> ExitCode { throw std::logic_error("a broken invariant"); });
  EXPECT_EQ(code, ExitCode::kInternalError);
  EXPECT_EQ(static_cast<int>(code), 3);
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("internal error: a broken invariant"),
            std::string::npos);
}

TEST(ExitCode, OtherwiseItIsTheCommands) {
  EXPECT_EQ(guarded([] { return ExitCode::kNothingToCheck; }), ExitCode::kNothingToCheck);
}

TEST(ExitCode, NumbersAreThoseOfTheDocumentation) {
  EXPECT_EQ(static_cast<int>(ExitCode::kClean), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::kFindings), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::kCannotRun), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::kNothingToCheck), 4);
}

}  // namespace
}  // namespace flowdown::cli
