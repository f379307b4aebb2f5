#include "template/lexer.h"

#include <array>
#include <optional>
#include <string>

#include "base/trim.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  Result<std::vector<Token>> Run() {
    DropLastLineEnd();
    while (at_ < source_.size() && !error_) Text();
    if (error_) return *std::move(error_);
    Add(TokenKind::end, source_.size(), source_.size());
    return std::move(tokens_);
  }

 private:
  void DropLastLineEnd() {
    if (!source_.empty() && source_.back() == '\n') source_.remove_suffix(1);
    if (!source_.empty() && source_.back() == '\r') source_.remove_suffix(1);
  }

  void Fail(std::size_t at, const std::string& message) {
    if (!error_) error_ = ErrorAt(source_, static_cast<Site>(at), "template_syntax", message);
  }

  void Add(TokenKind kind, std::size_t begin, std::size_t end) {
    tokens_.push_back({kind, source_.substr(begin, end - begin), static_cast<Site>(begin)});
  }

  [[nodiscard]] bool At(std::string_view text) const { return source_.substr(at_, text.size()) == text; }

  /// From here to the next tag, and the tag.
  void Text() {
    std::size_t tag = at_;
    for (tag = source_.find('{', tag); tag != std::string_view::npos; tag = source_.find('{', tag + 1)) {
      if (tag + 1 < source_.size() && std::string_view("{%#").find(source_[tag + 1]) != std::string_view::npos) break;
    }
    const std::size_t end = std::min(tag, source_.size());
    AddText(at_, end, end + 2 < source_.size() && source_[end + 2] == '-');
    at_ = end;
    if (at_ == source_.size()) return;
    switch (source_[at_ + 1]) {
      case '#':
        return Comment();
      case '{':
        return Tag(TokenKind::expression_begin);
      default:
        return At("{%") && IsRaw(at_) ? Raw() : Tag(TokenKind::statement_begin);
    }
  }

  void AddText(std::size_t begin, std::size_t end, bool trim_end) {
    std::string_view text = source_.substr(begin, end - begin);
    if (trim_next_) {
      const std::size_t first = std::min(text.find_first_not_of(kBlanks), text.size());
      text.remove_prefix(first);
      begin += first;
    }
    trim_next_ = false;
    if (trim_end) text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
    if (!text.empty()) tokens_.push_back({TokenKind::text, text, static_cast<Site>(begin)});
  }

  void Comment() {
    const std::size_t close = source_.find("#}", at_ + 2);
    if (close == std::string_view::npos) return Fail(at_, "the comment is not closed; end it with `#}`");
    trim_next_ = source_[close - 1] == '-' && close > at_ + 2;
    at_ = close + 2;
  }

  /// Reads `{%- word -%}` at `begin`; where it ends, and whether it trims after itself.
  struct WordTag {
    std::size_t end;
    bool trims_before;
    bool trims_after;
  };
  [[nodiscard]] std::optional<WordTag> ReadWordTag(std::size_t begin, std::string_view word) const {
    std::size_t at = begin + 2;
    const auto is = [&](char c) { return at < source_.size() && source_[at] == c; };
    const auto skip_blanks = [&] {
      while (at < source_.size() && kBlanks.find(source_[at]) != std::string_view::npos) ++at;
    };
    WordTag tag{0, is('-'), false};
    if (is('-') || is('+')) ++at;
    skip_blanks();
    if (source_.substr(at, word.size()) != word) return std::nullopt;
    at += word.size();
    skip_blanks();
    tag.trims_after = is('-');
    if (is('-') || is('+')) ++at;
    if (source_.substr(at, 2) != "%}") return std::nullopt;
    tag.end = at + 2;
    return tag;
  }

  [[nodiscard]] bool IsRaw(std::size_t begin) const { return ReadWordTag(begin, "raw").has_value(); }

  void Raw() {
    const std::size_t begin = at_;
    const WordTag open = *ReadWordTag(begin, "raw");
    for (std::size_t tag = source_.find("{%", open.end); tag != std::string_view::npos;
         tag = source_.find("{%", tag + 2)) {
      const auto close = ReadWordTag(tag, "endraw");
      if (!close) continue;
      trim_next_ = open.trims_after;
      AddText(open.end, tag, close->trims_before);
      trim_next_ = close->trims_after;
      at_ = close->end;
      return;
    }
    Fail(begin, "`raw` is not closed; end it with `{% endraw %}`");
  }

  void Tag(TokenKind begin) {
    const std::size_t opened = at_;
    const bool is_expression = begin == TokenKind::expression_begin;
    const std::string_view close = is_expression ? "}}" : "%}";
    Add(begin, at_, at_ + 2);
    at_ += 2;
    if (at_ < source_.size() && (source_[at_] == '-' || source_[at_] == '+')) ++at_;
    brackets_.clear();
    while (!error_) {
      SkipBlanks();
      if (at_ >= source_.size()) {
        return Fail(opened, is_expression ? "the expression is not closed; end it with `}}`"
                                          : "the tag is not closed; end it with `%}`");
      }
      if (brackets_.empty() && TagEnd(close, is_expression)) return;
      Piece();
    }
  }

  bool TagEnd(std::string_view close, bool is_expression) {
    const bool trims = source_[at_] == '-';
    const bool marked = trims || source_[at_] == '+';
    if (source_.substr(at_ + (marked ? 1 : 0), 2) != close) return false;
    const std::size_t begin = at_;
    at_ += marked ? 3 : 2;
    Add(is_expression ? TokenKind::expression_end : TokenKind::statement_end, begin, at_);
    trim_next_ = trims;
    return true;
  }

  void SkipBlanks() { at_ = std::min(source_.find_first_not_of(kBlanks, at_), source_.size()); }

  /// One token inside a tag.
  void Piece() {
    const char c = source_[at_];
    if (c == '"' || c == '\'') return String(c);
    if (IsDigit(c)) return Number();
    if (IsNameStart(c)) return Name();
    Symbol();
  }

  void String(char quote) {
    std::size_t end = at_ + 1;
    while (end < source_.size() && source_[end] != quote) end += source_[end] == '\\' ? 2 : 1;
    if (end >= source_.size()) return Fail(at_, std::string("the text is not closed; end it with `") + quote + "`");
    Add(TokenKind::string, at_, end + 1);
    at_ = end + 1;
  }

  void Name() {
    const std::size_t begin = at_;
    while (at_ < source_.size() && IsNamePart(source_[at_])) {
      const std::size_t length = CharacterLength(source_, at_);
      if (length > 1 && !IsWordCharacter(CharacterAt(source_, at_))) {
        return Fail(at_, "this character cannot be part of a name; put text in quotes");
      }
      at_ += length;
    }
    Add(TokenKind::name, begin, at_);
  }

  [[nodiscard]] std::size_t DigitsEnd(std::size_t at) const {
    while (at < source_.size() &&
           (IsDigit(source_[at]) || (source_[at] == '_' && at + 1 < source_.size() && IsDigit(source_[at + 1])))) {
      ++at;
    }
    return at;
  }

  void Number() {
    const std::size_t begin = at_;
    if (source_[at_] == '0' && at_ + 1 < source_.size() &&
        std::string_view("xXoObB").find(source_[at_ + 1]) != std::string_view::npos) {
      at_ += 2;
      while (at_ < source_.size() && IsNamePart(source_[at_])) ++at_;
      return Add(TokenKind::whole, begin, at_);
    }
    TokenKind kind = TokenKind::whole;
    at_ = DigitsEnd(at_);
    // After a point, `a.0.1` is two indexes, not a number with a fraction.
    const bool after_point = !tokens_.empty() && tokens_.back().kind == TokenKind::symbol && tokens_.back().text == ".";
    if (!after_point && at_ + 1 < source_.size() && source_[at_] == '.' && IsDigit(source_[at_ + 1])) {
      kind = TokenKind::real;
      at_ = DigitsEnd(at_ + 1);
    }
    if (!after_point && at_ < source_.size() && (source_[at_] == 'e' || source_[at_] == 'E')) {
      std::size_t digits = at_ + 1;
      if (digits < source_.size() && (source_[digits] == '+' || source_[digits] == '-')) ++digits;
      if (digits < source_.size() && IsDigit(source_[digits])) {
        kind = TokenKind::real;
        at_ = DigitsEnd(digits);
      }
    }
    if (at_ < source_.size() && IsNameStart(source_[at_])) {
      return Fail(begin, "a name cannot begin with a digit; write a member like this as `[\"…\"]`");
    }
    Add(kind, begin, at_);
  }

  void Symbol() {
    constexpr std::array<std::string_view, 6> kLong = {"**", "//", "==", "!=", "<=", ">="};
    for (const std::string_view symbol : kLong) {
      if (At(symbol)) {
        Add(TokenKind::symbol, at_, at_ + 2);
        at_ += 2;
        return;
      }
    }
    const char c = source_[at_];
    if (std::string_view("+-*/%~<>=.,:|()[]{}").find(c) == std::string_view::npos) {
      const std::string shown(source_.substr(at_, CharacterLength(source_, at_)));
      const std::string hint = c == '!' ? "; write `not`" : c == '&' ? "; write `and`" : "";
      if (!IsValidUtf8(shown)) return Fail(at_, "there is a byte here that is not UTF-8");
      return Fail(at_, "`" + shown + "` has no meaning in an expression" + hint);
    }
    if (!Brackets(c)) return;
    Add(TokenKind::symbol, at_, at_ + 1);
    ++at_;
  }

  bool Brackets(char c) {
    constexpr std::string_view kOpen = "([{";
    constexpr std::string_view kClose = ")]}";
    if (kOpen.find(c) != std::string_view::npos) brackets_.push_back(c);
    const std::size_t closing = kClose.find(c);
    if (closing == std::string_view::npos) return true;
    if (brackets_.empty() || brackets_.back() != kOpen[closing]) {
      const std::string open = brackets_.empty() ? "" : std::string("; the open bracket is `") + brackets_.back() + "`";
      Fail(at_, std::string("`") + c + "` closes nothing" + open);
      return false;
    }
    brackets_.pop_back();
    return true;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  bool trim_next_ = false;
  std::vector<char> brackets_;
  std::vector<Token> tokens_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<Token>> Tokenize(std::string_view source) { return Lexer(source).Run(); }

}  // namespace wharf::templates
