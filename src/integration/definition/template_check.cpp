#include "integration/definition/template_check.h"

#include <algorithm>
#include <utility>

#include "template/nearest.h"

namespace wharf::definition {
namespace {

/// Where in the file a place of a template is: exact for what stands on one line without escapes, and for `|` blocks
/// the line; else where the value begins.
Position InFile(const Node& node, std::size_t line, std::size_t column) {
  const auto offset = [](std::size_t number) { return static_cast<std::uint32_t>(number == 0 ? 0 : number - 1); };
  if (node.at.column == 0 || line == 0) return node.at;
  if (node.style == Node::Style::literal) {
    return {node.at.line + 1 + offset(line), node.at.column};
  }
  const bool exact = line == 1 && node.text.find('\n') == std::string::npos &&
                     node.text.find('\\') == std::string::npos && node.text.find('"') == std::string::npos &&
                     node.text.find('\'') == std::string::npos;
  if (node.style == Node::Style::plain && line == 1) return {node.at.line, node.at.column + offset(column)};
  if (node.style == Node::Style::double_quoted && line == 1 &&
      node.text.find_first_of("\n\\\"\t") == std::string::npos) {
    return {node.at.line, node.at.column + 1 + offset(column)};
  }
  return exact ? Position{node.at.line, node.at.column + 1 + offset(column)} : node.at;
}

}  // namespace

std::string Suggestion(const std::string& word, const std::vector<std::string>& known, std::size_t few,
                       const std::string& before) {
  if (auto near = templates::Nearest(word, known)) return "; did you mean \"" + before + *near + "\"?";
  if (known.empty() || known.size() > few) return "";
  std::string list = "; known: ";
  for (std::size_t i = 0; i < known.size(); ++i) list += (i == 0 ? "" : ", ") + known[i];
  return list;
}

bool Scope::Sees(std::string_view variable) const {
  return std::ranges::find(variables, variable) != variables.end() || (outer && outer->Sees(variable));
}

std::vector<std::string> Scope::All() const {
  auto all = outer ? outer->All() : std::vector<std::string>{};
  for (const auto& variable : variables) {
    if (std::ranges::find(all, variable) == all.end()) all.push_back(variable);
  }
  return all;
}

std::optional<TemplateText> TemplateCheck::Compile(const Node& node, const std::string& source, const ScopePtr& scope,
                                                   const Owner& owner) {
  auto found = compiled_.find(source);
  if (found == compiled_.end()) {
    auto made = templates::Template::Compile(source, environment_);
    if (!made) {
      const auto located = templates::Locate(made.error());
      problems_.Add(InFile(node, located.line, located.column),
                    "this template cannot be read: " + std::string(located.message));
      return std::nullopt;
    }
    Compiled compiled{std::make_shared<const templates::Template>(*std::move(made)), {}};
    compiled.references = compiled.program->References();
    found = compiled_.emplace(source, std::move(compiled)).first;
  }
  if (!found->second.references.empty()) pending_.push_back({&found->second, &node, scope, owner});
  return TemplateText{source, found->second.program, node.at};
}

void TemplateCheck::Finish() {
  for (const auto& pending : pending_) {
    if (problems_.full()) return;
    for (const auto& reference : pending.compiled->references) CheckReference(pending, reference);
  }
}

/// What an entry of an owning map defines is known inside it, and outside of all entries of that map.
bool TemplateCheck::Visible(const DefinedMember& member, const Owner& from) {
  return member.owner.map.empty() || member.owner == from || (member.variable != "*" && member.owner.map != from.map);
}

const DefinedMember* TemplateCheck::FindDefined(const std::string& variable, const std::string& member,
                                                const Owner& from) const {
  const auto members = defined_.find(variable);
  if (members == defined_.end()) return nullptr;
  const auto same = members->second.find(member);
  if (same == members->second.end()) return nullptr;
  const auto found = std::ranges::find_if(same->second, [&](const auto& one) { return Visible(one, from); });
  return found == same->second.end() ? nullptr : &*found;
}

std::vector<std::string> TemplateCheck::Known(const std::string& variable, const Owner& from) const {
  std::vector<std::string> known;
  const auto members = defined_.find(variable);
  if (members == defined_.end()) return known;
  for (const auto& [name, same] : members->second) {
    if (std::ranges::any_of(same, [&](const auto& one) { return Visible(one, from); })) known.push_back(name);
  }
  return known;
}

void TemplateCheck::CheckReference(const Pending& pending, const templates::Reference& reference) {
  if (FindDefined("*", reference.root, pending.owner) != nullptr) return;
  const auto* variable = vocabulary_.Variable(reference.root);
  if (variable != nullptr && pending.scope->Sees(reference.root)) {
    CheckMember(pending, reference, *variable);
    return;
  }
  if (reference.in_item) return;
  auto known = pending.scope->All();
  const auto own = Known("*", pending.owner);
  known.insert(known.end(), own.begin(), own.end());
  problems_.Add(InFile(*pending.node, reference.line, reference.column),
                "a template cannot read \"" + reference.root + "\" here" + Suggestion(reference.root, known));
}

void TemplateCheck::CheckMember(const Pending& pending, const templates::Reference& reference,
                                const VariableSpec& variable) {
  const auto complain = [&](std::string message) {
    problems_.Add(InFile(*pending.node, reference.line, reference.column), std::move(message));
  };
  const bool named = !reference.members.empty() && reference.members.front() != "[]";
  if (variable.secret && !pending.scope->secrets) {
    return complain("\"" + variable.name +
                    "\" is secret and may not be read here; secrets go into signing in and requests only");
  }
  if (!named) {
    if (!pending.scope->secrets && variable.name == "fields") {
      complain("name the setting, as in \"fields.host\": the settings as a whole hold secrets");
    }
    return;
  }
  const auto& name = reference.members.front();
  if (!variable.members.empty() && std::ranges::find(variable.members, name) == variable.members.end()) {
    return complain("\"" + variable.name + "\" has no \"" + name + "\"" + Suggestion(name, variable.members));
  }
  if (!variable.closed) return;
  const auto* member = FindDefined(variable.name, name, pending.owner);
  if (member == nullptr) {
    complain("there is no \"" + variable.name + "." + name + "\"" +
             Suggestion(name, Known(variable.name, pending.owner), 16, variable.name + "."));
  } else if (member->secret && !pending.scope->secrets) {
    complain("\"" + variable.name + "." + name +
             "\" is secret and may not be read here; secrets go into signing in and requests only");
  }
}

}  // namespace wharf::definition
