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

  // Adds the record of a line to `into`; false, with nothing added, where it does not read it.
  // After the line BlockBuffer::kPadding bytes must be readable.
  bool read(std::string_view line, std::uint32_t number, BlockRecords& into);
  // After the last line of a block, while all of its lines are still there: gives the names in its
  // records their numbers.
  void finish(BlockRecords& block);

 private:
  class Parser;  // knows simdjson
  std::unique_ptr<Parser> parser_;
};

}  // namespace flowdown::loading
