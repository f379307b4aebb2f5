#include <algorithm>
#include <utility>

#include "integration/definition/build.h"
#include "integration/definition/literals.h"
#include "integration/definition/problems.h"
#include "integration/definition/request.h"
#include "template/template.h"

namespace wharf::definition {
namespace {

void Note(const TemplateText& text, InputsRead& read) {
  if (text.compiled == nullptr || text.compiled->IsPlainText()) return;
  for (const auto& reference : text.compiled->References()) {
    if (reference.root != "input") continue;
    if (reference.members.empty() || reference.members.front() == "[]") {
      read.whole = true;
    } else {
      read.names.insert(reference.members.front());
    }
  }
}

void Note(const TemplateTree& tree, InputsRead& read) {
  if (const auto* text = std::get_if<TemplateText>(&tree.node)) return Note(*text, read);
  if (const auto* list = std::get_if<TemplateTree::List>(&tree.node)) {
    for (const auto& item : *list) Note(item, read);
  } else if (const auto* members = std::get_if<TemplateTree::Members>(&tree.node)) {
    for (const auto& member : *members) Note(member.second, read);
  }
}

void Note(const Value& value, InputsRead& read) {
  if (const auto* text = std::get_if<TemplateText>(&value.held)) return Note(*text, read);
  if (const auto* tree = std::get_if<TemplateTree>(&value.held)) return Note(*tree, read);
  if (const auto* list = std::get_if<Values>(&value.held)) {
    for (const auto& item : *list) Note(item, read);
  } else if (const auto* map = std::get_if<NamedValues>(&value.held)) {
    for (const auto& member : *map) Note(member.second, read);
  } else if (const auto* block = std::get_if<BlockPtr>(&value.held); block != nullptr && *block) {
    for (const auto& member : (*block)->members) Note(member.second, read);
  }
}

Input BuildInput(const std::string& name, const Block& block, Problems& problems) {
  Input input;
  input.type = block.Text("type");
  input.label = block.Has("label") ? block.Text("label") : TitleOf(name);
  input.help = block.Text("help");
  input.required = block.Flag("required");
  input.secret = block.Flag("secret");
  input.has_default = block.Has("default");
  input.default_value = block.Json("default");
  input.choices = ReadChoices({block.Json("choices"), block.at}, problems);
  input.format = block.Text("format");
  input.from = block.Text("from");
  input.options = block.Text("options");
  input.as = block.Has("as") ? block.Text("as") : name;
  input.schema = SchemaOf(input, block);
  if (input.has_default && !input.choices.empty() && input.type != "array" &&
      std::ranges::find(input.choices, input.default_value, &Option::value) == input.choices.end()) {
    problems.Add(block.at, "the default of \"" + name + "\" is none of its choices");
  }
  return input;
}

std::optional<InputPlace> Written(const std::string& place) {
  if (place == "path") return InputPlace::path;
  if (place == "query") return InputPlace::query;
  if (place == "header") return InputPlace::header;
  if (place == "cookie") return InputPlace::cookie;
  if (place == "body") return InputPlace::body;
  return std::nullopt;
}

/// Where each input goes; see docs/users/definition-format.md, "Inputs".
void PlaceInput(const std::string& name, Input& input, const Block& block, const Action& action, const InputsRead& read,
                Problems& problems) {
  const bool in_path = std::ranges::find(action.request.placeholders, name) != action.request.placeholders.end();
  const auto written = Written(block.Text("in"));
  if (in_path) {
    input.in = InputPlace::path;
    input.as = name;
    input.required = !input.has_default;
    if (written && *written != InputPlace::path)
      problems.Add(block.at, "\"" + name + "\" stands in the path, so it cannot be elsewhere");
    return;
  }
  if (written == InputPlace::path) {
    problems.Add(block.at, "the path has no {" + name + "} for this input");
  } else if (written) {
    input.in = *written;
  } else if (read.whole || read.names.contains(name)) {
    input.in = InputPlace::by_template;
  } else {
    const auto& method = action.request.method;
    const bool bodiless = method == "GET" || method == "HEAD" || method == "DELETE";
    input.in = bodiless ? InputPlace::query : InputPlace::body;
  }
  if (input.in != InputPlace::body) return;
  if (auto path = ParsePath(input.as); !path) {
    problems.Add(block.at, "\"" + name + "\" goes into the body, where `as` is a path: " + path.error().message);
  } else if (path->has_wildcard()) {
    problems.Add(block.at, "\"" + name + "\" cannot go to a path with [*]");
  }
}

void BuildInputs(const Block& block, Action& action, Problems& problems) {
  const auto read = FindInputsRead(block, {"input"});
  for (const auto& [name, config] : block.BlockMap("input")) {
    auto input = BuildInput(name, *config, problems);
    PlaceInput(name, input, *config, action, read, problems);
    action.input.emplace_back(name, std::move(input));
  }
  std::vector<std::string> known;
  for (const auto& [name, unused] : action.input) known.push_back(name);
  for (const auto& placeholder : action.request.placeholders) {
    if (Find(action.input, placeholder) != nullptr) continue;
    problems.Add(action.request.address.at,
                 "there is no input for {" + placeholder + "}" + Suggestion(placeholder, known));
  }
}

/// Every paged action can be asked for fewer rows and for another size of page.
void AddPagingInputs(Action& action) {
  const auto add = [&](const std::string& name, const std::string& label, const std::string& help, std::int64_t most) {
    if (Find(action.input, name) != nullptr) return;
    Input input;
    input.type = "integer";
    input.label = label;
    input.help = help;
    input.schema = {{"type", "integer"}, {"title", label}, {"description", help}, {"minimum", 1}, {"maximum", most}};
    action.input.emplace_back(name, std::move(input));
  };
  if (action.paging == nullptr || action.paging->kind == "none") return;
  if (const auto* size = action.paging->Inner("size")) {
    add("page_size", "Page size", "How many rows each call asks for.",
        size->Has("maximum") ? size->Integer("maximum") : 100000);
  }
  add("max_rows", "Most rows", "The list ends after so many rows.", 1000000);
}

Output BuildOutput(const Block* block) {
  Output output;
  if (block == nullptr) return output;
  output.rows = block->Shared("rows");
  if (block->Has("where")) output.where = block->Template("where");
  if (block->Has("each")) output.each = block->Tree("each");
  output.add = block->TreeMap("add");
  output.remove = block->Texts("remove");
  if (block->Has("value")) output.value = block->Tree("value");
  output.schema = block->Json("schema");
  return output;
}

Action BuildAction(const Block& block, Problems& problems) {
  Action action;
  action.name = block.Text("name");
  action.description = block.Text("description");
  action.category = block.Text("category");
  if (const auto* request = block.Inner("request")) action.request = ToRequest(*request);
  action.output = BuildOutput(block.Inner("output"));
  action.paging = block.Shared("paging");
  for (const auto* each : block.Blocks("for_each")) {
    action.for_each.push_back(
        {each->Shared("of"), each->Text("as"), static_cast<int>(each->Integer("batch")), each->TreeMap("keep")});
  }
  const auto& method = action.request.method;
  action.safe = block.Has("safe") ? block.Flag("safe") : method == "GET" || method == "HEAD";
  action.idempotent =
      block.Has("idempotent") ? block.Flag("idempotent") : action.safe || method == "PUT" || method == "DELETE";
  action.idempotency_header = block.Text("idempotency_header");
  action.errors = ToErrors(block.Inner("errors"));
  action.base_url = block.Templates("base_url");
  action.budgets = block.SharedBlocks("budgets");
  action.changes = block.Shared("changes");
  action.job = block.Shared("job");
  action.enrich = block.SharedBlocks("enrich");
  if (block.Has("deprecated")) action.deprecated = block.Text("deprecated");
  action.hidden = block.Flag("hidden");
  BuildInputs(block, action, problems);
  AddPagingInputs(action);
  const auto* output = block.Inner("output");
  const bool reads_rows = output != nullptr && output->Written("rows");
  if (!reads_rows && action.output.value == std::nullopt && action.paging && action.paging->kind != "none") {
    problems.Add(block.at, "a paged action needs output.rows: which part of the answer is the list");
  }
  return action;
}

}  // namespace

InputsRead FindInputsRead(const Block& block, const std::set<std::string>& except_members) {
  InputsRead read;
  for (const auto& [name, member] : block.members) {
    if (!except_members.contains(name)) Note(member, read);
  }
  return read;
}

Named<Action> BuildActions(const Block& root, Problems& problems) {
  Named<Action> actions;
  for (const auto& [name, block] : root.BlockMap("actions")) {
    if (name == kGenericAction) {
      problems.Add(block->at, "the action \"request\" is added to every integration; give this one another name");
    }
    actions.emplace_back(name, BuildAction(*block, problems));
  }
  return actions;
}

}  // namespace wharf::definition
