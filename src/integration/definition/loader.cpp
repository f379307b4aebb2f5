#include "integration/definition/loader.h"

#include <utility>

#include "integration/definition/build.h"
#include "integration/definition/checker.h"
#include "integration/definition/frame.h"
#include "integration/definition/yaml.h"

namespace wharf::definition {
namespace {

Loaded LoadNode(const Node& root, bool has_lines, std::string_view file, const Vocabulary& vocabulary,
                const templates::Environment& environment) {
  Problems problems;
  Loaded loaded;
  if (root.type != Node::Type::map) {
    problems.Add(root.at, "a definition is names and values; it begins with `format: 1`");
  } else {
    boost::json::object source;
    Checker checker(vocabulary, environment, problems);
    const auto block = checker.Check(root, Frame(), source);
    auto definition = std::make_shared<Definition>(Build(*block, std::move(source), problems));
    if (problems.empty()) loaded.definition = std::move(definition);
  }
  for (auto& problem : problems.Take()) {
    auto pointer = PointerTo(root, problem.at, problem.at_key);
    loaded.errors.push_back(
        {std::string(file), has_lines ? problem.at : Position{}, std::move(pointer), std::move(problem.message)});
  }
  return loaded;
}

}  // namespace

Loaded Load(std::string_view bytes, std::string_view file, const Vocabulary& vocabulary,
            const templates::Environment& environment) {
  auto yaml = ReadYaml(bytes);
  if (yaml.errors.empty()) return LoadNode(yaml.root, true, file, vocabulary, environment);
  for (auto& error : yaml.errors) error.file = file;
  return {nullptr, std::move(yaml.errors)};
}

Loaded LoadJson(const boost::json::value& json, std::string_view name, const Vocabulary& vocabulary,
                const templates::Environment& environment) {
  return LoadNode(FromJson(json), false, name, vocabulary, environment);
}

Result<std::shared_ptr<const Definition>> AsResult(Loaded loaded) {
  if (loaded.definition) return std::move(loaded.definition);
  Error error{ErrorKind::invalid_argument, "definition_invalid", ToString(loaded.errors)};
  for (const auto& diagnostic : loaded.errors) {
    error.fields.push_back({diagnostic.pointer, "definition_invalid", diagnostic.message});
  }
  return error;
}

}  // namespace wharf::definition
