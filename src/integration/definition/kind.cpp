#include "integration/definition/kind.h"

#include <algorithm>
#include <stdexcept>

#include "integration/definition/field_kinds.h"
#include "integration/definition/frame.h"

namespace wharf::definition {

FieldSpec FieldSpec::Required() && {
  required = true;
  return std::move(*this);
}

FieldSpec FieldSpec::Default(boost::json::value value) && {
  default_value = std::move(value);
  return std::move(*this);
}

FieldSpec FieldSpec::Sees(std::vector<std::string> variables) && {
  adds = std::move(variables);
  return std::move(*this);
}

FieldSpec FieldSpec::Secrets(bool allowed) && {
  secrets = allowed;
  return std::move(*this);
}

FieldSpec FieldSpec::Defines(std::string variable) && {
  defines = std::move(variable);
  return std::move(*this);
}

FieldSpec FieldSpec::Declares(std::string reference_target) && {
  declares = std::move(reference_target);
  return std::move(*this);
}

FieldSpec FieldSpec::Owns() && {
  owns = true;
  return std::move(*this);
}

FieldSpec FieldSpec::Between(double low, double high) && {
  minimum = low;
  maximum = high;
  return std::move(*this);
}

const FieldSpec* Shape::Find(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &FieldSpec::name);
  return found == fields.end() ? nullptr : &*found;
}

namespace spec {
namespace {

FieldSpec Make(FieldType type, std::string name, std::string help) {
  FieldSpec made;
  made.type = type;
  made.name = std::move(name);
  made.help = std::move(help);
  return made;
}

}  // namespace

FieldSpec Text(std::string name, std::string help) { return Make(FieldType::text, std::move(name), std::move(help)); }
FieldSpec Name(std::string name, std::string help) { return Make(FieldType::name, std::move(name), std::move(help)); }
FieldSpec Templated(std::string name, std::string help) {
  return Make(FieldType::templated, std::move(name), std::move(help));
}
FieldSpec Condition(std::string name, std::string help) {
  return Make(FieldType::condition, std::move(name), std::move(help));
}
FieldSpec Tree(std::string name, std::string help) { return Make(FieldType::tree, std::move(name), std::move(help)); }
FieldSpec AnyValue(std::string name, std::string help) {
  return Make(FieldType::value, std::move(name), std::move(help));
}
FieldSpec Schema(std::string name, std::string help) {
  return Make(FieldType::schema, std::move(name), std::move(help));
}
FieldSpec Path(std::string name, std::string help) { return Make(FieldType::path, std::move(name), std::move(help)); }
FieldSpec Integer(std::string name, std::string help) {
  return Make(FieldType::integer, std::move(name), std::move(help));
}
FieldSpec Number(std::string name, std::string help) {
  return Make(FieldType::number, std::move(name), std::move(help));
}
FieldSpec Flag(std::string name, std::string help) {
  return Make(FieldType::boolean, std::move(name), std::move(help));
}
FieldSpec Duration(std::string name, std::string help) {
  return Make(FieldType::duration, std::move(name), std::move(help));
}
FieldSpec Pattern(std::string name, std::string help) {
  return Make(FieldType::pattern, std::move(name), std::move(help));
}
FieldSpec Statuses(std::string name, std::string help) {
  return Make(FieldType::status, std::move(name), std::move(help));
}

FieldSpec OneOf(std::string name, std::string help, std::vector<Choice> choices) {
  auto made = Make(FieldType::choice, std::move(name), std::move(help));
  made.choices = std::move(choices);
  return made;
}

FieldSpec Reference(std::string name, std::string target, std::string help) {
  auto made = Make(FieldType::reference, std::move(name), std::move(help));
  made.target = std::move(target);
  return made;
}

FieldSpec ListOf(FieldSpec element) {
  auto made = Make(FieldType::list, element.name, element.help);
  made.element = std::make_shared<const FieldSpec>(std::move(element));
  return made;
}

FieldSpec MapOf(FieldSpec element, std::string map_names) {
  auto made = Make(FieldType::map, element.name, element.help);
  made.element = std::make_shared<const FieldSpec>(std::move(element));
  made.map_names = std::move(map_names);
  return made;
}

FieldSpec Object(std::string name, std::string help, Shape shape) {
  auto made = Make(FieldType::object, std::move(name), std::move(help));
  made.shape = std::make_shared<const Shape>(std::move(shape));
  return made;
}

FieldSpec KindOf(std::string name, std::string slot, std::string help) {
  auto made = Make(FieldType::kind, std::move(name), std::move(help));
  made.slot = std::move(slot);
  return made;
}

}  // namespace spec

Vocabulary::Vocabulary() {
  for (auto& slot : FrameSlots()) AddSlot(std::move(slot));
  for (auto& variable : FrameVariables()) AddVariable(std::move(variable));
  AddFieldKinds(*this);
}

void Vocabulary::AddSlot(SlotSpec slot) {
  if (FindSlot(slot.name) != nullptr) throw std::logic_error("slot added twice: " + slot.name);
  slots_.push_back(std::make_unique<Filled>(Filled{std::move(slot), {}}));
}

void Vocabulary::Add(std::string_view slot, KindSpec kind) {
  auto* filled = FindSlot(slot);
  if (filled == nullptr) throw std::logic_error("no such slot: " + std::string(slot));
  if (Kind(slot, kind.name) != nullptr) throw std::logic_error("kind added twice: " + kind.name);
  filled->kinds.push_back(std::make_unique<const KindSpec>(std::move(kind)));
}

void Vocabulary::AddVariable(VariableSpec variable) {
  if (Variable(variable.name) != nullptr) throw std::logic_error("variable added twice: " + variable.name);
  variables_.push_back(std::move(variable));
}

Vocabulary::Filled* Vocabulary::FindSlot(std::string_view name) const {
  const auto found = std::ranges::find_if(slots_, [&](const auto& slot) { return slot->spec.name == name; });
  return found == slots_.end() ? nullptr : found->get();
}

const SlotSpec* Vocabulary::Slot(std::string_view name) const {
  const auto* filled = FindSlot(name);
  return filled == nullptr ? nullptr : &filled->spec;
}

const KindSpec* Vocabulary::Kind(std::string_view slot, std::string_view name) const {
  const auto* filled = FindSlot(slot);
  if (filled == nullptr) return nullptr;
  const auto found = std::ranges::find_if(filled->kinds, [&](const auto& kind) { return kind->name == name; });
  return found == filled->kinds.end() ? nullptr : found->get();
}

std::vector<const KindSpec*> Vocabulary::Kinds(std::string_view slot) const {
  std::vector<const KindSpec*> kinds;
  if (const auto* filled = FindSlot(slot)) {
    for (const auto& kind : filled->kinds) kinds.push_back(kind.get());
  }
  return kinds;
}

std::vector<const SlotSpec*> Vocabulary::Slots() const {
  std::vector<const SlotSpec*> slots;
  slots.reserve(slots_.size());
  for (const auto& slot : slots_) slots.push_back(&slot->spec);
  return slots;
}

const VariableSpec* Vocabulary::Variable(std::string_view name) const {
  const auto found = std::ranges::find(variables_, name, &VariableSpec::name);
  return found == variables_.end() ? nullptr : &*found;
}

}  // namespace wharf::definition
