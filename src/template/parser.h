#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "template/lexer.h"
#include "template/library.h"
#include "template/statements.h"

namespace wharf::templates {

/// Most levels of brackets, blocks and operators inside each other. Bounds all recursion over a template.
inline constexpr std::uint32_t kMaxHeight = 300;
inline constexpr std::uint32_t kMaxNesting = 100;

/// Recursive descent with Jinja's precedences. One parser reads one template.
///
/// A function that fails stores the first error and returns null or false; its callers return at once.
class Parser {
 public:
  Parser(std::string_view source, std::vector<Token> tokens, const Library& library)
      : source_(source), tokens_(std::move(tokens)), library_(library) {}

  Result<Body> ParseTemplate();

 private:
  // Statements (parse_statements.cpp).
  /// Reads up to a tag that belongs to the block `opened_by`, whose name is then the current token; to the end if none.
  bool ParseBody(std::string_view opened_by, Body& body);
  bool ParseTag(std::string_view opened_by, Body& body, bool& closed);
  bool ParseIf(Site begin, Body& body);
  bool FailTag(const Token& name);
  bool EndTag(std::string_view after);

  // Expressions (parse_expressions.cpp), from the loosest operator to the tightest.
  ExpressionPtr ParseTopLevel();  ///< an expression, or several with commas: a tuple
  ExpressionPtr ParseExpression();
  ExpressionPtr ParseConditional();
  ExpressionPtr ParseLogic(bool is_and);
  ExpressionPtr ParseNot();
  ExpressionPtr ParseComparison();
  ExpressionPtr ParseSum();
  ExpressionPtr ParseConcat();
  ExpressionPtr ParseProduct();
  ExpressionPtr ParsePower();
  ExpressionPtr ParseUnary(bool with_filters);
  ExpressionPtr ParsePrimary();

  // Literals and what follows a value (parse_values.cpp).
  ExpressionPtr ParseName();
  ExpressionPtr ParseString();
  ExpressionPtr ParseNumber();
  ExpressionPtr ParseBracket();
  ExpressionPtr ParseList(Site begin);
  ExpressionPtr ParseDict(Site begin);
  ExpressionPtr ParseParentheses(Site begin);
  ExpressionPtr ParsePostfix(ExpressionPtr value, Site begin);
  ExpressionPtr ParseMember(ExpressionPtr object, Site begin);
  ExpressionPtr ParseSubscript(ExpressionPtr object, Site begin);

  // Filters, tests, functions, methods (parse_calls.cpp).
  struct Named {
    std::string name;
    Site at;
    ExpressionPtr value;
  };
  struct Arguments {
    std::vector<ExpressionPtr> positional;
    std::vector<Named> named;
  };
  // `begin` is where the whole expression began that the filter or call belongs to.
  ExpressionPtr ParseFilters(ExpressionPtr value, Site begin);
  ExpressionPtr ParseFilter(ExpressionPtr value, Site begin);
  ExpressionPtr ParseTest(ExpressionPtr value, Site begin);
  bool ParseTestArguments(Arguments& arguments);
  bool ParseArguments(Arguments& arguments);
  ExpressionPtr ParseCall(const Callables& callables, std::string_view what, const Token& name, ExpressionPtr subject);
  ExpressionPtr BuildMap(ExpressionPtr list, Arguments arguments, const Token& name, Site begin);
  ExpressionPtr BuildSelect(ExpressionPtr list, Arguments arguments, const Token& name, Site begin);
  /// Applies a filter or test that is named in quotes, such as the `'upper'` of `map('upper')`, to the current element.
  ExpressionPtr ApplyNamed(const Callables& callables, std::string_view what, ExpressionPtr subject,
                           Arguments arguments, const Token& user);
  const std::shared_ptr<const Callable>* FindCallable(const Callables& callables, std::string_view what,
                                                      std::string_view name, Site at);
  /// Puts the arguments in the order of the parameters, or fails with a message about the call at `at`.
  ExpressionPtr Bind(const std::shared_ptr<const Callable>& callable, ExpressionPtr subject, Arguments arguments,
                     Site at);
  bool PlacePositional(const Callable& callable, std::vector<ExpressionPtr>& values, Site at,
                       CallNode::Arguments& placed);
  bool PlaceNamed(const Callable& callable, std::vector<Named>& values, CallNode::Arguments& placed);

  // Tokens.
  [[nodiscard]] const Token& Current() const { return tokens_[at_]; }
  [[nodiscard]] const Token& Ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  const Token& Take() { return at_ + 1 < tokens_.size() ? tokens_[at_++] : tokens_[at_]; }
  [[nodiscard]] bool IsSymbol(std::string_view text) const;
  [[nodiscard]] bool IsName(std::string_view text) const;
  bool TakeSymbol(std::string_view text);
  bool TakeName(std::string_view text);
  bool Expect(std::string_view symbol, std::string_view after);
  /// The end of the token before the current one.
  [[nodiscard]] Site PreviousEnd() const;

  /// Finishes a node: its place in the source, and the bound on its height.
  template <class Node>
  ExpressionPtr Finish(std::unique_ptr<Node> node, Site begin) {
    node->span = {begin, PreviousEnd()};
    if (node->height > kMaxHeight) return FailTooDeep(begin);
    return node;
  }

  std::nullptr_t Fail(Site at, std::string_view message);
  std::nullptr_t FailTooDeep(Site at);
  /// How a message speaks of a token.
  [[nodiscard]] std::string Describe(const Token& token) const;

  /// Counts nesting while it lives.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : parser_(parser) { ++parser_.nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    ~Nesting() { --parser_.nesting_; }
    [[nodiscard]] bool TooDeep() const;

   private:
    Parser& parser_;
  };

  std::string_view source_;
  std::vector<Token> tokens_;
  const Library& library_;
  std::size_t at_ = 0;
  std::uint32_t nesting_ = 0;
  std::optional<Error> error_;
};

}  // namespace wharf::templates
