#include <cctype>
#include <utility>

#include "integration/definition/build.h"

namespace wharf::definition {
namespace {

Input Typed(std::string type, std::string label, std::string help) {
  Input input;
  input.type = std::move(type);
  input.label = std::move(label);
  input.help = std::move(help);
  input.schema = {{"title", input.label}, {"description", input.help}};
  if (input.type != "any") input.schema["type"] = input.type;
  return input;
}

void AddChoices(const Input& input, boost::json::object& schema) {
  bool labelled = false;
  boost::json::array values;
  boost::json::array named;
  for (const auto& choice : input.choices) {
    const auto text =
        choice.value.is_string() ? std::string(choice.value.get_string()) : boost::json::serialize(choice.value);
    labelled = labelled || choice.label != text;
    values.push_back(choice.value);
    named.push_back({{"const", choice.value}, {"title", choice.label}});
  }
  if (labelled) {
    schema["oneOf"] = std::move(named);
  } else {
    schema["enum"] = std::move(values);
  }
}

/// How a file is given: its name, its type and its bytes.
boost::json::object FileSchema() {
  return {{"type", "object"},
          {"properties",
           {{"name", {{"type", "string"}}},
            {"content_type", {{"type", "string"}}},
            {"content", {{"type", "string"}, {"contentEncoding", "base64"}}}}},
          {"required", {"name", "content"}},
          {"additionalProperties", false}};
}

}  // namespace

std::string TitleOf(std::string_view name) {
  std::string title(name);
  for (auto& c : title) {
    if (c == '_') c = ' ';
  }
  if (!title.empty()) title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  return title;
}

boost::json::object SchemaOf(const Input& input, const Block& block) {
  boost::json::object schema;
  if (input.type == "file") {
    schema = FileSchema();
  } else if (input.type != "any") {
    schema["type"] = input.type;
  }
  schema["title"] = input.label;
  if (!input.help.empty()) schema["description"] = input.help;
  if (input.has_default) schema["default"] = input.default_value;
  if (!input.format.empty()) schema["format"] = input.format;
  if (block.Has("pattern")) schema["pattern"] = block.Text("pattern");
  const auto number = [&](const char* key, double value) {
    // Whole bounds stay whole, so that they read as they were written.
    if (value == static_cast<double>(static_cast<std::int64_t>(value))) {
      schema[key] = static_cast<std::int64_t>(value);
    } else {
      schema[key] = value;
    }
  };
  if (block.Has("minimum")) number("minimum", block.Number("minimum"));
  if (block.Has("maximum")) number("maximum", block.Number("maximum"));
  if (block.Has("max_length")) schema["maxLength"] = block.Integer("max_length");
  if (block.Has("items")) schema["items"] = block.Json("items");
  if (block.Has("properties")) schema["properties"] = block.Json("properties");
  if (!input.choices.empty()) {
    if (input.type == "array") {
      boost::json::object items;
      AddChoices(input, items);
      schema["items"] = std::move(items);
    } else {
      AddChoices(input, schema);
    }
  }
  if (input.secret) schema["writeOnly"] = true;
  if (!input.from.empty()) schema["x-from"] = input.from;
  if (!input.options.empty()) schema["x-options"] = input.options;
  if (const auto* more = block.Json("schema").if_object()) {
    for (const auto& member : *more) schema[member.key()] = member.value();
  }
  return schema;
}

boost::json::object InputSchema(const Action& action) {
  boost::json::object properties;
  boost::json::array required;
  for (const auto& [name, input] : action.input) {
    properties[name] = input.schema;
    if (input.required && !input.has_default && input.from.empty()) required.emplace_back(name);
  }
  boost::json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"type", "object"}};
  schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

Action GenericAction() {
  Action action;
  action.name = "Send a request";
  action.description = "Any call of this tool's interface, with the connection's address, sign-in and limits.";
  action.generic = true;
  auto method = Typed("string", "Method", "What kind of call it is.");
  for (const auto* name : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}) method.choices.push_back({name, name});
  method.default_value = "GET";
  method.has_default = true;
  method.schema["default"] = "GET";
  AddChoices(method, method.schema);
  auto path = Typed("string", "Path", "Below the connection's base URL; a whole URL only on the same host.");
  path.required = true;
  auto paging =
      Typed("string", "Paging", "The name of a paging style: all pages are read and their rows put together.");
  auto rows = Typed("string", "Rows", "Which part of the answer is the list, such as data.items; $ is the whole.");
  action.input = {{"method", std::move(method)},
                  {"path", std::move(path)},
                  {"query", Typed("object", "Query", "Parameters of the query.")},
                  {"headers", Typed("object", "Headers", "Headers besides those of the connection.")},
                  {"body", Typed("any", "Body", "The body, before it is encoded.")},
                  {"paging", std::move(paging)},
                  {"rows", std::move(rows)},
                  {"max_rows", Typed("integer", "Most rows", "The list ends after so many rows.")}};
  return action;
}

}  // namespace wharf::definition
