#include "template/parser.h"
#include "template/unicode.h"

namespace wharf::templates {

bool Parser::IsSymbol(std::string_view text) const {
  return Current().kind == TokenKind::symbol && Current().text == text;
}

bool Parser::IsName(std::string_view text) const { return Current().kind == TokenKind::name && Current().text == text; }

bool Parser::TakeSymbol(std::string_view text) {
  if (!IsSymbol(text)) return false;
  Take();
  return true;
}

bool Parser::TakeName(std::string_view text) {
  if (!IsName(text)) return false;
  Take();
  return true;
}

bool Parser::Expect(std::string_view symbol, std::string_view after) {
  if (TakeSymbol(symbol)) return true;
  Fail(Current().begin,
       "`" + std::string(symbol) + "` is expected here " + std::string(after) + ", not " + Describe(Current()));
  return false;
}

Site Parser::PreviousEnd() const {
  const Token& previous = tokens_[at_ == 0 ? 0 : at_ - 1];
  return previous.begin + static_cast<Site>(previous.text.size());
}

std::nullptr_t Parser::Fail(Site at, std::string_view message) {
  if (!error_) error_ = ErrorAt(source_, at, "template_syntax", message);
  return nullptr;
}

std::nullptr_t Parser::FailTooDeep(Site at) {
  if (!error_) {
    error_ = ErrorAt(source_, at, "template_limit", "the depth limit of a template is reached here; nest less");
    error_->kind = ErrorKind::resource_exhausted;
  }
  return nullptr;
}

bool Parser::Nesting::TooDeep() const {
  if (parser_.nesting_ <= kMaxNesting) return false;
  parser_.FailTooDeep(parser_.Current().begin);
  return true;
}

std::string Parser::Describe(const Token& token) const {
  switch (token.kind) {
    case TokenKind::end:
      return "the end of the template";
    case TokenKind::string:
      return "a text";
    case TokenKind::text:
      return "plain text";
    default:
      return "`" + std::string(token.text.substr(0, OffsetOf(token.text, 40))) + "`";
  }
}

ExpressionPtr Parser::ParseTopLevel() {
  const Site begin = Current().begin;
  auto first = ParseExpression();
  if (first == nullptr || !IsSymbol(",")) return first;
  std::vector<ExpressionPtr> items;
  items.push_back(std::move(first));
  while (TakeSymbol(",")) {
    if (Current().kind == TokenKind::expression_end || Current().kind == TokenKind::statement_end) break;
    items.push_back(ParseExpression());
    if (items.back() == nullptr) return nullptr;
  }
  return Finish(std::make_unique<ListNode>(std::move(items), true), begin);
}

ExpressionPtr Parser::ParseExpression() {
  const Nesting nesting(*this);
  return nesting.TooDeep() ? nullptr : ParseConditional();
}

ExpressionPtr Parser::ParseConditional() {
  const Site begin = Current().begin;
  auto value = ParseLogic(false);
  while (value != nullptr && TakeName("if")) {
    auto condition = ParseLogic(false);
    if (condition == nullptr) return nullptr;
    ExpressionPtr otherwise;
    if (TakeName("else")) {
      otherwise = ParseExpression();
      if (otherwise == nullptr) return nullptr;
    }
    value =
        Finish(std::make_unique<ConditionalNode>(std::move(value), std::move(condition), std::move(otherwise)), begin);
  }
  return value;
}

ExpressionPtr Parser::ParseLogic(bool is_and) {
  const Site begin = Current().begin;
  const std::string_view word = is_and ? "and" : "or";
  const auto operand = [&] { return is_and ? ParseNot() : ParseLogic(true); };
  auto first = operand();
  if (first == nullptr || !IsName(word)) return first;
  std::vector<ExpressionPtr> operands;
  operands.push_back(std::move(first));
  while (TakeName(word)) {
    operands.push_back(operand());
    if (operands.back() == nullptr) return nullptr;
  }
  return Finish(std::make_unique<LogicNode>(is_and, std::move(operands)), begin);
}

ExpressionPtr Parser::ParseNot() {
  if (!IsName("not")) return ParseComparison();
  const Nesting nesting(*this);
  if (nesting.TooDeep()) return nullptr;
  const Site begin = Take().begin;
  auto operand = ParseNot();
  return operand == nullptr ? nullptr : Finish(std::make_unique<NotNode>(std::move(operand)), begin);
}

ExpressionPtr Parser::ParseComparison() {
  struct Sign {
    std::string_view text;
    Comparison how;
  };
  constexpr std::array kSigns = {Sign{"==", Comparison::equal},  Sign{"!=", Comparison::unequal},
                                 Sign{"<", Comparison::less},    Sign{"<=", Comparison::less_equal},
                                 Sign{">", Comparison::greater}, Sign{">=", Comparison::greater_equal}};
  const auto take_comparison = [&]() -> std::optional<Comparison> {
    for (const Sign& sign : kSigns) {
      if (TakeSymbol(sign.text)) return sign.how;
    }
    if (TakeName("in")) return Comparison::in;
    if (IsName("not") && Ahead().kind == TokenKind::name && Ahead().text == "in") {
      Take();
      Take();
      return Comparison::not_in;
    }
    return std::nullopt;
  };

  const Site begin = Current().begin;
  auto first = ParseSum();
  if (first == nullptr) return nullptr;
  std::vector<CompareNode::Link> links;
  for (;;) {
    const Site at = Current().begin;
    const auto how = take_comparison();
    if (!how) break;
    auto right = ParseSum();
    if (right == nullptr) return nullptr;
    links.push_back({*how, at, std::move(right)});
  }
  if (links.empty()) {
    if (IsSymbol("=")) return Fail(Current().begin, "`=` does not compare; write `==`");
    return first;
  }
  return Finish(std::make_unique<CompareNode>(std::move(first), std::move(links)), begin);
}

ExpressionPtr Parser::ParseSum() {
  const Site begin = Current().begin;
  auto left = ParseConcat();
  while (left != nullptr && (IsSymbol("+") || IsSymbol("-"))) {
    const Token& symbol = Take();
    auto right = ParseConcat();
    if (right == nullptr) return nullptr;
    const Operator op = symbol.text == "+" ? Operator::add : Operator::subtract;
    left = Finish(std::make_unique<BinaryNode>(op, symbol.begin, std::move(left), std::move(right)), begin);
  }
  return left;
}

ExpressionPtr Parser::ParseConcat() {
  const Site begin = Current().begin;
  auto first = ParseProduct();
  if (first == nullptr || !IsSymbol("~")) return first;
  std::vector<ExpressionPtr> parts;
  parts.push_back(std::move(first));
  while (TakeSymbol("~")) {
    parts.push_back(ParseProduct());
    if (parts.back() == nullptr) return nullptr;
  }
  return Finish(std::make_unique<ConcatNode>(std::move(parts)), begin);
}

ExpressionPtr Parser::ParseProduct() {
  const auto operator_of = [](std::string_view symbol) {
    if (symbol == "*") return Operator::multiply;
    if (symbol == "/") return Operator::divide;
    return symbol == "//" ? Operator::floor_divide : Operator::modulo;
  };
  const Site begin = Current().begin;
  auto left = ParsePower();
  while (left != nullptr && (IsSymbol("*") || IsSymbol("/") || IsSymbol("//") || IsSymbol("%"))) {
    const Token& symbol = Take();
    auto right = ParsePower();
    if (right == nullptr) return nullptr;
    const Operator op = operator_of(symbol.text);
    left = Finish(std::make_unique<BinaryNode>(op, symbol.begin, std::move(left), std::move(right)), begin);
  }
  return left;
}

ExpressionPtr Parser::ParsePower() {
  const Site begin = Current().begin;
  auto left = ParseUnary(true);
  // From left to right, and after a sign: in Jinja, unlike Python, `-2 ** 2` is 4 and `2 ** 3 ** 2` is 64.
  while (left != nullptr && IsSymbol("**")) {
    const Site at = Take().begin;
    auto right = ParseUnary(true);
    if (right == nullptr) return nullptr;
    left = Finish(std::make_unique<BinaryNode>(Operator::power, at, std::move(left), std::move(right)), begin);
  }
  return left;
}

ExpressionPtr Parser::ParseUnary(bool with_filters) {
  const Site begin = Current().begin;
  ExpressionPtr value;
  if (IsSymbol("-") || IsSymbol("+")) {
    const Nesting nesting(*this);
    if (nesting.TooDeep()) return nullptr;
    const Operator op = Take().text == "-" ? Operator::negate : Operator::plus;
    // A filter applies to the number with its sign: `-1 | abs` is 1.
    auto operand = ParseUnary(false);
    if (operand == nullptr) return nullptr;
    value = Finish(std::make_unique<UnaryNode>(op, std::move(operand)), begin);
  } else {
    value = ParsePostfix(ParsePrimary(), begin);
  }
  return with_filters ? ParseFilters(std::move(value), begin) : std::move(value);
}

ExpressionPtr Parser::ParsePrimary() {
  switch (Current().kind) {
    case TokenKind::name:
      return ParseName();
    case TokenKind::string:
      return ParseString();
    case TokenKind::whole:
    case TokenKind::real:
      return ParseNumber();
    case TokenKind::symbol:
      return ParseBracket();
    default:
      return Fail(Current().begin, "an expression is expected here, not " + Describe(Current()));
  }
}

}  // namespace wharf::templates
