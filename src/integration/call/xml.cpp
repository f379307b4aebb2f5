#include "integration/call/xml.h"

#include <pugixml.hpp>
#include <sstream>

#include "integration/definition/evaluate.h"

namespace wharf::call {
namespace {

constexpr int kDeepest = 64;

boost::json::value Read(const pugi::xml_node& node, int depth) {
  boost::json::object object;
  bool is_list = false;
  for (const pugi::xml_attribute attribute : node.attributes()) {
    if (std::string_view(attribute.name()) == "type" && std::string_view(attribute.value()) == "array") is_list = true;
    object["@" + std::string(attribute.name())] = attribute.value();
  }
  std::string text;
  boost::json::array list;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      text += child.value();
    } else if (child.type() == pugi::node_element && depth < kDeepest) {
      boost::json::value value = Read(child, depth + 1);
      if (is_list) {
        list.push_back(std::move(value));
        continue;
      }
      auto [place, added] = object.emplace(child.name(), nullptr);
      if (added) {
        place->value() = std::move(value);
      } else if (auto* several = place->value().if_array()) {
        several->push_back(std::move(value));
      } else {
        boost::json::value first = std::move(place->value());
        place->value() = boost::json::array{std::move(first), std::move(value)};
      }
    }
  }
  // Rails and others mark lists; the attributes that come with it (total_count, offset) are kept beside the rows.
  if (is_list) {
    object["items"] = std::move(list);
    return object;
  }
  if (object.empty()) return boost::json::string(text);
  if (text.find_first_not_of(" \t\r\n") != std::string::npos) object["#text"] = text;
  return object;
}

void Write(pugi::xml_node parent, const std::string& name, const boost::json::value& value, int depth) {
  if (depth > kDeepest) return;
  if (const auto* list = value.if_array()) {
    for (const auto& element : *list) Write(parent, name, element, depth + 1);
    return;
  }
  pugi::xml_node node = parent.append_child(name.c_str());
  const auto* object = value.if_object();
  if (object == nullptr) {
    node.text().set(definition::AsText(value).c_str());
    return;
  }
  for (const auto& [member, inner] : *object) {
    const std::string key(member);
    if (key.starts_with('@')) {
      node.append_attribute(key.substr(1).c_str()).set_value(definition::AsText(inner).c_str());
    } else if (key == "#text") {
      node.text().set(definition::AsText(inner).c_str());
    } else {
      Write(node, key, inner, depth + 1);
    }
  }
}

}  // namespace

Result<boost::json::value> ReadXml(std::string_view text) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(text.data(), text.size(), pugi::parse_default);
  if (!parsed) {
    return Error{ErrorKind::vendor_error, "response_broken",
                 "The answer is not XML: " + std::string(parsed.description()) + " at byte " +
                     std::to_string(parsed.offset) + "."};
  }
  const pugi::xml_node root = document.document_element();
  return boost::json::value(boost::json::object{{root.name(), Read(root, 0)}});
}

std::string WriteXml(std::string_view root, const boost::json::value& value) {
  pugi::xml_document document;
  Write(document, std::string(root), value, 0);
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

}  // namespace wharf::call
