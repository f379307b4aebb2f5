#include "integration/call/vocabulary.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wharf::call {
namespace {

using definition::FieldSpec;
using definition::Shape;
using definition::Vocabulary;
using namespace definition::spec;
namespace slots = definition::slots;

void Add(Vocabulary& vocabulary, std::string_view slot, std::string name, std::string help,
         std::vector<FieldSpec> fields = {}, std::vector<std::string> exactly_one = {},
         std::vector<std::string> at_least_one = {}) {
  vocabulary.Add(slot,
                 {std::move(name), help, {help, std::move(fields), std::move(exactly_one), std::move(at_least_one)}});
}

FieldSpec Send() {
  return Object("send", "Where it goes in the next call.", definition::PlaceShape("One place in the call.")).Required();
}

std::vector<FieldSpec> Paged(std::vector<FieldSpec> own) {
  own.push_back(Object(
      "size", "How many rows a page has.",
      definition::PlaceShape("Where the size goes, and how much it is.",
                             {Integer("default", "Asked for unless the caller says otherwise.").Between(1, 100000),
                              Integer("maximum", "The most the vendor gives.").Between(1, 100000)})));
  own.push_back(ListOf(KindOf("stop", std::string(slots::stop), "The first that holds ends the list.")));
  own.push_back(Object("safety", "The list ends here in any case, with a warning.",
                       {"", {Integer("pages", "Pages.").Default(1000), Integer("items", "Rows.").Default(1000000)}}));
  return own;
}

FieldSpec SendFirst() { return Flag("send_first", "Whether the first call carries it too.").Default(true); }

void AddPaging(Vocabulary& vocabulary) {
  Add(vocabulary, slots::paging, "none", "One call gives all.");
  Add(vocabulary, slots::paging, "page", "Pages are numbered.",
      Paged({Send(), Integer("first", "The number of the first page.").Default(1), SendFirst()}));
  Add(vocabulary, slots::paging, "offset", "Each call says how many rows are skipped.",
      Paged({Send(), Integer("first", "The first offset.").Default(0), SendFirst(),
             OneOf("step", "What is added for the next call.",
                   {{"received", "The rows that came."}, {"size", "The rows that were asked for."}})
                 .Default("received")}));
  auto link = Paged(
      {Text("header", "The header with the links (RFC 8288)."), Path("body", "Or where in the answer the URL is."),
       Text("rel", "The link's relation.").Default("next"),
       Flag("keep_parameters", "Parameters of the first call that the URL lacks are added again.").Default(false)});
  Add(vocabulary, slots::paging, "link", "The answer holds the address of the next page.", std::move(link),
      {"header", "body"});
  Shape next{"Where the next value comes from.",
             {Path("body", "In the answer."), Text("header", "In a header."), Path("last_item", "In the last row."),
              Templated("value", "Computed.")},
             {"body", "header", "last_item", "value"}};
  Add(vocabulary, slots::paging, "cursor", "The answer holds a value that asks for the next page.",
      Paged({Object("next", "Where it comes from.", std::move(next)).Required(), Send(),
             Templated("first", "What the first call carries."),
             AnyValue("end", "Values that mean the end, besides none, null and empty.")}));

  Add(vocabulary, slots::stop, "empty", "A page without rows.");
  Add(vocabulary, slots::stop, "short", "A page with fewer rows than one can have.");
  Add(vocabulary, slots::stop, "total", "The answer tells how many there are.",
      {Path("items", "Where the number of rows is."), Path("pages", "Where the number of pages is.")}, {},
      {"items", "pages"});
  Add(vocabulary, slots::stop, "when", "A condition.", {Condition("value", "True on the last page.").Required()});
}

FieldSpec Lists() {
  return OneOf("lists", "How a list is written.",
               {{"repeat", "`a=1&a=2`"}, {"brackets", "`a[]=1`"}, {"comma", "`a=1,2`"}, {"index", "`a[0]=1`"}})
      .Default("repeat");
}

void AddFormats(Vocabulary& vocabulary) {
  Add(vocabulary, slots::encoder, "json", "JSON.",
      {Text("content_type", "The type it is sent as.").Default("application/json")});
  Add(vocabulary, slots::encoder, "form", "A form (application/x-www-form-urlencoded).", {Lists()});
  Add(vocabulary, slots::encoder, "multipart", "A form with files (multipart/form-data).");
  Add(vocabulary, slots::encoder, "xml", "XML: members become elements, names with `@` attributes.",
      {Text("root", "The name of the outer element.").Required(),
       Text("content_type", "The type it is sent as.").Default("application/xml")});
  Add(vocabulary, slots::encoder, "text", "The body as it is.",
      {Text("content_type", "The type it is sent as.").Default("text/plain")});
  Add(vocabulary, slots::encoder, "graphql",
      "GraphQL; the body holds the variables. `errors` in the answer is a failure.",
      {Text("query", "The document.").Required(), Text("operation", "The operation's name, if it has several.")});
  Add(vocabulary, slots::encoder, "jsonrpc",
      "JSON-RPC; the body holds the parameters. `error` in the answer is a failure.",
      {Templated("method", "The method.").Required(), Text("version", "The `jsonrpc` member.").Default("2.0"),
       MapOf(Tree("members", "Further members beside `params`."))});
  Add(vocabulary, slots::decoder, "auto", "By the content type, else by what it looks like.");
  Add(vocabulary, slots::decoder, "json", "JSON.");
  Add(vocabulary, slots::decoder, "xml", "XML, as nested objects; attributes begin with `@`.");
  Add(vocabulary, slots::decoder, "csv", "A table (RFC 4180).",
      {Text("delimiter", "What stands between values.").Default(","),
       Flag("header", "The first line holds the names.").Default(true),
       Text("encoding", "The encoding.").Default("utf-8")});
  Add(vocabulary, slots::decoder, "json_lines", "A JSON value on each line.");
  Add(vocabulary, slots::decoder, "text", "Text.");
  Add(vocabulary, slots::decoder, "binary", "Bytes, as base64.");
  Add(vocabulary, slots::decoder, "gzip", "A gzip file.",
      {KindOf("inside", std::string(slots::decoder), "What is in it.").Default("auto")});
}

void AddRows(Vocabulary& vocabulary) {
  const auto at = [] { return Path("at", "Where it is.").Required(); };
  Add(vocabulary, slots::rows, "path", "A list in the answer; null is an empty one, a single object a list of one.",
      {at(), OneOf("missing", "What it means when there is nothing.",
                   {{"fail", "The answer is not what was expected."}, {"empty", "No rows."}})
                 .Default("fail")});
  Add(vocabulary, slots::rows, "values", "An object whose values are the rows.",
      {at(), Text("key", "The member of the row that gets its name.")});
  Add(vocabulary, slots::rows, "wrap", "A list of plain values; each becomes an object.",
      {at(), Text("as", "The member that gets the value.").Default("value")});
  Add(vocabulary, slots::rows, "table", "A list of lists, of which the first holds the names.", {at()});
  Add(vocabulary, slots::source, "action", "The rows of an action of this definition.",
      {Reference("action", "action", "The action.").Required(), MapOf(Tree("input", "What is given to it."))});
  Add(vocabulary, slots::source, "values", "Values that are known.",
      {Tree("values", "A list, or a template that gives one.").Required()});
}

void AddJudging(Vocabulary& vocabulary) {
  Add(vocabulary, slots::outcome, "ok", "It is as it should be.");
  Add(vocabulary, slots::outcome, "empty", "There is nothing, and that is no mistake.");
  Add(vocabulary, slots::outcome, "rate_limited", "Too many calls: wait and try again.",
      {Duration("wait", "How long, if the vendor does not say.")});
  Add(vocabulary, slots::outcome, "retry", "Try again, where that is safe.",
      {Integer("times", "So many times.").Default(3).Between(1, 20),
       Duration("wait", "Before the first time.").Default("1s"),
       OneOf("backoff", "How the wait grows.", {{"exponential", "Doubles."}, {"constant", "Stays."}})
           .Default("exponential")});
  Add(vocabulary, slots::outcome, "refresh", "Sign in anew and try again, once.");
  Add(vocabulary, slots::outcome, "rediscover", "Run the connect steps again and try again, once.");
  Add(vocabulary, slots::outcome, "fail", "It failed.",
      {OneOf("as", "Whose fault it is.",
             {{"settings", "The connection's: a key, a host."},
              {"permission", "The rights of the account."},
              {"not_found", "There is no such thing."},
              {"input", "What was given."},
              {"conflict", "Something is in the way."},
              {"temporary", "Nobody's: it passes."},
              {"vendor", "The vendor's."}})
           .Default("vendor"),
       Templated("message", "What the person reads; by default the vendor's own words.").Secrets(false)});

  const auto unit = [] {
    return OneOf("unit", "What the value means.",
                 {{"auto", "Seconds, or a date (RFC 9110 §10.2.3)."},
                  {"seconds", "Seconds."},
                  {"milliseconds", "Milliseconds."},
                  {"epoch_seconds", "A moment, in seconds since 1970."},
                  {"epoch_milliseconds", "A moment, in milliseconds since 1970."},
                  {"iso", "A moment, RFC 3339."},
                  {"rate", "Calls a second; one call's share is waited."}})
        .Default("auto");
  };
  Add(vocabulary, slots::wait_hint, "header", "A header.",
      {Text("name", "The header.").Required(), unit(), Text("when_zero", "Only when this header is 0.")});
  Add(vocabulary, slots::wait_hint, "body", "The body.", {Templated("value", "The value.").Required(), unit()});
  Add(vocabulary, slots::budget, "window", "So many calls in so long.",
      {Integer("calls", "So many.").Required().Between(1, 10000000), Duration("per", "In so long.").Required(),
       Flag("aligned", "The time begins at full marks of the clock, not with the first call.").Default(false),
       ListOf(Text("methods", "Only these methods.")),
       ListOf(Text("paths", "Only these paths; `*` stands for anything."))});
  Add(vocabulary, slots::connect_step, "call", "A call whose answer is kept.",
      {Text("name", "What is being found out."), Condition("when", "Only if this is true."),
       Object("request", "The call.", definition::RequestShape()).Required(),
       MapOf(Templated("store", "What is kept, as `captured.<name>`."), "name")
           .Required()
           .Sees({"response"})
           .Defines("captured"),
       Object("errors", "Rules that come first here.", definition::ErrorsShape()).Sees({"response"})});
}

}  // namespace

void AddKinds(Vocabulary& vocabulary) {
  AddPaging(vocabulary);
  AddFormats(vocabulary);
  AddRows(vocabulary);
  AddJudging(vocabulary);
}

}  // namespace wharf::call
