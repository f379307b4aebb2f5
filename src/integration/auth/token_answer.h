#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "integration/auth/tokens.h"
#include "integration/definition/definition.h"

namespace wharf::auth {

/// How the answer of a token endpoint is read (RFC 6749 §5.1, with the vendors' departures from it).
struct TokenAnswerRules {
  definition::DataPath access_token;
  definition::DataPath refresh_token;
  definition::DataPath expires_in;
  std::chrono::milliseconds expires_unit{1'000};
  std::optional<definition::DataPath> expires_at;
  std::optional<std::chrono::milliseconds> lifetime;
  bool by_password = false;  ///< `invalid_grant` then means user name and password (RFC 6749 §5.2)

  static TokenAnswerRules From(const definition::Block* answer);
};

/// Milliseconds in one of the format's `expires_unit`.
std::chrono::milliseconds ExpiresUnit(const std::string& unit);

/// The moment that a value means: RFC 3339, or seconds or milliseconds since 1970 (told apart by size).
std::optional<Time> ReadMoment(const boost::json::value& value);
/// A lifetime as number or as text with a number in it.
std::optional<std::chrono::milliseconds> ReadLifetime(const boost::json::value& value, std::chrono::milliseconds unit);

/// What `text` says: JSON, or else a form (RFC 6749 does not allow that; some vendors do it).
boost::json::value DecodeTokenAnswer(std::string_view text);

/// Reads the tokens. An `error` member decides, whatever the status (RFC 6749 §5.2). Errors:
/// `unauthenticated` with code `grant_dead` (invalid_grant: only a person can help), or `credentials_refused` (other
/// refusals, 400/401/403; and invalid_grant where a password was sent); `unavailable` with `token_endpoint_away` (5xx,
/// 408, 429); `vendor_error` with `token_answer_strange`. The message holds the vendor's `error` and
/// `error_description`, never a token.
Result<TokenSet> ReadTokenAnswer(int status, const boost::json::value& answer, const TokenAnswerRules& rules, Time now);

}  // namespace wharf::auth
