#include "integration/definition/frame.h"

#include <string>
#include <utility>

namespace wharf::definition {
namespace {

using namespace spec;

std::string S(std::string_view text) { return std::string(text); }

std::vector<Choice> Categories() {
  return {{"accounting", "Accounting"},
          {"ai", "Artificial intelligence"},
          {"cloud", "Cloud and infrastructure"},
          {"communication", "Communication"},
          {"continuity", "Backup and continuity"},
          {"development", "Development"},
          {"documentation", "Documentation"},
          {"firewall", "Firewall and network"},
          {"identity", "Identity and access"},
          {"licensing", "Distribution and licensing"},
          {"microsoft", "Microsoft"},
          {"operations", "Business operations"},
          {"psa", "PSA and service desk"},
          {"rmm", "RMM and monitoring"},
          {"security", "Security"},
          {"other", "Other"}};
}

Shape WayShape() {
  return {"One way to sign in.",
          {Text("label", "What the person picks.").Required(),
           Text("help", "What this way needs in the vendor's product, in a sentence."),
           MapOf(KindOf("fields", S(slots::field), "Settings that only this way has."), "name").Defines("fields"),
           KindOf("auth", S(slots::authentication), "How calls prove who sends them.").Required().Secrets(true),
           MapOf(KindOf("more_auth", S(slots::authentication),
                        "Others in the same connection, named by a request's `auth`."),
                 "name")
               .Declares("auth")
               .Secrets(true),
           ListOf(Templated("base_url", "Instead of the connection's.")),
           MapOf(Templated("headers", "Besides the connection's.")).Secrets(true)}};
}

Shape CheckShape() {
  return {
      "How it is found out whether a connection works.",
      {Reference("action", "action", "An action that changes nothing."),
       Object("request", "Or a call of its own.", RequestShape()).Secrets(true),
       MapOf(Tree("input", "Input of the action.")),
       Condition("expect", "True for an answer that proves it; by default any good status does.").Sees({"response"}),
       Templated("says", "What the person reads when it works.").Sees({"response"}),
       Object("errors", "Rules that come first here.", ErrorsShape()).Sees({"response"})},
      {"action", "request"}};
}

Shape ConnectionShape() {
  return {
      "What a person sets up.",
      {MapOf(KindOf("fields", S(slots::field), "Settings that all ways to sign in share."), "name").Defines("fields"),
       MapOf(Object("sign_in", "The ways to sign in; the person picks one.", WayShape()), "name").Owns().Required(),
       ListOf(Templated("base_url", "What paths are put after. Of several, the first whose every value is there."))
           .Required()
           .Secrets(true),
       MapOf(Templated("headers", "Headers of every call.")).Sees({"org"}).Secrets(true),
       MapOf(Templated("query", "Query parameters of every call.")).Sees({"org"}).Secrets(true),
       ListOf(KindOf("connect", S(slots::connect_step), "What is found out, in order, when connecting.")).Secrets(true),
       Object("check", "How it is found out whether the connection works.", CheckShape()),
       Object("tls", "What is special about TLS.",
              {"",
               {Condition("verify", "Whether the certificate is checked; by default it is."),
                Templated("certificate", "Our certificate, PEM."), Templated("key", "Its key, PEM.")}})
           .Secrets(true)}};
}

Shape CallsShape() {
  const auto request = RequestShape();
  return {"What every call has unless it says otherwise.",
          {*request.Find("encode"), *request.Find("decode"), *request.Find("query_lists"),
           *request.Find("query_unescaped"), *request.Find("timeout")}};
}

Shape LimitsShape() {
  return {"How often may be called.",
          {Integer("concurrency", "Calls at the same time.").Between(1, 1000),
           Templated("shared_by", "Connections with the same text share the limits; by default each has its own."),
           ListOf(KindOf("budgets", S(slots::budget), "So many calls in so long.")),
           ListOf(KindOf("wait", S(slots::wait_hint), "Where the vendor says how long to wait; the longest counts.")
                      .Sees({"response"})),
           Duration("longest_wait", "Longer than this is a failure.").Default("10m")}};
}

Shape InputShape() {
  return {"One input of an action.",
          {OneOf("type", "What it is.",
                 {{"string", "Text."},
                  {"integer", "A whole number."},
                  {"number", "A number."},
                  {"boolean", "Yes or no."},
                  {"object", "Names to values."},
                  {"array", "A list."},
                  {"any", "Anything."},
                  {"file", "A file."}})
               .Default("string"),
           Text("label", "What the person reads beside it; by default made from its name."),
           Text("help", "What it means."), Flag("required", "Whether it must be given.").Default(false),
           AnyValue("default", "The value when none is given."),
           AnyValue("choices", "The values it may have: a list, or value to what the person reads."),
           Text("format", "As in JSON Schema: `date`, `date-time`, `email`, `uri`, `uuid` …"),
           Pattern("pattern", "What the text must contain (RE2)."), Number("minimum", "The smallest."),
           Number("maximum", "The largest."), Integer("max_length", "The longest text."),
           AnyValue("items", "JSON Schema of the elements of an array."),
           AnyValue("properties", "JSON Schema of the members of an object."),
           Schema("schema", "Anything else that JSON Schema can say of it."),
           Text("from",
                "`mapping`: filled with the id of the organization's mapping; `mapping.<variable>` for another one."),
           Reference("options", "options", "The option source to pick from."),
           OneOf("in", "Where it goes; see docs/users/definition-format.md, \"Inputs\".",
                 {{"path", ""}, {"query", ""}, {"header", ""}, {"cookie", ""}, {"body", ""}}),
           Text("as", "Its name there; in a body a path. By default its own name."),
           Flag("secret", "Not shown, not recorded.").Default(false)}};
}

Shape OutputShape() {
  return {"What comes out of it.",
          {KindOf("rows", S(slots::rows), "Which part of the answer is the list."),
           Condition("where", "Only rows for which this is true.").Sees({"item", "index"}),
           Tree("each", "What a row becomes.").Sees({"item", "index"}),
           MapOf(Tree("add", "Members added to each row.")).Sees({"item", "index"}),
           ListOf(Text("remove", "Members removed from each row.")),
           Tree("value", "The value of an action that gives one; by default the whole body.").Sees({"response"}),
           Schema("schema", "JSON Schema of a row, or of the value.")}};
}

Shape ForEachShape() {
  return {"Runs the action once for each element of a list.",
          {KindOf("of", S(slots::source), "The list.").Required(),
           Name("as", "What the element is called in templates.").Default("parent").Defines("*"),
           Integer("batch", "So many elements at once, as a list.").Default(1).Between(1, 10000),
           MapOf(Tree("keep", "Members added to each row, from the element."))}};
}

Shape ActionShape() {
  return {"One thing that can be done.",
          {Text("name", "What it is called, beginning with a verb.").Required(),
           Text("description", "What it does, in a sentence or two."), Text("category", "Where it stands in lists."),
           Object("request", "The call.", RequestShape()).Required().Secrets(true),
           MapOf(Object("input", "What can be given to it.", InputShape()), "identifier").Defines("input"),
           Object("output", "What comes out of it.", OutputShape()),
           KindOf("paging", S(slots::paging), "The name of a paging style, or one of its own.")
               .Sees({"response", "items", "page"}),
           ListOf(Object("for_each", "Once for each element of a list; of several lists, of each combination.",
                         ForEachShape())),
           Flag("safe", "It changes nothing, so it can be repeated; by default GET and HEAD are."),
           Flag("idempotent", "Doing it twice does it once; by default PUT and DELETE are."),
           Text("idempotency_header", "The header that gets a key of its own for each call."),
           Object("errors", "Rules that come first here.", ErrorsShape()).Sees({"response"}),
           ListOf(Templated("base_url", "Instead of the connection's.")).Secrets(true),
           ListOf(KindOf("budgets", S(slots::budget), "Besides the integration's.")),
           KindOf("changes", S(slots::changes), "How only what changed is read."),
           KindOf("job", S(slots::job), "How the end of an operation is awaited that takes long."),
           ListOf(KindOf("enrich", S(slots::enrichment), "One more call for each row, or for several.")),
           Text("deprecated", "What to use instead."), Flag("hidden", "Not offered in lists.").Default(false)}};
}

std::vector<FieldSpec> MappingFields() {
  return {KindOf("list", S(slots::source), "The action that lists the customers; without it a person types the value."),
          Templated("id", "The customer's id."),
          Templated("name", "The customer's name."),
          Templated("domain", "Its domain or website, or a list of them."),
          Templated("parent", "The id of its parent."),
          Templated("state", "Its state in the vendor's words."),
          Condition("active", "Whether it is a customer now; by default every one is."),
          MapOf(Templated("details", "What helps to tell customers apart, and to match them."))};
}

Shape OrganizationsShape() {
  Shape filter{"One way to narrow the list.",
               {Text("label", "What the person reads.").Required(), Text("help", "What it does."),
                Flag("multiple", "Several can be picked.").Default(false),
                AnyValue("choices", "Value to what the person reads."),
                Reference("options", "options", "Or the option source to pick from."),
                AnyValue("default", "What is picked at first."),
                MapOf(Tree("input", "What it adds to the list action's input.")).Sees({"filter"}),
                Condition("where", "Or: only customers for which this is true.").Sees({"filter", "item"})}};
  Shape more{"One more variable to map.", MappingFields()};
  more.fields.insert(more.fields.begin(), Text("label", "What the person reads.").Required());
  Shape shape{"The tool's own customers.",
              {Text("none", "Why there are none to map; then nothing else is given.")},
              {"none", "variable"}};
  for (auto& field : MappingFields()) shape.fields.push_back(std::move(field));
  shape.fields.push_back(Name("variable", "The organization variable that a saved mapping sets."));
  shape.fields.push_back(Text("label", "What the tool calls its customers: Company, Client, Site."));
  shape.fields.push_back(
      MapOf(Object("filters", "What narrows the list.", std::move(filter)), "name").Defines("filter"));
  shape.fields.push_back(MapOf(Object("more", "Further variables to map.", std::move(more)), "name"));
  return shape;
}

Shape SimulatorShape() {
  Shape collection{"Rows that the stand-in keeps.",
                   {Text("each", "Made for each of: `customers`, or another collection.").Default("customers"),
                    Integer("count", "So many for each.").Default(1).Between(0, 100000),
                    Path("key", "The id inside a row.").Default("id"),
                    Tree("row", "What a row looks like.").Required().Sees({"n", "customer", "parent", "fake"})}};
  Shape refusal{"What the vendor answers.",
                {Integer("status", "The status.").Required().Between(100, 599),
                 MapOf(Templated("headers", "Its headers.")), Tree("body", "Its body.")}};
  return {
      "What a stand-in for the vendor needs to know beyond the actions.",
      {MapOf(Object("collections", "What it keeps.", std::move(collection)), "name").Declares("collection"),
       MapOf(KindOf("answers", S(slots::simulation), "How it answers each action."), "action")
           .Sees({"input", "row", "fake"}),
       MapOf(Object("refusals", "Its errors: unauthorized, forbidden, not_found, invalid, rate_limited, server_error.",
                    std::move(refusal)),
             "refusal")
           .Sees({"message"})}};
}

Shape MakeFrame() {
  Shape option{
      "A list to pick from.",
      {KindOf("list", S(slots::source), "The action that lists them.").Required(),
       Templated("value", "What is sent.").Required(), Templated("label", "What the person reads.").Required()}};
  Shape capability{"How a tool-neutral operation is done here.",
                   {Reference("action", "action", "The action that does it.").Required(),
                    MapOf(Tree("input", "The action's input, from what is asked.")),
                    Tree("output", "What the capability gives, from what the action gave.").Sees({"output", "items"})}};
  Shape event{"Something that happens at the vendor.",
              {Text("name", "What it is called.").Required(), Text("description", "When it happens."),
               KindOf("source", S(slots::event_source), "How Wharf learns of it.").Required()}};
  return {
      "The definition of an integration.",
      {Integer("format", "The version of this format: 1.").Required().Between(1, 1),
       Name("id", "Its name in templates and in the catalogue: the name of its folder.").Required(),
       Text("name", "The tool's name.").Required(),
       Text("description", "What the tool is, in a sentence."),
       Text("version", "The version of this definition."),
       ListOf(OneOf("categories", "Where it stands in the catalogue.", Categories())).Required(),
       ListOf(Text("aliases", "Other names that people look for.")),
       Text("website", "The vendor's page."),
       ListOf(Text("sources", "Where the facts below are from.")),
       MapOf(Text("unconfirmed", "Place in this file to what is not sure about it.")),
       Object("connection", "What a person sets up.", ConnectionShape()).Required().Sees({"fields", "captured"}),
       Object("calls", "What every call has unless it says otherwise.", CallsShape()).Sees({"fields", "captured"}),
       Object("limits", "How often may be called.", LimitsShape()).Sees({"fields", "captured"}),
       Object("errors", "How answers are judged.", ErrorsShape()).Sees({"fields", "captured", "response"}),
       MapOf(KindOf("paging", S(slots::paging), "Named ways to get the next page."), "name")
           .Declares("paging")
           .Sees({"fields", "captured", "response", "items", "page"}),
       MapOf(Object("actions", "What can be done.", ActionShape()), "name")
           .Owns()
           .Declares("action")
           .Sees({"fields", "captured", "org", "input"}),
       Object("organizations", "The tool's own customers.", OrganizationsShape())
           .Required()
           .Sees({"fields", "captured", "item"}),
       MapOf(Object("options", "Lists to pick from.", std::move(option)), "name")
           .Declares("options")
           .Sees({"fields", "captured", "item", "input", "org"}),
       MapOf(Object("capabilities", "Tool-neutral operations.", std::move(capability)), "capability")
           .Sees({"fields", "captured", "asked"}),
       MapOf(KindOf("receivers", S(slots::receiver), "What takes the vendor's posts."), "name")
           .Declares("receiver")
           .Sees({"fields", "captured"}),
       MapOf(Object("events", "What happens at the vendor.", std::move(event)), "name").Sees({"fields", "captured"}),
       Object("simulator", "For a stand-in.", SimulatorShape()).Sees({"fields"})}};
}

}  // namespace

const Shape& Frame() {
  static const Shape frame = MakeFrame();
  return frame;
}

std::vector<SlotSpec> FrameSlots() {
  return {{S(slots::field), "A setting that a person fills in.", "text", "", ""},
          {S(slots::authentication), "How calls prove who sends them.", "", "", ""},
          {S(slots::connect_step), "What is found out when connecting.", "call", "", ""},
          {S(slots::budget), "How often may be called.", "window", "", ""},
          {S(slots::wait_hint), "Where the vendor says how long to wait.", "header", "header", "name"},
          {S(slots::outcome), "What an answer means.", "", "", ""},
          {S(slots::paging), "How to get the next page.", "", "", "", "paging"},
          {S(slots::stop), "How the last page is known.", "", "", ""},
          {S(slots::encoder), "How a body is written.", "", "", ""},
          {S(slots::decoder), "How a body is read.", "", "", ""},
          {S(slots::rows), "Which part of an answer is the list.", "path", "path", "at"},
          {S(slots::source), "Where a list comes from.", "action", "action", "action"},
          {S(slots::job), "How the end of an operation is awaited.", "", "", ""},
          {S(slots::changes), "How only what changed is read.", "", "", ""},
          {S(slots::enrichment), "One more call for each row.", "", "", ""},
          {S(slots::receiver), "What takes the vendor's posts.", "", "", ""},
          {S(slots::event_source), "How Wharf learns of events.", "", "", ""},
          {S(slots::simulation), "How the simulator answers an action.", "", "", ""}};
}

std::vector<VariableSpec> FrameVariables() {
  return {{"fields", "The settings of the connection.", {}, true},
          {"captured", "What connecting and signing in found out.", {}, true},
          {"token",
           "The token signed in with.",
           {"access_token", "refresh_token", "type", "expires_at", "answer"},
           false,
           true},
          {"org", "The organization for which the call is made.", {"id", "name", "domain", "mapping", "variables"}},
          {"input", "The inputs of the action.", {}, true},
          {"response", "The answer.", {"status", "headers", "body", "text", "url", "cookies"}},
          {"item", "One row."},
          {"items", "The rows of the page."},
          {"index", "The number of the row, from 0."},
          {"page", "The page just read.", {"number", "offset", "size", "token"}},
          {"callback", "The parameters that the vendor sent the person back with."},
          {"filter", "What the person picked to narrow the list.", {}, true},
          {"asked", "The input of the capability."},
          {"output", "What the action gave."},
          {"n", "The number of the row, from 1."},
          {"customer", "The customer for whom the row is made.", {"name", "domain"}},
          {"parent", "The element, or the row, for which this is done."},
          {"fake",
           "Made-up values, the same for the same seed.",
           {"word", "sentence", "number", "boolean", "date", "uuid", "first_name", "last_name", "email", "phone",
            "hostname", "ip", "mac", "city"}},
          {"row", "A row of the collection."},
          {"message", "What is wrong, in a sentence."}};
}

}  // namespace wharf::definition
