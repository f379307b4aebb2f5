#include <utility>

#include "integration/definition/build.h"

namespace wharf::definition {
namespace {

MappingVariable BuildVariable(const Block& block, std::string variable, Problems& problems) {
  MappingVariable made;
  made.variable = std::move(variable);
  made.label = block.Text("label");
  made.source = block.Shared("list");
  made.id = block.Template("id");
  made.name = block.Template("name");
  if (block.Has("domain")) made.domain = block.Template("domain");
  if (block.Has("parent")) made.parent = block.Template("parent");
  if (block.Has("state")) made.state = block.Template("state");
  if (block.Has("active")) made.active = block.Template("active");
  made.details = block.TemplateMap("details");
  if (made.source && (!block.Has("id") || !block.Has("name"))) {
    problems.Add(block.at, "a list of customers needs `id` and `name`: templates over item");
  }
  if (!made.source && (block.Has("id") || block.Has("name"))) {
    problems.Add(block.at, "`id` and `name` are read from a list: `list` is missing");
  }
  return made;
}

OrganizationFilter BuildFilter(const Block& block, Problems& problems) {
  OrganizationFilter filter;
  filter.label = block.Text("label");
  filter.help = block.Text("help");
  filter.multiple = block.Flag("multiple");
  filter.choices = ReadChoices({block.Json("choices"), block.at}, problems);
  filter.options = block.Text("options");
  filter.default_value = block.Json("default");
  filter.input = block.TreeMap("input");
  if (block.Has("where")) filter.where = block.Template("where");
  if (filter.input.empty() && !filter.where) {
    problems.Add(block.at, "a filter needs `input` (what it adds to the action) or `where` (which rows stay)");
  }
  return filter;
}

}  // namespace

Organizations BuildOrganizations(const Block& block, const Definition& definition, Problems& problems) {
  Organizations made;
  made.none = block.Text("none");
  if (!block.Has("variable")) return made;
  made.variables.push_back(BuildVariable(block, block.Text("variable"), problems));
  if (made.variables.front().label.empty()) made.variables.front().label = definition.name;
  for (const auto& [name, more] : block.BlockMap("more")) {
    made.variables.push_back(BuildVariable(*more, name, problems));
  }
  for (const auto& [name, filter] : block.BlockMap("filters"))
    made.filters.emplace_back(name, BuildFilter(*filter, problems));
  return made;
}

}  // namespace wharf::definition
