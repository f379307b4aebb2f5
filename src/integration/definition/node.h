#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "integration/definition/diagnostic.h"

namespace wharf::definition {

/// What was written, with the place of every part: a scalar, a list, or names to values in order.
struct Node {
  enum class Type { scalar, list, map };
  /// How a scalar was written: `plain` may be a number, true, false or nothing; the others are always text.
  enum class Style { plain, single_quoted, double_quoted, literal, folded };
  struct Member;

  Type type = Type::scalar;
  Style style = Style::plain;
  std::string text;
  std::vector<Node> items;
  std::vector<Member> members;
  Position at;

  [[nodiscard]] bool IsNothing() const;  ///< a plain scalar that is empty, `null` or `~`
  [[nodiscard]] bool IsText() const;     ///< a scalar that is no number, no boolean and not nothing
  [[nodiscard]] const Node* Find(std::string_view key) const;
};

struct Node::Member {
  std::string key;
  Position at;
  Node value;
};

/// The value by the core schema of YAML 1.2.2 §10.3: `no`, `on` and `0o7` are texts, `1e3` is a number.
boost::json::value ToJson(const Node& node);

/// A tree from JSON. Its positions are made up (line n, column 0, n counting up from 1), so that each part can be
/// found again by PointerTo.
Node FromJson(const boost::json::value& json);

/// The JSON pointer of the part (or of the value of the key) at this place; "" for the whole, or if nothing is there.
/// With `key`, only keys are looked at: a map begins where its first key does.
std::string PointerTo(const Node& root, Position at, bool key = false);

}  // namespace wharf::definition
