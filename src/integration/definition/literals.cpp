#include "integration/definition/literals.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace wharf::definition {
namespace {

constexpr std::size_t kMostSteps = 32;

Error Wrong(std::string message) { return {ErrorKind::invalid_argument, "path_invalid", std::move(message)}; }

class PathReader {
 public:
  explicit PathReader(std::string_view text) : text_(text) {}

  Result<DataPath> Read() {
    if (text_.empty()) return Wrong("a path is empty; the whole value is written `$`");
    if (text_ == "$") return DataPath{};
    if (text_.starts_with("$.") || text_.starts_with("$[")) at_ = text_[1] == '.' ? 2 : 1;
    bool expects_name = !AtBracket();
    while (at_ < text_.size()) {
      if (path_.steps.size() == kMostSteps) return Wrong("a path has at most 32 steps");
      if (AtBracket()) {
        WHARF_TRY(Bracket());
      } else if (expects_name) {
        WHARF_TRY(PlainName());
      } else {
        return Wrong("a `.` or `[` is missing at character " + std::to_string(at_ + 1) + " of the path");
      }
      expects_name = at_ < text_.size() && text_[at_] == '.';
      if (expects_name && ++at_ == text_.size()) return Wrong("the path ends with a dot");
    }
    return std::move(path_);
  }

 private:
  [[nodiscard]] bool AtBracket() const { return at_ < text_.size() && text_[at_] == '['; }

  Result<void> PlainName() {
    const auto end = std::min(text_.find_first_of(".[]", at_), text_.size());
    const auto name = text_.substr(at_, end - at_);
    const bool odd = std::ranges::any_of(
        name, [](char c) { return c == ' ' || c == '"' || c == '\'' || c == '{' || c == '}' || c == '*'; });
    if (name.empty() || odd) {
      return Wrong("a name is missing or has odd characters at character " + std::to_string(at_ + 1) +
                   R"( of the path; write odd names as ["odd name"])");
    }
    path_.steps.emplace_back(std::string(name));
    at_ = end;
    return {};
  }

  Result<void> Bracket() {
    const auto begin = ++at_;
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      const auto end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos || end + 1 >= text_.size() || text_[end + 1] != ']') {
        return Wrong("the name in brackets is not closed in the path");
      }
      path_.steps.emplace_back(std::string(text_.substr(at_ + 1, end - at_ - 1)));
      at_ = end + 2;
      return {};
    }
    const auto end = text_.find(']', at_);
    if (end == std::string_view::npos) return Wrong("a `[` is not closed in the path");
    const auto inside = text_.substr(begin, end - begin);
    at_ = end + 1;
    if (inside == "*") {
      path_.steps.emplace_back(DataPath::Every{});
      return {};
    }
    std::int64_t index = 0;
    const auto [stop, error] = std::from_chars(inside.data(), inside.data() + inside.size(), index);
    if (error != std::errc{} || stop != inside.data() + inside.size()) {
      return Wrong(R"(in brackets stands a number, `*`, or a name in quotes: [0], [*], ["odd name"])");
    }
    path_.steps.emplace_back(index);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  DataPath path_;
};

std::optional<int> Whole(std::string_view text) {
  int number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int> Status(std::string_view text) {
  const auto number = Whole(text);
  return number && text.size() == 3 && *number >= 100 && *number <= 599 ? number : std::nullopt;
}

}  // namespace

Result<DataPath> ParsePath(std::string_view text) { return PathReader(text).Read(); }

std::optional<std::pair<int, int>> ParseStatus(std::string_view text) {
  if (text.size() == 3 && text.ends_with("xx") && text[0] >= '1' && text[0] <= '5') {
    const int hundred = (text[0] - '0') * 100;
    return std::pair{hundred, hundred + 99};
  }
  if (const auto one = Status(text)) return std::pair{*one, *one};
  if (text.size() != 7 || text[3] != '-') return std::nullopt;
  const auto low = Status(text.substr(0, 3));
  const auto high = Status(text.substr(4));
  return low && high && *low <= *high ? std::optional(std::pair{*low, *high}) : std::nullopt;
}

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  using std::chrono::milliseconds;
  constexpr std::int64_t kYear = 366LL * 24 * 3600 * 1000;
  static constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  for (const auto& [unit, factor] : kUnits) {
    if (!text.ends_with(unit)) continue;
    const auto number = Whole(text.substr(0, text.size() - unit.size()));
    if (!number) continue;
    if (*number < 0 || *number > kYear / factor) return std::nullopt;
    return milliseconds(*number * factor);
  }
  return std::nullopt;
}

bool IsName(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.front() < 'a' || text.front() > 'z') return false;
  return std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool IsIdentifier(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || text.size() > 64 || !letter(text.front())) return false;
  return std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

Result<void> CheckPattern(const std::string& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  const RE2 compiled(pattern, options);
  if (compiled.ok()) return {};
  return Error{ErrorKind::invalid_argument, "pattern_invalid", compiled.error()};
}

}  // namespace wharf::definition
