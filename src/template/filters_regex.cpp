// Regular expressions by RE2: linear in the text, whatever the pattern.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string>

#include "template/builtin.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

constexpr std::size_t kLongestPattern = 4096;
constexpr std::int64_t kMaxMemory = std::int64_t{4} << 20U;
constexpr int kMostGroups = 32;

using Pattern = std::shared_ptr<const re2::RE2>;

/// RE2's own words would quote the pattern, which can hold data.
std::string Reason(re2::RE2::ErrorCode code) {
  switch (code) {
    case re2::RE2::ErrorMissingParen:
    case re2::RE2::ErrorUnexpectedParen:
      return "its parentheses do not match";
    case re2::RE2::ErrorMissingBracket:
      return "a `[` is not closed";
    case re2::RE2::ErrorBadEscape:
      return "it has an unknown escape (back references do not exist)";
    case re2::RE2::ErrorBadPerlOp:
      return "it has an unknown `(?…)` (look-around does not exist)";
    case re2::RE2::ErrorRepeatArgument:
    case re2::RE2::ErrorRepeatOp:
    case re2::RE2::ErrorRepeatSize:
      return "a repetition repeats nothing, or too much (over 1000)";
    case re2::RE2::ErrorBadCharClass:
    case re2::RE2::ErrorBadCharRange:
      return "a character class is not valid";
    case re2::RE2::ErrorBadNamedCapture:
      return "a named group is written `(?P<name>…)`";
    case re2::RE2::ErrorPatternTooLarge:
      return "it is too large when compiled";
    default:
      return "correct it, or try a simpler one";
  }
}

Result<Pattern> CompilePattern(std::string_view pattern, bool ignore_case, bool multiline) {
  const auto fail = [](const std::string& message) {
    return Error{ErrorKind::invalid_argument, "template_syntax", message};
  };
  if (pattern.size() > kLongestPattern) return fail("the regular expression is over 4096 bytes");
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!ignore_case);
  options.set_max_mem(kMaxMemory);
  const std::string flagged = (multiline ? "(?m)" : "") + std::string(pattern);
  auto compiled = std::make_shared<const re2::RE2>(flagged, options);
  if (!compiled->ok()) return fail("the regular expression is not valid: " + Reason(compiled->error_code()));
  if (compiled->NumberOfCapturingGroups() > kMostGroups) return fail("the regular expression has over 32 groups");
  return compiled;
}

/// The pattern of a call: prepared at compile time, or compiled now because it is not constant.
Result<Pattern> PatternOf(const Call& call, std::size_t pattern_at, std::size_t flags_at) {
  if (call.prepared() != nullptr) return *static_cast<const Pattern*>(call.prepared());
  const Error failed{ErrorKind::internal, "failed", ""};
  const auto pattern = call.Text(pattern_at);
  const auto ignore_case = pattern ? call.Flag(flags_at, false) : std::nullopt;
  const auto multiline = ignore_case ? call.Flag(flags_at + 1, false) : std::nullopt;
  // Compiling costs about as much as a thousand steps.
  if (!multiline || !call.run().Charge(1000)) return failed;
  return CompilePattern(*pattern, *ignore_case, *multiline);
}

/// Compiles a pattern whose arguments are all constant.
template <std::size_t pattern_at, std::size_t flags_at>
Result<std::shared_ptr<const void>> Prepare(std::span<const Value> constants) {
  const auto constant_flag = [&](std::size_t i) -> std::optional<bool> {
    if (constants[i].Is(Kind::absent)) return false;
    if (!constants[i].Is(Kind::boolean)) return std::nullopt;
    return constants[i].AsBoolean();
  };
  const auto ignore_case = constant_flag(flags_at);
  const auto multiline = constant_flag(flags_at + 1);
  if (!constants[pattern_at].Is(Kind::text) || !ignore_case || !multiline) return std::shared_ptr<const void>();
  WHARF_ASSIGN(Pattern pattern, CompilePattern(constants[pattern_at].AsText(), *ignore_case, *multiline));
  return std::shared_ptr<const void>(std::make_shared<const Pattern>(std::move(pattern)));
}

/// RE2 can take time for each instruction of the pattern at each byte of the text. That product is bounded here, so
/// that no single search takes long; between searches the clock is looked at.
bool Affordable(const Call& call, const re2::RE2& regex, std::string_view text) {
  constexpr std::size_t kMostWork = std::size_t{1} << 28U;
  if (text.size() > kMostWork / static_cast<std::size_t>(std::max(1, regex.ProgramSize()))) {
    call.Fail("the text is too long for this regular expression; use a simpler one or less text");
    return false;
  }
  return call.run().Charge(1 + text.size() / 4);
}

Value FailPattern(const Call& call, const Error& error) {
  return call.run().failed() ? Value::Failed() : call.Fail(error.message);
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }
std::string_view View(const re2::StringPiece& piece) { return {piece.data(), piece.size()}; }

/// The number of a group by its number or name; below 0 if there is none.
int GroupOf(const re2::RE2& pattern, const Value& group) {
  if (group.Is(Kind::integer)) {
    const Wide number = group.AsInteger();
    return number >= 0 && number <= pattern.NumberOfCapturingGroups() ? static_cast<int>(number) : -1;
  }
  if (!group.Is(Kind::text)) return -1;
  const auto& names = pattern.NamedCapturingGroups();
  const auto found = names.find(std::string(group.AsText()));
  return found == names.end() ? -1 : found->second;
}

/// `regex_search(pattern, group=0)`: the first match, or a group of it; none if there is no match.
Value Search(const Call& call) {
  const auto text = call.Text(0);
  if (!text) return Value::Failed();
  const auto pattern = PatternOf(call, 1, 3);
  if (!pattern) return FailPattern(call, pattern.error());
  const re2::RE2& regex = **pattern;
  const int group = call.Has(2) ? GroupOf(regex, call[2]) : 0;
  if (group < 0) return call.Fail("the regular expression has no such group");
  if (!Affordable(call, regex, *text)) return Value::Failed();
  std::array<re2::StringPiece, kMostGroups + 1> groups;
  if (!regex.Match(Piece(*text), 0, text->size(), re2::RE2::UNANCHORED, groups.data(), group + 1)) return Value::None();
  const auto& found = groups[static_cast<std::size_t>(group)];
  return found.data() == nullptr ? Value::None() : Value::Text(View(found));
}

/// Adds the replacement for one match; `\1` and `\g<name>` stand for groups. False if a group does not exist.
bool AppendReplacement(const re2::RE2& regex, std::string_view replacement,
                       const std::array<re2::StringPiece, kMostGroups + 1>& groups, std::string& out) {
  for (std::size_t at = 0; at < replacement.size(); ++at) {
    if (replacement[at] != '\\' || at + 1 == replacement.size()) {
      out += replacement[at];
      continue;
    }
    const char next = replacement[++at];
    int group = -1;
    if (next >= '0' && next <= '9') {
      group = GroupOf(regex, Value::Integer(next - '0'));
    } else if (next == 'g' && replacement.substr(at + 1, 1) == "<") {
      const std::size_t close = replacement.find('>', at);
      if (close == std::string_view::npos) return false;
      const std::string_view name = replacement.substr(at + 2, close - at - 2);
      const bool number =
          !name.empty() && name.size() < 3 && name.find_first_not_of("0123456789") == std::string_view::npos;
      group = GroupOf(regex, number ? Value::Integer(std::stoi(std::string(name))) : Value::Text(name));
      at = close;
    } else {
      out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
      continue;
    }
    if (group < 0) return false;
    out += View(groups[static_cast<std::size_t>(group)]);
  }
  return true;
}

Value ReplaceMatches(const Call& call) {
  const auto text = call.Text(0);
  const auto replacement = text ? call.Text(2) : std::nullopt;
  const auto count = replacement ? call.Whole(5, 0) : std::nullopt;
  if (!count) return Value::Failed();
  const auto pattern = PatternOf(call, 1, 3);
  if (!pattern) return FailPattern(call, pattern.error());
  const re2::RE2& regex = **pattern;
  Run& run = call.run();
  const int group_count = regex.NumberOfCapturingGroups() + 1;
  std::array<re2::StringPiece, kMostGroups + 1> groups;
  if (!Affordable(call, regex, *text)) return Value::Failed();
  std::string out;
  std::size_t from = 0;
  std::int64_t done = 0;
  while (from <= text->size() && (*count <= 0 || done < *count)) {
    if (!regex.Match(Piece(*text), from, text->size(), re2::RE2::UNANCHORED, groups.data(), group_count)) break;
    const auto begin = static_cast<std::size_t>(groups[0].data() - text->data());
    // A search can run to the end of the text although its match is short.
    if (!run.Charge(1) || !run.LookAtLimits()) return Value::Failed();
    out += text->substr(from, begin - from);
    if (!AppendReplacement(regex, *replacement, groups, out))
      return call.Fail("the replacement names a group that does not exist");
    ++done;
    from = begin + groups[0].size();
    if (groups[0].empty()) {
      const std::size_t length = from < text->size() ? CharacterLength(*text, from) : 1;
      out += text->substr(std::min(from, text->size()), length);
      from += length;
    }
    if (out.size() > run.MemoryLeft()) return run.FailMemory();
  }
  if (from < text->size()) out += text->substr(from);
  return call.NewText(out);
}

constexpr std::array kRegexFilters = {
    Builtin{"regex_search", "pattern group? ignorecase? multiline?", Search, false, false, Kind::absent, Prepare<1, 3>},
    Builtin{"regex_replace", "pattern replacement ignorecase? multiline? count?", ReplaceMatches, false, false,
            Kind::absent, Prepare<1, 3>},
};

}  // namespace

std::span<const Builtin> RegexFilters() { return kRegexFilters; }

}  // namespace wharf::templates
