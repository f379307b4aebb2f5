#include "integration/call/decode.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/text_encoding.h"
#include "integration/call/xml.h"

namespace wharf::call {
namespace {

constexpr std::size_t kMostUnpacked = std::size_t{256} << 20U;

Error Broken(std::string message) { return {ErrorKind::vendor_error, "response_broken", std::move(message)}; }

std::string_view Trimmed(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto from = text.find_first_not_of(" \t\r\n");
  return from == std::string_view::npos ? std::string_view() : text.substr(from);
}

bool Contains(std::string_view text, std::string_view part) {
  const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool IsHtml(std::string_view body, std::string_view content_type) {
  const std::string_view start = Trimmed(body).substr(0, 200);
  return Contains(start, "<!doctype html") || Contains(start, "<html") || Contains(content_type, "text/html");
}

Result<boost::json::value> Json(std::string_view body) {
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::json::stream_parser parser({}, options);
  boost::json::error_code failure;
  const std::string_view text = Trimmed(body);
  const std::size_t read = parser.write(text.data(), text.size(), failure);
  if (!failure) parser.finish(failure);
  if (failure) {
    return Broken("The answer is not whole JSON: " + failure.message() + " near byte " + std::to_string(read) + " of " +
                  std::to_string(body.size()) + ".");
  }
  return parser.release();
}

Result<boost::json::value> JsonLines(std::string_view body) {
  boost::json::array lines;
  for (std::size_t from = 0; from < body.size();) {
    const std::size_t end = std::min(body.find('\n', from), body.size());
    const std::string_view line = Trimmed(body.substr(from, end - from));
    if (!line.empty()) {
      WHARF_ASSIGN(auto value, Json(line));
      lines.push_back(std::move(value));
    }
    from = end + 1;
  }
  return boost::json::value(std::move(lines));
}

Result<std::string> Gunzip(std::string_view packed) {
  z_stream stream{};
  // 32 added: gzip or zlib, found out from the header.
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return Broken("The answer cannot be unpacked.");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  std::array<char, 65536> chunk{};
  int state = Z_OK;
  while (state == Z_OK && out.size() < kMostUnpacked) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(chunk.data(), chunk.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) return Broken("The packed answer is damaged, or over 256 MB when unpacked.");
  return out;
}

Result<boost::json::value> Csv(std::string_view body, const definition::Block& block) {
  // The delimiter the definition names goes into the line that spreadsheets know it by.
  const std::string& delimiter = block.Text("delimiter");
  const std::string text = (delimiter.empty() || delimiter == "," ? std::string() : "sep=" + delimiter + "\n") +
                           DecodeText(std::string(body)).text;
  auto reader = CsvReader::Open(text);
  if (!reader) return Broken("The answer is not a table: " + reader.error().message);
  boost::json::array rows;
  std::vector<std::string> names = reader->columns();
  if (!block.Flag("header")) {
    boost::json::object first;
    for (std::size_t i = 0; i < names.size(); ++i) {
      first["column_" + std::to_string(i + 1)] = names[i];
      names[i] = "column_" + std::to_string(i + 1);
    }
    rows.push_back(std::move(first));
  }
  CsvRow row;
  for (;;) {
    const auto more = reader->Next(row);
    if (!more) return Broken("The answer is not a table: " + more.error().message);
    if (!*more) return boost::json::value(std::move(rows));
    boost::json::object object;
    for (std::size_t i = 0; i < row.size(); ++i) {
      object[i < names.size() ? names[i] : "column_" + std::to_string(i + 1)] = row[i];
    }
    rows.push_back(std::move(object));
  }
}

Result<boost::json::value> ByType(std::string_view body, std::string_view content_type) {
  const std::string_view start = Trimmed(body);
  if (start.empty()) return boost::json::value(nullptr);
  if (Contains(content_type, "json")) return Json(body);
  if (IsHtml(body, content_type)) {
    return Error{ErrorKind::vendor_error, "response_is_html",
                 "A web page came instead of data. The address is probably wrong, or a sign-in page stands before it."};
  }
  if (Contains(content_type, "xml") || start.starts_with("<?xml")) return ReadXml(start);
  if (start.front() == '{' || start.front() == '[') return Json(body);
  // A plain `null`, number or text in quotes is JSON too; any other text stays text.
  if (auto value = Json(body)) return value;
  return boost::json::value(boost::json::string(body));
}

}  // namespace

Result<boost::json::value> Decode(std::string_view body, std::string_view content_type,
                                  const definition::Block* decoder) {
  const std::string_view kind = decoder == nullptr ? "auto" : std::string_view(decoder->kind);
  if (kind == "binary") return boost::json::value(boost::json::string(Base64Encode(body)));
  if (kind == "text") return boost::json::value(boost::json::string(body));
  if (Trimmed(body).empty()) return boost::json::value(nullptr);
  if (kind == "gzip") {
    WHARF_ASSIGN(const std::string inside, Gunzip(body));
    return Decode(inside, "", decoder->Inner("inside"));
  }
  if (kind == "csv") return Csv(body, *decoder);
  if (kind != "auto" && IsHtml(body, content_type)) return ByType(body, "text/html");
  if (kind == "json") return Json(body);
  if (kind == "json_lines") return JsonLines(body);
  if (kind == "xml") return ReadXml(Trimmed(body));
  return ByType(body, content_type);
}

}  // namespace wharf::call
