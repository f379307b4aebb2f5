#include "integration/definition/build.h"

#include <utility>

#include "integration/definition/literals.h"
#include "integration/definition/request.h"

namespace wharf::definition {
namespace {

Field BuildField(const BlockPtr& block, Problems& problems) {
  Field field;
  field.config = block;
  field.label = block->Text("label");
  field.help = block->Text("help");
  field.secret = block->kind == "secret";
  field.hidden = block->kind == "constant";
  if (field.hidden) {
    field.default_value = block->Json("value");
    field.required = false;
    return field;
  }
  field.placeholder = block->Text("placeholder");
  field.required = block->Flag("required");
  field.advanced = block->Flag("advanced");
  if (block->Has("visible_when")) field.visible_when = block->Template("visible_when");
  if (field.secret) return field;
  if (block->kind == "boolean") {
    field.default_value = block->Flag("default");
  } else if (block->kind == "number") {
    if (block->Has("default")) field.default_value = block->Number("default");
  } else if (block->kind == "list") {
    if (block->Has("default")) {
      auto& list = field.default_value.emplace_array();
      for (auto& text : block->Texts("default")) list.emplace_back(std::move(text));
    }
  } else if (block->Has("default")) {
    field.default_value = block->Text("default");
  }
  if (block->kind == "choice") {
    const auto choices = ReadChoices({block->Json("choices"), block->at}, problems);
    bool known = field.default_value.is_null() || block->Flag("other");
    for (const auto& choice : choices) known = known || choice.value == field.default_value;
    if (!known) problems.Add(block->at, "the default \"" + block->Text("default") + "\" is none of the choices");
  }
  return field;
}

Named<Field> BuildFields(const Block& block, Problems& problems) {
  Named<Field> fields;
  for (const auto& [name, config] : block.BlockMap("fields")) fields.emplace_back(name, BuildField(config, problems));
  return fields;
}

SignInWay BuildWay(const Block& block, Problems& problems) {
  SignInWay way;
  way.label = block.Text("label");
  way.help = block.Text("help");
  way.fields = BuildFields(block, problems);
  way.auth = block.Shared("auth");
  way.more_auth = block.BlockMap("more_auth");
  way.base_url = block.Templates("base_url");
  way.headers = block.TemplateMap("headers");
  return way;
}

Check BuildCheck(const Block& block) {
  Check check;
  check.action = block.Text("action");
  if (const auto* request = block.Inner("request")) check.request = ToRequest(*request);
  check.input = block.TreeMap("input");
  if (block.Has("expect")) check.expect = block.Template("expect");
  if (block.Has("says")) check.says = block.Template("says");
  check.errors = ToErrors(block.Inner("errors"));
  return check;
}

Limits BuildLimits(const Block* block) {
  Limits limits;
  limits.longest_wait = std::chrono::minutes(10);
  if (block == nullptr) return limits;
  limits.concurrency = static_cast<int>(block->Integer("concurrency"));
  if (block->Has("shared_by")) limits.shared_by = block->Template("shared_by");
  limits.budgets = block->SharedBlocks("budgets");
  limits.wait = block->SharedBlocks("wait");
  limits.longest_wait = block->Duration("longest_wait");
  return limits;
}

CallDefaults BuildCalls(const Block* block) {
  CallDefaults calls;
  if (block == nullptr) return calls;
  calls.encode = block->Shared("encode");
  calls.decode = block->Shared("decode");
  calls.query_lists = block->Text("query_lists");
  calls.query_unescaped = block->Text("query_unescaped");
  calls.timeout = block->Duration("timeout");
  return calls;
}

Named<OptionSource> BuildOptions(const Block& root) {
  Named<OptionSource> options;
  for (const auto& [name, block] : root.BlockMap("options")) {
    options.emplace_back(name, OptionSource{block->Shared("list"), block->Template("value"), block->Template("label")});
  }
  return options;
}

Named<Capability> BuildCapabilities(const Block& root) {
  Named<Capability> capabilities;
  for (const auto& [name, block] : root.BlockMap("capabilities")) {
    Capability capability{block->Text("action"), block->TreeMap("input"), std::nullopt};
    if (block->Has("output")) capability.output = block->Tree("output");
    capabilities.emplace_back(name, std::move(capability));
  }
  return capabilities;
}

Named<Event> BuildEvents(const Block& root) {
  Named<Event> events;
  for (const auto& [name, block] : root.BlockMap("events")) {
    events.emplace_back(name, Event{block->Text("name"), block->Text("description"), block->Shared("source")});
  }
  return events;
}

}  // namespace

Connection BuildConnection(const Block& block, Problems& problems) {
  Connection connection;
  connection.fields = BuildFields(block, problems);
  for (const auto& [name, way] : block.BlockMap("sign_in")) {
    auto made = BuildWay(*way, problems);
    for (const auto& [field, unused] : made.fields) {
      if (Find(connection.fields, field) == nullptr) continue;
      problems.Add(Find(made.fields, field)->config->at,
                   "the setting \"" + field + "\" is already one of the connection's");
    }
    connection.sign_in.emplace_back(name, std::move(made));
  }
  connection.base_url = block.Templates("base_url");
  connection.headers = block.TemplateMap("headers");
  connection.query = block.TemplateMap("query");
  for (auto& step : block.SharedBlocks("connect")) connection.connect.push_back({std::move(step)});
  if (const auto* check = block.Inner("check")) connection.check = BuildCheck(*check);
  if (const auto* tls = block.Inner("tls")) {
    if (tls->Has("verify")) connection.tls.verify = tls->Template("verify");
    if (tls->Has("certificate")) connection.tls.certificate = tls->Template("certificate");
    if (tls->Has("key")) connection.tls.key = tls->Template("key");
  }
  return connection;
}

Simulator BuildSimulator(const Block* block) {
  Simulator simulator;
  if (block == nullptr) return simulator;
  for (const auto& [name, collection] : block->BlockMap("collections")) {
    simulator.collections.emplace_back(name, SimulatedCollection{collection->Text("each"), collection->Integer("count"),
                                                                 collection->Path("key"), collection->Tree("row")});
  }
  simulator.answers = block->BlockMap("answers");
  simulator.refusals = block->BlockMap("refusals");
  return simulator;
}

std::vector<Option> ReadChoices(const Value& value, Problems& problems) {
  std::vector<Option> choices;
  const auto* json = std::get_if<boost::json::value>(&value.held);
  if (json == nullptr || json->is_null()) return choices;
  if (const auto* list = json->if_array()) {
    for (const auto& item : *list) {
      if (item.is_structured()) {
        problems.Add(value.at, "choices are single values, or names to what the person reads");
        return {};
      }
      choices.push_back({item, item.is_string() ? std::string(item.get_string()) : boost::json::serialize(item)});
    }
  } else if (const auto* object = json->if_object()) {
    for (const auto& member : *object) {
      const auto& label = member.value();
      choices.push_back({boost::json::value(member.key()),
                         label.is_string() ? std::string(label.get_string()) : boost::json::serialize(label)});
    }
  } else {
    problems.Add(value.at, "choices are a list of values, or names to what the person reads");
  }
  return choices;
}

Definition Build(const Block& root, boost::json::object source, Problems& problems) {
  Definition made;
  made.id = root.Text("id");
  made.name = root.Text("name");
  made.description = root.Text("description");
  made.version = root.Text("version");
  made.categories = root.Texts("categories");
  made.aliases = root.Texts("aliases");
  made.website = root.Text("website");
  made.sources = root.Texts("sources");
  for (const auto& [place, note] : root.Map("unconfirmed")) {
    made.unconfirmed.emplace_back(place, std::get<std::string>(note.held));
  }
  if (const auto* connection = root.Inner("connection")) made.connection = BuildConnection(*connection, problems);
  made.calls = BuildCalls(root.Inner("calls"));
  made.limits = BuildLimits(root.Inner("limits"));
  made.errors = ToErrors(root.Inner("errors"));
  made.paging = root.BlockMap("paging");
  made.actions = BuildActions(root, problems);
  made.options = BuildOptions(root);
  if (const auto* organizations = root.Inner("organizations")) {
    made.organizations = BuildOrganizations(*organizations, made, problems);
  }
  made.capabilities = BuildCapabilities(root);
  made.receivers = root.BlockMap("receivers");
  made.events = BuildEvents(root);
  made.simulator = BuildSimulator(root.Inner("simulator"));
  made.source = std::move(source);
  CheckMeaning(made, root, problems);
  made.actions.emplace_back(std::string(kGenericAction), GenericAction());
  return made;
}

bool operator==(const Definition& a, const Definition& b) {
  // As texts, since objects compare without order, and the order of actions and fields is part of a definition.
  return boost::json::serialize(a.source) == boost::json::serialize(b.source);
}

}  // namespace wharf::definition
