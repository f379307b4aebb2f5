#include "integration/mapping/mapping_csv.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/csv.h"
#include "base/text_encoding.h"
#include "base/trim.h"
#include "integration/mapping/mapping_store.h"
#include "organization/organization_csv.h"
#include "organization/organization_rules.h"

namespace wharf::mapping {
namespace {

using organization::Access;
using organization::Directory;
using organization::ImportOutcome;
using organization::ImportRow;
using organization::Right;
using Position = Directory::Position;

constexpr std::size_t kMostBytes = std::size_t{20} << 20U;
constexpr std::size_t kMostRows = 200'000;
constexpr std::size_t kLongestValue = 1000;
constexpr std::size_t kShownName = 300;

constexpr std::string_view kPathSeparator = " / ";

std::string PathText(const Access& access, Position position) {
  std::string path;
  for (const Position at : access.VisiblePathOf(position)) {
    path += (path.empty() ? "" : std::string(kPathSeparator)) + access.directory().At(at).name;
  }
  return path;
}

/// The text as it was before the export guarded it against spreadsheets, which run `=…` as a formula.
std::string_view Unguarded(std::string_view text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  if (text.size() > 1 && text[0] == '\'' && kFormula.find(text[1]) != std::string_view::npos) text.remove_prefix(1);
  return text;
}

struct Columns {
  std::optional<std::size_t> id;
  std::optional<std::size_t> name;
  std::size_t option = 0;
  std::optional<std::size_t> version;
  std::optional<std::size_t> shared;

  static Result<Columns> Recognize(const CsvReader& reader) {
    const auto first = [&](std::initializer_list<std::string_view> names) -> std::optional<std::size_t> {
      for (const std::string_view name : names) {
        if (const auto found = reader.FindColumn(name)) return found;
      }
      return std::nullopt;
    };
    Columns columns;
    columns.id = first({"organization_id", "org_id"});
    columns.name = first({"organization", "organization_name", "org_name", "path"});
    columns.version = first({"version"});
    columns.shared = first({"allow_shared"});
    const auto option = first({"option_id", "external_id", "value"});
    if (!columns.id && !columns.name) {
      return Error{ErrorKind::invalid_argument, "column_missing",
                   "The file has no column organization_id or organization. Add one to its first line."};
    }
    if (!option) {
      return Error{ErrorKind::invalid_argument, "column_missing",
                   "The file has no column option_id (or external_id). Add one to its first line."};
    }
    columns.option = *option;
    return columns;
  }
};

Error Refused(std::string_view code, std::string message) {
  return {ErrorKind::invalid_argument, std::string(code), std::move(message)};
}

/// One row as it is understood so far.
struct Line {
  ImportRow row;
  std::optional<MappingEdit> edit = std::nullopt;  ///< set while nothing speaks against it
  std::optional<Position> position = std::nullopt;
};

/// Judges the rows of one file against one connection as it is now.
class Judge {
 public:
  Judge(const Access& access, ConnectionId connection, const Columns& columns, std::vector<TableRow> rows,
        OptionsById options, Pull pull)
      : access_(access),
        connection_(connection),
        columns_(columns),
        rows_(std::move(rows)),
        options_(std::move(options)),
        pull_(std::move(pull)) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      by_position_[rows_[i].position] = i;
      if (rows_[i].mapping) owners_[rows_[i].mapping->value].push_back(rows_[i].position);
    }
  }

  void Take(const CsvRow& csv, std::string_view variable) {
    Line line;
    const std::string_view who = Trim(columns_.name ? csv[*columns_.name] : csv[*columns_.id]);
    line.row.line = static_cast<std::int64_t>(csv.line());
    line.row.name = std::string(who.substr(0, kShownName));
    if (!IsValidUtf8(line.row.name)) line.row.name = std::string(who.substr(0, 1)) + "…";
    const auto position = FindOrganization(csv);
    if (!position) {
      Refuse(line, position.error());
    } else {
      line.position = *position;
      auto edit = MakeEdit(csv, *position, variable, line.row);
      if (!edit) Refuse(line, edit.error());
      if (edit) line.edit = *std::move(edit);
      lines_of_[*position].push_back(lines_.size());
    }
    lines_.push_back(std::move(line));
  }
  void Broken(std::size_t line, const Error& error) {
    Line broken;
    broken.row.line = static_cast<std::int64_t>(line);
    Refuse(broken, Refused(organization::kInvalidFormat, error.message));
    lines_.push_back(std::move(broken));
  }

  MappingImport Finish() {
    TellDoubles();
    // A row that is refused gives up nothing, which may speak against others.
    for (int rounds = 0; rounds < 20 && TellShared(); ++rounds) {
    }
    MappingImport import;
    for (Line& line : lines_) {
      if (line.row.outcome == ImportOutcome::imported) ++import.counts.imported;
      if (line.row.outcome == ImportOutcome::skipped) ++import.counts.skipped;
      if (line.row.outcome == ImportOutcome::failed) ++import.counts.failed;
      if (line.edit) {
        const auto option = line.edit->value ? options_.find(*line.edit->value) : options_.end();
        if (option != options_.end()) import.names.emplace(option->first, option->second.name);
        import.edits.push_back(*std::move(line.edit));
      }
      import.report.push_back(std::move(line.row));
    }
    return import;
  }

 private:
  static void Refuse(Line& line, const Error& error) {
    line.edit.reset();
    line.row.outcome =
        error.code == "UNCHANGED" || error.code == "NOTHING_GIVEN" ? ImportOutcome::skipped : ImportOutcome::failed;
    line.row.code = error.code;
    line.row.message = error.message;
  }

  Result<Position> FindOrganization(const CsvRow& csv) const {
    const std::string_view id = columns_.id ? Trim(csv[*columns_.id]) : std::string_view();
    const std::string_view text = !id.empty()     ? id
                                  : columns_.name ? Unguarded(Trim(csv[*columns_.name]))
                                                  : std::string_view();
    if (text.empty()) return Refused("REQUIRED_FIELD", "The row names no organization.");
    std::vector<Position> found;
    const Directory& directory = access_.directory();
    if (const auto parsed = OrganizationId::Parse(text)) {
      if (const auto at = directory.PositionOf(*parsed)) found.push_back(*at);
    } else if (const auto slug = directory.WithSlug(text)) {
      found.push_back(*slug);
    } else {
      found = ByNameOrPath(text);
    }
    std::erase_if(found, [&](Position at) { return !by_position_.contains(at); });
    if (found.empty()) {
      return Refused(organization::kNotFound, "There is no organization \"" + std::string(text.substr(0, kShownName)) +
                                                  "\" that this connection can map.");
    }
    if (found.size() > 1) {
      return Refused("AMBIGUOUS_NAME", std::to_string(found.size()) + " organizations are called \"" +
                                           std::string(text.substr(0, kShownName)) +
                                           "\". Write the id or the path, \"" + PathText(access_, found.front()) +
                                           "\".");
    }
    if (!access_.May(Right::write, found.front())) {
      return Refused(organization::kUnauthorized, "You may not change this organization.");
    }
    return found.front();
  }

  [[nodiscard]] std::vector<Position> ByNameOrPath(std::string_view text) const {
    std::vector<Position> found = access_.directory().Named(text);
    const auto slash = text.rfind('/');
    if (!found.empty() || slash == std::string_view::npos) return found;
    found = access_.directory().Named(Trim(text.substr(slash + 1)));
    const std::string wanted = organization::NameKey(text);
    std::erase_if(found, [&](Position at) {
      const std::string path = organization::NameKey(PathText(access_, at));
      // A path may begin anywhere on the way down.
      return path != wanted && !path.ends_with(organization::NameKey(std::string(kPathSeparator)) + wanted) &&
             !path.ends_with(std::string(kPathSeparator) + wanted);
    });
    return found;
  }

  Result<MappingEdit> MakeEdit(const CsvRow& csv, Position position, std::string_view variable, ImportRow& row) const {
    const TableRow& now = rows_[by_position_.at(position)];
    row.name = access_.directory().At(position).name;
    MappingEdit edit;
    edit.connection = connection_;
    edit.organization = access_.directory().At(position).id;
    edit.variable = std::string(variable);
    edit.version = now.mapping ? now.mapping->version : 0;
    const std::string_view version = columns_.version ? Trim(csv[*columns_.version]) : std::string_view();
    std::int64_t seen = edit.version;
    if (!version.empty()) {
      const auto [end, failure] = std::from_chars(version.data(), version.data() + version.size(), seen);
      if (failure != std::errc{} || end != version.data() + version.size()) {
        return Refused(organization::kInvalidFormat, "The version is no number. Leave it as the export writes it.");
      }
    }
    const std::string_view value = Unguarded(Trim(csv[columns_.option]));
    if (value.empty() && (version.empty() || !now.mapping)) {
      return now.mapping ? Refused("NOTHING_GIVEN", "The row gives no id; the mapping stays.")
                         : Refused("UNCHANGED", "It is not mapped, and the row gives no id.");
    }
    if (now.mapping && now.mapping->value == value) return Refused("UNCHANGED", "It is mapped to this already.");
    if (seen != edit.version) {
      return Refused("CHANGED_MEANWHILE",
                     now.mapping ? "It was mapped by " + now.mapping->updated_by + " since the file was written."
                                 : "It was unmapped since the file was written.");
    }
    if (now.locked_by) return Refused("LOCKED", "Another connection of this tool maps it. Clear it there first.");
    if (value.size() > kLongestValue) return Refused("MAX_LENGTH_EXCEEDED", "The id is longer than 1,000 bytes.");
    if (value.empty()) return edit;
    edit.value = std::string(value);
    const auto option = options_.find(*edit.value);
    const bool gone = option != options_.end() && option->second.state == OptionState::gone;
    if (pull_.ever && (option == options_.end() || gone)) {
      return Refused(organization::kNotFound, gone ? "The tool no longer has a customer with this id."
                                                   : "The tool has no customer with this id. Refresh the options, or "
                                                     "correct the id.");
    }
    const std::string shared(columns_.shared ? Trim(csv[*columns_.shared]) : std::string_view());
    edit.allow_shared = shared == "true" || shared == "yes" || shared == "1";
    return edit;
  }

  /// Two rows for one organization contradict each other: neither is taken, and each says where the other is.
  void TellDoubles() {
    for (const auto& [position, places] : lines_of_) {
      if (places.size() < 2) continue;
      for (const std::size_t place : places) {
        const std::size_t other = place == places.front() ? places[1] : places.front();
        Refuse(lines_[place], Refused(organization::kDuplicateInFile, "The organization stands in line " +
                                                                          std::to_string(lines_[other].row.line) +
                                                                          " too. Leave one of them out."));
      }
    }
  }

  /// An option belongs to one organization unless the row says that more is meant. True if that was told of any row.
  bool TellShared() {
    bool told = false;
    std::map<std::string, std::vector<std::size_t>> wanting;
    std::map<Position, std::size_t> changed;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!lines_[i].edit) continue;
      changed[*lines_[i].position] = i;
      if (lines_[i].edit->value && !lines_[i].edit->allow_shared) wanting[*lines_[i].edit->value].push_back(i);
    }
    for (const auto& [value, places] : wanting) {
      std::string other;
      if (const auto owners = owners_.find(value); owners != owners_.end()) {
        for (const Position owner : owners->second) {
          // Whoever gives it up in this very file does not have it any more.
          if (!changed.contains(owner)) other = access_.directory().At(owner).name;
        }
      }
      if (places.size() > 1) other = "several organizations in this file";
      if (other.empty()) continue;
      told = true;
      for (const std::size_t place : places) {
        Refuse(lines_[place], Refused("OPTION_SHARED", "The customer " + value + " would belong to " + other +
                                                           " too. Write yes under allow_shared if that is meant."));
      }
    }
    return told;
  }

  const Access& access_;
  ConnectionId connection_;
  const Columns& columns_;
  std::vector<TableRow> rows_;
  OptionsById options_;
  Pull pull_;
  std::unordered_map<Position, std::size_t> by_position_;
  std::unordered_map<std::string, std::vector<Position>> owners_;
  std::map<Position, std::vector<std::size_t>> lines_of_;
  std::vector<Line> lines_;
};

}  // namespace

Result<std::string> MappingCsv::Export(const Access& access, ConnectionId connection, const TableFilter& filter) {
  WHARF_ASSIGN(const TablePage table, mappings_.Table(access, connection, filter, 1, 0));
  // Names come from the tool and from customers: a spreadsheet must not run them. The import takes the guard off.
  CsvWriter writer({.guard_formulas = true});
  writer.Row({"organization_id", "organization", "path", "option_id", "option", "version", "updated_at", "updated_by"});
  for (const TableRow& row : table.rows) {
    const auto& organization = access.directory().At(row.position);
    const Mapping none;
    const Mapping& mapping = row.mapping ? *row.mapping : none;
    writer.Row({organization.id.ToString(), organization.name, PathText(access, row.position), mapping.value,
                row.option ? row.option->name : mapping.option_name, std::to_string(mapping.version),
                row.mapping ? FormatTime(mapping.updated) : "", mapping.updated_by});
  }
  return writer.Take();
}

Result<MappingImport> MappingCsv::Judge(const Access& access, ConnectionId connection, std::string_view variable,
                                        std::string bytes) {
  WHARF_TRY(connections_.Find(access, connection, Right::write));
  if (bytes.size() > kMostBytes) {
    return Error{ErrorKind::resource_exhausted, "file_too_large", "The file is larger than 20 MB. Split it."};
  }
  const DecodedText decoded = DecodeText(std::move(bytes));
  WHARF_ASSIGN(CsvReader reader, CsvReader::Open(decoded.text));
  WHARF_ASSIGN(const Columns columns, Columns::Recognize(reader));
  TableFilter all;
  all.variable = std::string(variable);
  WHARF_ASSIGN(TablePage table, mappings_.Table(access, connection, all, 1, 0));
  WHARF_ASSIGN(const std::string name, mappings_.VariableName(access, connection, variable));
  OptionsById options;
  Pull pull;
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(options, LoadOptions(session, connection, name, std::nullopt));
    WHARF_ASSIGN(pull, LoadPull(session, connection, name));
    return {};
  }));
  mapping::Judge judge(access, connection, columns, std::move(table.rows), std::move(options), std::move(pull));
  CsvRow row;
  for (std::size_t rows = 0;; ++rows) {
    const auto more = reader.Next(row);
    if (!more) judge.Broken(row.line(), more.error());
    if (!more || !*more) break;
    if (rows == kMostRows) {
      return Error{ErrorKind::resource_exhausted, "file_too_large", "The file has more than 200,000 rows. Split it."};
    }
    judge.Take(row, variable);
  }
  MappingImport import = judge.Finish();
  if (!decoded.notice.empty()) import.notices.push_back(decoded.notice);
  return import;
}

}  // namespace wharf::mapping
