#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integration/definition/block.h"

namespace wharf::definition {

/// Names to things, in the order in which they are written.
template <class T>
using Named = std::vector<std::pair<std::string, T>>;

template <class T>
const T* Find(const Named<T>& things, std::string_view name) {
  for (const auto& [key, thing] : things) {
    if (key == name) return &thing;
  }
  return nullptr;
}

/// A word to pick, and what a person reads.
struct Option {
  boost::json::value value;
  std::string label;
};

/// A setting of a connection. `config` is the block of its kind (`text`, `secret`, `choice` …) with what is special
/// to that kind; what all kinds have stands here.
struct Field {
  BlockPtr config;
  std::string label;
  std::string help;
  std::string placeholder;
  bool required = true;
  bool secret = false;    ///< the kind says so: sealed in storage, never sent back
  bool hidden = false;    ///< a constant of the definition: never asked for
  bool advanced = false;  ///< shown only on request
  boost::json::value default_value;
  std::optional<TemplateText> visible_when;  ///< over `fields`; an invisible field counts as not given

  [[nodiscard]] const std::string& kind() const { return config->kind; }
};

/// Something to send. See docs/users/definition-format.md, "A request".
struct Request {
  std::string method;                           ///< upper case
  TemplateText address;                         ///< a path below the base URL, or a whole URL; with `{placeholders}`
  std::vector<std::string> placeholders;        ///< in order; a leading `+` (slashes kept) is removed
  std::vector<std::string> slash_placeholders;  ///< those written `{+name}`
  Named<TemplateText> query;                    ///< what yields nothing is left out
  Named<TemplateText> headers;
  std::optional<TemplateTree> body;
  std::optional<DataPath> inputs_at;  ///< where in the body the inputs go that belong to it; default: its root
  BlockPtr encode;                    ///< nullptr: the definition's default, else JSON
  BlockPtr decode;                    ///< nullptr: the definition's default, else by content type
  std::string query_lists;            ///< "repeat", "brackets", "comma", "index"; "": the definition's default
  std::string query_unescaped;        ///< characters sent as they are in the query
  std::optional<std::chrono::milliseconds> timeout;
  std::string auth;  ///< "": the way's own; "none"; or the name of another of the way
};

/// When a rule applies: everything given must hold.
struct ErrorMatch {
  StatusSet statuses;
  Named<std::string> headers;        ///< the header is there and contains this, without case
  std::optional<TemplateText> body;  ///< condition over `response`
  std::string text;                  ///< the body contains this, without case
};

struct ErrorRule {
  ErrorMatch when;
  BlockPtr then;  ///< a kind of slot `outcome`
};

/// How answers are judged. First rule that matches wins; the action's come before the integration's, and those before
/// the built-in ones (docs/users/definition-format.md, "Errors").
struct Errors {
  std::vector<TemplateText> message;  ///< where the vendor's own words are: the first that yields something
  std::vector<ErrorRule> rules;
};

/// One way to sign in, of which a person picks one.
struct SignInWay {
  std::string label;
  std::string help;
  Named<Field> fields;                 ///< besides those of the connection
  BlockPtr auth;                       ///< a kind of slot `authentication`
  Named<BlockPtr> more_auth;           ///< others in the same connection (another audience), named by a request
  std::vector<TemplateText> base_url;  ///< instead of the connection's, if not empty
  Named<TemplateText> headers;
};

/// Something to find out when connecting, in order; a kind of slot `connect_step`.
struct ConnectStep {
  BlockPtr config;
};

struct Check {
  std::string action;  ///< "": `request` is sent
  std::optional<Request> request;
  Named<TemplateTree> input;           ///< for the action
  std::optional<TemplateText> expect;  ///< condition over `response`: without it any good status is enough
  std::optional<TemplateText> says;    ///< what a person reads when it worked
  Errors errors;                       ///< come first; so `{status: 400, then: ok}` is "this error proves the key"
};

struct Tls {
  std::optional<TemplateText> verify;       ///< condition over `fields`; absent: always verified
  std::optional<TemplateText> certificate;  ///< PEM
  std::optional<TemplateText> key;          ///< PEM
};

struct Connection {
  Named<Field> fields;                 ///< shared by all ways
  Named<SignInWay> sign_in;            ///< at least one
  std::vector<TemplateText> base_url;  ///< the first whose every value is there
  Named<TemplateText> headers;
  Named<TemplateText> query;
  std::vector<ConnectStep> connect;
  std::optional<Check> check;
  Tls tls;
};

struct Limits {
  int concurrency = 0;                    ///< 0: Wharf's default
  std::optional<TemplateText> shared_by;  ///< connections with the same text share the limits; absent: each its own
  std::vector<BlockPtr> budgets;          ///< slot `budget`
  std::vector<BlockPtr> wait;             ///< slot `wait_hint`; the longest wins
  std::chrono::milliseconds longest_wait{0};
};

/// What all calls have unless they say otherwise.
struct CallDefaults {
  BlockPtr encode;
  BlockPtr decode;
  std::string query_lists;
  std::string query_unescaped;
  std::chrono::milliseconds timeout{0};
};

/// Where an input goes; decided when the definition is loaded.
enum class InputPlace { path, query, header, cookie, body, by_template };

struct Input {
  std::string type;  ///< string, integer, number, boolean, object, array, any, file
  std::string label;
  std::string help;
  bool required = false;
  bool secret = false;
  boost::json::value default_value;
  bool has_default = false;
  std::vector<Option> choices;
  std::string format;
  std::string from;     ///< "mapping" or "mapping.<variable>": filled from the organization's mapping
  std::string options;  ///< an option source of this definition
  InputPlace in = InputPlace::by_template;
  std::string as;              ///< its name there (header, query parameter; in a body a path)
  boost::json::object schema;  ///< JSON Schema 2020-12 of the value, made from all of the above
};

/// Reading the list out of an answer and giving its rows their shape.
struct Output {
  BlockPtr rows;                      ///< slot `rows`; nullptr: the answer is one value
  std::optional<TemplateText> where;  ///< condition over `item`: others are left out
  std::optional<TemplateTree> each;   ///< over `item`: the row's new value
  Named<TemplateTree> add;            ///< over `item`: members added to the row
  std::vector<std::string> remove;    ///< members removed
  std::optional<TemplateTree> value;  ///< over `response`: the value of an action without rows; absent: the body
  boost::json::value schema;          ///< of a row, or of the value; null if unknown
};

/// Runs the action once for each element of a list.
struct ForEach {
  BlockPtr source;           ///< slot `source`
  std::string as;            ///< the element's name in templates
  int batch = 1;             ///< above 1: the name holds a list of up to that many
  Named<TemplateTree> keep;  ///< added to every row, over the element
};

struct Action {
  std::string name;
  std::string description;
  std::string category;
  Request request;
  Named<Input> input;
  Output output;
  BlockPtr paging;                 ///< slot `paging`; nullptr: none
  std::vector<ForEach> for_each;   ///< outermost first
  bool safe = false;               ///< changes nothing: GET and HEAD, or as the definition says
  bool idempotent = false;         ///< doing it twice does it once: safe, PUT, DELETE, or as it says
  std::string idempotency_header;  ///< gets one key per call, kept when it is tried again
  Errors errors;
  std::vector<TemplateText> base_url;
  std::vector<BlockPtr> budgets;
  BlockPtr changes;                       ///< slot `changes`
  BlockPtr job;                           ///< slot `job`
  std::vector<BlockPtr> enrich;           ///< slot `enrichment`
  std::optional<std::string> deprecated;  ///< what to use instead
  bool hidden = false;
  bool generic = false;  ///< the one that Wharf adds to every integration: `request`
};

/// The JSON Schema (2020-12) of an action's inputs as one object: what forms and agents are given. Required are those
/// that neither have a default nor come from the mapping.
boost::json::object InputSchema(const Action& action);

/// The id of the action that every integration has besides its own: any method, path, query, headers and body.
inline constexpr std::string_view kGenericAction = "request";

/// A list to pick from: `source` gives the rows, `value` and `label` are templates over `item`.
struct OptionSource {
  BlockPtr source;
  TemplateText value;
  TemplateText label;
};

/// One way to narrow the list of customers, offered to the person who maps.
struct OrganizationFilter {
  std::string label;
  std::string help;
  bool multiple = false;
  std::vector<Option> choices;
  std::string options;  ///< an option source, instead of choices
  boost::json::value default_value;
  Named<TemplateTree> input;          ///< over `filter`: what it adds to the list action's input
  std::optional<TemplateText> where;  ///< or: condition over `item` and `filter`, when the vendor cannot filter
};

/// One mapping variable: where its options come from and how they read. Templates see `item`.
struct MappingVariable {
  std::string variable;  ///< name of the organization variable that a saved mapping sets
  std::string label;
  BlockPtr source;  ///< slot `source`; nullptr: typed by the person
  TemplateText id;
  TemplateText name;
  std::optional<TemplateText> domain;  ///< may yield a list
  std::optional<TemplateText> parent;
  std::optional<TemplateText> state;   ///< the vendor's word
  std::optional<TemplateText> active;  ///< condition; absent: every one is
  Named<TemplateText> details;         ///< shown beside the name, and evidence for suggestions
};

struct Organizations {
  std::string none;                        ///< why there are none; then nothing else is given
  std::vector<MappingVariable> variables;  ///< the main one first
  Named<OrganizationFilter> filters;
};

struct Capability {
  std::string action;
  Named<TemplateTree> input;           ///< over `input`
  std::optional<TemplateTree> output;  ///< over `output` (the action's value or rows) and `input`
};

struct Event {
  std::string name;
  std::string description;
  BlockPtr source;  ///< slot `event_source`
};

/// What a stand-in for the vendor needs to know beyond the actions.
struct SimulatedCollection {
  std::string each;        ///< "customers", or the name of another collection: its rows' children
  std::int64_t count = 1;  ///< rows for each of them
  DataPath key;            ///< the id inside a row
  TemplateTree row;        ///< over `n`, `customer`, `parent`, `fake`
};

struct Simulator {
  Named<SimulatedCollection> collections;
  Named<BlockPtr> answers;   ///< action → slot `simulation`
  Named<BlockPtr> refusals;  ///< "unauthorized", "not_found" … → {status, headers, body}
};

/// A loaded definition of one integration: checked as a whole, every template compiled, every name resolved. Immutable
/// and free of secrets; safe to share between threads.
struct Definition {
  std::string id;
  std::string name;
  std::string description;
  std::string version;
  std::vector<std::string> categories;
  std::vector<std::string> aliases;  ///< other names that people search for
  std::string website;
  std::vector<std::string> sources;
  Named<std::string> unconfirmed;  ///< place (`actions.run_script.input.id`) → what is not sure

  Connection connection;
  CallDefaults calls;
  Limits limits;
  Errors errors;
  Named<BlockPtr> paging;  ///< named styles
  Named<Action> actions;   ///< ends with the generic one
  Organizations organizations;
  Named<OptionSource> options;
  Named<Capability> capabilities;
  Named<BlockPtr> receivers;  ///< slot `receiver`
  Named<Event> events;
  Simulator simulator;

  /// What was written, as JSON, in canonical order, without defaults: equal definitions have equal sources.
  boost::json::object source;

  [[nodiscard]] const Action* FindAction(std::string_view action) const { return Find(actions, action); }
};

bool operator==(const Definition& a, const Definition& b);

}  // namespace wharf::definition
