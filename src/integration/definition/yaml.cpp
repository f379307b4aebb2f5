#include "integration/definition/yaml.h"

#include <yaml.h>

#include <string>
#include <unordered_set>
#include <utility>

namespace wharf::definition {
namespace {

/// The keys of one map so far. Most maps are small, and then looking is faster than hashing.
class Keys {
 public:
  /// False if the key is there already.
  bool Insert(const Node& map, const std::string& key) {
    constexpr std::size_t kFew = 16;
    if (map.members.size() < kFew) return map.Find(key) == nullptr;
    if (many_.empty()) {
      for (const auto& member : map.members) many_.insert(member.key);
    }
    return many_.insert(key).second;
  }

 private:
  std::unordered_set<std::string> many_;
};

class Parser {
 public:
  Parser(std::string_view text, const YamlLimits& limits) : limits_(limits) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Parser() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Yaml Read() {
    Yaml yaml;
    if (Next() && Next()) {  // the stream's start, then the document's
      if (Type() == YAML_STREAM_END_EVENT) {
        Complain({1, 1}, "the file is empty; a definition begins with `format: 1`");
      } else if (Next()) {
        yaml.root = Content(0);
        if (!broken_ && Next() && Next() && Type() != YAML_STREAM_END_EVENT) {
          Complain(At(event_.start_mark), "a second document begins here; a file holds one definition");
        }
      }
    }
    yaml.errors = std::move(errors_);
    return yaml;
  }

 private:
  static Position At(const yaml_mark_t& mark) {
    return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
  }

  [[nodiscard]] yaml_event_type_t Type() const { return event_.type; }

  void Complain(Position at, std::string message) {
    if (errors_.size() < 200) errors_.push_back({"", at, "", std::move(message)});
  }

  /// Reads the next event; false, with a complaint, if the text is no YAML.
  bool Next() {
    if (broken_) return false;
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_) == 0) {
      Broken();
      return false;
    }
    return true;
  }

  void Broken() {
    broken_ = true;
    const auto& mark = parser_.problem_mark;
    std::string message = "this is not YAML: ";
    message += parser_.problem == nullptr ? "it cannot be read" : parser_.problem;
    if (parser_.context != nullptr) {
      message += std::string(" ") + parser_.context;
      if (const auto begin = At(parser_.context_mark); begin.line != At(mark).line) {
        message += " that begins at " + std::to_string(begin.line) + ":" + std::to_string(begin.column);
      }
    }
    if (parser_.error == YAML_READER_ERROR) {
      message = "this is not UTF-8 text; save the file as UTF-8";
      Complain({1, 1}, std::move(message));
      return;
    }
    Complain(At(mark), std::move(message));
  }

  Node Content(int depth) {
    Node node;
    node.at = At(event_.start_mark);
    if (++nodes_ > limits_.nodes) return GiveUp(node.at, "the file has too many parts");
    if (depth > limits_.depth)
      return GiveUp(node.at, "this is nested too deeply; at most " + std::to_string(limits_.depth));
    RefuseExtras();
    switch (Type()) {
      case YAML_SCALAR_EVENT:
        Scalar(node);
        break;
      case YAML_SEQUENCE_START_EVENT:
        node.type = Node::Type::list;
        while (Next() && Type() != YAML_SEQUENCE_END_EVENT) node.items.push_back(Content(depth + 1));
        break;
      case YAML_MAPPING_START_EVENT:
        node.type = Node::Type::map;
        Members(node, depth);
        break;
      default:
        break;
    }
    return node;
  }

  Node GiveUp(Position at, std::string message) {
    if (!broken_) Complain(at, std::move(message));
    broken_ = true;
    return {};
  }

  /// Anchors and aliases let a small text become a huge one, tags make types of their own: neither is needed here.
  void RefuseExtras() {
    const auto refuse = [this](const yaml_char_t* text, std::string_view what) {
      if (text != nullptr) Complain(At(event_.start_mark), std::string(what));
    };
    constexpr std::string_view anchors = "anchors and aliases (& and *) are not read; write the value out";
    constexpr std::string_view tags = "tags (!) are not read; a text that begins with ! must be quoted";
    switch (Type()) {
      case YAML_ALIAS_EVENT:
        refuse(event_.data.alias.anchor, anchors);
        break;
      case YAML_SCALAR_EVENT:
        refuse(event_.data.scalar.anchor, anchors);
        refuse(event_.data.scalar.tag, tags);
        break;
      case YAML_SEQUENCE_START_EVENT:
        refuse(event_.data.sequence_start.anchor, anchors);
        refuse(event_.data.sequence_start.tag, tags);
        break;
      case YAML_MAPPING_START_EVENT:
        refuse(event_.data.mapping_start.anchor, anchors);
        refuse(event_.data.mapping_start.tag, tags);
        break;
      default:
        break;
    }
  }

  void Scalar(Node& node) const {
    const auto& scalar = event_.data.scalar;
    node.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    switch (scalar.style) {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        node.style = Node::Style::single_quoted;
        break;
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        node.style = Node::Style::double_quoted;
        break;
      case YAML_LITERAL_SCALAR_STYLE:
        node.style = Node::Style::literal;
        break;
      case YAML_FOLDED_SCALAR_STYLE:
        node.style = Node::Style::folded;
        break;
      default:
        node.style = Node::Style::plain;
    }
  }

  void Members(Node& node, int depth) {
    Keys seen;
    while (Next() && Type() != YAML_MAPPING_END_EVENT) {
      const auto at = At(event_.start_mark);
      auto key = Content(depth + 1);
      if (broken_) return;
      if (key.type != Node::Type::scalar) {
        Complain(at, "a key must be a text; a value that begins with {{ must be in quotes");
      } else if (key.text.size() > limits_.key_bytes) {
        Complain(at, "this key is too long; at most " + std::to_string(limits_.key_bytes) + " bytes");
      } else if (!seen.Insert(node, key.text)) {
        Complain(at, "the key \"" + key.text + "\" is there twice; only one can count");
      }
      if (!Next()) return;
      node.members.push_back({std::move(key.text), at, {}});
      node.members.back().value = Content(depth + 1);
    }
  }

  const YamlLimits& limits_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  std::vector<Diagnostic> errors_;
  std::size_t nodes_ = 0;
  bool broken_ = false;
};

}  // namespace

Yaml ReadYaml(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    Yaml yaml;
    yaml.errors.push_back({"", {}, "", "the file is larger than " + std::to_string(limits.bytes >> 20U) + " MiB"});
    return yaml;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return Parser(text, limits).Read();
}

}  // namespace wharf::definition
