#include "integration/definition/node.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "base/json_pointer.h"

namespace wharf::definition {
namespace {

std::optional<boost::json::value> AsNumber(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto unsigned_text = text.front() == '-' || text.front() == '+' ? text.substr(1) : text;
  if (unsigned_text.empty() ||
      (unsigned_text.front() != '.' && (unsigned_text.front() < '0' || unsigned_text.front() > '9'))) {
    return std::nullopt;
  }
  const auto digits = text.front() == '+' ? unsigned_text : text;
  const auto* begin = digits.data();
  const auto* end = begin + digits.size();
  std::int64_t whole = 0;
  if (const auto [stop, error] = std::from_chars(begin, end, whole); error == std::errc{} && stop == end) return whole;
  std::uint64_t large = 0;
  if (const auto [stop, error] = std::from_chars(begin, end, large); error == std::errc{} && stop == end) return large;
  double number = 0;
  if (const auto [stop, error] = std::from_chars(begin, end, number); error == std::errc{} && stop == end) {
    return std::isfinite(number) ? std::optional<boost::json::value>(number) : std::nullopt;
  }
  return std::nullopt;
}

boost::json::value PlainToJson(const std::string& text) {
  if (text.empty() || text == "null" || text == "~" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (auto number = AsNumber(text)) return *std::move(number);
  return boost::json::value(text);
}

bool Search(const Node& node, Position at, bool key, std::string& pointer) {
  if (!key && node.at == at) return true;
  const auto before = pointer.size();
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    pointer += '/' + std::to_string(i);
    if (Search(node.items[i], at, key, pointer)) return true;
    pointer.resize(before);
  }
  for (const auto& member : node.members) {
    pointer += '/' + PointerStep(member.key);
    if (member.at == at || Search(member.value, at, key, pointer)) return true;
    pointer.resize(before);
  }
  return false;
}

Node Build(const boost::json::value& json, std::uint32_t& next) {
  Node node;
  node.at = {next++, 0};
  if (const auto* list = json.if_array()) {
    node.type = Node::Type::list;
    for (const auto& item : *list) node.items.push_back(Build(item, next));
  } else if (const auto* object = json.if_object()) {
    node.type = Node::Type::map;
    for (const auto& member : *object) {
      const Position at{next++, 0};
      node.members.push_back({std::string(member.key()), at, Build(member.value(), next)});
    }
  } else if (const auto* text = json.if_string()) {
    node.style = Node::Style::double_quoted;
    node.text = std::string(*text);
  } else {
    node.text = boost::json::serialize(json);
  }
  return node;
}

}  // namespace

bool Node::IsNothing() const { return type == Type::scalar && style == Style::plain && PlainToJson(text).is_null(); }

bool Node::IsText() const { return type == Type::scalar && (style != Style::plain || PlainToJson(text).is_string()); }

const Node* Node::Find(std::string_view key) const {
  for (const auto& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

boost::json::value ToJson(const Node& node) {
  switch (node.type) {
    case Node::Type::list: {
      boost::json::array list;
      list.reserve(node.items.size());
      for (const auto& item : node.items) list.push_back(ToJson(item));
      return list;
    }
    case Node::Type::map: {
      boost::json::object object;
      object.reserve(node.members.size());
      for (const auto& member : node.members) object[member.key] = ToJson(member.value);
      return object;
    }
    case Node::Type::scalar:
      break;
  }
  return node.style == Node::Style::plain ? PlainToJson(node.text) : boost::json::value(node.text);
}

Node FromJson(const boost::json::value& json) {
  std::uint32_t next = 1;
  return Build(json, next);
}

std::string PointerTo(const Node& root, Position at, bool key) {
  std::string pointer;
  Search(root, at, key, pointer);
  return pointer;
}

}  // namespace wharf::definition
