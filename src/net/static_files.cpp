#include "net/static_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "base/encoding.h"
#include "net/compression.h"
#include "net/problem.h"

namespace wharf::net {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxBytes = 64ULL << 20U;
constexpr std::size_t kMaxFiles = 10'000;

constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kContentTypes = {{
    {".avif", "image/avif"},
    {".css", "text/css; charset=utf-8"},
    {".gif", "image/gif"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".jpeg", "image/jpeg"},
    {".jpg", "image/jpeg"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
}};

std::string_view ContentType(std::string_view name) {
  const auto found = std::find_if(kContentTypes.begin(), kContentTypes.end(),
                                  [&](const auto& entry) { return name.ends_with(entry.first); });
  return found == kContentTypes.end() ? "application/octet-stream" : found->second;
}

/// The coding that a file name's ending stands for, and the name without it.
std::pair<std::string_view, std::string> SplitCoding(const std::string& name) {
  if (name.ends_with(".br")) return {"br", name.substr(0, name.size() - 3)};
  if (name.ends_with(".gz")) return {"gzip", name.substr(0, name.size() - 3)};
  return {"", name};
}

Error Unreadable(const fs::path& path, const std::string& reason) {
  return {
      ErrorKind::unavailable, "web_files_unreadable",
      "Cannot read " + path.string() + " of the web app: " + reason + ". Check that the user of Wharf may read it."};
}

Result<std::string> ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return Unreadable(path, "the file cannot be opened or read");
  return bytes;
}

bool IsHidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

/// The regular files below `folder`, as paths relative to it; not hidden ones, not behind symbolic links.
Result<std::vector<fs::path>> ListFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::uintmax_t bytes = 0;
  std::error_code code;
  fs::recursive_directory_iterator it(folder, code);
  for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
    const fs::file_status status = it->symlink_status(code);
    if (code) break;
    if (IsHidden(it->path())) {
      it.disable_recursion_pending();
      continue;
    }
    if (!fs::is_regular_file(status)) continue;
    bytes += it->file_size(code);
    if (bytes > kMaxBytes || files.size() == kMaxFiles) {
      return Error{
          ErrorKind::invalid_argument, "web_files_too_large",
          folder.string() + " has more than 64 MB or 10,000 files. Name the folder that the web app was built into."};
    }
    files.push_back(it->path().lexically_relative(folder));
  }
  if (code) return Unreadable(folder, code.message());
  return files;
}

/// RFC 9110 §13.1.2: weak comparison with each of the listed tags.
bool Matches(std::string_view if_none_match, std::string_view tag) {
  while (!if_none_match.empty()) {
    std::string_view one = if_none_match.substr(0, if_none_match.find(','));
    if_none_match.remove_prefix(std::min(if_none_match.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == tag) return true;
  }
  return false;
}

bool IsUnder(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

/// True for a path that the app's own router shows: anything that no file or resource could have been meant by.
bool IsAppRoute(const Request& request) {
  if (IsUnder(request.path, "/api") || IsUnder(request.path, "/assets")) return false;
  const std::string_view name = std::string_view(request.path).substr(request.path.rfind('/') + 1);
  if (name.find('.') == std::string_view::npos) return true;
  return request.headers.Get("Accept").value_or("").find("text/html") != std::string_view::npos;
}

}  // namespace

void AddSecurityHeaders(Headers& headers) {
  headers.Set("Content-Security-Policy",
              "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
              "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  headers.Set("X-Content-Type-Options", "nosniff");
  headers.Set("Referrer-Policy", "no-referrer");
  headers.Set("X-Frame-Options", "DENY");
  headers.Set("Cross-Origin-Resource-Policy", "same-origin");
}

Result<StaticFiles> StaticFiles::Load(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_regular_file(folder / "index.html", ignored)) {
    return Error{
        ErrorKind::not_found, "web_files_missing",
        "There is no index.html in " + folder.string() + ". Build the web app, or name the folder it was built into."};
  }
  WHARF_ASSIGN(const auto paths, ListFiles(folder));
  StaticFiles loaded;
  for (const fs::path& path : paths) {
    WHARF_ASSIGN(std::string bytes, ReadFile(folder / path));
    const auto [coding, name] = SplitCoding("/" + path.generic_string());
    // The coding is part of the tag: two forms of a file are different bytes (RFC 9110 §8.8.3.3).
    const std::string tag =
        '"' + HexEncode(Sha256(bytes)).substr(0, 20) + (coding.empty() ? "" : "-") + std::string(coding) + '"';
    File& file = loaded.files_[name];
    file.content_type = ContentType(name);
    file.forms.emplace(coding, Form{std::move(bytes), tag});
  }
  // A compressed form without its file is nobody's: it could be served only to those who accept it.
  std::erase_if(loaded.files_, [](const auto& entry) { return !entry.second.forms.contains(""); });
  return loaded;
}

const StaticFiles::File* StaticFiles::Find(const Request& request) const {
  const auto exact = files_.find(request.path);
  if (exact != files_.end()) return &exact->second;
  return IsAppRoute(request) ? &files_.find("/index.html")->second : nullptr;
}

Response StaticFiles::Answer(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    Response refused = Problem(405, "method_not_allowed", "Pages and files can only be read. Use GET.");
    refused.headers.Add("Allow", "GET, HEAD");
    return refused;
  }
  const File* file = Find(request);
  if (file == nullptr)
    return Problem(404, "not_found", "There is no such file. Check the address, or reload the page.");

  const std::string_view accepted = request.headers.Get("Accept-Encoding").value_or("");
  auto form = file->forms.find("");
  for (const std::string_view coding : {"br", "gzip"}) {
    const auto compressed = file->forms.find(coding);
    if (compressed != file->forms.end() && AcceptsCoding(accepted, coding)) {
      form = compressed;
      break;
    }
  }
  Response response;
  response.headers.Add("Content-Type", file->content_type);
  response.headers.Add("ETag", form->second.tag);
  response.headers.Add("Cache-Control",
                       IsUnder(request.path, "/assets") ? "public, max-age=31536000, immutable" : "no-cache");
  if (file->forms.size() > 1) response.headers.Add("Vary", "Accept-Encoding");
  if (!form->first.empty()) response.headers.Add("Content-Encoding", form->first);
  AddSecurityHeaders(response.headers);
  if (Matches(request.headers.Get("If-None-Match").value_or(""), form->second.tag)) {
    response.status = 304;
    response.headers.Remove("Content-Encoding");
  } else {
    response.body = form->second.bytes;
  }
  return response;
}

}  // namespace wharf::net
