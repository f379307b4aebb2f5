#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wharf {

/// What a CSV file may be at most. Beyond it, reading fails with `resource_exhausted` and the line.
struct CsvLimits {
  std::size_t bytes = std::size_t{256} << 20U;
  std::size_t field_bytes = std::size_t{1} << 20U;
  std::size_t fields_per_row = 1000;
};

/// One record. Its fields are views that live until the row is read into again and as long as the text it came from.
class CsvRow {
 public:
  /// The line of the file on which the record begins, from 1. Breaks inside quotes count.
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  /// The field of a column; empty if the record is shorter.
  [[nodiscard]] std::string_view operator[](std::size_t column) const;

 private:
  friend class CsvParser;
  struct Field {
    std::size_t offset = 0;
    std::size_t length = 0;
    bool unescaped = false;  // in `unescaped_`, not in the text
  };
  std::string_view text_;
  std::string unescaped_;
  std::vector<Field> fields_;
  std::size_t line_ = 0;
};

/// Reads CSV with a header line, as people's tools write it: RFC 4180, and beyond it a delimiter of comma, semicolon or
/// tab (found out from the first lines, or named by Excel's `sep=;` line), CR, LF and CRLF mixed, a last line without
/// an end, blank lines (skipped), lone quotes inside unquoted fields (kept), records shorter or longer than the header.
///
/// Pulls record by record and keeps none: memory is that of one record, time is linear. The text must be UTF-8 (see
/// DecodeText) and outlive the reader. Not safe to share between threads.
class CsvReader {
 public:
  /// Reads the header. Fails with `invalid_argument` on a text without any record, and for the reasons of Next().
  static Result<CsvReader> Open(std::string_view text, const CsvLimits& limits = {});

  /// Reads the next record; false at the end of the text. Fails with `invalid_argument` on a quote that is never closed
  /// (naming the line where it opens) and on a NUL byte, with `resource_exhausted` beyond a limit. Rows before the
  /// fault have been returned by then; a failed reader fails for ever.
  Result<bool> Next(CsvRow& row);

  /// The header's names without blanks around them.
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  /// The place of the column of that name, whatever its case and accents; the first of several.
  [[nodiscard]] std::optional<std::size_t> FindColumn(std::string_view name) const;
  /// Like FindColumn, but a missing column is an `invalid_argument` that names it and the columns that are there.
  [[nodiscard]] Result<std::size_t> Column(std::string_view name) const;
  [[nodiscard]] char delimiter() const { return delimiter_; }

 private:
  CsvReader(std::string_view text, const CsvLimits& limits) : text_(text), limits_(limits) {}

  std::string_view text_;
  CsvLimits limits_;
  char delimiter_ = ',';
  std::size_t offset_ = 0;
  std::size_t line_ = 1;
  std::vector<std::string> columns_;
  std::optional<Error> failure_;
};

/// How CSV is written. The defaults are RFC 4180.
struct CsvFormat {
  char delimiter = ',';
  std::string_view line_end = "\r\n";
  /// Puts an apostrophe before fields that a spreadsheet would run as a formula (they begin with = + - @, a tab or a
  /// CR and are no number; OWASP, "CSV Injection"). For files that people open; not for files that programs read back.
  bool guard_formulas = false;
};

/// Writes CSV. Fields with a delimiter, a quote, a break or blanks at an end are quoted.
class CsvWriter {
 public:
  explicit CsvWriter(CsvFormat format = {}) : format_(format) {}

  void Row(std::span<const std::string_view> fields);
  void Row(std::initializer_list<std::string_view> fields) { Row(std::span(fields.begin(), fields.size())); }
  /// Everything written so far; the writer is empty afterwards.
  std::string Take();

 private:
  void Field(std::string_view field);

  CsvFormat format_;
  std::string text_;
};

}  // namespace wharf
