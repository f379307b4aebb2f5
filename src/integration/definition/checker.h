#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "integration/definition/block.h"
#include "integration/definition/kind.h"
#include "integration/definition/node.h"
#include "integration/definition/problems.h"
#include "integration/definition/template_check.h"

namespace wharf::definition {

/// Turns what was written into checked blocks, by the specs alone: it knows types, slots and names, but no meaning of
/// any key. Used for one definition and thrown away.
class Checker {
 public:
  Checker(const Vocabulary& vocabulary, const templates::Environment& environment, Problems& problems)
      : vocabulary_(vocabulary), problems_(problems), templates_(vocabulary, environment, problems) {}

  /// Checks the whole. `source` becomes what was written, as JSON, in the order of the spec. The nodes must outlive it.
  BlockPtr Check(const Node& root, const Shape& frame, boost::json::object& source);

 private:
  struct Place {
    ScopePtr scope;
    Owner owner;
  };
  struct PendingReference {
    Position at;
    std::string target;
    std::string name;
    Owner owner;
  };
  struct Declared {
    std::string name;
    Owner owner;
  };

  std::shared_ptr<Block> Object(const Node& node, const Shape& shape, const Place& place, boost::json::object& source,
                                const std::string* kind = nullptr);
  void CheckGroups(const Node& node, const Shape& shape);
  void UnknownKeys(const Node& node, const Shape& shape, bool is_kind);
  Value Default(const FieldSpec& spec, Position at, const Place& place);
  Value Any(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source);
  Value Scalar(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source);
  Value Number(const Node& node, const FieldSpec& spec, boost::json::value& source);
  Value Text(const Node& node, const FieldSpec& spec, const Place& place);
  Value Template(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source);
  Value List(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source);
  Value Map(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source);
  void MapName(const Node::Member& member, const FieldSpec& spec, const Place& place);
  Value Status(const Node& node, boost::json::value& source);
  Value Kind(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source);
  Value KindFromText(const Node& node, const SlotSpec& slot, const Place& place, boost::json::value& source);
  std::optional<TemplateTree> Tree(const Node& node, const Place& place);
  Place Inside(const Place& place, const FieldSpec& spec) const;
  void Wants(const Node& node, std::string_view what);
  void UnknownKind(Position at, const SlotSpec& slot, const std::string& name, bool or_named);
  void FinishReferences();

  const Vocabulary& vocabulary_;
  Problems& problems_;
  TemplateCheck templates_;
  std::deque<Node> defaults_;  ///< kept while templates refer to them
  std::vector<PendingReference> pending_;
  std::unordered_multimap<std::string, Declared> declared_;        ///< by target
  std::map<std::pair<std::string, std::string>, BlockPtr> named_;  ///< of declaring maps: target and name to block
};

}  // namespace wharf::definition
