#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace wharf::net {

/// Why a request is not served. `detail` says the fact, then the fix.
struct Refusal {
  int status = 400;
  std::string_view code = "request_malformed";
  std::string_view detail = "The request is not well-formed HTTP/1.1. See RFC 9112.";
};

/// Beast's parser, writing straight into a Request, and stricter than Beast where two readers of one message could
/// disagree on where it ends (request smuggling): a Content-Length is one number in one header, the only transfer
/// coding is `chunked` and never beside a Content-Length or in HTTP/1.0, trailers are dropped. One object per request.
class RequestReader final : public boost::beast::http::basic_parser<true> {
 public:
  static constexpr std::size_t kMaxTarget = 16U << 10U;
  static constexpr std::size_t kMaxHead = 64U << 10U;
  static constexpr int kMaxFields = 200;

  /// `request` must outlive the reader.
  explicit RequestReader(Request& request);

  /// Reads what is in `bytes`; returns how many it used. Stops after the head, and then at the end of the body.
  std::size_t Read(std::string_view bytes);

  /// Set once the request cannot be served; nothing may be read afterwards.
  /// Its texts live as long as the reader.
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  [[nodiscard]] const std::string& target() const { return target_; }
  [[nodiscard]] bool http_1_0() const { return http_1_0_; }
  /// An `Expect: 100-continue` that wants its answer (HTTP/1.0 has none).
  [[nodiscard]] bool expects_continue() const { return expects_continue_ && !http_1_0_; }

  /// Bodies of more bytes are refused with 413. Call after the head, before the body.
  void LimitBody(std::uint64_t bytes);

 private:
  using Field = boost::beast::http::field;
  using Code = boost::beast::error_code;
  using Text = boost::beast::string_view;

  void Refuse(const Refusal& refusal, Code& code);
  void RefuseAfter(const Code& code);
  /// The rules on the head as a whole: no folded lines, no more than the limits.
  void CheckHeadSoFar(std::string_view bytes, std::size_t used);
  /// The rules on single fields that decide how the message is framed.
  std::optional<Refusal> CheckField(Field name, std::string_view value);
  void AppendBody(Text bytes, Code& code);

  void on_request_impl(boost::beast::http::verb, Text method, Text target, int version, Code& code) override;
  void on_response_impl(int, Text, int, Code&) override {}
  void on_field_impl(Field name, Text name_text, Text value, Code& code) override;
  void on_header_impl(Code& code) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(Text body, Code& code) override;
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code& code) override;
  void on_finish_impl(Code&) override {}

  [[nodiscard]] Refusal BodyTooLarge() const { return {413, "body_too_large", too_large_}; }

  Request& request_;
  std::string target_;
  std::optional<Refusal> refusal_;
  std::uint64_t max_body_ = 0;
  std::string too_large_;  ///< what is said of a body of more
  std::size_t head_bytes_ = 0;
  int fields_ = 0;
  int hosts_ = 0;
  int content_lengths_ = 0;
  int transfer_encodings_ = 0;
  bool http_1_0_ = false;
  bool expects_continue_ = false;
  bool head_read_ = false;
};

}  // namespace wharf::net
