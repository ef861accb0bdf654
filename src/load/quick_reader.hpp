// The quick way to read a line of JSON Lines.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "load/bulk_records.hpp"

namespace flowdown::loading {

// Reads the lines that are as most lines of a large graph are: a party, artifact or agreement whose
// keys are known and whose values are of the usual kinds. It reports nothing: whatever it does not
// read, for its shape or a mistake in it, is left to the thorough reader.
class QuickReader {
 public:
  QuickReader(std::uint16_t file, std::uint8_t worker, BulkTables& tables);
  QuickReader(QuickReader&& other) noexcept;
  ~QuickReader();

  // Adds the record of the line with which the text begins to `into`, if the line is like one that
  // was read. Returns its size; else 0, with nothing added. Of this and of read() after the text or
  // the line BlockBuffer::kPadding bytes must be readable.
  std::size_t read_known(std::string_view text, std::uint32_t number, BlockRecords& into);
  // Adds the record of a line that is not; false, with nothing added, where it does not read it.
  bool read(std::string_view line, std::uint32_t number, BlockRecords& into);
  // After the last line of a block, while all of its lines are still there: gives the names in its
  // records their numbers.
  void finish(BlockRecords& block);

 private:
  class Parser;  // knows simdjson
  std::unique_ptr<Parser> parser_;
};

}  // namespace flowdown::loading
