#include <array>

#include "template/nearest.h"
#include "template/parser.h"

namespace wharf::templates {
namespace {

constexpr std::array<std::string_view, 6> kTags = {"if", "elif", "else", "endif", "raw", "endraw"};

/// Statements of Jinja that are no part of the core, with what does the same in it.
struct OtherTag {
  std::string_view name;
  std::string_view instead;
};
constexpr std::array kOtherTags = {
    OtherTag{"for", "filters such as `map`, `select` and `join` work on whole lists"},
    OtherTag{"set", "write the expression where its value is used"},
    OtherTag{"macro", "write its text where it is used"},
    OtherTag{"call", ""},
    OtherTag{"filter", "write `{{ value | filter }}`"},
    OtherTag{"block", ""},
    OtherTag{"extends", ""},
    OtherTag{"include", ""},
    OtherTag{"import", ""},
    OtherTag{"from", ""},
    OtherTag{"with", "write the expression where its value is used"},
    OtherTag{"autoescape", "use `| escape` where it is needed"},
    OtherTag{"do", ""},
    OtherTag{"break", ""},
    OtherTag{"continue", ""},
    OtherTag{"trans", ""},
    OtherTag{"try", "use `| default(…)` for what may be missing"},
};

const OtherTag* FindOther(std::string_view name) {
  for (const OtherTag& tag : kOtherTags) {
    if (tag.name == name) return &tag;
  }
  return nullptr;
}

}  // namespace

Result<Body> Parser::ParseTemplate() {
  Body body;
  ParseBody("", body);
  if (error_) return *std::move(error_);
  return body;
}

bool Parser::ParseBody(std::string_view opened_by, Body& body) {
  const Nesting nesting(*this);
  if (nesting.TooDeep()) return false;
  for (;;) {
    const Token& token = Current();
    switch (token.kind) {
      case TokenKind::text:
        body.push_back(std::make_unique<TextStatement>(std::string(Take().text)));
        break;
      case TokenKind::expression_begin: {
        Take();
        if (Current().kind == TokenKind::expression_end) {
          Fail(token.begin, "there is no expression between `{{` and `}}`; write a name or a value");
          return false;
        }
        auto expression = ParseTopLevel();
        if (expression == nullptr) return false;
        if (Current().kind != TokenKind::expression_end) {
          Fail(Current().begin, "`}}` is expected here, not " + Describe(Current()) + "; join parts with `~`");
          return false;
        }
        Take();
        body.push_back(std::make_unique<ExpressionStatement>(std::move(expression)));
        break;
      }
      case TokenKind::statement_begin: {
        bool closed = false;
        if (!ParseTag(opened_by, body, closed)) return false;
        if (closed) return true;
        break;
      }
      default:
        return true;  // the end of the source; whoever has a block open complains
    }
  }
}

bool Parser::ParseTag(std::string_view opened_by, Body& body, bool& closed) {
  const Site begin = Take().begin;
  const Token& name = Current();
  if (name.kind != TokenKind::name) {
    Fail(name.begin, "a tag begins with a word such as `if`, not with " + Describe(name));
    return false;
  }
  if (name.text == "if") {
    Take();
    return ParseIf(begin, body);
  }
  const bool belongs_to_if = name.text == "elif" || name.text == "else" || name.text == "endif";
  if (belongs_to_if && opened_by == "if") {
    closed = true;
    return true;
  }
  if (belongs_to_if) {
    Fail(begin,
         "there is no open `if` for this `" + std::string(name.text) + "`; remove it or write `{% if … %}` before");
    return false;
  }
  return FailTag(name);
}

bool Parser::ParseIf(Site begin, Body& body) {
  std::vector<IfStatement::Branch> branches;
  std::string_view tag = "if";
  for (;;) {
    IfStatement::Branch branch;
    if (tag != "else") {
      if (Current().kind == TokenKind::statement_end) {
        Fail(Current().begin, "`" + std::string(tag) + "` needs a condition");
        return false;
      }
      branch.condition = ParseTopLevel();
      if (branch.condition == nullptr) return false;
    }
    if (!EndTag(tag) || !ParseBody("if", branch.body)) return false;
    branches.push_back(std::move(branch));
    if (Current().kind != TokenKind::name) {
      Fail(begin, "this `if` is not closed; end it with `{% endif %}`");
      return false;
    }
    const Token& next = Take();
    if (next.text == "endif") break;
    if (tag == "else") {
      Fail(next.begin, "after `else` only `endif` can follow, not `" + std::string(next.text) + "`");
      return false;
    }
    tag = next.text;
  }
  if (!EndTag("endif")) return false;
  body.push_back(std::make_unique<IfStatement>(std::move(branches)));
  return true;
}

bool Parser::EndTag(std::string_view after) {
  if (Current().kind == TokenKind::statement_end) {
    Take();
    return true;
  }
  const bool else_if = after == "else" && IsName("if");
  Fail(Current().begin, "`%}` is expected here after `" + std::string(after) + "`, not " + Describe(Current()) +
                            (else_if ? "; write `elif`" : ""));
  return false;
}

bool Parser::FailTag(const Token& name) {
  const std::string word(name.text);
  if (word == "endraw") return Fail(name.begin, "there is no open `raw` for this `endraw`; remove it"), false;
  if (const OtherTag* other = FindOther(word)) {
    std::string message = "`" + word +
                          "` is not part of the expression core of the template language, which has text, "
                          "`{{ expressions }}`, `{% if %}` and `{% raw %}`";
    if (!other->instead.empty()) message += "; " + std::string(other->instead);
    return Fail(name.begin, message), false;
  }
  if (word.starts_with("end") && FindOther(std::string_view(word).substr(3)) != nullptr) {
    return Fail(name.begin, "there is no open `" + word.substr(3) + "` for this `" + word + "`; remove it"), false;
  }
  std::vector<std::string> known(kTags.begin(), kTags.end());
  for (const OtherTag& tag : kOtherTags) known.emplace_back(tag.name);
  const auto nearest = word == "elseif" || word == "elsif" ? std::optional<std::string>("elif") : Nearest(word, known);
  Fail(name.begin,
       "there is no tag `" + word + "`; " +
           (nearest ? "did you mean `" + *nearest + "`?" : "the tags are `if`, `elif`, `else`, `endif` and `raw`"));
  return false;
}

}  // namespace wharf::templates
