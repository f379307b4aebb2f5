#include "organization/variable_csv.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/csv.h"
#include "base/fold.h"
#include "base/text_encoding.h"
#include "base/trim.h"
#include "organization/variable_rules.h"

namespace wharf::organization {
namespace {

constexpr std::array<std::string_view, 3> kActions = {"create", "change", "keep"};
constexpr std::size_t kMostRows = 10'000;
constexpr int kPiece = 1000;

Error Refused(std::string code, std::string message) {
  return {ErrorKind::invalid_argument, std::move(code), std::move(message)};
}

Result<std::optional<bool>> ParseFlag(std::string_view text) {
  const std::string word = FoldForSearch(Trim(text));
  if (word.empty()) return std::optional<bool>();
  if (word == "true" || word == "yes" || word == "1") return std::optional(true);
  if (word == "false" || word == "no" || word == "0") return std::optional(false);
  return Refused("use_as_default_invalid", "use_as_default is true or false, not \"" + word.substr(0, 30) + "\".");
}

struct Columns {
  std::optional<std::size_t> organization_id;
  std::optional<std::size_t> organization_name;
  std::size_t name = 0;
  std::size_t value = 0;
  std::optional<std::size_t> category;
  std::optional<std::size_t> cascade;
  std::optional<std::size_t> type;
};

Result<Columns> FindColumns(const CsvReader& reader) {
  Columns columns;
  columns.organization_id = reader.FindColumn("org_id");
  columns.organization_name = reader.FindColumn("org_name");
  if (!columns.organization_id && !columns.organization_name) WHARF_TRY(reader.Column("org_id"));
  WHARF_ASSIGN(columns.name, reader.Column("name"));
  WHARF_ASSIGN(columns.value, reader.Column("value"));
  columns.category = reader.FindColumn("category");
  columns.cascade = reader.FindColumn("use_as_default");
  columns.type = reader.FindColumn("type");
  return columns;
}

std::string_view Cell(const CsvRow& row, std::optional<std::size_t> column) {
  return column ? Trim(row[*column]) : std::string_view();
}

Result<OrganizationId> FindOrganization(const Access& access, const CsvRow& row, const Columns& columns) {
  const Directory& directory = access.directory();
  if (const auto text = Cell(row, columns.organization_id); !text.empty()) {
    const auto id = OrganizationId::Parse(text);
    if (id && access.Sees(*id)) return *id;
    return Refused("organization_not_found",
                   "There is no organization with the id " + std::string(text.substr(0, 60)) + ".");
  }
  const std::string name(Cell(row, columns.organization_name));
  std::vector<Directory::Position> named;
  for (const Directory::Position position : directory.Named(name)) {
    if (access.May(Right::read, position)) named.push_back(position);
  }
  if (named.size() == 1) return directory.At(named.front()).id;
  if (named.empty())
    return Refused("organization_not_found", "There is no organization \"" + name.substr(0, 300) + "\".");
  return Refused("organization_ambiguous",
                 std::to_string(named.size()) + " organizations are called \"" + name + "\". Write the org_id.");
}

/// A row as the edit it asks for, checked as far as that goes without the database.
Result<VariableEdit> ReadEdit(const Access& access, const CsvRow& row, const Columns& columns) {
  VariableEdit edit;
  WHARF_ASSIGN(edit.organization, FindOrganization(access, row, columns));
  edit.name = std::string(Cell(row, columns.name));
  if (!IsVariableName(edit.name)) {
    return Refused("name_invalid", "A name has letters, digits and underscores and does not begin with a digit.");
  }
  if (!access.May(Right::write, edit.organization)) {
    return Refused("not_allowed",
                   "You may see " + access.directory().Find(edit.organization)->name + " but not change it.");
  }
  edit.value = Secret(std::string(row[columns.value]));
  if (const std::string category = FoldForSearch(Cell(row, columns.category)); !category.empty()) {
    edit.kind = ParseVariableKind(category);
    if (!edit.kind) return Refused("category_invalid", "The category is general, contact, secret or system.");
  }
  if (const std::string type = FoldForSearch(Cell(row, columns.type)); !type.empty()) {
    edit.type = ParseVariableType(type);
    if (!edit.type) return Refused("type_invalid", "The type is text, number, boolean or json.");
  }
  WHARF_ASSIGN(edit.cascade, ParseFlag(Cell(row, columns.cascade)));
  return edit;
}

}  // namespace

std::string_view NameOf(VariableRowAction action) { return kActions[static_cast<std::size_t>(action)]; }

struct VariableCsv::Reading {
  VariableImportPreview preview;
  std::vector<std::pair<std::int64_t, VariableEdit>> edits;  // with their lines
};

Result<void> VariableCsv::Write(const Access& access, const VariableFilter& filter,
                                const std::function<Result<void>(std::string_view)>& write) {
  // Own values of everything below: what is inherited is written where it belongs.
  VariableFilter rows = filter;
  rows.include_descendants = true;
  rows.order = VariableOrder::organization;
  CsvWriter csv;
  csv.Row({"org_id", "org_name", "name", "value", "category", "use_as_default", "type"});
  for (int page = 1;; ++page) {
    WHARF_ASSIGN(const VariablePage found, variables_.List(access, rows, page, kPiece));
    for (const VariableItem& item : found.items) {
      const Variable& variable = item.variable;
      if (!variable.value) continue;
      const Organization* organization = access.directory().Find(variable.organization);
      csv.Row({variable.organization.ToString(), organization == nullptr ? "" : organization->name, variable.name,
               *variable.value, NameOf(variable.kind), variable.cascade ? "true" : "false", NameOf(variable.type)});
    }
    WHARF_TRY(write(csv.Take()));
    if (found.items.size() < static_cast<std::size_t>(kPiece)) return {};
  }
}

Result<VariableCsv::Reading> VariableCsv::Read(const Access& access, std::string bytes) {
  if (bytes.size() > kMostVariableCsvBytes) {
    return Error{ErrorKind::resource_exhausted, "file_too_large", "The file is larger than 20 MB. Split it."};
  }
  const DecodedText decoded = DecodeText(std::move(bytes));
  WHARF_ASSIGN(CsvReader reader, CsvReader::Open(decoded.text));
  WHARF_ASSIGN(const Columns columns, FindColumns(reader));
  Reading reading;
  if (!decoded.notice.empty()) reading.preview.notices.push_back(decoded.notice);
  std::map<std::pair<OrganizationId, std::string>, std::int64_t> lines;
  CsvRow row;
  for (std::size_t rows = 0;; ++rows) {
    const auto more = reader.Next(row);
    const auto line = static_cast<std::int64_t>(row.line());
    if (!more) reading.preview.problems.push_back({line, more.error().code, more.error().message});
    if (!more || !*more) return reading;
    if (rows == kMostRows) {
      return Error{ErrorKind::resource_exhausted, "too_many_rows", "A file may have 10,000 variables. Split it."};
    }
    auto edit = ReadEdit(access, row, columns);
    if (!edit) {
      reading.preview.problems.push_back({line, edit.error().code, edit.error().message});
      continue;
    }
    const auto [earlier, is_new] = lines.try_emplace({edit->organization, edit->name}, line);
    if (!is_new) {
      reading.preview.problems.push_back({line, "duplicate_in_file",
                                          edit->name + " of the same organization stands in line " +
                                              std::to_string(earlier->second) + " already. Leave one of them out."});
      continue;
    }
    reading.edits.emplace_back(line, *std::move(edit));
  }
}

Result<void> VariableCsv::Compare(const Access& access, Reading& reading) {
  for (auto& [line, edit] : reading.edits) {
    WHARF_ASSIGN(const auto before, variables_.Find(access, edit.organization, edit.name));
    const auto problem = [&, at = line](std::string code, std::string message) {
      reading.preview.problems.push_back({at, std::move(code), std::move(message)});
    };
    edit.version = before ? before->version : 0;
    const VariableKind kind = edit.kind.value_or(before ? before->kind : VariableKind::general);
    const VariableType type = edit.type.value_or(before ? before->type : VariableType::text);
    const auto checked = CheckValue(edit.name, kind, type, edit.value->Reveal());
    if (!checked) {
      problem(checked.error().code, checked.error().message);
      continue;
    }
    const bool same = before && before->value == *checked && before->kind == kind && before->type == type &&
                      edit.cascade.value_or(before->cascade) == before->cascade;
    if (!same && (kind == VariableKind::system || (before && before->kind == VariableKind::system))) {
      problem("system_variable", edit.name + " is written by saving a mapping. Change the mapping instead.");
      continue;
    }
    if (before && before->kind == VariableKind::secret && kind != VariableKind::secret) {
      problem("secret_stays_secret",
              edit.name + " is a secret and stays one. Delete it and make it anew to change that.");
      continue;
    }
    VariableImportPreview::Change change{line, edit.organization, access.directory().Find(edit.organization)->name,
                                         edit.name, kind == VariableKind::secret};
    if (before) change.before = before->value;
    if (!change.secret) change.after = *checked;
    change.action = same ? VariableRowAction::keep : before ? VariableRowAction::change : VariableRowAction::create;
    reading.preview.changes.push_back(std::move(change));
  }
  std::stable_sort(reading.preview.problems.begin(), reading.preview.problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return {};
}

Result<VariableImportPreview> VariableCsv::Preview(const Access& access, std::string bytes) {
  WHARF_ASSIGN(Reading reading, Read(access, std::move(bytes)));
  WHARF_TRY(Compare(access, reading));
  return std::move(reading.preview);
}

Result<std::int64_t> VariableCsv::Import(const Access& access, std::string bytes) {
  WHARF_ASSIGN(Reading reading, Read(access, std::move(bytes)));
  WHARF_TRY(Compare(access, reading));
  const VariableImportPreview& preview = reading.preview;
  if (!preview.problems.empty()) {
    Error error{ErrorKind::invalid_argument, "invalid_input",
                "Nothing was imported: " + std::to_string(preview.problems.size()) +
                    " rows have problems. Correct them, or leave them out."};
    for (const auto& problem : preview.problems) {
      error.fields.push_back({"/lines/" + std::to_string(problem.line), problem.code, problem.message});
    }
    return error;
  }
  std::set<std::int64_t> kept;
  for (const auto& change : preview.changes) {
    if (change.action == VariableRowAction::keep) kept.insert(change.line);
  }
  std::vector<VariableEdit> edits;
  for (auto& [line, edit] : reading.edits) {
    if (!kept.contains(line)) edits.push_back(std::move(edit));
  }
  return variables_.ChangeAll(access, edits);
}

}  // namespace wharf::organization
