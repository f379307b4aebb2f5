#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "integration/definition/build.h"
#include "integration/definition/literals.h"

namespace wharf::definition {
namespace {

/// Checks what one definition says about itself across its parts.
class Meaning {
 public:
  Meaning(const Definition& definition, const Block& root, Problems& problems)
      : definition_(definition), root_(root), problems_(problems) {
    for (const auto& [id, block] : root.BlockMap("actions")) {
      places_.emplace_back(id, block->at);
      const auto* output = block->Inner("output");
      if (output != nullptr && output->Written("rows")) lists_.insert(id);
    }
  }

  void Check() {
    CheckConnection();
    for (const auto& [id, action] : definition_.actions) CheckAction(id, action);
    CheckRounds();
    CheckLists();
    CheckCapabilities();
    CheckUnconfirmed();
    CheckSimulator();
  }

 private:
  [[nodiscard]] Position At(std::string_view action) const {
    const auto* at = Find(places_, action);
    return at == nullptr ? Position{} : *at;
  }

  void InputsExist(const std::string& action, const Named<TemplateTree>& given, Position at, bool needs_all) {
    const auto* found = definition_.FindAction(action);
    if (found == nullptr) return;
    std::vector<std::string> known;
    for (const auto& [name, unused] : found->input) known.push_back(name);
    for (const auto& [name, unused] : given) {
      if (Find(found->input, name) == nullptr)
        problems_.Add(at, "the action \"" + action + "\" has no input \"" + name + "\"" + Suggestion(name, known));
    }
    if (!needs_all) return;
    for (const auto& [name, input] : found->input) {
      if (!input.required || input.has_default || !input.from.empty() || Find(given, name) != nullptr) continue;
      problems_.Add(at, "the action \"" + action + "\" needs the input \"" + name + "\"");
    }
  }

  /// The action of a source; "" for other kinds.
  static std::string ActionOf(const BlockPtr& source) {
    return source && source->kind == "action" ? source->Text("action") : "";
  }

  void ListExists(const BlockPtr& source, bool needs_all) {
    const auto action = ActionOf(source);
    if (action.empty()) return;
    InputsExist(action, source->TreeMap("input"), source->at, needs_all);
    const auto* found = definition_.FindAction(action);
    if (found != nullptr && !lists_.contains(action)) {
      problems_.Add(source->at, "the action \"" + action + "\" gives no list: it has no output.rows");
    }
  }

  void CheckConnection() {
    const auto& check = definition_.connection.check;
    if (!check || check->action.empty()) return;
    const auto* block = root_.Inner("connection")->Inner("check");
    InputsExist(check->action, check->input, block->at, true);
    const auto* action = definition_.FindAction(check->action);
    if (action != nullptr && !action->safe) {
      problems_.Add(block->at, "the check must change nothing, but \"" + check->action +
                                   "\" is not safe; set `safe: true` if it is");
    }
  }

  void CheckAction(const std::string& id, const Action& action) {
    for (const auto& [name, input] : action.input) {
      if (!input.from.empty()) CheckFrom(id, name, input.from);
    }
    for (const auto& each : action.for_each) ListExists(each.source, true);
    if (!action.for_each.empty() && !lists_.contains(id)) {
      problems_.Add(At(id), "an action with for_each gives one list, so it needs output.rows");
    }
    if (action.output.rows && action.output.value) {
      problems_.Add(At(id), "output has rows or a value, not both");
    }
    const auto& auth = action.request.auth;
    if (auth.empty() || auth == "none") return;
    for (const auto& [name, way] : definition_.connection.sign_in) {
      if (Find(way.more_auth, auth) == nullptr) {
        problems_.Add(At(id), "the way to sign in \"" + name + "\" has no \"" + auth + "\" in more_auth");
      }
    }
  }

  void CheckFrom(const std::string& action, const std::string& input, const std::string& from) {
    const auto& variables = definition_.organizations.variables;
    if (from == "mapping") {
      if (variables.empty())
        problems_.Add(At(action), "\"" + input + "\" comes from the mapping, but this tool has no customers to map");
      return;
    }
    const std::string prefix = "mapping.";
    const auto name = from.starts_with(prefix) ? from.substr(prefix.size()) : "";
    std::vector<std::string> known;
    for (const auto& variable : variables) known.push_back(variable.variable);
    if (std::ranges::find(known, name) == known.end()) {
      problems_.Add(At(action), "`from` of \"" + input +
                                    "\" is `mapping` or `mapping.` and one of the variables of organizations" +
                                    Suggestion(name, known));
    }
  }

  /// A list that is made from itself would never begin.
  void CheckRounds() {
    std::set<std::string> done;
    for (const auto& [id, unused] : definition_.actions) {
      std::set<std::string> path;
      const std::function<bool(const std::string&)> round = [&](const std::string& action) {
        if (!path.insert(action).second) return true;
        const auto* found = definition_.FindAction(action);
        const bool any = found != nullptr && !done.contains(action) &&
                         std::ranges::any_of(found->for_each, [&](const ForEach& each) {
                           const auto next = ActionOf(each.source);
                           return !next.empty() && round(next);
                         });
        path.erase(action);
        done.insert(action);
        return any;
      };
      if (round(id)) problems_.Add(At(id), "for_each goes round in a circle: the list of \"" + id + "\" needs itself");
    }
  }

  void CheckLists() {
    for (const auto& variable : definition_.organizations.variables) ListExists(variable.source, true);
    for (const auto& [name, option] : definition_.options) ListExists(option.source, false);
    if (definition_.organizations.variables.empty()) return;
    const auto action = ActionOf(definition_.organizations.variables.front().source);
    for (const auto& [name, filter] : root_.Inner("organizations")->BlockMap("filters")) {
      InputsExist(action, filter->TreeMap("input"), filter->at, false);
    }
  }

  void CheckCapabilities() {
    for (const auto& [name, block] : root_.BlockMap("capabilities")) {
      InputsExist(block->Text("action"), block->TreeMap("input"), block->at, false);
    }
  }

  void CheckUnconfirmed() {
    for (const auto& [place, note] : root_.Map("unconfirmed")) {
      const auto path = ParsePath(place);
      if (!path) {
        problems_.Add(note.at, "\"" + place + "\" is no place: " + path.error().message);
      } else if (!IsThere(*path)) {
        problems_.Add(note.at, "there is nothing at \"" + place + "\" in this file");
      }
    }
  }

  [[nodiscard]] bool IsThere(DataPath path) const {
    if (path.steps.empty()) return true;
    const auto* first = std::get_if<std::string>(&path.steps.front());
    const auto* section = first == nullptr ? nullptr : definition_.source.if_contains(*first);
    path.steps.erase(path.steps.begin());
    return section != nullptr && path.Find(*section) != nullptr;
  }

  void CheckSimulator() {
    const auto& collections = definition_.simulator.collections;
    std::vector<std::string> known{"customers"};
    for (const auto& [name, collection] : collections) {
      if (std::ranges::find(known, collection.each) == known.end()) {
        problems_.Add(root_.Inner("simulator")->at, "the collection \"" + name + "\" is made for each \"" +
                                                        collection.each + "\", which stands nowhere before it" +
                                                        Suggestion(collection.each, known));
      }
      known.push_back(name);
    }
  }

  const Definition& definition_;
  const Block& root_;
  Problems& problems_;
  Named<Position> places_;
  std::set<std::string, std::less<>> lists_;  ///< the actions that give rows
};

}  // namespace

void CheckMeaning(const Definition& definition, const Block& root, Problems& problems) {
  Meaning(definition, root, problems).Check();
}

}  // namespace wharf::definition
