#include "base/csv.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/csv_parser.h"
#include "base/fold.h"
#include "base/text_encoding.h"
#include "base/trim.h"

namespace wharf {
namespace {

constexpr std::array<char, 3> kDelimiters = {',', ';', '\t'};
constexpr std::size_t kSampledRecords = 20;
constexpr std::size_t kSampledBytes = std::size_t{64} << 10U;

// Excel writes and obeys a first line `sep=;` that names the delimiter.
std::optional<char> NamedDelimiter(std::string_view text, std::size_t& length) {
  if (text.size() < 5 || FoldForSearch(text.substr(0, 4)) != "sep=") return std::nullopt;
  const char delimiter = text[4];
  if (delimiter == '"' || delimiter == '\r' || delimiter == '\n' || delimiter == '\0') return std::nullopt;
  length = 5;
  if (length < text.size() && text[length] == '\r') ++length;
  if (length < text.size() && text[length] == '\n') ++length;
  return length == 5 && text.size() > 5 ? std::nullopt : std::optional(delimiter);
}

// How many of the first records have as many fields as the header, and how many fields that is.
std::pair<std::size_t, std::size_t> Agreement(std::string_view text, const CsvLimits& limits, char delimiter) {
  CsvParser parser(text.substr(0, kSampledBytes), limits, delimiter, 0, 1);
  CsvRow row;
  std::size_t fields = 0;
  std::size_t agreeing = 0;
  for (std::size_t i = 0; i < kSampledRecords; ++i) {
    const Result<bool> more = parser.Record(row);
    if (!more || !*more) break;
    if (i == 0) fields = row.size();
    if (row.size() == fields) ++agreeing;
  }
  return {agreeing, fields};
}

char GuessDelimiter(std::string_view text, const CsvLimits& limits) {
  char best = kDelimiters.front();
  std::pair<std::size_t, std::size_t> best_agreement{0, 0};
  for (const char delimiter : kDelimiters) {
    const auto agreement = Agreement(text, limits, delimiter);
    if (agreement.second > 1 && agreement > best_agreement) {
      best = delimiter;
      best_agreement = agreement;
    }
  }
  return best;
}

bool IsNumber(std::string_view field) {
  return field.size() > 1 && field.find_first_not_of("0123456789.,", 1) == std::string_view::npos;
}

bool IsFormula(std::string_view field) {
  return !field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos &&
         !((field.front() == '-' || field.front() == '+') && IsNumber(field));
}

}  // namespace

Result<CsvReader> CsvReader::Open(std::string_view text, const CsvLimits& limits) {
  if (text.size() > limits.bytes) {
    return Error{.kind = ErrorKind::resource_exhausted,
                 .code = "csv_too_large",
                 .message = "The file is larger than " + std::to_string(limits.bytes >> 20U) + " MB. Split it."};
  }
  CsvReader reader(text, limits);
  if (const auto named = NamedDelimiter(text, reader.offset_)) {
    reader.delimiter_ = *named;
    reader.line_ = 2;
  } else {
    reader.delimiter_ = GuessDelimiter(text, limits);
  }
  CsvRow header;
  WHARF_ASSIGN(const bool found, reader.Next(header));
  if (!found) {
    return Error{.kind = ErrorKind::invalid_argument,
                 .code = "csv_empty",
                 .message = "The file is empty. Its first line must name the columns."};
  }
  for (std::size_t i = 0; i < header.size(); ++i) reader.columns_.emplace_back(Trim(header[i]));
  return reader;
}

Result<bool> CsvReader::Next(CsvRow& row) {
  if (failure_) return *failure_;
  CsvParser parser(text_, limits_, delimiter_, offset_, line_);
  Result<bool> found = parser.Record(row);
  offset_ = parser.offset();
  line_ = parser.line();
  if (!found) failure_ = found.error();
  return found;
}

std::optional<std::size_t> CsvReader::FindColumn(std::string_view name) const {
  const std::string folded = FoldForSearch(Trim(name));
  const auto found = std::find_if(columns_.begin(), columns_.end(),
                                  [&](const std::string& column) { return FoldForSearch(column) == folded; });
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

Result<std::size_t> CsvReader::Column(std::string_view name) const {
  if (const auto column = FindColumn(name)) return *column;
  std::string message = "The column \"" + std::string(name) + "\" is missing. The file has:";
  constexpr std::size_t kNamed = 10;
  for (std::size_t i = 0; i < columns_.size() && i < kNamed; ++i) {
    message += i == 0 ? " \"" : ", \"";
    message += Beginning(columns_[i], 40);
    message += '"';
  }
  if (columns_.size() > kNamed) message += " and " + std::to_string(columns_.size() - kNamed) + " more";
  return Error{
      .kind = ErrorKind::invalid_argument,
      .code = "csv_missing_column",
      .message = message + ".",
      .fields = {{.pointer = std::string(name), .code = "missing", .message = "Add this column to the first line."}}};
}

void CsvWriter::Field(std::string_view field) {
  const bool guarded = format_.guard_formulas && IsFormula(field);
  const bool quoted = field.find_first_of("\"\r\n") != std::string_view::npos ||
                      field.find(format_.delimiter) != std::string_view::npos || field.starts_with(' ') ||
                      field.ends_with(' ') || field.starts_with('\t') || field.ends_with('\t');
  if (quoted) text_ += '"';
  if (guarded) text_ += '\'';
  for (const char c : field) {
    if (c == '"') text_ += '"';
    text_ += c;
  }
  if (quoted) text_ += '"';
}

void CsvWriter::Row(std::span<const std::string_view> fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text_ += format_.delimiter;
    Field(fields[i]);
  }
  if (fields.size() == 1 && fields.front().empty()) text_ += "\"\"";  // else it would be a blank line
  text_ += format_.line_end;
}

std::string CsvWriter::Take() { return std::exchange(text_, {}); }

}  // namespace wharf
