#include "integration/definition/schema.h"

#include <map>
#include <string>
#include <utility>

#include "integration/definition/frame.h"

namespace wharf::definition {
namespace {

using boost::json::array;
using boost::json::object;

constexpr std::size_t kWorthSharing = 600;  // bytes; smaller parts are written out where they stand

object Reference(const std::string& definition) { return {{"$ref", "#/$defs/" + definition}}; }

class SchemaMaker {
 public:
  explicit SchemaMaker(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  object Make() {
    auto schema = OfShape(Frame(), nullptr);
    for (const auto* slot : vocabulary_.Slots()) definitions_["slot." + slot->name] = OfSlot(*slot);
    object whole{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Wharf integration, format 1"}};
    for (auto& member : schema) whole[member.key()] = std::move(member.value());
    object definitions;
    for (auto& [name, definition] : definitions_) definitions[name] = std::move(definition);
    whole["$defs"] = std::move(definitions);
    return whole;
  }

 private:
  object OfShape(const Shape& shape, const KindSpec* kind) {
    object schema{{"type", "object"}};
    if (!shape.help.empty()) schema["description"] = shape.help;
    object properties;
    array required;
    if (kind != nullptr) properties["kind"] = {{"const", kind->name}};
    for (const auto& field : shape.fields) {
      properties[field.name] = OfField(field);
      if (field.required) required.emplace_back(field.name);
    }
    schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    schema["additionalProperties"] = false;
    const auto each_required = [](const std::vector<std::string>& group) {
      array each;
      for (const auto& name : group) each.emplace_back(object{{"required", array{boost::json::value(name)}}});
      return each;
    };
    if (!shape.exactly_one.empty()) schema["oneOf"] = each_required(shape.exactly_one);
    if (!shape.at_least_one.empty()) schema["anyOf"] = each_required(shape.at_least_one);
    return schema;
  }

  object OfField(const FieldSpec& field) {
    auto schema = OfType(field);
    object described;
    if (!field.help.empty()) described["description"] = field.help;
    for (auto& member : schema) {
      if (member.key() != "description" || field.help.empty()) described[member.key()] = std::move(member.value());
    }
    if (!field.default_value.is_null()) described["default"] = field.default_value;
    return described;
  }

  object OfType(const FieldSpec& field) {
    switch (field.type) {
      case FieldType::text:
      case FieldType::templated:
        // A plain `1.0` or `true` is read as its text.
        return {{"type", {"string", "number", "boolean"}}};
      case FieldType::name:
        return {{"type", "string"}, {"pattern", "^[a-z][a-z0-9_]{0,63}$"}};
      case FieldType::condition:
        return {{"type", {"string", "boolean"}}, {"pattern", R"(^\s*\{\{[\s\S]*\}\}\s*$)"}};
      case FieldType::tree:
      case FieldType::value:
        return {};
      case FieldType::schema:
        return {{"type", "object"}};
      case FieldType::path:
      case FieldType::reference:
      case FieldType::pattern:
        return {{"type", "string"}};
      case FieldType::integer:
      case FieldType::number:
        return OfNumber(field);
      case FieldType::boolean:
        return {{"type", "boolean"}};
      case FieldType::choice:
        return OfChoice(field);
      case FieldType::duration:
        return {{"type", "string"}, {"pattern", "^[0-9]+(ms|s|m|h|d)$"}};
      case FieldType::status:
        return {{"type", {"integer", "string"}}, {"pattern", "^[1-5]([0-9][0-9](-[1-5][0-9][0-9])?|xx)$"}};
      case FieldType::list:
        return OfList(field);
      case FieldType::map:
        return OfMap(field);
      case FieldType::object:
        return Shared(field.name, OfShape(*field.shape, nullptr));
      case FieldType::kind:
        return Reference("slot." + field.slot);
    }
    return {};
  }

  static object OfNumber(const FieldSpec& field) {
    object schema{{"type", field.type == FieldType::integer ? "integer" : "number"}};
    if (field.minimum) schema["minimum"] = static_cast<std::int64_t>(*field.minimum);
    if (field.maximum) schema["maximum"] = static_cast<std::int64_t>(*field.maximum);
    return schema;
  }

  static object OfChoice(const FieldSpec& field) {
    array values;
    for (const auto& choice : field.choices) values.emplace_back(choice.value);
    return {{"enum", std::move(values)}};
  }

  object OfList(const FieldSpec& field) {
    auto element = OfType(*field.element);
    object list{{"type", "array"}, {"items", element}};
    if (field.required) list["minItems"] = 1;
    return {{"anyOf", {std::move(element), std::move(list)}}};
  }

  object OfMap(const FieldSpec& field) {
    object schema{{"type", "object"}, {"additionalProperties", OfType(*field.element)}};
    if (field.map_names == "name") schema["propertyNames"] = {{"pattern", "^[a-z][a-z0-9_]{0,63}$"}};
    if (field.map_names == "identifier") schema["propertyNames"] = {{"pattern", "^[A-Za-z][A-Za-z0-9_]{0,63}$"}};
    if (field.map_names == "capability") schema["propertyNames"] = {{"pattern", "^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$"}};
    if (field.required) schema["minProperties"] = 1;
    return schema;
  }

  object OfSlot(const SlotSpec& slot) {
    array names;
    array each;
    for (const auto* kind : vocabulary_.Kinds(slot.name)) {
      names.emplace_back(kind->name);
      const auto definition = slot.name + "." + kind->name;
      definitions_[definition] = OfShape(kind->shape, kind);
      object chosen{{"properties", {{"kind", {{"const", kind->name}}}}}};
      if (kind->name != slot.default_kind) chosen["required"] = array{"kind"};
      each.push_back({{"if", std::move(chosen)}, {"then", Reference(definition)}});
    }
    object text;
    if (slot.text_kind.empty() && slot.named_in.empty()) text["enum"] = names;
    object block{{"type", "object"}, {"properties", {{"kind", {{"enum", std::move(names)}}}}}};
    if (slot.default_kind.empty()) block["required"] = array{"kind"};
    if (!each.empty()) block["allOf"] = std::move(each);
    return {{"description", slot.help},
            {"if", {{"type", "string"}}},
            {"then", std::move(text)},
            {"else", std::move(block)}};
  }

  /// Large parts that stand in many places (a request, error rules) are written once.
  object Shared(const std::string& name, object schema) {
    const auto text = boost::json::serialize(schema);
    if (text.size() < kWorthSharing) return schema;
    if (const auto found = shared_.find(text); found != shared_.end()) return Reference(found->second);
    auto unique = name;
    for (int number = 2; definitions_.contains(unique); ++number) unique = name + std::to_string(number);
    shared_[text] = unique;
    definitions_[unique] = std::move(schema);
    return Reference(unique);
  }

  const Vocabulary& vocabulary_;
  std::map<std::string, object> definitions_;
  std::map<std::string, std::string> shared_;
};

void Indented(const boost::json::value& value, int depth, std::string& out) {
  const auto line = [&](int at) { out += '\n' + std::string(static_cast<std::size_t>(at) * 2, ' '); };
  const auto* members = value.if_object();
  const auto* list = value.if_array();
  const bool nested = (members != nullptr && !members->empty()) || (list != nullptr && !list->empty());
  // What fits on a line stays on one.
  if (auto text = boost::json::serialize(value); !nested || text.size() < 100) {
    out += text;
    return;
  }
  bool first = true;
  out += members != nullptr ? '{' : '[';
  if (members != nullptr) {
    for (const auto& member : *members) {
      if (!std::exchange(first, false)) out += ',';
      line(depth + 1);
      out += boost::json::serialize(boost::json::value(member.key())) + ": ";
      Indented(member.value(), depth + 1, out);
    }
  } else {
    for (const auto& item : *list) {
      if (!std::exchange(first, false)) out += ',';
      line(depth + 1);
      Indented(item, depth + 1, out);
    }
  }
  line(depth);
  out += members != nullptr ? '}' : ']';
}

}  // namespace

object JsonSchema(const Vocabulary& vocabulary) { return SchemaMaker(vocabulary).Make(); }

std::string JsonSchemaText(const Vocabulary& vocabulary) {
  std::string text;
  Indented(JsonSchema(vocabulary), 0, text);
  return text + "\n";
}

}  // namespace wharf::definition
