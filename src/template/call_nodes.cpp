// Filters, tests, functions, methods, and evaluating for each element of a list.
#include <array>

#include "template/builtin.h"
#include "template/compare.h"
#include "template/display.h"
#include "template/nodes.h"

namespace wharf::templates {

std::optional<std::string_view> Call::Text(std::size_t i, std::string_view otherwise) const {
  return Has(i) ? TextOf(run_, arguments_[i]) : std::optional(otherwise);
}

std::optional<std::int64_t> Call::Whole(std::size_t i, std::int64_t otherwise) const {
  if (!Has(i)) return otherwise;
  const Value& argument = arguments_[i];
  const bool whole = argument.Is(Kind::integer) || argument.Is(Kind::boolean);
  if (!whole || argument.AsInteger() > INT64_MAX) {
    run_.Fail("a whole number is needed as argument, not " + std::string(KindName(argument)));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(argument.AsInteger());
}

std::optional<bool> Call::Flag(std::size_t i, bool otherwise) const {
  return Has(i) ? IsTrue(run_, arguments_[i]) : std::optional(otherwise);
}

std::optional<std::vector<Value>> Call::Elements(std::size_t i) const { return run_.Elements(arguments_[i]); }

CallNode::CallNode(std::shared_ptr<const Callable> callable, Arguments arguments, std::shared_ptr<const void> prepared)
    : callable_(std::move(callable)), arguments_(std::move(arguments)), prepared_(std::move(prepared)) {
  for (const auto& slot : arguments_.slots) Above(slot.get());
  for (const auto& [name, value] : arguments_.keywords) Above(value.get());
}

void CallNode::CollectReads(Reads& reads) const {
  const bool guarded_outside = reads.guarded;
  for (std::size_t i = 0; i < arguments_.slots.size(); ++i) {
    if (arguments_.slots[i] == nullptr) continue;
    // Of `default` and `is defined` the subject may be missing, of `coalesce` any argument.
    reads.guarded = guarded_outside || (callable_->undefined_allowed && (i == 0 || !callable_->has_subject));
    arguments_.slots[i]->CollectReads(reads);
  }
  reads.guarded = guarded_outside;
  for (const auto& [name, value] : arguments_.keywords) value->CollectReads(reads);
}

bool CallNode::EvaluateArguments(Run& run, Value* values) const {
  for (std::size_t i = 0; i < arguments_.slots.size(); ++i) {
    const auto& slot = arguments_.slots[i];
    if (slot == nullptr) continue;
    values[i] = slot->Evaluate(run);
    if (values[i].failed()) return false;
    if (values[i].Is(Kind::undefined) && run.options().strict && !callable_->undefined_allowed) {
      run.site = slot->span.begin;
      run.FailUndefined(values[i]);
      return false;
    }
  }
  if (callable_->takes_keywords) {
    values[arguments_.slots.size()] = EvaluateKeywords(run);
    return !values[arguments_.slots.size()].failed();
  }
  return true;
}

Value CallNode::EvaluateKeywords(Run& run) const {
  std::vector<Entry> entries;
  entries.reserve(arguments_.keywords.size());
  for (const auto& [name, expression] : arguments_.keywords) {
    const Value value = expression->Evaluate(run);
    if (value.failed()) return value;
    run.site = expression->span.begin;
    if (value.Is(Kind::undefined) && run.options().strict) return run.FailUndefined(value);
    entries.push_back({Value::Text(name), value});
  }
  return run.NewDict(entries);
}

Value CallNode::Compute(Run& run) const {
  constexpr std::size_t kUsual = 6;
  const std::size_t count = arguments_.slots.size() + (callable_->takes_keywords ? 1 : 0);
  std::array<Value, kUsual> few;
  std::vector<Value> many(count > kUsual ? count : 0);
  Value* values = many.empty() ? few.data() : many.data();
  if (!EvaluateArguments(run, values)) return Value::Failed();

  run.site = span.begin;
  if (callable_->receiver != Kind::absent && !values[0].Is(callable_->receiver)) {
    if (values[0].Is(Kind::undefined)) return run.FailUndefined(values[0]);
    return run.Fail(std::string(KindName(values[0])) + " has no method `" + callable_->name + "`");
  }
  // Whatever met a secret is secret: an argument, or a member of a record that was read on the way.
  const std::uint64_t secrets_before = run.secrets_read();
  const Value result = callable_->call(Call(run, {values, count}, prepared_.get(), callable_->host.get()));
  if (callable_->tells_presence) return result;
  bool secret = run.secrets_read() != secrets_before;
  for (std::size_t i = 0; i < count; ++i) secret = secret || values[i].secret();
  return result.Marked(secret);
}

EachNode::EachNode(EachMode mode, ExpressionPtr list, ExpressionPtr body, bool names_are_members)
    : mode_(mode), list_(std::move(list)), body_(std::move(body)), names_are_members_(names_are_members) {
  Above(list_.get());
  Above(body_.get());
}

void EachNode::CollectReads(Reads& reads) const {
  list_->CollectReads(reads);
  const bool in_item_outside = reads.in_item;
  reads.in_item = in_item_outside || names_are_members_;
  body_->CollectReads(reads);
  reads.in_item = in_item_outside;
}

Value EachNode::Compute(Run& run) const {
  const Value list = list_->Evaluate(run);
  if (list.failed()) return list;
  run.site = span.begin;
  if (list.Is(Kind::undefined) && run.options().strict) return run.FailUndefined(list);
  const std::uint64_t secrets_before = run.secrets_read();
  const auto elements = run.Elements(list);
  if (!elements) return Value::Failed();

  std::vector<Value> kept;
  kept.reserve(elements->size());
  // Which elements are left out tells of what decided it.
  bool secret = list.secret() || run.secrets_read() != secrets_before;
  ItemScope scope{{}, names_are_members_, run.item};
  run.item = &scope;
  for (const Value& element : *elements) {
    scope.item = element;
    const Value value = body_->Evaluate(run);
    run.site = span.begin;
    if (value.failed()) break;
    if (mode_ == EachMode::map) {
      if (value.Is(Kind::undefined) && run.options().strict && run.FailUndefined(value).failed()) break;
      kept.push_back(value);
      continue;
    }
    const auto holds = IsTrue(run, value);
    if (!holds) break;
    secret = secret || value.secret();
    if (*holds == (mode_ == EachMode::select)) kept.push_back(element);
  }
  run.item = scope.outer;
  if (run.failed()) return Value::Failed();
  return run.NewList(kept).Marked(secret);
}

void AttributeNode::CollectReads(Reads& reads) const {
  object_->CollectReads(reads);
  path_->CollectReads(reads);
}

Value AttributeNode::Compute(Run& run) const {
  const Value object = object_->Evaluate(run);
  if (object.failed()) return object;
  const Value path = path_->Evaluate(run);
  if (path.failed()) return path;
  run.site = span.begin;
  return Attribute(run, object, path, nullptr).Marked(object.secret() || path.secret());
}

}  // namespace wharf::templates
