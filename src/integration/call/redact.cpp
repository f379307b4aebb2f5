#include "integration/call/redact.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "base/encoding.h"

namespace wharf::call {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::string_view kMask = "•••";

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

/// The part of the base64 of `prefix` + secret + anything that depends on the secret alone.
std::string Base64Core(std::string_view secret, std::size_t shift) {
  const std::string encoded = Base64Encode(std::string(shift, '\0') + std::string(secret));
  const std::size_t from = (shift * 8 + 5) / 6;
  const std::size_t to = (shift + secret.size()) * 8 / 6;
  return to > from ? encoded.substr(from, to - from) : std::string();
}

}  // namespace

void Redactor::AddForm(std::string form) {
  form = Lower(form);
  if (form.size() < kShortest || std::find(forms_.begin(), forms_.end(), form) != forms_.end()) return;
  const auto longer = [&](const std::string& other) { return other.size() <= form.size(); };
  forms_.insert(std::find_if(forms_.begin(), forms_.end(), longer), std::move(form));
}

void Redactor::Add(std::string_view secret) {
  if (secret.size() < kShortest) return;
  AddForm(std::string(secret));
  AddForm(PercentEncode(secret));
  AddForm(FormEncode(secret));
  AddForm(HexEncode(secret));
  const std::string quoted = boost::json::serialize(boost::json::string(secret));
  AddForm(quoted.substr(1, quoted.size() - 2));
  for (std::size_t shift = 0; shift < 3; ++shift) {
    const std::string core = Base64Core(secret, shift);
    // Base64 keeps case, but comparing without it only finds more.
    if (core.size() >= 6) AddForm(core);
  }
}

std::string Redactor::Clean(std::string_view text) const {
  std::string clean(text);
  if (forms_.empty()) return clean;
  for (const std::string& form : forms_) {
    const std::string lower = Lower(clean);
    std::size_t from = 0;
    std::string masked;
    for (std::size_t at = lower.find(form); at != std::string::npos; at = lower.find(form, from)) {
      masked.append(clean, from, at - from).append(kMask);
      from = at + form.size();
    }
    if (from > 0) clean = masked.append(clean, from);
  }
  return clean;
}

boost::json::value Redactor::CleanTree(const boost::json::value& tree) const {
  if (forms_.empty()) return tree;
  if (const auto* object = tree.if_object()) {
    boost::json::object clean;
    for (const auto& [name, value] : *object) clean[Clean(name)] = CleanTree(value);
    return clean;
  }
  if (const auto* array = tree.if_array()) {
    boost::json::array clean;
    clean.reserve(array->size());
    for (const auto& value : *array) clean.push_back(CleanTree(value));
    return clean;
  }
  if (const auto* text = tree.if_string()) return boost::json::value(Clean(*text));
  if (!tree.is_number()) return tree;
  const std::string digits = boost::json::serialize(tree);
  std::string clean = Clean(digits);
  return clean == digits ? tree : boost::json::value(std::move(clean));
}

}  // namespace wharf::call
