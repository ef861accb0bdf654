// Usage: generate SHAPE SIZE [SEED] >FILE.jsonl
//
// Writes a made-up graph as JSON Lines, to measure with. shapes.hpp says which there are.

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <string_view>

#include "shapes.hpp"

namespace {

bool read_number(std::string_view word, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc() && end == word.data() + word.size();
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t size = 0, seed = 1;
  const bool good = (argc == 3 || argc == 4) && read_number(argv[2], size) && size > 0 &&
                    (argc == 3 || read_number(argv[3], seed));
  if (good) {
    for (const flowdown::bench::Shape& shape : flowdown::bench::shapes()) {
      if (shape.name != std::string_view(argv[1])) continue;
      shape.write(size, seed, [](std::string_view piece) {
        std::fwrite(piece.data(), 1, piece.size(), stdout);
      });
      return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? 0 : 1;
    }
  }
  fmt::print(stderr, "usage: generate SHAPE SIZE [SEED]\nshapes:");
  for (const flowdown::bench::Shape& shape : flowdown::bench::shapes()) {
    fmt::print(stderr, " {}", shape.name);
  }
  fmt::print(stderr, "\n");
  return 2;
}
