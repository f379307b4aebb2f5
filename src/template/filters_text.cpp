// Filters and methods that change text.
#include <algorithm>
#include <array>
#include <string>

#include "template/builtin.h"
#include "template/percent_format.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

/// Adds pieces to a text that must stay within the memory limit.
class Builder {
 public:
  explicit Builder(Run& run) : run_(run) {}

  bool Add(std::string_view piece) {
    if (piece.size() > run_.MemoryLeft() || text_.size() > run_.MemoryLeft() - piece.size()) {
      run_.FailMemory();
      return false;
    }
    text_ += piece;
    return run_.Charge(1);
  }
  Value Take() { return run_.failed() ? Value::Failed() : run_.NewText(text_); }

 private:
  Run& run_;
  std::string text_;
};

template <std::string (*Change)(std::string_view)>
Value Changed(const Call& call) {
  const auto text = call.Text(0);
  if (!text || !call.run().Charge(text->size() / 4)) return Value::Failed();
  return call.NewText(Change(*text));
}

std::string Capitalized(std::string_view text) {
  if (text.empty()) return {};
  const std::size_t first = CharacterLength(text, 0);
  return ToUpper(text.substr(0, first)) + ToLower(text.substr(first));
}

/// Jinja's rule: a word begins after a blank, `-`, or an opening bracket.
std::string Titled(std::string_view text) {
  std::string out;
  std::size_t word = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const bool breaks =
        at < text.size() && std::string_view(" \t\r\n\f\v-({[<").find(text[at]) != std::string_view::npos;
    if (!breaks && at < text.size()) continue;
    out += Capitalized(text.substr(word, at - word));
    if (at < text.size()) out += text[at];
    word = at + 1;
  }
  return out;
}

std::string Escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '"':
        out += "&#34;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string Slug(std::string_view text) {
  std::string out;
  for (const char c : ToLower(ToAscii(text))) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      out += c;
    } else if (c != '\'' && !out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  if (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

Value String(const Call& call) {
  const auto text = call.Text(0);
  return text ? Value::Text(*text) : Value::Failed();
}

enum class Ends : std::uint8_t { both, left, right };

/// Whether the character at `at` is to be cut: one of `characters`, or blank if there are none.
bool IsCut(std::string_view text, std::size_t at, std::optional<std::string_view> characters) {
  if (!characters) return IsSpace(CharacterAt(text, at));
  return characters->find(text.substr(at, CharacterLength(text, at))) != std::string_view::npos;
}

template <Ends ends>
Value Trim(const Call& call) {
  auto text = call.Text(0);
  if (!text) return Value::Failed();
  std::optional<std::string_view> characters;
  if (call.Has(1) && !call[1].Is(Kind::none)) {
    characters = call.Text(1);
    if (!characters) return Value::Failed();
  }
  const std::uint64_t for_each = 1 + (characters ? characters->size() / 16 : 0);
  if (!call.run().Charge(text->size() / 4 * for_each)) return Value::Failed();
  if (ends != Ends::right) {
    while (!text->empty() && IsCut(*text, 0, characters)) text->remove_prefix(CharacterLength(*text, 0));
  }
  if (ends != Ends::left) {
    while (!text->empty()) {
      // The last character begins at the last byte that is not a continuation.
      std::size_t last = text->size() - 1;
      while (last > 0 && text->size() - last < 4 && (static_cast<unsigned char>((*text)[last]) & 0xC0U) == 0x80U)
        --last;
      if (last + CharacterLength(*text, last) != text->size()) last = text->size() - 1;
      if (!IsCut(*text, last, characters)) break;
      *text = text->substr(0, last);
    }
  }
  return Value::Text(*text);
}

/// Python's str.replace("", …): before every character and at the end.
Value Interleave(const Call& call, std::string_view text, std::string_view piece, std::uint64_t most) {
  Builder out(call.run());
  std::size_t at = 0;
  for (; most > 0; --most) {
    if (!out.Add(piece)) return Value::Failed();
    if (at >= text.size()) break;
    const std::size_t length = CharacterLength(text, at);
    if (!out.Add(text.substr(at, length))) return Value::Failed();
    at += length;
  }
  if (at < text.size()) out.Add(text.substr(at));
  return out.Take();
}

Value Replace(const Call& call) {
  const auto text = call.Text(0);
  const auto old = text ? call.Text(1) : std::nullopt;
  const auto fresh = old ? call.Text(2) : std::nullopt;
  if (!fresh) return Value::Failed();
  std::optional<std::int64_t> count = -1;
  if (call.Has(3) && !call[3].Is(Kind::none)) count = call.Whole(3, -1);
  if (!count) return Value::Failed();
  std::uint64_t left = *count < 0 ? UINT64_MAX : static_cast<std::uint64_t>(*count);
  if (!call.run().Charge(text->size() / 16)) return Value::Failed();
  if (old->empty()) return Interleave(call, *text, *fresh, left);
  Builder out(call.run());
  std::size_t from = 0;
  for (; left > 0; --left) {
    const std::size_t at = FindText(*text, *old, from);
    if (at == std::string_view::npos) break;
    if (!out.Add(text->substr(from, at - from)) || !out.Add(*fresh)) return Value::Failed();
    from = at + old->size();
  }
  if (from == 0 && left > 0) return Value::Text(*text);
  out.Add(text->substr(from));
  return out.Take();
}

/// Python's str.split() without a separator: runs of blanks part, and none are left at the ends.
std::vector<Value> SplitAtBlanks(std::string_view text, std::uint64_t most) {
  std::vector<Value> parts;
  std::size_t at = 0;
  const auto skip_blanks = [&] {
    while (at < text.size() && IsSpace(CharacterAt(text, at))) at += CharacterLength(text, at);
  };
  for (skip_blanks(); at < text.size(); skip_blanks()) {
    const std::size_t begin = at;
    if (parts.size() == most) {
      at = text.size();
    } else {
      while (at < text.size() && !IsSpace(CharacterAt(text, at))) at += CharacterLength(text, at);
    }
    parts.push_back(Value::Text(text.substr(begin, at - begin)));
  }
  return parts;
}

Value Split(const Call& call) {
  const auto text = call.Text(0);
  const auto count = text ? call.Whole(2, -1) : std::nullopt;
  if (!count || !call.run().Charge(text->size() / 4)) return Value::Failed();
  const std::uint64_t most = *count < 0 ? UINT64_MAX : static_cast<std::uint64_t>(*count);
  if (!call.Has(1) || call[1].Is(Kind::none)) return call.run().NewList(SplitAtBlanks(*text, most));
  const auto separator = call.Text(1);
  if (!separator) return Value::Failed();
  if (separator->empty()) return call.Fail("`split` needs a separator that is not empty; use `| list` for characters");
  std::vector<Value> parts;
  std::size_t from = 0;
  while (parts.size() < most) {
    const std::size_t at = FindText(*text, *separator, from);
    if (at == std::string_view::npos) break;
    parts.push_back(Value::Text(text->substr(from, at - from)));
    from = at + separator->size();
  }
  parts.push_back(Value::Text(text->substr(from)));
  return call.run().NewList(parts);
}

/// `format` as a filter: the arguments follow, or name themselves.
Value Format(const Call& call) {
  const auto text = call.Text(0);
  if (!text) return Value::Failed();
  const auto all = call.arguments();
  const Value& named = all.back();
  const auto positional = all.subspan(1, all.size() - 2);
  if (named.AsDict()->entries.empty()) return PercentFormat(call.run(), *text, call.run().NewList(positional, true));
  if (!positional.empty()) return call.Fail("`format` takes arguments by position or by name, not both");
  return PercentFormat(call.run(), *text, named);
}

template <bool at_start>
Value HasAffix(const Call& call) {
  const auto text = call.Text(0);
  const auto affix = text ? call.Text(1) : std::nullopt;
  if (!affix) return Value::Failed();
  return Value::Boolean(at_start ? text->starts_with(*affix) : text->ends_with(*affix));
}

Value Find(const Call& call) {
  const auto text = call.Text(0);
  const auto sought = text ? call.Text(1) : std::nullopt;
  if (!sought || !call.run().Charge(text->size() / 16)) return Value::Failed();
  const std::size_t at = FindText(*text, *sought);
  if (at == std::string_view::npos) return Value::Integer(-1);
  return Value::Integer(static_cast<std::int64_t>(CountCharacters(text->substr(0, at))));
}

/// `separator.join(list)`
Value JoinWith(const Call& call) {
  const auto elements = call.Elements(1);
  if (!elements) return Value::Failed();
  Builder out(call.run());
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const Value& element = (*elements)[i];
    if (!element.Is(Kind::text)) return call.Fail("`join` as a method joins texts only; use `list | join(separator)`");
    if ((i > 0 && !out.Add(call[0].AsText())) || !out.Add(element.AsText())) return Value::Failed();
  }
  return out.Take();
}

constexpr std::array kTextFilters = {
    Builtin{"upper", "", Changed<ToUpper>},
    Builtin{"lower", "", Changed<ToLower>},
    Builtin{"capitalize", "", Changed<Capitalized>},
    Builtin{"title", "", Changed<Titled>},
    Builtin{"escape", "", Changed<Escaped>},
    Builtin{"e", "", Changed<Escaped>},
    Builtin{"slug", "", Changed<Slug>},
    Builtin{"string", "", String},
    Builtin{"trim", "chars?", Trim<Ends::both>},
    Builtin{"replace", "old new count?", Replace},
    Builtin{"split", "sep? maxsplit?", Split},
    Builtin{"format", "*values **named", Format},
};

constexpr Builtin Method(std::string_view name, std::string_view parameters, CallFunction call) {
  return {name, parameters, call, false, false, Kind::text, nullptr};
}

constexpr std::array kTextMethods = {
    Method("upper", "", Changed<ToUpper>),
    Method("lower", "", Changed<ToLower>),
    Method("capitalize", "", Changed<Capitalized>),
    Method("title", "", Changed<Titled>),
    Method("strip", "chars?", Trim<Ends::both>),
    Method("lstrip", "chars?", Trim<Ends::left>),
    Method("rstrip", "chars?", Trim<Ends::right>),
    Method("replace", "old new count?", Replace),
    Method("split", "sep? maxsplit?", Split),
    Method("startswith", "prefix", HasAffix<true>),
    Method("endswith", "suffix", HasAffix<false>),
    Method("find", "sub", Find),
    Method("join", "items", JoinWith),
};

}  // namespace

std::span<const Builtin> TextFilters() { return kTextFilters; }
std::span<const Builtin> TextMethods() { return kTextMethods; }

}  // namespace wharf::templates
