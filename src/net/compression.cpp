#include "net/compression.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/trim.h"

namespace wharf::net {
namespace {

constexpr std::size_t kSmallestBody = 1024;

/// Calls `visit` with each trimmed part of a comma-separated header until it returns true; true if one did.
template <class Visit>
bool AnyListed(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::string_view part = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), part.size() + 1));
    if (visit(Trim(part))) return true;
  }
  return false;
}

/// True for "q=0", "q=0.0" … after the semicolon of a coding.
bool IsRefused(std::string_view parameters) {
  parameters = Trim(parameters);
  if (!parameters.starts_with("q=") && !parameters.starts_with("Q=")) return false;
  return parameters.find_first_not_of("0.", 2) == std::string_view::npos;
}

bool IsText(std::string_view content_type) {
  const std::string_view media = Trim(content_type.substr(0, content_type.find(';')));
  if (media == "text/event-stream") return false;
  constexpr std::array<std::string_view, 6> kText = {"application/json", "application/javascript", "application/xml",
                                                     "application/yaml", "application/x-ndjson",   "image/svg+xml"};
  return media.starts_with("text/") || media.ends_with("+json") || media.ends_with("+xml") ||
         std::find(kText.begin(), kText.end(), media) != kText.end();
}

bool Lists(const Headers& headers, std::string_view header, std::string_view item) {
  return AnyListed(headers.Get(header).value_or(""), [&](std::string_view part) { return SameName(part, item); });
}

void AddVary(Headers& headers) {
  if (Lists(headers, "Vary", "Accept-Encoding") || Lists(headers, "Vary", "*")) return;
  const auto vary = headers.Get("Vary");
  headers.Set("Vary", vary ? std::string(*vary) + ", Accept-Encoding" : "Accept-Encoding");
}

}  // namespace

bool AcceptsCoding(std::string_view accept_encoding, std::string_view coding) {
  bool named = false;
  bool accepted = false;
  bool others = false;
  AnyListed(accept_encoding, [&](std::string_view part) {
    const std::size_t semicolon = part.find(';');
    const std::string_view name = Trim(part.substr(0, semicolon));
    const bool refused = semicolon != std::string_view::npos && IsRefused(part.substr(semicolon + 1));
    if (SameName(name, coding)) {
      named = true;
      accepted = !refused;
    } else if (name == "*") {
      others = !refused;
    }
    return named;
  });
  return named ? accepted : others;
}

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;  // zlib: 16 asks for a gzip header instead of its own
  constexpr int kMemoryLevel = 8;
  // Only a lack of memory or a wrong zlib can fail here; neither can be answered in any better way.
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK)
    std::abort();
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib reads it only
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);  // cannot fall short: the room is zlib's own bound
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

bool IsCompressible(const Response& response) {
  constexpr std::size_t kLargestBody = 1ULL << 30U;  // zlib counts in 32 bits
  return response.body.size() > kSmallestBody && response.body.size() < kLargestBody && !response.on_stream &&
         IsText(response.headers.Get("Content-Type").value_or("")) && !response.headers.Get("Content-Encoding") &&
         !response.headers.Get("Content-Range") && !Lists(response.headers, "Cache-Control", "no-transform");
}

void CompressFor(const Request& request, Response& response) {
  if (!IsCompressible(response)) return;
  AddVary(response.headers);
  if (!AcceptsCoding(request.headers.Get("Accept-Encoding").value_or(""), "gzip")) return;
  response.body = Gzip(response.body);
  response.headers.Set("Content-Encoding", "gzip");
  const auto tag = response.headers.Get("ETag");
  if (tag && !tag->starts_with("W/")) response.headers.Set("ETag", "W/" + std::string(*tag));
}

}  // namespace wharf::net
