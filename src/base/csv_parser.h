#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/csv.h"
#include "base/result.h"

namespace wharf {

/// The grammar below CsvReader: takes one record off a text. Made for each record; cheap.
class CsvParser {
 public:
  CsvParser(std::string_view text, const CsvLimits& limits, char delimiter, std::size_t offset, std::size_t line)
      : text_(text), limits_(limits), delimiter_(delimiter), offset_(offset), line_(line) {}

  /// Fills `row` with the next record that is not a blank line; false at the end of the text.
  Result<bool> Record(CsvRow& row);

  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] std::size_t line() const { return line_; }

 private:
  Result<void> Field(CsvRow& row);
  Result<void> QuotedField(CsvRow& row);
  bool LineEnd();
  [[nodiscard]] std::size_t FieldEnd(std::size_t from) const;
  [[nodiscard]] Error Fault(ErrorKind kind, std::string code, std::size_t line, const std::string& fact) const;

  std::string_view text_;
  const CsvLimits& limits_;
  char delimiter_;
  std::size_t offset_;
  std::size_t line_;
};

}  // namespace wharf
