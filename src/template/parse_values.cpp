#include <array>

#include "template/arithmetic.h"
#include "template/parser.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

/// Words that are never names of values.
constexpr std::array<std::string_view, 7> kKeywords = {"and", "or", "not", "if", "else", "in", "is"};

struct Escape {
  char letter;
  char meaning;
};
constexpr std::array kEscapes = {Escape{'n', '\n'},  Escape{'r', '\r'}, Escape{'t', '\t'}, Escape{'a', '\a'},
                                 Escape{'b', '\b'},  Escape{'f', '\f'}, Escape{'v', '\v'}, Escape{'\\', '\\'},
                                 Escape{'\'', '\''}, Escape{'"', '"'}};

/// Reads `count` digits of `base` at the beginning of `text`.
std::optional<char32_t> Digits(std::string_view text, std::size_t count, unsigned base) {
  if (text.size() < count || count == 0) return std::nullopt;
  char32_t code = 0;
  for (const char c : text.substr(0, count)) {
    const std::size_t digit =
        std::string_view("0123456789abcdef").find(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
    if (digit >= base) return std::nullopt;
    code = code * base + static_cast<char32_t>(digit);
  }
  return code;
}

/// One escape after its backslash, with Python's meanings. Returns how many bytes it takes; 0 if it is broken.
std::size_t AppendEscape(std::string_view rest, std::string& out) {
  const char letter = rest.front();
  if (letter == '\n') return 1;  // the line goes on
  for (const Escape& escape : kEscapes) {
    if (escape.letter == letter) {
      out += escape.meaning;
      return 1;
    }
  }
  if (letter >= '0' && letter <= '7') {
    std::size_t count = 1;
    while (count < 3 && count < rest.size() && rest[count] >= '0' && rest[count] <= '7') ++count;
    AppendCharacter(out, *Digits(rest, count, 8));
    return count;
  }
  const std::size_t count = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  if (count == 0) {
    // Unknown ones stay as they are, so that "\d+" is the regular expression it looks like.
    out += '\\';
    out += letter;
    return 1;
  }
  const auto code = Digits(rest.substr(1), count, 16);
  if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code <= 0xDFFF)) return 0;
  AppendCharacter(out, *code);
  return 1 + count;
}

}  // namespace

ExpressionPtr Parser::ParseName() {
  const Token& name = Take();
  const auto constant = [&](Value value) { return Finish(std::make_unique<ConstantNode>(value), name.begin); };
  if (name.text == "true" || name.text == "True") return constant(Value::Boolean(true));
  if (name.text == "false" || name.text == "False") return constant(Value::Boolean(false));
  if (name.text == "none" || name.text == "None") return constant(Value::None());
  for (const std::string_view keyword : kKeywords) {
    if (name.text == keyword) {
      return Fail(name.begin, "an expression is expected here, not `" + std::string(keyword) + "`");
    }
  }
  if (IsSymbol("(")) return ParseCall(library_.functions, "function", name, nullptr);
  return Finish(std::make_unique<NameNode>(std::string(name.text)), name.begin);
}

ExpressionPtr Parser::ParseString() {
  const Site begin = Current().begin;
  std::string text;
  // Texts beside each other are one, as in Python.
  while (Current().kind == TokenKind::string) {
    const Token& token = Take();
    const std::string_view inside = token.text.substr(1, token.text.size() - 2);
    for (std::size_t at = 0; at < inside.size();) {
      if (inside[at] != '\\') {
        const std::size_t next = std::min(inside.find('\\', at), inside.size());
        text += inside.substr(at, next - at);
        at = next;
        continue;
      }
      const std::size_t length = AppendEscape(inside.substr(at + 1), text);
      if (length == 0) {
        return Fail(token.begin + 1 + static_cast<Site>(at),
                    "this escape is not a character; write \\xHH, \\uHHHH or \\UHHHHHHHH with hexadecimal digits");
      }
      at += 1 + length;
    }
  }
  return Finish(std::make_unique<ConstantNode>(std::move(text)), begin);
}

ExpressionPtr Parser::ParseNumber() {
  const Token& token = Take();
  if (token.kind == TokenKind::real) {
    const auto number = ParseReal(token.text);
    if (!number) return Fail(token.begin, "the number is too large (over 1.8e308)");
    return Finish(std::make_unique<ConstantNode>(Value::Real(*number)), token.begin);
  }
  bool too_large = false;
  const auto number = ParseWhole(token.text, 0, too_large);
  if (too_large) {
    return Fail(token.begin,
                "the whole number is too large (over 18446744073709551615); write it in quotes as text, or "
                "with `.0` if digits may be lost");
  }
  if (!number) return Fail(token.begin, "`" + std::string(token.text.substr(0, 32)) + "` is not a number");
  return Finish(std::make_unique<ConstantNode>(Value::Unsigned(static_cast<std::uint64_t>(*number))), token.begin);
}

ExpressionPtr Parser::ParseBracket() {
  const Site begin = Current().begin;
  if (TakeSymbol("[")) return ParseList(begin);
  if (TakeSymbol("{")) return ParseDict(begin);
  if (TakeSymbol("(")) return ParseParentheses(begin);
  return Fail(begin, "an expression is expected here, not " + Describe(Current()));
}

ExpressionPtr Parser::ParseList(Site begin) {
  std::vector<ExpressionPtr> items;
  while (!IsSymbol("]")) {
    items.push_back(ParseExpression());
    if (items.back() == nullptr) return nullptr;
    if (!TakeSymbol(",")) break;
  }
  if (!Expect("]", "at the end of a list")) return nullptr;
  return Finish(std::make_unique<ListNode>(std::move(items), false), begin);
}

ExpressionPtr Parser::ParseDict(Site begin) {
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> members;
  while (!IsSymbol("}")) {
    auto key = ParseExpression();
    if (key == nullptr || !Expect(":", "after a key")) return nullptr;
    auto value = ParseExpression();
    if (value == nullptr) return nullptr;
    members.emplace_back(std::move(key), std::move(value));
    if (!TakeSymbol(",")) break;
  }
  if (!Expect("}", "at the end of a dict")) return nullptr;
  return Finish(std::make_unique<DictNode>(std::move(members)), begin);
}

ExpressionPtr Parser::ParseParentheses(Site begin) {
  std::vector<ExpressionPtr> items;
  bool is_tuple = IsSymbol(")");
  while (!IsSymbol(")")) {
    items.push_back(ParseExpression());
    if (items.back() == nullptr) return nullptr;
    if (!TakeSymbol(",")) break;
    is_tuple = true;
  }
  if (!Expect(")", "at the end of the parentheses")) return nullptr;
  if (is_tuple) return Finish(std::make_unique<ListNode>(std::move(items), true), begin);
  return std::move(items.front());
}

ExpressionPtr Parser::ParsePostfix(ExpressionPtr value, Site begin) {
  while (value != nullptr) {
    if (TakeSymbol(".")) {
      value = ParseMember(std::move(value), begin);
    } else if (TakeSymbol("[")) {
      value = ParseSubscript(std::move(value), begin);
    } else if (IsSymbol("(")) {
      return Fail(Current().begin, "a value cannot be called; put an operator in front of `(` or remove it");
    } else {
      break;
    }
  }
  return value;
}

ExpressionPtr Parser::ParseMember(ExpressionPtr object, Site begin) {
  const Token& name = Take();
  if (name.kind == TokenKind::whole) {
    bool too_large = false;
    const auto index = ParseWhole(name.text, 10, too_large);
    if (!index) return Fail(name.begin, "`" + std::string(name.text.substr(0, 32)) + "` is not an index");
    auto position = std::make_unique<ConstantNode>(Value::Unsigned(static_cast<std::uint64_t>(*index)));
    return Finish(std::make_unique<IndexNode>(std::move(object), std::move(position)), begin);
  }
  if (name.kind != TokenKind::name) {
    return Fail(name.begin,
                "a name is expected after `.`, not " + Describe(name) + "; other members are written `[\"…\"]`");
  }
  if (IsSymbol("(")) return ParseCall(library_.methods, "method", name, std::move(object));
  return Finish(std::make_unique<MemberNode>(std::move(object), std::string(name.text)), begin);
}

ExpressionPtr Parser::ParseSubscript(ExpressionPtr object, Site begin) {
  std::array<ExpressionPtr, 3> parts;
  std::size_t part = 0;
  bool is_slice = false;
  while (!IsSymbol("]")) {
    if (TakeSymbol(":")) {
      is_slice = true;
      if (++part == parts.size()) return Fail(Current().begin, "a slice has at most three parts, `[from:to:step]`");
      continue;
    }
    if (parts[part] != nullptr) break;
    parts[part] = ParseExpression();
    if (parts[part] == nullptr) return nullptr;
  }
  if (!is_slice && parts[0] == nullptr)
    return Fail(Current().begin, "an index or a name in quotes is expected between `[` and `]`");
  if (!Expect("]", "after an index")) return nullptr;
  if (!is_slice) return Finish(std::make_unique<IndexNode>(std::move(object), std::move(parts[0])), begin);
  return Finish(
      std::make_unique<SliceNode>(std::move(object), std::move(parts[0]), std::move(parts[1]), std::move(parts[2])),
      begin);
}

}  // namespace wharf::templates
