#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "integration/definition/block.h"
#include "integration/definition/kind.h"
#include "integration/definition/node.h"
#include "integration/definition/problems.h"
#include "template/template.h"

namespace wharf::definition {

/// Which variables the templates of a place see: its own and those of the places around it.
struct Scope {
  std::shared_ptr<const Scope> outer;
  std::vector<std::string> variables;
  bool secrets = false;

  [[nodiscard]] bool Sees(std::string_view variable) const;
  [[nodiscard]] std::vector<std::string> All() const;
};
using ScopePtr = std::shared_ptr<const Scope>;

/// In which entry of an owning map a place is: {"actions", "list_devices"}. Empty outside of all. Looks into the spec
/// and the nodes, which outlive the check.
struct Owner {
  std::string_view map;
  std::string_view entry;
  bool operator==(const Owner&) const = default;
};

/// A member that a definition gives to a variable: `fields.host`, `captured.codebase`, `input.id`.
struct DefinedMember {
  std::string variable;  ///< "*": the member is a variable itself
  std::string member;
  Owner owner;
  bool secret = false;
};

/// Compiles the templates of one definition, and at the end checks that each reads only what there is.
class TemplateCheck {
 public:
  TemplateCheck(const Vocabulary& vocabulary, const templates::Environment& environment, Problems& problems)
      : vocabulary_(vocabulary), environment_(environment), problems_(problems) {}

  /// Nothing, with a problem noted, if the text is no template.
  std::optional<TemplateText> Compile(const Node& node, const std::string& source, const ScopePtr& scope,
                                      const Owner& owner);
  void Define(DefinedMember member) {
    auto& same = defined_[member.variable][member.member];
    same.push_back(std::move(member));
  }
  /// Call once, when everything is defined.
  void Finish();

 private:
  struct Compiled {
    std::shared_ptr<const templates::Template> program;
    std::vector<templates::Reference> references;
  };
  struct Pending {
    const Compiled* compiled;
    const Node* node;
    ScopePtr scope;
    Owner owner;
  };

  void CheckReference(const Pending& pending, const templates::Reference& reference);
  void CheckMember(const Pending& pending, const templates::Reference& reference, const VariableSpec& variable);
  /// The visible definition of this member, or nullptr.
  [[nodiscard]] const DefinedMember* FindDefined(const std::string& variable, const std::string& member,
                                                 const Owner& from) const;
  [[nodiscard]] std::vector<std::string> Known(const std::string& variable, const Owner& from) const;
  [[nodiscard]] static bool Visible(const DefinedMember& member, const Owner& from);

  const Vocabulary& vocabulary_;
  const templates::Environment& environment_;
  Problems& problems_;
  std::unordered_map<std::string, Compiled> compiled_;  ///< the same text is compiled once
  std::vector<Pending> pending_;
  /// By variable, then by member; several owners can have a member of the same name.
  std::map<std::string, std::map<std::string, std::vector<DefinedMember>>> defined_;
};

}  // namespace wharf::definition
