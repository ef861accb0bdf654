// How long JSON libraries take to write a document that they hold: the least that a report in JSON
// costs which is made in memory first. And how long its bytes alone take.
//
//     write_benchmark FILE.json [--rounds N]
//
// Each writes to FILE.json.written, which is removed again. Prints seconds of the clock, the best
// of N rounds.
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

void write(const std::string& path, std::string_view text) {
  constexpr std::size_t kPiece = std::size_t{1} << 16U;
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) throw std::runtime_error(path + ": " + std::strerror(errno));
  bool written = true;
  for (std::size_t at = 0; at < text.size() && written; at += kPiece) {
    const std::string_view piece = text.substr(at, kPiece);
    written = std::fwrite(piece.data(), 1, piece.size(), file) == piece.size();
  }
  if (std::fclose(file) != 0 || !written) throw std::runtime_error(path + ": cannot be written");
}

template <class Work>
void measure(const char* what, int rounds, const Work& work) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count());
  }
  std::printf("%s %.4f s\n", what, best);
}

void measure_all(const std::string& path, int rounds) {
  const simdjson::padded_string text = simdjson::padded_string::load(path);
  const auto held = nlohmann::ordered_json::parse(std::string_view(text));
  simdjson::dom::parser parser;
  const simdjson::dom::element element = parser.parse(text);
  const std::string to = path + ".written";
  measure("bytes", rounds, [&] { write(to, text); });
  measure("nlohmann", rounds, [&] { write(to, held.dump()); });
  measure("simdjson", rounds, [&] { write(to, simdjson::minify(element)); });
  std::remove(to.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 3;
  std::string path;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--rounds") == 0 && i + 1 < argc) {
      rounds = std::max(1, std::atoi(argv[++i]));
    } else {
      path = argv[i];
    }
  }
  if (path.empty()) {
    std::fputs("write_benchmark FILE.json [--rounds N]\n", stderr);
    return 2;
  }
  try {
    measure_all(path, rounds);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
