#include "integration/call/judge.h"

#include <algorithm>
#include <cctype>

#include "integration/definition/evaluate.h"

namespace wharf::call {
namespace {

using Means = Verdict::Means;

constexpr std::size_t kLongestWords = 500;

bool ContainsFolded(std::string_view text, std::string_view part) {
  const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::string_view TextOf(const boost::json::object& response) {
  const auto* text = response.if_contains("text");
  return text != nullptr && text->is_string() ? std::string_view(text->get_string()) : std::string_view();
}

std::string OneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  if (text.size() > kLongestWords) {
    std::size_t cut = kLongestWords;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    text = text.substr(0, cut) + "…";
  }
  return text;
}

Result<bool> Matches(const definition::ErrorMatch& match, int status, const boost::json::object& response,
                     const templates::Context& context) {
  if (!match.statuses.empty() && !match.statuses.Contains(status)) return false;
  const auto* headers = response.if_contains("headers");
  for (const auto& [name, part] : match.headers) {
    std::string key = name;
    std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto* value = headers == nullptr || !headers->is_object() ? nullptr : headers->get_object().if_contains(key);
    if (value == nullptr || !ContainsFolded(definition::AsText(*value), part)) return false;
  }
  if (!match.text.empty() && !ContainsFolded(TextOf(response), match.text)) return false;
  if (match.body) return definition::Holds(*match.body, context);
  return true;
}

Result<Verdict> FromRule(const definition::Block& then, const templates::Context& context) {
  Verdict verdict;
  if (then.kind == "ok") return verdict;
  if (then.kind == "empty") {
    verdict.means = Means::empty;
  } else if (then.kind == "rate_limited") {
    verdict.means = Means::rate_limited;
    if (then.Has("wait")) verdict.wait = then.Duration("wait");
  } else if (then.kind == "retry") {
    verdict.means = Means::retry;
    verdict.times = static_cast<int>(then.Integer("times"));
    verdict.wait = then.Duration("wait");
    verdict.constant = then.Text("backoff") == "constant";
  } else if (then.kind == "refresh") {
    verdict.means = Means::refresh;
  } else if (then.kind == "rediscover") {
    verdict.means = Means::rediscover;
  } else {
    verdict.means = Means::fail;
    verdict.as = then.Text("as");
    WHARF_ASSIGN(const auto message, definition::EvaluateText(then.Template("message"), context));
    if (!message.secret) verdict.words = OneLine(message.text.value_or(""));
  }
  return verdict;
}

Verdict BuiltIn(int status) {
  const auto fail = [](std::string as) {
    Verdict verdict;
    verdict.means = Means::fail;
    verdict.as = std::move(as);
    return verdict;
  };
  const auto means = [](Means what) {
    Verdict verdict;
    verdict.means = what;
    return verdict;
  };
  if ((status >= 200 && status < 300) || status == 304) return {};
  switch (status) {
    case 401:
      return means(Means::refresh);
    case 403:
      return fail("permission");
    case 404:
    case 410:
      return fail("not_found");
    case 409:
      return fail("conflict");
    case 429:
      return means(Means::rate_limited);
    case 408:
    case 425:
      return means(Means::retry);
    default:
      break;
  }
  if (status >= 500) return means(Means::retry);
  return fail(status >= 400 ? "input" : "vendor");
}

}  // namespace

std::string VendorWords(const boost::json::object& response, const std::vector<const definition::Errors*>& rules,
                        const templates::Context& context) {
  for (const auto* errors : rules) {
    if (errors == nullptr) continue;
    auto words = definition::FirstUsable(errors->message, context);
    if (words && words->text && !words->secret) return OneLine(*words->text);
  }
  const auto* body = response.if_contains("body");
  const auto* object = body == nullptr ? nullptr : body->if_object();
  if (object != nullptr) {
    for (const char* member : {"message", "error_description", "detail", "error", "errorMessage", "title", "Message"}) {
      const auto* value = object->if_contains(member);
      if (value == nullptr || value->is_null()) continue;
      if (value->is_string()) return OneLine(std::string(value->get_string()));
      const auto* inner = value->if_object();
      if (inner != nullptr && inner->contains("message")) return OneLine(definition::AsText(inner->at("message")));
    }
    const auto* errors = object->if_contains("errors");
    if (errors != nullptr && errors->is_array() && !errors->get_array().empty()) {
      return OneLine(definition::AsText(errors->get_array().front()));
    }
  }
  const std::string_view text = TextOf(response);
  const bool is_page = text.find('<') != std::string_view::npos;
  return object == nullptr && !is_page && text.size() < kLongestWords ? OneLine(std::string(text)) : std::string();
}

Result<Verdict> Judge(int status, const boost::json::object& response, const std::string& hidden,
                      const std::vector<const definition::Errors*>& rules, const templates::Context& context) {
  std::optional<Verdict> verdict;
  for (const auto* errors : rules) {
    if (errors == nullptr) continue;
    for (const auto& rule : errors->rules) {
      WHARF_ASSIGN(const bool matches, Matches(rule.when, status, response, context));
      if (!matches) continue;
      WHARF_ASSIGN(verdict, FromRule(*rule.then, context));
      break;
    }
    if (verdict) break;
  }
  if (!verdict) verdict = BuiltIn(status);
  if (verdict->means == Means::ok && !hidden.empty()) {
    verdict->means = Means::fail;
    verdict->as = "vendor";
    verdict->words = OneLine(hidden);
  }
  const bool is_trouble = verdict->means != Means::ok && verdict->means != Means::empty;
  if (is_trouble && verdict->words.empty()) verdict->words = VendorWords(response, rules, context);
  return *verdict;
}

}  // namespace wharf::call
