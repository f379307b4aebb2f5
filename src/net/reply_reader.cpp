#include "net/reply_reader.h"

#include <charconv>

#include "base/trim.h"

namespace wharf::net {
bool ReplyReader::TakeHeaderLine(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    // Each status line begins anew: interim replies, however many, hold nothing and are ended by the deadline.
    headers_ = {};
    header_bytes_ = 0;
    headers_done_ = false;
    last_name_.clear();
    status_ = 0;
    const std::size_t blank = line.find(' ');
    if (blank != std::string_view::npos) {
      const std::string_view code = line.substr(blank + 1, 3);
      std::from_chars(code.data(), code.data() + code.size(), status_);
    }
    return true;
  }
  if (headers_done_) return true;
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) {
    stop_ = Stop::header_too_large;
    return false;
  }
  if (Trim(line).empty()) {
    if (!last_name_.empty()) headers_.Add(std::move(last_name_), std::move(last_value_));
    last_name_.clear();
    headers_done_ = true;
    return true;
  }
  TakeField(line);
  return true;
}

void ReplyReader::TakeField(std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t') {  // RFC 9112 §5.2: a folded line goes on with the value
    if (!last_name_.empty()) last_value_.append(" ").append(Trim(line));
    return;
  }
  if (!last_name_.empty()) headers_.Add(std::move(last_name_), std::move(last_value_));
  const std::size_t colon = line.find(':');
  last_name_ = colon == std::string_view::npos ? "" : std::string(Trim(line.substr(0, colon)));
  last_value_ = last_name_.empty() ? "" : std::string(Trim(line.substr(colon + 1)));
}

bool ReplyReader::TakeBody(std::string_view piece) {
  if (piece.size() > max_body_ - body_.size()) {
    stop_ = Stop::body_too_large;
    return false;
  }
  body_ += piece;
  return true;
}

}  // namespace wharf::net
