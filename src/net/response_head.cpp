#include "net/response_head.h"

#include <algorithm>
#include <charconv>

namespace wharf::net {
namespace {

constexpr std::array<std::string_view, 7> kFramingHeaders = {
    "Connection", "Content-Length", "Date", "Keep-Alive", "Transfer-Encoding", "Upgrade", "X-Request-Id"};

bool BelongsToFraming(std::string_view name) {
  return std::any_of(kFramingHeaders.begin(), kFramingHeaders.end(),
                     [&](std::string_view own) { return own.size() == name.size() && SameName(own, name); });
}

void AppendNumber(std::uint64_t number, std::string& out) {
  std::array<char, 20> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), result.ptr);
}

void AppendField(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view DateText::At(std::time_t now) {
  constexpr std::size_t kLength = 29;  // IMF-fixdate has one length for ever (RFC 9110 §5.6.7)
  if (now != second_) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    // strftime's names of days and months follow the locale; the program never sets one, so they are English.
    if (std::strftime(text_.data(), text_.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts) != kLength) return {};
    second_ = now;
  }
  return {text_.data(), kLength};
}

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      break;
  }
  if (status < 300) return "Success";
  if (status < 400) return "Redirection";
  return status < 500 ? "Client Error" : "Server Error";
}

bool AppendHead(const Response& response, const Framing& framing, std::string& out) {
  // 1xx answers are the server's own business: an interim response from a resource would never be followed by a final
  // one.
  if (response.status < 200 || response.status > 599) return false;
  const std::size_t begin = out.size();
  out.append("HTTP/1.1 ");
  AppendNumber(static_cast<std::uint64_t>(response.status), out);
  out.append(" ").append(ReasonPhrase(response.status)).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (!IsToken(name) || !IsHeaderSafe(value)) {
      out.resize(begin);
      return false;
    }
    if (!BelongsToFraming(name)) AppendField(name, value, out);
  }
  AppendField("Date", framing.date, out);
  AppendField("X-Request-Id", framing.request_id, out);
  if (framing.content_length) {
    out.append("Content-Length: ");
    AppendNumber(*framing.content_length, out);
    out.append("\r\n");
  }
  if (!framing.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (framing.http_1_0) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
  return true;
}

}  // namespace wharf::net
