#include "net/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>

namespace wharf::net {
namespace {

namespace http = boost::beast::http;

constexpr Refusal kTargetTooLong = {414, "target_too_long",
                                    "The request target is longer than 16 kB. Send long values in the body."};
constexpr Refusal kHeadTooLarge = {
    431, "head_too_large", "The request has more than 64 kB or 200 fields of headers. Send fewer or shorter ones."};
constexpr std::uint64_t kMegabyte = 1ULL << 20U;
constexpr Refusal kLengthAmbiguous = {
    400, "body_length_ambiguous",
    "The length of the body is not clear. Send one Content-Length or Transfer-Encoding: chunked, and not both."};
constexpr Refusal kCodingUnknown = {
    501, "transfer_coding_unknown",
    "The only transfer coding understood here is chunked. Send the body so, or with its length."};
constexpr Refusal kHostInvalid = {400, "host_invalid",
                                  "An HTTP/1.1 request has exactly one Host header, with a host and a port."};
constexpr Refusal kExpectationUnknown = {
    417, "expectation_unknown", "The only expectation understood here is 100-continue. Leave out the Expect header."};
constexpr Refusal kVersionUnknown = {505, "http_version_unknown",
                                     "The request is not HTTP/1.1 or HTTP/1.0. Use one of them."};
constexpr Refusal kHeaderInvalid = {
    400, "header_invalid",
    "A header has a malformed name or value. Names are tokens; values have no control characters."};

constexpr Refusal kHeaderFolded = {400, "header_folded",
                                   "A header goes on in a second line (RFC 9112 §5.2). Write it in one line."};

/// A line that begins with a blank continues the header before it. Proxies disagree on such lines.
bool HasFold(std::string_view head) {
  return head.find("\n ") != std::string_view::npos || head.find("\n\t") != std::string_view::npos;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// RFC 3986 §3.2.2 and §3.2.3, without user info: a value with other characters is read differently by different
/// parties.
bool IsHost(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~%!$&'()*+,;=:[]").find(c) != std::string_view::npos;
  });
}

}  // namespace

RequestReader::RequestReader(Request& request) : request_(request) {
  header_limit(kMaxHead);
  body_limit(boost::none);  // ours is counted in AppendBody, after the route is known
  eager(false);
}

std::size_t RequestReader::Read(std::string_view bytes) {
  // Beast 1.81 takes for granted that a last chunk is never looked at again with fewer than five bytes, which is wrong
  // for an empty chunked body with trailers that comes in small packets. What is still to come always fills up the
  // five: no chunked body ends with less than "0\r\n\r\n".
  constexpr std::size_t kShortestEnd = 5;
  if (head_read_ && chunked() && bytes.size() < kShortestEnd) return 0;
  Code code;
  const std::size_t used = put(boost::asio::const_buffer(bytes.data(), bytes.size()), code);
  if (!head_read_) CheckHeadSoFar(bytes, used);
  if (code && code != http::error::need_more) RefuseAfter(code);
  return used;
}

void RequestReader::CheckHeadSoFar(std::string_view bytes, std::size_t used) {
  head_read_ = is_header_done();
  head_bytes_ += used;
  if (refusal_) return;
  if (HasFold(bytes.substr(0, used))) {
    refusal_ = kHeaderFolded;
    return;
  }
  // Beast's own limit is on a single call; a head that comes in many parts is counted here.
  const std::string_view unread = head_read_ ? std::string_view() : bytes.substr(used);
  const bool in_first_line = request_.method.empty() && unread.find('\n') == std::string_view::npos;
  if (in_first_line && unread.size() > kMaxTarget + 64) {
    refusal_ = kTargetTooLong;
  } else if (head_bytes_ + unread.size() > kMaxHead) {
    refusal_ = kHeadTooLarge;
  }
}

void RequestReader::LimitBody(std::uint64_t bytes) {
  max_body_ = bytes;
  const std::string most =
      bytes < kMegabyte ? std::to_string(bytes) + " bytes" : std::to_string(bytes / kMegabyte) + " MB";
  too_large_ = "The request body is larger than the " + most + " that this address takes. Send it in smaller parts.";
  if (content_lengths_ > 0 && content_length().value_or(0) > bytes) refusal_ = BodyTooLarge();
}

void RequestReader::Refuse(const Refusal& refusal, Code& code) {
  refusal_ = refusal;
  code = http::error::bad_field;
}

void RequestReader::RefuseAfter(const Code& code) {
  if (refusal_) return;
  if (code == http::error::header_limit) {
    refusal_ = kHeadTooLarge;
  } else if (code == http::error::bad_version) {
    refusal_ = kVersionUnknown;
  } else if (code == http::error::bad_content_length || code == http::error::multiple_content_length ||
             code == http::error::bad_transfer_encoding) {
    refusal_ = kLengthAmbiguous;
  } else if (code == http::error::bad_field || code == http::error::bad_value) {
    refusal_ = kHeaderInvalid;
  } else {
    refusal_ = Refusal{};
  }
}

void RequestReader::on_request_impl(http::verb, Text method, Text target, int version, Code& code) {
  request_.method = std::string(method.data(), method.size());
  if (target.size() > kMaxTarget) return Refuse(kTargetTooLong, code);
  target_.assign(target.data(), target.size());
  http_1_0_ = version == 10;
}

std::optional<Refusal> RequestReader::CheckField(Field name, std::string_view value) {
  switch (name) {
    case Field::content_length:
      if (++content_lengths_ > 1 || transfer_encodings_ > 0 || !IsNumber(value)) return kLengthAmbiguous;
      break;
    case Field::transfer_encoding:
      if (++transfer_encodings_ > 1 || content_lengths_ > 0 || http_1_0_) return kLengthAmbiguous;
      if (!SameName(value, "chunked")) return kCodingUnknown;
      break;
    case Field::host:
      if (++hosts_ > 1 || !IsHost(value)) return kHostInvalid;
      break;
    case Field::expect:
      if (!SameName(value, "100-continue")) return kExpectationUnknown;
      expects_continue_ = true;
      break;
    default:
      break;
  }
  return std::nullopt;
}

void RequestReader::on_field_impl(Field name, Text name_text, Text value, Code& code) {
  if (++fields_ > kMaxFields) return Refuse(kHeadTooLarge, code);
  // Trailers come after the route and the caller's rights were decided: none may count as a header.
  if (head_read_) return;
  const std::string_view text(value.data(), value.size());
  if (const auto refusal = CheckField(name, text)) return Refuse(*refusal, code);
  request_.headers.Add(std::string(name_text.data(), name_text.size()), std::string(text));
}

void RequestReader::on_header_impl(Code& code) {
  if (!http_1_0_ && hosts_ != 1) Refuse(kHostInvalid, code);
}

void RequestReader::AppendBody(Text bytes, Code& code) {
  if (bytes.size() > max_body_ - request_.body.size()) return Refuse(BodyTooLarge(), code);
  request_.body.append(bytes.data(), bytes.size());
}

std::size_t RequestReader::on_body_impl(Text body, Code& code) {
  AppendBody(body, code);
  return body.size();
}

std::size_t RequestReader::on_chunk_body_impl(std::uint64_t, Text body, Code& code) {
  AppendBody(body, code);
  return body.size();
}

}  // namespace wharf::net
