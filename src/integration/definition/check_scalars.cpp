#include <algorithm>
#include <cmath>
#include <utility>

#include "integration/definition/checker.h"
#include "integration/definition/literals.h"

namespace wharf::definition {
namespace {

std::string Written(double number) {
  return number == std::floor(number) && std::abs(number) < 1e15 ? std::to_string(static_cast<std::int64_t>(number))
                                                                 : std::to_string(number);
}

}  // namespace

Value Checker::Scalar(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source) {
  if (node.type != Node::Type::scalar) {
    Wants(node, (spec.type == FieldType::templated ? "a text; a text that begins with {{ must be in quotes: "
                                                   : "a single value: ") +
                    spec.help);
    return {};
  }
  if (spec.type == FieldType::status) return Status(node, source);
  if (node.IsNothing()) {
    problems_.Add(node.at, "nothing is written here; give a value or leave the key out: " + spec.help);
    return {};
  }
  switch (spec.type) {
    case FieldType::integer:
    case FieldType::number:
      return Number(node, spec, source);
    case FieldType::boolean: {
      const auto value = ToJson(node);
      if (!value.is_bool()) {
        Wants(node, "true or false");
        return {};
      }
      source = value;
      return {value.get_bool(), node.at};
    }
    case FieldType::templated:
    case FieldType::condition:
      return Template(node, spec, place, source);
    default:
      source = node.text;
      return Text(node, spec, place);
  }
}

Value Checker::Number(const Node& node, const FieldSpec& spec, boost::json::value& source) {
  const auto value = ToJson(node);
  const bool whole = value.is_int64() || (value.is_double() && value.get_double() == std::floor(value.get_double()) &&
                                          std::abs(value.get_double()) < 9e15);
  if (spec.type == FieldType::integer ? !whole : !value.is_number()) {
    Wants(node, spec.type == FieldType::integer ? "a whole number" : "a number");
    return {};
  }
  const auto number = value.to_number<double>();
  if ((spec.minimum && number < *spec.minimum) || (spec.maximum && number > *spec.maximum)) {
    problems_.Add(node.at, "this number must be " +
                               (spec.minimum ? "from " + Written(*spec.minimum) + " " : std::string()) +
                               (spec.maximum ? "to " + Written(*spec.maximum) : std::string("upwards")));
    return {};
  }
  source = value;
  if (spec.type == FieldType::number) return {number, node.at};
  return {value.is_int64() ? value.get_int64() : static_cast<std::int64_t>(number), node.at};
}

Value Checker::Text(const Node& node, const FieldSpec& spec, const Place& place) {
  const auto complain = [&](std::string message) -> Value {
    problems_.Add(node.at, std::move(message));
    return {};
  };
  switch (spec.type) {
    case FieldType::name:
      if (!IsName(node.text))
        return complain("\"" + node.text + "\" is no name: 1 to 64 of a-z, 0-9 and _, beginning with a letter");
      if (!spec.defines.empty()) {
        if (spec.defines == "*") {
          templates_.Define({"*", node.text, place.owner});
        } else {
          templates_.Define({spec.defines, node.text, {}});
        }
      }
      return {node.text, node.at};
    case FieldType::choice: {
      std::vector<std::string> known;
      for (const auto& choice : spec.choices) known.push_back(choice.value);
      if (std::ranges::find(known, node.text) == known.end()) {
        return complain("\"" + node.text + "\" is none of the choices" + Suggestion(node.text, known));
      }
      return {node.text, node.at};
    }
    case FieldType::duration: {
      const auto duration = ParseDuration(node.text);
      if (!duration) return complain("\"" + node.text + "\" is no duration; write 500ms, 30s, 5m, 1h or 2d");
      return {*duration, node.at};
    }
    case FieldType::pattern:
      if (auto checked = CheckPattern(node.text); !checked) {
        return complain("this is no regular expression (RE2): " + checked.error().message);
      }
      return {node.text, node.at};
    case FieldType::path: {
      auto path = ParsePath(node.text);
      if (!path) return complain(path.error().message);
      return {*std::move(path), node.at};
    }
    case FieldType::reference:
      if (spec.target != "auth" || node.text != "none")
        pending_.push_back({node.at, spec.target, node.text, place.owner});
      return {node.text, node.at};
    default:
      return {node.text, node.at};
  }
}

Value Checker::Template(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source) {
  const auto plain = ToJson(node);
  source = plain.is_string() ? boost::json::value(node.text) : plain;
  const bool is_condition = spec.type == FieldType::condition;
  auto text = node.text;
  if (is_condition && plain.is_bool()) text = plain.get_bool() ? "{{ true }}" : "{{ false }}";
  auto compiled = templates_.Compile(node, text, place.scope, place.owner);
  if (!compiled) return {};
  if (is_condition && !compiled->compiled->IsLoneExpression()) {
    Wants(node, "a condition: one {{ }} with nothing around it");
    return {};
  }
  return {*std::move(compiled), node.at};
}

Value Checker::Status(const Node& node, boost::json::value& source) {
  const auto range = ParseStatus(node.text);
  if (!range) {
    problems_.Add(node.at, "\"" + node.text + "\" is no status; write 429, 5xx or 400-404");
    return {};
  }
  source = node.style == Node::Style::plain ? ToJson(node) : boost::json::value(node.text);
  StatusSet set;
  set.ranges.push_back(*range);
  return {std::move(set), node.at};
}

std::optional<TemplateTree> Checker::Tree(const Node& node, const Place& place) {
  switch (node.type) {
    case Node::Type::list: {
      TemplateTree::List list;
      for (const auto& item : node.items) {
        if (auto tree = Tree(item, place)) list.push_back(*std::move(tree));
      }
      return TemplateTree{std::move(list)};
    }
    case Node::Type::map: {
      TemplateTree::Members members;
      for (const auto& member : node.members) {
        if (auto tree = Tree(member.value, place)) members.emplace_back(member.key, *std::move(tree));
      }
      return TemplateTree{std::move(members)};
    }
    case Node::Type::scalar:
      break;
  }
  if (!node.IsText()) return TemplateTree{ToJson(node)};
  auto text = templates_.Compile(node, node.text, place.scope, place.owner);
  if (!text) return std::nullopt;
  return TemplateTree{*std::move(text)};
}

}  // namespace wharf::definition
