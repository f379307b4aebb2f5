#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "template/nodes.h"

namespace wharf::templates {

/// The text that a template writes, cut off at the output limit.
class Output {
 public:
  bool Append(Run& run, std::string_view text);
  /// Prints the value as `{{ }}` does.
  bool AppendValue(Run& run, const Value& value);
  void MarkSecret(bool secret) { rendered_.secret = rendered_.secret || secret; }
  Rendered Take() { return std::move(rendered_); }

 private:
  Rendered rendered_;
};

/// A part of a template's body: text, `{{ }}` or `{% %}`. A new statement is a class here and a case in the parser.
class Statement {
 public:
  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  virtual ~Statement() = default;

  /// False if the run failed.
  virtual bool Render(Run& run, Output& output) const = 0;
  virtual void CollectReads(Reads& reads) const = 0;
  /// The expression, if the statement is `{{ expression }}`.
  [[nodiscard]] virtual const Expression* AsExpression() const { return nullptr; }
  /// The text, if the statement is text.
  [[nodiscard]] virtual const std::string* AsText() const { return nullptr; }
};

using Body = std::vector<std::unique_ptr<const Statement>>;
bool RenderBody(const Body& body, Run& run, Output& output);

class TextStatement final : public Statement {
 public:
  explicit TextStatement(std::string text) : text_(std::move(text)) {}
  bool Render(Run& run, Output& output) const override { return output.Append(run, text_); }
  void CollectReads(Reads& /*reads*/) const override {}
  [[nodiscard]] const std::string* AsText() const override { return &text_; }

 private:
  const std::string text_;
};

class ExpressionStatement final : public Statement {
 public:
  explicit ExpressionStatement(ExpressionPtr expression) : expression_(std::move(expression)) {}
  bool Render(Run& run, Output& output) const override;
  void CollectReads(Reads& reads) const override { expression_->CollectReads(reads); }
  [[nodiscard]] const Expression* AsExpression() const override { return expression_.get(); }

 private:
  const ExpressionPtr expression_;
};

/// `{% if %}…{% elif %}…{% else %}…{% endif %}`
class IfStatement final : public Statement {
 public:
  struct Branch {
    ExpressionPtr condition;  ///< null for `else`
    Body body;
  };
  explicit IfStatement(std::vector<Branch> branches) : branches_(std::move(branches)) {}
  bool Render(Run& run, Output& output) const override;
  void CollectReads(Reads& reads) const override;

 private:
  const std::vector<Branch> branches_;
};

/// What Template::Compile makes: the source that all spans point into, and the tree.
struct Program {
  std::string source;
  Body body;
  const Expression* lone = nullptr;  ///< set if nothing but blanks stands around one `{{ expression }}`
};

}  // namespace wharf::templates
