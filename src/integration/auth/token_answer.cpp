#include "integration/auth/token_answer.h"

#include <charconv>
#include <sstream>

#include "base/encoding.h"
#include "integration/definition/evaluate.h"

namespace wharf::auth {
namespace {

constexpr std::size_t kLongestWords = 300;

std::string TextAt(const boost::json::value& answer, const definition::DataPath& path) {
  const boost::json::value* found = path.Find(answer);
  return found == nullptr || !found->is_primitive() ? std::string() : definition::AsText(*found);
}

std::string Member(const boost::json::value& answer, std::string_view name) {
  const auto* object = answer.if_object();
  if (object == nullptr) return {};
  const auto* value = object->if_contains(name);
  if (value == nullptr || value->is_null()) return {};
  // Some vendors nest: {"error":{"code":…,"message":…}}.
  std::string text = definition::AsText(*value);
  if (const auto* inner = value->if_object(); inner != nullptr && inner->contains("message")) {
    text = definition::AsText(inner->at("message"));
  }
  return text.substr(0, kLongestWords);
}

std::optional<double> Number(const boost::json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_string();
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error Refused(int status, const std::string& error, const std::string& description, bool by_password) {
  const std::string words = error + (description.empty() ? "" : ": " + description);
  if (status >= 500 || status == 408 || status == 429) {
    return {ErrorKind::unavailable, "token_endpoint_away",
            "The token endpoint answered " + std::to_string(status) + (words.empty() ? "" : " (" + words + ")") +
                ". Wharf tries again by itself."};
  }
  if (error == "invalid_grant" && by_password) {
    return {ErrorKind::unauthenticated, "credentials_refused",
            "The token endpoint refuses this user name and password (" + words +
                "). Check both, and that the account may sign in this way."};
  }
  if (error == "invalid_grant") {
    return {ErrorKind::unauthenticated, "grant_dead",
            "The vendor no longer accepts what was authorized (" + words + "). Authorize again."};
  }
  return {ErrorKind::unauthenticated, "credentials_refused",
          "The token endpoint answered " + std::to_string(status) + (words.empty() ? "" : ": " + words) +
              ". Check client id, secret and scopes."};
}

}  // namespace

std::chrono::milliseconds ExpiresUnit(const std::string& unit) {
  if (unit == "milliseconds") return std::chrono::milliseconds(1);
  if (unit == "minutes") return std::chrono::minutes(1);
  return std::chrono::seconds(1);
}

TokenAnswerRules TokenAnswerRules::From(const definition::Block* answer) {
  TokenAnswerRules rules;
  const auto path = [&](const char* field) {
    if (answer != nullptr && answer->Has(field)) return answer->Path(field);
    return definition::DataPath{{std::string(field)}};
  };
  rules.access_token = path("access_token");
  rules.refresh_token = path("refresh_token");
  rules.expires_in = path("expires_in");
  if (answer != nullptr) {
    rules.expires_unit = ExpiresUnit(answer->Text("expires_unit"));
    if (answer->Has("expires_at")) rules.expires_at = answer->Path("expires_at");
    if (answer->Has("lifetime")) rules.lifetime = answer->Duration("lifetime");
  }
  return rules;
}

std::optional<Time> ReadMoment(const boost::json::value& value) {
  if (const auto number = Number(value); number && *number > 0 && *number < 1e16) {
    // Past the year 5138 as seconds, so milliseconds are meant.
    const double millis = *number > 1e11 ? *number : *number * 1000;
    return Time(std::chrono::milliseconds(static_cast<std::int64_t>(millis)));
  }
  return value.is_string() ? ParseTime(value.get_string()) : std::nullopt;
}

std::optional<std::chrono::milliseconds> ReadLifetime(const boost::json::value& value, std::chrono::milliseconds unit) {
  const auto number = Number(value);
  if (!number || *number < 0 || *number > 1e10) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*number * static_cast<double>(unit.count())));
}

boost::json::value DecodeTokenAnswer(std::string_view text) {
  boost::json::error_code failure;
  boost::json::parse_options limits;
  limits.max_depth = 32;
  boost::json::value value = boost::json::parse(text, failure, {}, limits);
  if (!failure) return value;
  boost::json::object form;
  if (text.find('=') != std::string_view::npos && text.find('<') == std::string_view::npos) {
    std::istringstream pairs{std::string(text)};
    for (std::string pair; std::getline(pairs, pair, '&');) {
      const auto equals = pair.find('=');
      if (equals != std::string::npos) form[FormDecode(pair.substr(0, equals))] = FormDecode(pair.substr(equals + 1));
    }
  }
  return form;
}

Result<TokenSet> ReadTokenAnswer(int status, const boost::json::value& answer, const TokenAnswerRules& rules,
                                 Time now) {
  const std::string error = Member(answer, "error");
  if (!error.empty() || status < 200 || status >= 300) {
    return Refused(status, error, Member(answer, "error_description"), rules.by_password);
  }
  const std::string token = TextAt(answer, rules.access_token);
  if (token.empty()) {
    return Error{ErrorKind::vendor_error, "token_answer_strange",
                 "The token endpoint answered " + std::to_string(status) + " without a token at `" +
                     rules.access_token.ToString() + "`."};
  }
  TokenSet set;
  set.access_token = Secret(token);
  set.refresh_token = Secret(TextAt(answer, rules.refresh_token));
  set.type = Member(answer, "token_type");
  set.obtained_at = now;
  if (rules.expires_at) {
    if (const auto* moment = rules.expires_at->Find(answer)) set.expires_at = ReadMoment(*moment);
  }
  if (const auto* lifetime = rules.expires_in.Find(answer); !set.expires_at && lifetime != nullptr) {
    if (const auto length = ReadLifetime(*lifetime, rules.expires_unit)) set.expires_at = now + *length;
  }
  if (!set.expires_at && rules.lifetime) set.expires_at = now + *rules.lifetime;
  std::istringstream scopes(Member(answer, "scope"));
  for (std::string scope; scopes >> scope;) set.scopes.push_back(scope);
  if (const auto* object = answer.if_object()) set.answer = *object;
  return set;
}

}  // namespace wharf::auth
