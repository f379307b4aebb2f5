#include "reference_page.h"

#include <map>
#include <vector>

#include "integration/definition/frame.h"

namespace wharf::definition {
namespace {

std::string Escaped(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

std::string TypeOf(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::text:
      return "text";
    case FieldType::name:
      return "name";
    case FieldType::templated:
      return "template";
    case FieldType::condition:
      return "condition";
    case FieldType::tree:
      return "value with templates";
    case FieldType::value:
      return "value";
    case FieldType::schema:
      return "JSON Schema";
    case FieldType::path:
      return "path";
    case FieldType::integer:
      return "whole number";
    case FieldType::number:
      return "number";
    case FieldType::boolean:
      return "true or false";
    case FieldType::duration:
      return "duration";
    case FieldType::pattern:
      return "regular expression";
    case FieldType::status:
      return "status";
    case FieldType::reference:
      return "name of " + field.target;
    case FieldType::list:
      return "list of " + TypeOf(*field.element);
    case FieldType::map:
      return "names to " + TypeOf(*field.element);
    case FieldType::object:
      return "[" + field.name + "](#" + field.name + ")";
    case FieldType::kind:
      return "kind of [" + field.slot + "](#slot-" + field.slot + ")";
    case FieldType::choice:
      break;
  }
  std::string choices;
  for (const auto& choice : field.choices) choices += (choices.empty() ? "`" : ", `") + choice.value + "`";
  return choices;
}

class Page {
 public:
  explicit Page(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  std::string Make() {
    out_ =
        "# Every key of a definition\n\nMade from the program; do not edit. The explanation with examples is "
        "[definition-format.md](definition-format.md).\n**Bold** keys are required.\n\n## A definition\n\n";
    Table(Frame());
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const auto [name, shape] = parts_[i];
      out_ += "### " + name + "\n\n" + shape->help + "\n\n";
      Table(*shape);
    }
    for (const auto* slot : vocabulary_.Slots()) Slot(*slot);
    return out_;
  }

 private:
  void Table(const Shape& shape) {
    const auto list = [](const std::vector<std::string>& names) {
      std::string text;
      for (const auto& name : names) text += (text.empty() ? "`" : ", `") + name + "`";
      return text;
    };
    if (!shape.exactly_one.empty()) out_ += "Exactly one of " + list(shape.exactly_one) + ".\n\n";
    if (!shape.at_least_one.empty()) out_ += "At least one of " + list(shape.at_least_one) + ".\n\n";
    if (shape.fields.empty()) return;
    out_ += "| key | what stands there | meaning |\n| --- | --- | --- |\n";
    for (const auto& field : shape.fields) {
      auto meaning = field.help;
      if (!field.default_value.is_null()) meaning += " Default: `" + boost::json::serialize(field.default_value) + "`.";
      const auto name = field.required ? "**`" + field.name + "`**" : "`" + field.name + "`";
      out_ += "| " + name + " | " + Escaped(TypeOf(field)) + " | " + Escaped(meaning) + " |\n";
      Note(field);
    }
    out_ += "\n";
  }

  /// Remembers the objects below, each once by its name.
  void Note(const FieldSpec& field) {
    if (field.element) Note(*field.element);
    if (!field.shape || noted_.contains(field.name)) return;
    noted_[field.name] = true;
    parts_.emplace_back(field.name, field.shape.get());
  }

  void Slot(const SlotSpec& slot) {
    out_ += "## Slot: " + slot.name + "\n\n" + slot.help;
    if (!slot.default_kind.empty()) out_ += " Without `kind` it is `" + slot.default_kind + "`.";
    if (!slot.text_field.empty()) out_ += " A bare text is `" + slot.text_field + "` of `" + slot.text_kind + "`.";
    if (!slot.named_in.empty()) out_ += " A bare text is also a name in `" + slot.named_in + "`.";
    out_ += "\n\n";
    const auto kinds = vocabulary_.Kinds(slot.name);
    if (kinds.empty()) out_ += "No kinds yet.\n\n";
    for (const auto* kind : kinds) {
      out_ += "### " + slot.name + ": " + kind->name + "\n\n" + kind->help + "\n\n";
      const auto before = parts_.size();
      Table(kind->shape);
      for (std::size_t i = before; i < parts_.size(); ++i) {
        const auto [name, shape] = parts_[i];
        out_ += "#### " + name + "\n\n" + shape->help + "\n\n";
        Table(*shape);
      }
    }
  }

  const Vocabulary& vocabulary_;
  std::string out_;
  std::map<std::string, bool> noted_;
  std::vector<std::pair<std::string, const Shape*>> parts_;
};

}  // namespace

std::string ReferencePage(const Vocabulary& vocabulary) { return Page(vocabulary).Make(); }

}  // namespace wharf::definition
