// Literals of several values, operators, comparisons and conditions.
#include "template/arithmetic.h"
#include "template/compare.h"
#include "template/display.h"
#include "template/nodes.h"

namespace wharf::templates {
namespace {

/// An element that is undefined ends a strict run here, where its name is still known.
bool Refused(Run& run, const Value& value) {
  return value.failed() || (value.Is(Kind::undefined) && run.options().strict && (run.FailUndefined(value), true));
}

/// Whether the operand is true; an undefined one is an error in strict mode.
std::optional<bool> Condition(Run& run, const Value& value, Site site) {
  run.site = site;
  if (Refused(run, value)) return std::nullopt;
  return IsTrue(run, value);
}

std::optional<bool> Holds(Run& run, Comparison how, const Value& left, const Value& right) {
  switch (how) {
    case Comparison::equal:
      return Equal(run, left, right);
    case Comparison::unequal: {
      const auto equal = Equal(run, left, right);
      return equal ? std::optional(!*equal) : std::nullopt;
    }
    case Comparison::in:
      return Contains(run, right, left);
    case Comparison::not_in: {
      const auto contained = Contains(run, right, left);
      return contained ? std::optional(!*contained) : std::nullopt;
    }
    default:
      break;
  }
  const auto order = Compare(run, left, right);
  if (!order) return std::nullopt;
  switch (how) {
    case Comparison::less:
      return std::is_lt(*order);
    case Comparison::less_equal:
      return std::is_lteq(*order);
    case Comparison::greater:
      return std::is_gt(*order);
    default:
      return std::is_gteq(*order);
  }
}

}  // namespace

ListNode::ListNode(std::vector<ExpressionPtr> items, bool tuple) : items_(std::move(items)), tuple_(tuple) {
  for (const auto& item : items_) Above(item.get());
}

void ListNode::CollectReads(Reads& reads) const {
  for (const auto& item : items_) item->CollectReads(reads);
}

Value ListNode::Compute(Run& run) const {
  std::vector<Value> items;
  items.reserve(items_.size());
  for (const auto& item : items_) {
    items.push_back(item->Evaluate(run));
    run.site = item->span.begin;
    if (Refused(run, items.back())) return Value::Failed();
  }
  return run.NewList(items, tuple_);
}

DictNode::DictNode(std::vector<std::pair<ExpressionPtr, ExpressionPtr>> members) : members_(std::move(members)) {
  for (const auto& [key, value] : members_) {
    Above(key.get());
    Above(value.get());
  }
}

void DictNode::CollectReads(Reads& reads) const {
  for (const auto& [key, value] : members_) {
    key->CollectReads(reads);
    value->CollectReads(reads);
  }
}

Value DictNode::Compute(Run& run) const {
  constexpr std::size_t kUsual = 8;
  std::array<Entry, kUsual> few;
  std::vector<Entry> many(members_.size() > kUsual ? members_.size() : 0);
  const std::span<Entry> entries(many.empty() ? few.data() : many.data(), members_.size());
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const auto& [key, value] = members_[i];
    entries[i].key = key->Evaluate(run);
    run.site = key->span.begin;
    if (Refused(run, entries[i].key)) return Value::Failed();
    entries[i].value = value->Evaluate(run);
    run.site = value->span.begin;
    if (Refused(run, entries[i].value)) return Value::Failed();
  }
  run.site = span.begin;
  return run.NewDict(entries);
}

Value UnaryNode::Compute(Run& run) const {
  const Value operand = operand_->Evaluate(run);
  if (operand.failed()) return operand;
  run.site = span.begin;
  return ApplyUnary(run, op_, operand).Marked(operand.secret());
}

void BinaryNode::CollectReads(Reads& reads) const {
  left_->CollectReads(reads);
  right_->CollectReads(reads);
}

Value BinaryNode::Compute(Run& run) const {
  const Value left = left_->Evaluate(run);
  if (left.failed()) return left;
  const Value right = right_->Evaluate(run);
  if (right.failed()) return right;
  run.site = at_;
  const std::uint64_t secrets_before = run.secrets_read();
  const Value result = ApplyBinary(run, op_, left, right);
  return result.Marked(left.secret() || right.secret() || run.secrets_read() != secrets_before);
}

ConcatNode::ConcatNode(std::vector<ExpressionPtr> parts) : parts_(std::move(parts)) {
  for (const auto& part : parts_) Above(part.get());
}

void ConcatNode::CollectReads(Reads& reads) const {
  for (const auto& part : parts_) part->CollectReads(reads);
}

Value ConcatNode::Compute(Run& run) const {
  std::string text;
  bool secret = false;
  for (const auto& part : parts_) {
    const Value value = part->Evaluate(run);
    run.site = part->span.begin;
    // Printing a record reads its members, and one of them may be secret.
    const std::uint64_t secrets_before = run.secrets_read();
    if (value.failed() || !Display(run, value, text)) return Value::Failed();
    secret = secret || value.secret() || run.secrets_read() != secrets_before;
  }
  return run.NewText(text).Marked(secret);
}

CompareNode::CompareNode(ExpressionPtr first, std::vector<Link> links)
    : first_(std::move(first)), links_(std::move(links)) {
  Above(first_.get());
  for (const Link& link : links_) Above(link.right.get());
}

void CompareNode::CollectReads(Reads& reads) const {
  first_->CollectReads(reads);
  for (const Link& link : links_) link.right->CollectReads(reads);
}

Value CompareNode::Compute(Run& run) const {
  Value left = first_->Evaluate(run);
  run.site = first_->span.begin;
  if (Refused(run, left)) return Value::Failed();
  bool secret = left.secret();
  for (const Link& link : links_) {
    const Value right = link.right->Evaluate(run);
    run.site = link.right->span.begin;
    if (Refused(run, right)) return Value::Failed();
    run.site = link.at;
    const std::uint64_t secrets_before = run.secrets_read();
    const auto holds = Holds(run, link.how, left, right);
    if (!holds) return Value::Failed();
    secret = secret || right.secret() || run.secrets_read() != secrets_before;
    if (!*holds) return Value::Boolean(false).Marked(secret);
    left = right;
  }
  return Value::Boolean(true).Marked(secret);
}

LogicNode::LogicNode(bool is_and, std::vector<ExpressionPtr> operands)
    : is_and_(is_and), operands_(std::move(operands)) {
  for (const auto& operand : operands_) Above(operand.get());
}

void LogicNode::CollectReads(Reads& reads) const {
  for (const auto& operand : operands_) operand->CollectReads(reads);
}

Value LogicNode::Compute(Run& run) const {
  bool secret = false;
  for (std::size_t i = 0;; ++i) {
    const Value value = operands_[i]->Evaluate(run);
    if (value.failed()) return value;
    secret = secret || value.secret();
    if (i + 1 == operands_.size()) return value.Marked(secret);
    const auto holds = Condition(run, value, operands_[i]->span.begin);
    if (!holds) return Value::Failed();
    if (*holds != is_and_) return value.Marked(secret);
  }
}

Value NotNode::Compute(Run& run) const {
  const Value value = operand_->Evaluate(run);
  const auto holds = Condition(run, value, operand_->span.begin);
  return holds ? Value::Boolean(!*holds).Marked(value.secret()) : Value::Failed();
}

ConditionalNode::ConditionalNode(ExpressionPtr then, ExpressionPtr condition, ExpressionPtr otherwise)
    : then_(std::move(then)), condition_(std::move(condition)), otherwise_(std::move(otherwise)) {
  for (const auto* part : {&then_, &condition_, &otherwise_}) Above(part->get());
}

void ConditionalNode::CollectReads(Reads& reads) const {
  for (const auto* part : {&condition_, &then_, &otherwise_}) {
    if (*part != nullptr) (*part)->CollectReads(reads);
  }
}

Value ConditionalNode::Compute(Run& run) const {
  const Value condition = condition_->Evaluate(run);
  const auto holds = Condition(run, condition, condition_->span.begin);
  if (!holds) return Value::Failed();
  if (!*holds && otherwise_ == nullptr) return Value::Undefined(nullptr).Marked(condition.secret());
  return (*holds ? then_ : otherwise_)->Evaluate(run).Marked(condition.secret());
}

}  // namespace wharf::templates
