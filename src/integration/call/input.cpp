#include "integration/call/input.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "integration/definition/evaluate.h"

namespace wharf::call {
namespace {

using definition::Input;

/// The value as the type asks for, or an error sentence.
std::string Fit(const Input& input, boost::json::value& value) {
  const std::string& type = input.type;
  if (type == "any" || type.empty()) return {};
  if (value.is_string() && type != "string" && type != "file") {
    const std::string text(value.get_string());
    if (type == "boolean" && (text == "true" || text == "false")) {
      value = text == "true";
    } else if (type == "integer" || type == "number" || type == "array" || type == "object") {
      boost::json::error_code failure;
      boost::json::value read = boost::json::parse(text, failure);
      if (!failure && !read.is_string()) value = std::move(read);
    }
  }
  if (type == "string") {
    if (value.is_number() || value.is_bool()) value = definition::AsText(value);
    return value.is_string() ? "" : "must be text";
  }
  if (type == "integer") {
    if (value.is_double() && std::trunc(value.get_double()) == value.get_double()) {
      value = static_cast<std::int64_t>(value.get_double());
    }
    return value.is_int64() || value.is_uint64() ? "" : "must be a whole number";
  }
  if (type == "number") return value.is_number() ? "" : "must be a number";
  if (type == "boolean") return value.is_bool() ? "" : "must be true or false";
  if (type == "array") return value.is_array() ? "" : "must be a list";
  if (type == "object") return value.is_object() ? "" : "must be an object";
  return {};
}

std::string CheckChoice(const Input& input, const boost::json::value& value) {
  if (input.choices.empty()) return {};
  std::string words;
  for (const auto& choice : input.choices) {
    if (choice.value == value || definition::AsText(choice.value) == definition::AsText(value)) return {};
    words += (words.empty() ? "" : ", ") + definition::AsText(choice.value);
  }
  return "must be one of: " + words;
}

const boost::json::value* FromMapping(const Input& input, const boost::json::object& mapped) {
  if (!input.from.starts_with("mapping")) return nullptr;
  const std::string variable = input.from.size() > 8 ? input.from.substr(8) : std::string();
  return mapped.if_contains(variable);
}

}  // namespace

Result<boost::json::object> CompleteInput(const definition::Action& action, const boost::json::object& given,
                                          const boost::json::object& mapped) {
  boost::json::object complete;
  Error wrong{ErrorKind::invalid_argument, "invalid_input", "The input of “" + action.name + "” is not complete."};
  for (const auto& [name, input] : action.input) {
    const auto* found = given.if_contains(name);
    const bool absent = found == nullptr || found->is_null() || (found->is_string() && found->get_string().empty());
    boost::json::value value;
    if (!absent) {
      value = *found;
    } else if (const auto* id = FromMapping(input, mapped); id != nullptr && !id->is_null()) {
      value = *id;
    } else if (input.has_default) {
      value = input.default_value;
    } else {
      if (input.required) {
        const std::string fix =
            input.from.starts_with("mapping") ? "Pick an organization that is mapped, or type it." : "Fill it in.";
        wrong.fields.push_back({"/" + name, "required", input.label + " is missing. " + fix});
      }
      continue;
    }
    std::string mistake = Fit(input, value);
    if (mistake.empty()) mistake = CheckChoice(input, value);
    if (!mistake.empty()) {
      wrong.fields.push_back({"/" + name, "wrong_type", input.label + " " + mistake + "."});
      continue;
    }
    complete[name] = std::move(value);
  }
  for (const auto& [name, value] : given) {
    if (definition::Find(action.input, name) == nullptr) {
      wrong.fields.push_back(
          {"/" + std::string(name), "unknown", "This action has no input “" + std::string(name) + "”."});
    }
  }
  if (!wrong.fields.empty()) return wrong;
  return complete;
}

boost::json::object InputSchema(const definition::Action& action) {
  boost::json::object properties;
  boost::json::array required;
  for (const auto& [name, input] : action.input) {
    boost::json::object schema = input.schema;
    if (!input.label.empty()) schema["title"] = input.label;
    if (!input.help.empty()) schema["description"] = input.help;
    if (input.has_default) schema["default"] = input.default_value;
    if (!input.from.empty()) schema["x-from"] = input.from;
    if (!input.options.empty()) schema["x-options"] = input.options;
    if (input.secret) schema["x-secret"] = true;
    properties[name] = std::move(schema);
    if (input.required) required.emplace_back(name);
  }
  boost::json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                             {"type", "object"},
                             {"properties", std::move(properties)},
                             {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

}  // namespace wharf::call
