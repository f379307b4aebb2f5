// Filters that lay text out.
#include <algorithm>
#include <array>
#include <string>

#include "template/builtin.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

/// Blanks that are asked for by number must fit in memory before they are made.
std::optional<std::string> Blanks(const Call& call, std::int64_t count) {
  if (count > 0 && static_cast<std::uint64_t>(count) > call.run().MemoryLeft()) {
    call.run().FailMemory();
    return std::nullopt;
  }
  return std::string(count > 0 ? static_cast<std::size_t>(count) : 0, ' ');
}

/// The lines without their ends, as Python's splitlines() after one more line end was added.
std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  const bool ended = !text.empty() && (text.back() == '\n' || text.back() == '\r');
  if (text.empty() || ended) lines.emplace_back();
  return lines;
}

Value Indent(const Call& call) {
  const auto text = call.Text(0);
  if (!text) return Value::Failed();
  std::optional<std::string> margin;
  if (call.Has(1) && call[1].Is(Kind::text)) {
    margin = std::string(call[1].AsText());
  } else if (const auto width = call.Whole(1, 4)) {
    margin = Blanks(call, *width);
  }
  const auto first = margin ? call.Flag(2, false) : std::nullopt;
  const auto blank = first ? call.Flag(3, false) : std::nullopt;
  if (!blank) return Value::Failed();
  const auto lines = Lines(*text);
  if (!margin->empty() && lines.size() > call.run().MemoryLeft() / margin->size()) return call.run().FailMemory();
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += '\n';
    if (i == 0 ? *first : (*blank || !lines[i].empty())) out += *margin;
    out += lines[i];
  }
  return call.NewText(out);
}

Value Center(const Call& call) {
  const auto text = call.Text(0);
  const auto width = text ? call.Whole(1, 80) : std::nullopt;
  if (!width) return Value::Failed();
  const auto length = static_cast<std::int64_t>(CountCharacters(*text));
  if (*width <= length) return Value::Text(*text);
  const std::int64_t fill = *width - length;
  const std::int64_t left = fill / 2 + (fill & *width & 1);  // where CPython puts the odd blank
  const auto before = Blanks(call, left);
  const auto after = before ? Blanks(call, fill - left) : std::nullopt;
  if (!after) return Value::Failed();
  return call.NewText(*before + std::string(*text) + *after);
}

Value WordCount(const Call& call) {
  const auto text = call.Text(0);
  if (!text || !call.run().Charge(text->size() / 4)) return Value::Failed();
  std::int64_t words = 0;
  bool inside = false;
  for (std::size_t at = 0; at < text->size(); at += CharacterLength(*text, at)) {
    const bool part = IsWordCharacter(CharacterAt(*text, at));
    if (part && !inside) ++words;
    inside = part;
  }
  return Value::Integer(words);
}

Value Truncate(const Call& call) {
  const auto text = call.Text(0);
  const auto length = text ? call.Whole(1, 255) : std::nullopt;
  const auto kill_words = length ? call.Flag(2, false) : std::nullopt;
  const auto end = kill_words ? call.Text(3, "...") : std::nullopt;
  const auto leeway = end ? call.Whole(4, 5) : std::nullopt;
  if (!leeway) return Value::Failed();
  const auto end_length = static_cast<std::int64_t>(CountCharacters(*end));
  if (*length < end_length) return call.Fail("`truncate` needs a length of at least that of its `end`");
  if (*leeway < 0) return call.Fail("the leeway of `truncate` cannot be negative");
  const auto full = static_cast<std::int64_t>(CountCharacters(*text));
  if (full <= *length || full - *length <= *leeway) return Value::Text(*text);
  std::string_view kept = text->substr(0, OffsetOf(*text, static_cast<std::size_t>(*length - end_length)));
  if (!*kill_words) kept = kept.substr(0, kept.rfind(' '));
  return call.NewText(std::string(kept) + std::string(*end));
}

constexpr std::array kLayoutFilters = {
    Builtin{"indent", "width? first? blank?", Indent},
    Builtin{"center", "width?", Center},
    Builtin{"wordcount", "", WordCount},
    Builtin{"truncate", "length? killwords? end? leeway?", Truncate},
};

}  // namespace

std::span<const Builtin> LayoutFilters() { return kLayoutFilters; }

}  // namespace wharf::templates
