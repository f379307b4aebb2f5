#include "planned_kinds.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/simulator/vocabulary.h"

namespace wharf::definition {
namespace {

using namespace spec;

void Add(Vocabulary& vocabulary, std::string_view slot, std::string name, std::string help,
         std::vector<FieldSpec> fields = {}, std::vector<std::string> exactly_one = {}) {
  vocabulary.Add(slot, {std::move(name), help, {help, std::move(fields), std::move(exactly_one)}});
}

FieldSpec Algorithm() { return OneOf("algorithm", "The hash.", {{"sha1", ""}, {"sha256", ""}, {"sha512", ""}}); }
FieldSpec Encoding() {
  return OneOf("encoding", "How the signature is written.", {{"hex", ""}, {"base64", ""}}).Default("hex");
}
FieldSpec Request(std::string name, std::string help) {
  return Object(std::move(name), std::move(help), RequestShape()).Secrets(true);
}
FieldSpec Keep(std::string variable) {
  return MapOf(Templated("keep", "What is kept of the answer."), "name")
      .Sees({"response"})
      .Defines(std::move(variable));
}

void AddSigning(Vocabulary& vocabulary) {
  vocabulary.AddVariable({"call",
                          "The call that is signed.",
                          {"date", "method", "host", "path", "parameters", "body", "body_sha512", "headers_sha512"}});
  Add(vocabulary, slots::authentication, "signature", "Each request is signed, in steps that are named.",
      {OneOf("date", "How the moment is written.", {{"rfc2822", ""}, {"iso", ""}, {"epoch_seconds", ""}}),
       ListOf(Templated("message", "What is signed.")).Required().Sees({"call"}),
       Text("joined_by", "What stands between."), Algorithm(), Templated("key", "The key.").Required(), Encoding(),
       Object("attach", "What the call then carries.", AttachShape("Values.")).Sees({"call"}),
       Templated("basic_user", "The user of a Basic header whose password is the signature.")});
  Shape exchange{"The signed token buys another.",
                 {Flag("for_each_organization", "One for each mapped customer."), Request("request", "The call."),
                  Object("answer", "Where things are.", {"", {Path("access_token", ""), Path("expires_at", "")}})}};
  Add(vocabulary, slots::authentication, "jwt", "A token that we sign.",
      {OneOf("algorithm", "", {{"HS256", ""}, {"RS256", ""}, {"ES256", ""}, {"PS256", ""}}),
       Templated("key", "").Required(), MapOf(Tree("claims", "")), MapOf(Tree("headers", "")), Duration("lifetime", ""),
       Duration("skew", ""), Object("exchange", "", std::move(exchange)).Sees({"org"})});
  Add(vocabulary, slots::connect_step, "choose", "The person picks one of what a call lists.",
      {Request("request", "The call.").Required(), KindOf("rows", std::string(slots::rows), "The list.").Required(),
       Templated("value", "").Required().Sees({"item"}), Templated("label", "").Required().Sees({"item"}),
       Name("store_as", "As `captured.<name>`.").Required().Defines("captured")});
  Add(vocabulary, slots::budget, "resource", "The vendor tells how much is used, when asked.",
      {Request("request", "").Required(), Path("used", "").Required(), Path("of", "").Required(),
       Duration("every", "")});
}

void AddReading(Vocabulary& vocabulary) {
  vocabulary.AddVariable({"since", "The mark of the last reading."});
  vocabulary.AddVariable({"until", "The upper end of what is read now."});
  vocabulary.AddVariable({"job", "What was kept of the start.", {}, true});
  Add(vocabulary, slots::rows, "jsonapi", "JSON:API; related records are put in place.", {Path("at", "").Required()});
  Add(vocabulary, slots::changes, "since", "Only what changed since a mark.",
      {Templated("mark", "Of a row.").Required().Sees({"item"}),
       MapOf(Tree("input", "What asks the vendor for it.")).Sees({"since", "until"}),
       OneOf("unit", "How a mark is written.", {{"as_is", ""}, {"epoch_seconds", ""}, {"epoch_milliseconds", ""}})
           .Default("as_is"),
       OneOf("order", "", {{"any", ""}, {"ascending", ""}, {"newest_first", ""}}).Default("any"),
       Duration("overlap", ""), Duration("delay", "How long the vendor lags."),
       Flag("here", "We filter; the vendor cannot.")});
  Add(vocabulary, slots::job, "poll", "Asked for again and again until it is done.",
      {Keep("job"), Request("request", "").Required().Sees({"job"}), Duration("every", "").Default("10s"),
       Condition("done", "").Required().Sees({"response", "job"}), Condition("failed", "").Sees({"response", "job"}),
       Request("result", "What is fetched at the end.").Sees({"response", "job"}), Request("cancel", "").Sees({"job"}),
       Integer("tries", ""), Integer("at_once", ""), Duration("time_limit", "")});
}

Shape SubscriptionRequest(bool keeps) {
  auto shape = RequestShape();
  if (keeps) shape.fields.push_back(Keep("subscription"));
  return shape;
}

void AddEvents(Vocabulary& vocabulary) {
  vocabulary.AddVariable({"delivery", "What was posted.", {"body", "text", "headers", "query", "method"}});
  vocabulary.AddVariable({"event", "One event of what was posted."});
  vocabulary.AddVariable({"hook", "Our side of a subscription.", {"url", "secret", "types", "type"}});
  vocabulary.AddVariable({"subscription", "What was kept of the vendor's side.", {}, true});
  vocabulary.AddSlot({"proof", "How a post is proven to be the vendor's.", "", "", ""});
  vocabulary.AddSlot({"subscription", "How the vendor is told to post.", "", "", ""});
  Add(vocabulary, slots::receiver, "webhook", "Takes what the vendor posts to us.",
      {ListOf(KindOf("proof", "proof", "One of these must hold."))
           .Required()
           .Sees({"delivery", "hook", "subscription"})
           .Secrets(true),
       KindOf("split", std::string(slots::rows), "Several events in one post."),
       Condition("ignore", "").Sees({"delivery", "event"}),
       Object("event", "What an event is.",
              {"",
               {Templated("id", "For once only."), Templated("type", ""), Templated("order", ""),
                Templated("organization", "")}})
           .Sees({"delivery", "event"}),
       KindOf("subscription", "subscription", "").Required().Sees({"hook", "org", "subscription"}).Secrets(true)});
  Add(vocabulary, slots::event_source, "receiver", "Posted to us.",
      {Reference("receiver", "receiver", "").Required(), Text("type", "Only events of this type.")});
  Add(vocabulary, slots::event_source, "poll", "An action is asked again and again; it has `changes`.",
      {Reference("action", "action", "").Required(), Duration("every", "").Required()});
  Add(vocabulary, "proof", "hmac", "A keyed hash.",
      {Algorithm().Default("sha256"), Templated("key", ""), Text("key_prefix", "Removed from the key."),
       OneOf("key_encoding", "",
             {{"text", ""}, {"base64", ""}, {"hex", ""}, {"sha256", "The hash of the text is the key."}})
           .Default("text"),
       Object(
           "key_fetched", "",
           {"",
            {Templated("url", "").Required(), Path("at", "").Required(), ListOf(Templated("hosts", "")).Required()}}),
       Templated("message", "By default the body as it came."),
       OneOf("body", "", {{"as_is", ""}, {"json_escaped", "Special characters written as \\uXXXX."}}).Default("as_is"),
       Text("header", "").Required(), Text("prefix", ""), Text("separator", "Between several signatures."), Encoding(),
       Object("time", "",
              {"",
               {Templated("value", "").Required(), OneOf("unit", "", {{"epoch_seconds", ""}, {"iso", ""}}),
                Duration("tolerance", "")}})},
      {"key", "key_fetched"});
  Add(vocabulary, "proof", "shared", "A value that only the two know.",
      {Templated("value", "").Required(), Text("header", ""), Text("query", "")}, {"header", "query"});
  Add(vocabulary, "proof", "basic", "User and password.",
      {Templated("user", "").Required(), Templated("password", "").Required()});
  Add(vocabulary, "subscription", "manual", "A person sets it up.", {Templated("guide", "").Required().Secrets(false)});
  Add(vocabulary, "subscription", "api", "We set it up.",
      {Flag("for_each_organization", ""), Object("create", "", RequestShape()).Required(), Keep("subscription"),
       ListOf(Object("then", "", SubscriptionRequest(true))), Object("delete", "", RequestShape())});
}

}  // namespace

Vocabulary VocabularyOfFormat1() {
  Vocabulary vocabulary;
  auth::AddKinds(vocabulary);
  call::AddKinds(vocabulary);
  simulator::AddKinds(vocabulary);
  return vocabulary;
}

void AddPlannedKinds(Vocabulary& vocabulary) {
  AddSigning(vocabulary);
  AddReading(vocabulary);
  AddEvents(vocabulary);
}

}  // namespace wharf::definition
