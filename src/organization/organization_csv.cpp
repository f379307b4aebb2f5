#include "organization/organization_csv.h"

#include <algorithm>

#include "base/fold.h"
#include "base/text_encoding.h"
#include "base/trim.h"
#include "organization/organization_rules.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kShownHeader = 60;    ///< bytes of one column's name in a message
constexpr std::size_t kShownHeaders = 400;  ///< about so many of all
constexpr std::array<std::string_view, 6> kNames = {"name", "parent", "domains", "enabled", "tags", "slug"};

struct Alias {
  std::string_view header;
  ImportField field;
};
constexpr std::array<Alias, 21> kAliases = {{
    {"name", ImportField::name},
    {"organizationname", ImportField::name},
    {"organisationname", ImportField::name},
    {"organization", ImportField::name},
    {"companyname", ImportField::name},
    {"parent", ImportField::parent},
    {"parentid", ImportField::parent},
    {"parentname", ImportField::parent},
    {"managingorgid", ImportField::parent},
    {"managingorg", ImportField::parent},
    {"domain", ImportField::domains},
    {"domains", ImportField::domains},
    {"enabled", ImportField::enabled},
    {"isenabled", ImportField::enabled},
    {"status", ImportField::enabled},
    {"tag", ImportField::tags},
    {"tags", ImportField::tags},
    {"tagname", ImportField::tags},
    {"tagnames", ImportField::tags},
    {"slug", ImportField::slug},
    {"orgslug", ImportField::slug},
}};

/// "Organization Name", "organization_name" and "organizationName" are one header.
std::string HeaderKey(std::string_view header) {
  std::string key = FoldForSearch(header);
  std::erase_if(key, [](char c) { return c == ' ' || c == '_' || c == '-'; });
  return key;
}

std::optional<ImportField> KnownField(std::string_view header) {
  const std::string key = HeaderKey(header);
  const auto found =
      std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& alias) { return alias.header == key; });
  return found == kAliases.end() ? std::nullopt : std::optional(found->field);
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",;|\n"), text.size());
    const std::string_view part = Trim(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::optional<bool> ParseEnabled(std::string_view text) {
  const std::string word = FoldForSearch(text);
  for (const std::string_view yes : {"", "yes", "y", "true", "1", "enabled", "active", "on"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"no", "n", "false", "0", "disabled", "inactive", "off"}) {
    if (word == no) return false;
  }
  return std::nullopt;
}

}  // namespace

std::string_view NameOf(ImportField field) { return kNames[static_cast<std::size_t>(field)]; }

Result<ImportColumns> ImportColumns::Recognize(const std::vector<std::string>& headers) {
  ImportColumns columns;
  std::string there;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const std::string shown(Beginning(headers[i], kShownHeader));
    if (there.size() < kShownHeaders) there += (i == 0 ? "" : ", ") + shown;
    const auto field = KnownField(headers[i]);
    if (!field) {
      if (!shown.empty()) columns.notices_.push_back("The column \"" + shown + "\" is not known and is left alone.");
      continue;
    }
    auto& column = columns.columns_[static_cast<std::size_t>(*field)];
    if (column) {
      columns.notices_.push_back("The column \"" + shown + "\" is left alone: \"" + headers[*column] +
                                 "\" already holds the " + std::string(NameOf(*field)) + ".");
    } else {
      column = i;
    }
  }
  if (columns.columns_[0]) return columns;
  return Error{ErrorKind::invalid_argument, "column_missing",
               "No column holds the name. Call it name; the file has: " + there + "."};
}

std::optional<ImportField> ImportColumns::FieldOf(std::size_t column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), std::optional(column));
  return found == columns_.end() ? std::nullopt : std::optional(static_cast<ImportField>(found - columns_.begin()));
}

std::string_view ImportColumns::Text(const CsvRow& row, ImportField field) const {
  const auto column = columns_[static_cast<std::size_t>(field)];
  return column ? Trim(row[*column]) : std::string_view();
}

Result<ImportRecord> ReadImportRecord(const CsvRow& row, const ImportColumns& columns) {
  ImportRecord record;
  record.line = static_cast<std::int64_t>(row.line());
  WHARF_ASSIGN(record.name, CleanName(columns.Text(row, ImportField::name)));
  record.parent = std::string(columns.Text(row, ImportField::parent));
  const auto enabled = ParseEnabled(columns.Text(row, ImportField::enabled));
  if (!enabled) {
    return Error{ErrorKind::invalid_argument, std::string(kInvalidFormat),
                 "\"" + std::string(columns.Text(row, ImportField::enabled).substr(0, 50)) +
                     "\" does not say whether it is enabled. Write yes or no."};
  }
  record.enabled = *enabled;
  if (const auto slug = columns.Text(row, ImportField::slug); !slug.empty()) {
    WHARF_ASSIGN(record.slug, CheckSlug(slug));
  }
  WHARF_ASSIGN(record.tags, CleanTags(Split(columns.Text(row, ImportField::tags))));
  WHARF_ASSIGN(record.domains, CleanDomains(Split(columns.Text(row, ImportField::domains))));
  return record;
}

}  // namespace wharf::organization
