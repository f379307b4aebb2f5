#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "integration/definition/diagnostic.h"

namespace wharf::templates {
class Template;
}

namespace wharf::definition {

/// A text with `{{ }}`, compiled when the definition was loaded. Cheap to copy; safe to use from any thread.
struct TemplateText {
  std::string source;
  std::shared_ptr<const templates::Template> compiled;
  Position at;

  [[nodiscard]] bool empty() const { return source.empty(); }
};

/// Any value whose texts are templates: a request body, a row's new shape. Members and elements keep their order.
struct TemplateTree {
  using List = std::vector<TemplateTree>;
  using Members = std::vector<std::pair<std::string, TemplateTree>>;
  /// Numbers, booleans and null stand as `value`.
  std::variant<boost::json::value, TemplateText, List, Members> node;

  [[nodiscard]] bool empty() const;
};

/// Where in a value: `$` is the whole, then names, positions from 0 (negative: from the end), and `[*]` for every one.
struct DataPath {
  struct Every {
    bool operator==(const Every&) const = default;
  };
  using Step = std::variant<std::string, std::int64_t, Every>;
  std::vector<Step> steps;

  [[nodiscard]] bool has_wildcard() const;
  /// The value there, or nullptr; with a wildcard, the first.
  [[nodiscard]] const boost::json::value* Find(const boost::json::value& whole) const;
  /// Every value there, in order.
  [[nodiscard]] std::vector<const boost::json::value*> FindAll(const boost::json::value& whole) const;
  /// Puts `value` there, making objects and lists on the way (at most 1,000 elements of a list); false if something
  /// else is in the way or the path has a wildcard.
  bool Put(boost::json::value& whole, boost::json::value value) const;
  [[nodiscard]] std::string ToString() const;
  bool operator==(const DataPath&) const = default;
};

/// Statuses of HTTP, as ranges; inclusive.
struct StatusSet {
  std::vector<std::pair<int, int>> ranges;
  [[nodiscard]] bool Contains(int status) const;
  [[nodiscard]] bool empty() const { return ranges.empty(); }
};

class Block;
struct Value;
using Values = std::vector<Value>;
using NamedValues = std::vector<std::pair<std::string, Value>>;
using BlockPtr = std::shared_ptr<const Block>;

/// A checked value of a definition, in the form its field's type asks for.
struct Value {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, std::chrono::milliseconds, TemplateText,
               TemplateTree, DataPath, StatusSet, boost::json::value, Values, NamedValues, std::shared_ptr<const Block>>
      held;
  Position at;

  [[nodiscard]] bool given() const { return held.index() != 0; }
};

/// The checked fields of one kind (or of one object inside it), defaults filled in. A unit reads its own fields with
/// these, usually once when it is made. Asking for a field that the spec does not have, or as another type, is a
/// programming error (checked in all builds).
class Block {
 public:
  std::string kind;  ///< empty for an object that is not a kind
  Position at;
  NamedValues members;  ///< every field of the spec, in its order; not given and no default: empty

  [[nodiscard]] bool Has(std::string_view name) const;
  /// Whether the key was there at all, be it right or wrong (then a problem was told and Has is false).
  [[nodiscard]] bool Written(std::string_view name) const;
  [[nodiscard]] const std::string& Text(
      std::string_view name) const;                      ///< text, name, choice, pattern, reference; "" if absent
  [[nodiscard]] bool Flag(std::string_view name) const;  ///< false if absent
  [[nodiscard]] std::int64_t Integer(std::string_view name) const;  ///< 0 if absent
  [[nodiscard]] double Number(std::string_view name) const;
  [[nodiscard]] std::chrono::milliseconds Duration(std::string_view name) const;
  [[nodiscard]] const TemplateText& Template(std::string_view name) const;  ///< templated, condition; empty() if absent
  [[nodiscard]] const TemplateTree& Tree(std::string_view name) const;
  [[nodiscard]] const DataPath& Path(std::string_view name) const;
  [[nodiscard]] const StatusSet& Statuses(std::string_view name) const;
  [[nodiscard]] const boost::json::value& Json(std::string_view name) const;  ///< value, schema; null if absent
  [[nodiscard]] const Values& List(std::string_view name) const;
  [[nodiscard]] const NamedValues& Map(std::string_view name) const;
  [[nodiscard]] BlockPtr Shared(std::string_view name) const;
  [[nodiscard]] const Block* Inner(std::string_view name) const;  ///< object, kind; nullptr if absent
  /// Conveniences for the usual lists and maps.
  [[nodiscard]] std::vector<std::string> Texts(std::string_view name) const;
  [[nodiscard]] std::vector<TemplateText> Templates(std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::string, TemplateText>> TemplateMap(std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::string, TemplateTree>> TreeMap(std::string_view name) const;
  [[nodiscard]] std::vector<const Block*> Blocks(std::string_view name) const;
  [[nodiscard]] std::vector<BlockPtr> SharedBlocks(std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::string, BlockPtr>> BlockMap(std::string_view name) const;

 private:
  [[nodiscard]] const Value& Member(std::string_view name) const;
};

}  // namespace wharf::definition
