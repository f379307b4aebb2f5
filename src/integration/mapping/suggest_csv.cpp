#include "integration/mapping/suggest_csv.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/csv.h"
#include "base/text_encoding.h"
#include "base/trim.h"
#include "integration/mapping/suggest.h"

namespace wharf::mapping {
namespace {

constexpr std::size_t kMostRows = 1'000'000;

std::vector<std::string> SplitDomains(std::string_view field) {
  constexpr std::string_view kSeparators = " ;,\t\r\n";
  std::vector<std::string> domains;
  while (!field.empty()) {
    const std::size_t end = std::min(field.find_first_of(kSeparators), field.size());
    if (end > 0) domains.emplace_back(field.substr(0, end));
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return domains;
}

Error InFile(const std::string& file, Error error) {
  error.message = "The " + file + " file: " + error.message;
  return error;
}

Error AtLine(const std::string& code, std::size_t line, const std::string& fact) {
  return {.kind = ErrorKind::invalid_argument, .code = code, .message = "Line " + std::to_string(line) + ": " + fact};
}

template <class Row>
Result<std::vector<Row>> ReadRows(const std::string& text) {
  WHARF_ASSIGN(CsvReader reader, CsvReader::Open(text));
  WHARF_ASSIGN(const std::size_t id_column, reader.Column("id"));
  WHARF_ASSIGN(const std::size_t name_column, reader.Column("name"));
  const std::optional<std::size_t> domain_column = reader.FindColumn("domain");
  std::vector<Row> rows;
  std::unordered_map<std::string, std::size_t> lines;
  CsvRow fields;
  for (;;) {
    WHARF_ASSIGN(const bool more, reader.Next(fields));
    if (!more) return rows;
    const std::string id(Trim(fields[id_column]));
    if (id.empty() && Trim(fields[name_column]).empty()) continue;
    if (id.empty()) return AtLine("missing_id", fields.line(), "the id is empty. Give each row its own.");
    if (const auto [first, added] = lines.emplace(id, fields.line()); !added) {
      return AtLine(
          "duplicate_id", fields.line(),
          "the id \"" + id + "\" is that of line " + std::to_string(first->second) + ", too. Give each row its own.");
    }
    if (rows.size() == kMostRows) {
      return Error{.kind = ErrorKind::resource_exhausted,
                   .code = "too_many_rows",
                   .message = "More than " + std::to_string(kMostRows) + " rows. Split the file."};
    }
    Row row{.id = id, .name = std::string(fields[name_column])};
    if (domain_column) row.domains = SplitDomains(fields[*domain_column]);
    rows.push_back(std::move(row));
  }
}

template <class Row>
Result<std::vector<Row>> ReadFile(const std::string& file, std::string_view bytes, std::vector<std::string>* notices) {
  const DecodedText decoded = DecodeText(std::string(bytes));
  if (!decoded.notice.empty() && notices != nullptr) notices->push_back("The " + file + " file: " + decoded.notice);
  Result<std::vector<Row>> rows = ReadRows<Row>(decoded.text);
  if (!rows) return InFile(file, std::move(rows).error());
  return rows;
}

void WriteRow(const Suggestion& suggestion, const SuggestCandidate& candidate, CsvWriter& writer) {
  std::array<char, 16> score{};
  std::snprintf(score.data(), score.size(), "%.3f", candidate.score);
  std::string reason = candidate.reason;
  if (suggestion.kind == SuggestionKind::ambiguous) reason = suggestion.reason + ". " + reason;
  if (suggestion.kind == SuggestionKind::weak) reason = "Weak. " + reason;
  writer.Row({suggestion.organization_id, candidate.option_id, score.data(), reason});
}

}  // namespace

Result<std::string> SuggestCsv(std::string_view organizations, std::string_view options, bool all,
                               std::vector<std::string>* notices) {
  WHARF_ASSIGN(const auto organization_rows, ReadFile<SuggestOrganization>("organizations", organizations, notices));
  WHARF_ASSIGN(const auto option_rows, ReadFile<SuggestOption>("options", options, notices));
  WHARF_ASSIGN(const auto suggestions, Suggest(organization_rows, option_rows));
  CsvWriter writer({.line_end = "\n"});
  writer.Row({"organization_id", "option_id", "score", "reason"});
  for (const Suggestion& suggestion : suggestions) {
    if (suggestion.kind == SuggestionKind::confident) {
      WriteRow(suggestion, suggestion.candidates.front(), writer);
    } else if (all) {
      for (const SuggestCandidate& candidate : suggestion.candidates) WriteRow(suggestion, candidate, writer);
    }
  }
  return writer.Take();
}

}  // namespace wharf::mapping
