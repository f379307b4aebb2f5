#include "storage/backup_format.h"

#include <sodium.h>

#include <array>
#include <charconv>

#include "base/encoding.h"
#include "storage/gzip_file.h"

namespace wharf::storage {
namespace {

constexpr std::string_view kFormat = "wharf backup";
constexpr std::int64_t kVersion = 1;

/// SHA-256 of lines with their ends.
class LineHash {
 public:
  LineHash() { crypto_hash_sha256_init(&state_); }
  void Add(std::string_view line) {
    Update(line);
    Update("\n");
  }
  std::string Hex() {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&state_, reinterpret_cast<unsigned char*>(digest.data()));
    return HexEncode(digest);
  }

 private:
  void Update(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  }
  crypto_hash_sha256_state state_{};
};

boost::json::value ToJson(const Value& value) {
  const Value::Cell& cell = value.cell();
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
  // JSON libraries differ in the last digit of doubles; their shortest text is exact.
  if (std::holds_alternative<double>(cell)) return boost::json::object{{"d", Row({value}).Text(0)}};
  if (const auto* text = std::get_if<std::string>(&cell)) {
    if (value.is_bytes()) return boost::json::object{{"b", Base64Encode(*text)}};
    return boost::json::string(*text);
  }
  return nullptr;
}

std::optional<Value> ObjectToValue(const boost::json::object& object) {
  if (const auto* bytes = object.if_contains("b"); bytes != nullptr && bytes->is_string()) {
    auto decoded = Base64Decode(bytes->get_string());
    if (decoded) return Value::Bytes(*std::move(decoded));
  }
  if (const auto* digits = object.if_contains("d"); digits != nullptr && digits->is_string()) {
    const std::string_view text = digits->get_string();
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc() && end == text.data() + text.size()) return Value(number);
  }
  return std::nullopt;
}

std::optional<Value> ToValue(const boost::json::value& json) {
  if (json.is_null()) return Value();
  if (json.is_int64()) return Value(json.get_int64());
  if (json.is_string()) return Value(std::string_view(json.get_string()));
  return json.is_object() ? ObjectToValue(json.get_object()) : std::nullopt;
}

std::optional<std::string> TextAt(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::optional(std::string(found->get_string())) : std::nullopt;
}

std::optional<std::int64_t> NumberAt(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_int64() ? std::optional(found->get_int64()) : std::nullopt;
}

}  // namespace

struct BackupWriter::State {
  std::unique_ptr<GzipWriter> file;
  LineHash hash;
};

BackupWriter::BackupWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
BackupWriter::BackupWriter(BackupWriter&&) noexcept = default;
BackupWriter::~BackupWriter() = default;

Result<BackupWriter> BackupWriter::Create(const std::string& path) {
  auto state = std::make_unique<State>();
  WHARF_ASSIGN(state->file, GzipWriter::Create(path));
  return BackupWriter(std::move(state));
}

Result<void> BackupWriter::Line(const boost::json::value& value) {
  const std::string line = boost::json::serialize(value);
  state_->hash.Add(line);
  WHARF_TRY(state_->file->Write(line));
  return state_->file->Write("\n");
}

Result<void> BackupWriter::Begin(const BackupSummary& summary) {
  return Line(boost::json::object{{"format", kFormat},
                                  {"version", kVersion},
                                  {"made", FormatTime(summary.made)},
                                  {"migrations", boost::json::value_from(summary.migrations)}});
}

Result<void> BackupWriter::Table(const std::string& name, const std::vector<std::string>& columns) {
  return Line(boost::json::object{{"table", name}, {"columns", boost::json::value_from(columns)}});
}

Result<void> BackupWriter::Add(const Row& row) {
  boost::json::array cells;
  cells.reserve(row.size());
  for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(ToJson(row[i]));
  return Line(cells);
}

Result<void> BackupWriter::End(const BackupSummary& summary) {
  const boost::json::object end{{"tables", summary.tables}, {"rows", summary.rows}, {"sha256", state_->hash.Hex()}};
  WHARF_TRY(state_->file->Write(boost::json::serialize(boost::json::object{{"end", end}}) + "\n"));
  return state_->file->Close();
}

Error BackupDamaged(const std::string& path, std::string_view reason) {
  return {ErrorKind::invalid_argument, "backup_damaged",
          path + " is not a whole backup of Wharf: " + std::string(reason) + ". Use another copy."};
}

namespace {

/// Takes the lines of a backup one after the other and checks that each may stand where it stands.
class BackupReader {
 public:
  BackupReader(const std::string& path, BackupVisitor& visitor) : path_(path), visitor_(visitor) {}

  Result<void> Take(const std::string& line) {
    boost::system::error_code failure;
    boost::json::value json = boost::json::parse(line, failure);
    if (failure) return BackupDamaged(path_, "a line is not JSON");
    if (ended_) return BackupDamaged(path_, "something follows its end");
    Result<void> taken = !begun_ ? TakeHeader(json) : (json.is_array() ? TakeRow(json.get_array()) : TakeMark(json));
    hash_.Add(line);
    return taken;
  }

  Result<BackupSummary> End() {
    if (!ended_) return BackupDamaged(path_, "its end is missing");
    return summary_;
  }

 private:
  Result<void> TakeHeader(const boost::json::value& json) {
    const auto* header = json.if_object();
    if (header == nullptr || TextAt(*header, "format") != kFormat) {
      return BackupDamaged(path_, "it does not begin like one");
    }
    if (NumberAt(*header, "version") != kVersion) {
      return Error{ErrorKind::conflict, "backup_too_new",
                   path_ + " was made by a newer Wharf, in a form that this one does not know. Restore it with that."};
    }
    const auto made = ParseTime(TextAt(*header, "made").value_or(""));
    const auto* numbers = header->if_contains("migrations");
    if (!made || numbers == nullptr || !numbers->is_array())
      return BackupDamaged(path_, "its first line is incomplete");
    for (const auto& number : numbers->get_array()) {
      if (!number.is_int64()) return BackupDamaged(path_, "its first line is incomplete");
      summary_.migrations.push_back(number.get_int64());
    }
    summary_.made = *made;
    begun_ = true;
    return visitor_.Begin(summary_);
  }

  Result<void> TakeMark(const boost::json::value& json) {
    const auto* mark = json.if_object();
    if (mark == nullptr) return BackupDamaged(path_, "a line is out of place");
    const auto* end = mark->if_contains("end");
    if (end != nullptr && end->is_object()) return TakeEnd(end->get_object());
    const auto name = TextAt(*mark, "table");
    const auto* names = mark->if_contains("columns");
    if (!name || names == nullptr || !names->is_array()) return BackupDamaged(path_, "a line is out of place");
    std::vector<std::string> columns;
    for (const auto& column : names->get_array()) {
      if (!column.is_string()) return BackupDamaged(path_, "a table has a broken list of columns");
      columns.emplace_back(column.get_string());
    }
    columns_ = columns.size();
    ++summary_.tables;
    return visitor_.Table(*name, columns);
  }

  Result<void> TakeRow(const boost::json::array& cells) {
    if (summary_.tables == 0 || cells.size() != columns_) return BackupDamaged(path_, "a row does not fit its table");
    std::vector<Value> row;
    row.reserve(cells.size());
    for (const auto& cell : cells) {
      auto value = ToValue(cell);
      if (!value) return BackupDamaged(path_, "a row holds something unknown");
      row.push_back(*std::move(value));
    }
    ++summary_.rows;
    return visitor_.Add(std::move(row));
  }

  Result<void> TakeEnd(const boost::json::object& end) {
    if (NumberAt(end, "tables") != summary_.tables || NumberAt(end, "rows") != summary_.rows ||
        TextAt(end, "sha256") != hash_.Hex()) {
      return BackupDamaged(path_, "its content does not fit its checksum");
    }
    ended_ = true;
    return {};
  }

  const std::string& path_;
  BackupVisitor& visitor_;
  LineHash hash_;
  BackupSummary summary_;
  std::size_t columns_ = 0;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace

Result<BackupSummary> ReadBackup(const std::string& path, BackupVisitor& visitor) {
  WHARF_ASSIGN(const auto lines, GzipLines::Open(path));
  BackupReader reader(path, visitor);
  std::string line;
  for (;;) {
    WHARF_ASSIGN(const bool more, lines->Next(line));
    if (!more) return reader.End();
    WHARF_TRY(reader.Take(line));
  }
}

}  // namespace wharf::storage
