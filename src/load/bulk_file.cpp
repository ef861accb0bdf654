// The lines of a file, dealt out.
//
// Threads take blocks of lines in turn; each line that the quick reader reads becomes a record, all
// others are kept as they stand. Afterwards, in the order of the file, those are parsed: their form
// is checked, policies and taxonomies are kept as trees, and of parties, artifacts and agreements
// the id, since what stands below it can be read only when all ids are known. What the threads did
// leaves no trace but the time it took.
#include "load/bulk_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "flowdown/load.hpp"
#include "flowdown/ranges.hpp"
#include "load/entry_lines.hpp"
#include "load/line_blocks.hpp"
#include "load/parse_json.hpp"
#include "load/quick_reader.hpp"

namespace flowdown::loading {
namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

// What one thread does: takes blocks, and makes records of them.
class Worker {
 public:
  Worker(std::uint16_t file, std::uint8_t number, LineReading reading, BulkTables& tables)
      : reading_(reading), tables_(tables), quick_(file, number, tables) {}

  void run(LineBlocks& blocks) {
    LineBlock block;
    while (blocks.next(block)) read(block, 0);
  }

  // Reads the lines from the one that begins at `at`.
  void read(const LineBlock& block, std::size_t at) {
    BlockRecords records;
    records.block = block.number;
    const std::string_view text = block.text();
    // Room that is not used is not touched either.
    records.artifacts.reserve(block.lines);
    records.parties.reserve(block.lines);
    std::uint64_t noted = block.offset + at;
    records.starts.push_back({block.first_line, noted});
    std::uint32_t number = block.first_line;
    const bool quick = reading_ == LineReading::kQuick && !block.too_long;
    for (; at < text.size(); ++number) {
      if (block.offset + at >= noted + kBetweenStarts) {
        noted = block.offset + at;
        records.starts.push_back({number, noted});
      }
      if (quick) {
        if (const std::size_t size = quick_.read_known(text.substr(at), number, records)) {
          at += size + 1;
          continue;
        }
      }
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view line = text.substr(at, end - at);
      at = end + 1;
      if (line.size() > kMaxLineBytes || block.too_long) {
        records.too_long.push_back(number);
      } else if (!quick || !quick_.read(line, number, records)) {
        if (!is_blank(line)) records.others.push_back({number, tables_.names.copy(line)});
      }
    }
    quick_.finish(records);
    done_.push_back(std::move(records));
  }

  std::vector<BlockRecords> take() { return std::move(done_); }

 private:
  // Quoting a line reads from the nearest start before it.
  static constexpr std::size_t kBetweenStarts = 1U << 14U;

  LineReading reading_;
  BulkTables& tables_;
  QuickReader quick_;
  std::vector<BlockRecords> done_;
};

class BulkReader {
 public:
  BulkReader(FileId file, std::uint16_t number, LineReading reading, Sources& sources,
             AllBulkTables& tables, Problems& problems)
      : number_(number),
        reading_(reading),
        sources_(sources),
        tables_(tables),
        problems_(problems),
        entries_(file, problems, result_) {
    result_.file = file;
    result_.places.emplace(sources);
  }

  std::optional<BulkFile> read() {
    ByteSource& bytes = *sources_.bytes(result_.file);
    LineBlocks blocks(bytes);
    const bool good = read_blocks(blocks);
    if (const std::string error = bytes.error(); !error.empty()) {
      problems_.add(
          Diagnostic{{result_.file, 0, 0}, 1, "cannot be read to its end: " + error, {}, {}, {}});
      problems_.miss_names();
    }
    if (!good) return std::nullopt;
    entries_.finish();
    return std::move(result_);
  }

 private:
  bool read_blocks(LineBlocks& blocks) {
    LineBlock block;
    // The head stands in the first block that is not blank.
    do {
      if (!blocks.next(block)) {
        problems_.add(Diagnostic{
            {result_.file, 0, 0}, 1, "the file is empty", std::string(kHowToBegin), {}, {}});
        return false;
      }
    } while (!block.too_long && is_blank(block.text()));
    const auto head = read_head(block);
    if (!head) return false;

    const std::size_t threads = blocks.at_end() ? 1 : processors();
    std::vector<Worker> workers;
    for (std::size_t i = 0; i < threads; ++i) {
      if (tables_.size() == i) tables_.push_back(std::make_unique<BulkTables>());
      workers.emplace_back(number_, static_cast<std::uint8_t>(i), reading_, *tables_[i]);
    }
    workers[0].read(block, *head);
    for_each_beside(workers.size(), [&](std::size_t i) { workers[i].run(blocks); });
    std::vector<BlockRecords>& all = result_.blocks;
    for (Worker& worker : workers) {
      std::vector<BlockRecords> done = worker.take();
      std::move(done.begin(), done.end(), std::back_inserter(all));
    }
    std::sort(all.begin(), all.end(),
              [](const BlockRecords& a, const BlockRecords& b) { return a.block < b.block; });
    std::vector<Sources::LineStart> starts;
    for (BlockRecords& records : all) {
      starts.insert(starts.end(), records.starts.begin(), records.starts.end());
      for (const std::uint32_t line : records.too_long) refuse_long(line);
      for (const OtherLine& line : records.others) entries_.add(line.line, line.text);
      records.others = {};
    }
    sources_.set_line_starts(result_.file, std::move(starts));
    return true;
  }

  // Reads the first line that is not blank, and makes the block begin after it.
  std::optional<std::size_t> read_head(LineBlock& block) {
    if (block.too_long) {
      refuse_long(block.first_line);
      return std::nullopt;
    }
    const std::string_view text = block.text();
    for (std::size_t at = 0;; ++block.first_line) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view line = text.substr(at, end - at);
      if (!is_blank(line)) {
        sources_.set_line_starts(result_.file, {{block.first_line, block.offset + at}});
        if (!entries_.read_head(block.first_line, line)) return std::nullopt;
        ++block.first_line;
        return std::min(end + 1, text.size());
      }
      at = end + 1;
    }
  }

  void refuse_long(std::uint32_t line) {
    problems_.add(Diagnostic{{result_.file, line, 1},
                             1,
                             fmt::format("a line longer than {} MiB", kMaxLineBytes >> 20U),
                             "split the entry: several agreements may have the same terms",
                             {},
                             {}});
    problems_.miss_names();
  }

  std::uint16_t number_;
  LineReading reading_;
  Sources& sources_;
  AllBulkTables& tables_;
  Problems& problems_;
  BulkFile result_;
  EntryLines entries_;
};

}  // namespace

std::optional<BulkFile> read_bulk(FileId file, std::uint16_t number, LineReading reading,
                                  Sources& sources, AllBulkTables& tables, Problems& problems) {
  return BulkReader(file, number, reading, sources, tables, problems).read();
}

}  // namespace flowdown::loading
