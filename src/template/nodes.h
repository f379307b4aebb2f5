#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "template/builtin.h"
#include "template/run.h"
#include "template/template.h"
#include "template/value.h"

namespace wharf::templates {

/// Where something stands in the source, in bytes.
struct Span {
  Site begin = 0;
  Site end = 0;
};

/// Gathers the paths that a template reads.
struct Reads {
  std::string_view source;
  bool guarded = false;
  bool in_item = false;
  std::vector<Reference> found = {};
};

/// A node of an expression. Immutable once parsed. A new kind of expression is a class here and a place in the parser.
class Expression {
 public:
  Expression() = default;
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;
  virtual ~Expression() = default;

  Span span;
  /// Levels from here to the deepest leaf. The parser bounds it, and with it all recursion over the tree.
  std::uint32_t height = 1;

  /// The value, or Value::Failed() with the error in the run.
  Value Evaluate(Run& run) const;

  virtual void CollectReads(Reads& reads) const = 0;
  /// If this is a path from a name (`a.b[0]`): adds its steps to `path`, what its indexes read to `reads`.
  virtual bool AppendPath(Reference& path, Reads& reads) const;
  /// The value if it is known at compile time.
  [[nodiscard]] virtual const Value* AsConstant() const { return nullptr; }
  // For "did you mean": the last name of a path, and the names that exist beside it.
  [[nodiscard]] virtual std::string_view LastName() const { return {}; }
  virtual std::vector<std::string> Siblings(Run& run) const;

 protected:
  void Above(const Expression* child) {
    if (child != nullptr) height = std::max(height, child->height + 1);
  }
  /// Notes the path that this is; false if it is none.
  bool CollectPath(Reads& reads) const;

 private:
  virtual Value Compute(Run& run) const = 0;
};

using ExpressionPtr = std::unique_ptr<const Expression>;

class ConstantNode final : public Expression {
 public:
  explicit ConstantNode(Value value) : value_(value) {}
  explicit ConstantNode(std::string text) : text_(std::move(text)), value_(Value::Text(text_)) {}
  void CollectReads(Reads& /*reads*/) const override {}
  [[nodiscard]] const Value* AsConstant() const override { return &value_; }

 private:
  Value Compute(Run& /*run*/) const override { return value_; }
  const std::string text_;
  const Value value_;
};

class NameNode final : public Expression {
 public:
  explicit NameNode(std::string name) : name_(std::move(name)) {}
  void CollectReads(Reads& reads) const override;
  bool AppendPath(Reference& path, Reads& reads) const override;
  [[nodiscard]] std::string_view LastName() const override { return name_; }
  std::vector<std::string> Siblings(Run& run) const override { return run.Names(); }

 private:
  Value Compute(Run& run) const override { return run.Lookup(name_, this); }
  const std::string name_;
};

/// `object.name`
class MemberNode final : public Expression {
 public:
  MemberNode(ExpressionPtr object, std::string name) : object_(std::move(object)), name_(std::move(name)) {
    Above(object_.get());
  }
  void CollectReads(Reads& reads) const override;
  bool AppendPath(Reference& path, Reads& reads) const override;
  [[nodiscard]] std::string_view LastName() const override { return name_; }
  std::vector<std::string> Siblings(Run& run) const override;

 private:
  Value Compute(Run& run) const override;
  const ExpressionPtr object_;
  const std::string name_;
};

/// `object[index]`
class IndexNode final : public Expression {
 public:
  IndexNode(ExpressionPtr object, ExpressionPtr index) : object_(std::move(object)), index_(std::move(index)) {
    Above(object_.get());
    Above(index_.get());
  }
  void CollectReads(Reads& reads) const override;
  bool AppendPath(Reference& path, Reads& reads) const override;
  [[nodiscard]] std::string_view LastName() const override;
  std::vector<std::string> Siblings(Run& run) const override;

 private:
  Value Compute(Run& run) const override;
  const ExpressionPtr object_;
  const ExpressionPtr index_;
};

/// `object[from:to:step]`; each part may be null.
class SliceNode final : public Expression {
 public:
  SliceNode(ExpressionPtr object, ExpressionPtr from, ExpressionPtr to, ExpressionPtr step);
  void CollectReads(Reads& reads) const override;
  bool AppendPath(Reference& path, Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const ExpressionPtr object_;
  const ExpressionPtr from_;
  const ExpressionPtr to_;
  const ExpressionPtr step_;
};

/// `[a, b]` or `(a, b)`
class ListNode final : public Expression {
 public:
  ListNode(std::vector<ExpressionPtr> items, bool tuple);
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const std::vector<ExpressionPtr> items_;
  const bool tuple_;
};

/// `{key: value}`; also the row that `map(name=…)` makes.
class DictNode final : public Expression {
 public:
  explicit DictNode(std::vector<std::pair<ExpressionPtr, ExpressionPtr>> members);
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const std::vector<std::pair<ExpressionPtr, ExpressionPtr>> members_;
};

enum class Operator : std::uint8_t { negate, plus, add, subtract, multiply, divide, floor_divide, modulo, power };

class UnaryNode final : public Expression {
 public:
  UnaryNode(Operator op, ExpressionPtr operand) : op_(op), operand_(std::move(operand)) { Above(operand_.get()); }
  void CollectReads(Reads& reads) const override { operand_->CollectReads(reads); }

 private:
  Value Compute(Run& run) const override;
  const Operator op_;
  const ExpressionPtr operand_;
};

class BinaryNode final : public Expression {
 public:
  BinaryNode(Operator op, Site at, ExpressionPtr left, ExpressionPtr right)
      : op_(op), at_(at), left_(std::move(left)), right_(std::move(right)) {
    Above(left_.get());
    Above(right_.get());
  }
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const Operator op_;
  const Site at_;
  const ExpressionPtr left_;
  const ExpressionPtr right_;
};

/// `a ~ b ~ c`
class ConcatNode final : public Expression {
 public:
  explicit ConcatNode(std::vector<ExpressionPtr> parts);
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const std::vector<ExpressionPtr> parts_;
};

enum class Comparison : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal, in, not_in };

/// `a < b <= c`
class CompareNode final : public Expression {
 public:
  struct Link {
    Comparison how;
    Site at;
    ExpressionPtr right;
  };
  CompareNode(ExpressionPtr first, std::vector<Link> links);
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const ExpressionPtr first_;
  const std::vector<Link> links_;
};

/// `a and b and c`, or the same with `or`. Yields the operand that decided, as Python does.
class LogicNode final : public Expression {
 public:
  LogicNode(bool is_and, std::vector<ExpressionPtr> operands);
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const bool is_and_;
  const std::vector<ExpressionPtr> operands_;
};

class NotNode final : public Expression {
 public:
  explicit NotNode(ExpressionPtr operand) : operand_(std::move(operand)) { Above(operand_.get()); }
  void CollectReads(Reads& reads) const override { operand_->CollectReads(reads); }

 private:
  Value Compute(Run& run) const override;
  const ExpressionPtr operand_;
};

/// `then if condition else otherwise`; without `else` undefined.
class ConditionalNode final : public Expression {
 public:
  ConditionalNode(ExpressionPtr then, ExpressionPtr condition, ExpressionPtr otherwise);
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const ExpressionPtr then_;
  const ExpressionPtr condition_;
  const ExpressionPtr otherwise_;
};

/// A filter, test, function or method with its arguments, which the parser has already put in the callable's order.
class CallNode final : public Expression {
 public:
  struct Arguments {
    std::vector<ExpressionPtr> slots;  ///< null for those not given; then come the rest
    std::vector<std::pair<std::string, ExpressionPtr>> keywords;
  };
  CallNode(std::shared_ptr<const Callable> callable, Arguments arguments, std::shared_ptr<const void> prepared);
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  bool EvaluateArguments(Run& run, Value* values) const;
  Value EvaluateKeywords(Run& run) const;

  const std::shared_ptr<const Callable> callable_;
  const Arguments arguments_;
  const std::shared_ptr<const void> prepared_;
};

enum class EachMode : std::uint8_t { map, select, reject };

/// Evaluates `body` for each element of `list`: what `map`, `select`, `reject` and their kin are made of.
class EachNode final : public Expression {
 public:
  EachNode(EachMode mode, ExpressionPtr list, ExpressionPtr body, bool names_are_members);
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const EachMode mode_;
  const ExpressionPtr list_;
  const ExpressionPtr body_;
  const bool names_are_members_;
};

/// The element that the innermost EachNode is at.
class ItemNode final : public Expression {
 public:
  void CollectReads(Reads& /*reads*/) const override {}

 private:
  Value Compute(Run& run) const override { return run.item == nullptr ? Value::Undefined(this) : run.item->item; }
};

/// The member of `object` that a dotted path such as 'owner.name' leads to.
class AttributeNode final : public Expression {
 public:
  AttributeNode(ExpressionPtr object, ExpressionPtr path) : object_(std::move(object)), path_(std::move(path)) {
    Above(object_.get());
    Above(path_.get());
  }
  void CollectReads(Reads& reads) const override;

 private:
  Value Compute(Run& run) const override;
  const ExpressionPtr object_;
  const ExpressionPtr path_;
};

/// `a.b.0` by text, as filters with an `attribute` argument take it; a whole number is an index.
Value Attribute(Run& run, const Value& object, const Value& path, const Expression* where);

}  // namespace wharf::templates
