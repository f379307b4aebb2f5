#include "template/template.h"

#include <gtest/gtest.h>

#include <thread>

#include "template/json_text.h"

namespace wharf::templates {
namespace {

namespace json = boost::json;

const Environment& Standard() {
  static const Environment environment;
  return environment;
}

Template Compiled(std::string_view source) {
  auto compiled = Template::Compile(source, Standard());
  EXPECT_TRUE(compiled) << source << ": " << (compiled ? "" : compiled.error().message);
  return *compiled;
}

/// Answers like a database: makes each value when it is asked for, and counts.
class Variables final : public Record {
 public:
  [[nodiscard]] Result<Found> Find(std::string_view name) const override {
    ++asked;
    if (name == "ninja_org_id") return Found::Owned(json::value(4711));
    if (name == "token") return Found::Owned(json::value("s3cret"), true);
    if (name == "broken") return Error{ErrorKind::unavailable, "database_away", "the database does not answer"};
    return Found::Nothing();
  }
  [[nodiscard]] std::vector<std::string> Names() const override { return {"ninja_org_id", "token", "gone"}; }

  mutable int asked = 0;
};

class Organization final : public Record {
 public:
  [[nodiscard]] Result<Found> Find(std::string_view name) const override {
    return name == "VARIABLES" ? Found::Of(variables) : Found::Nothing();
  }
  [[nodiscard]] std::vector<std::string> Names() const override { return {"VARIABLES"}; }
  Variables variables;
};

TEST(Context, a_later_layer_hides_an_earlier_one_and_the_outer_context) {
  const json::value one = 1;
  const json::value two = 2;
  const json::object members = {{"a", 3}, {"b", 4}};
  Context outer;
  outer.Set("a", one).Set("c", one);
  Context context(&outer);
  context.SetMembersOf(members).Set("b", two);
  EXPECT_EQ(Compiled("{{ a }}{{ b }}{{ c }}").Render(context)->text, "321");
}

TEST(Context, setting_a_name_again_replaces_its_value) {
  const Template id = Compiled("{{ item.id }}");
  Context context;
  for (int i = 0; i < 3; ++i) {
    const json::object row = {{"id", i}};
    context.Set("item", row);
    EXPECT_EQ(id.Evaluate(context)->value, json::value(i));
  }
}

TEST(Record, a_member_is_looked_up_only_when_a_template_reads_it) {
  const Organization organization;
  Context context;
  context.Set("ORG", organization);
  EXPECT_EQ(Compiled("{{ ORG.VARIABLES.ninja_org_id + 1 }}").Evaluate(context)->value, json::value(4712));
  EXPECT_EQ(organization.variables.asked, 1);
  EXPECT_EQ(Compiled("{{ 'x' if true else ORG.VARIABLES.broken }}").Evaluate(context)->value, json::value("x"));
  EXPECT_EQ(organization.variables.asked, 1);
}

TEST(Record, its_error_ends_the_evaluation_and_reaches_the_caller_as_it_is) {
  const Organization organization;
  Context context;
  context.Set("ORG", organization);
  const auto outcome = Compiled("{{ ORG.VARIABLES.broken | default('x') }}").Evaluate(context);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "database_away");
}

TEST(Record, as_a_whole_it_is_the_members_that_its_names_lead_to) {
  const Organization organization;
  Context context;
  context.Set("ORG", organization);
  const auto outcome = Compiled("{{ ORG.VARIABLES }}").Evaluate(context);
  EXPECT_EQ(WriteJson(outcome->value), R"({"ninja_org_id":4711,"token":"s3cret"})");
  EXPECT_TRUE(outcome->secret);
  EXPECT_EQ(Compiled("{{ ORG.VARIABLES | length }}").Evaluate(context)->value, json::value(2));
}

TEST(Record, a_strict_error_names_the_nearest_member) {
  const Organization organization;
  Context context;
  context.Set("ORG", organization);
  EvaluateOptions options;
  options.strict = true;
  const auto outcome = Compiled("{{ ORG.VARIABLES.ninja_orgid }}").Evaluate(context, options);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "template_undefined");
  EXPECT_EQ(outcome.error().message, "1:4: `ORG.VARIABLES.ninja_orgid` is not defined; did you mean `ninja_org_id`?");
}

TEST(Template, references_are_all_paths_with_their_places) {
  const auto references = Compiled(
                              "{{ fields.host }}/{{ items[-1].id | default(x.y) }}\n"
                              "{% if response['next'][key] %}{{ ORG.A.b[1:n] }}{% endif %}"
                              "{{ items | map(id=id) }}{{ (a or b).c }}{{ coalesce(d.e) }}{{ f is defined }}")
                              .References();
  std::vector<std::string> seen;
  seen.reserve(references.size());
  for (const Reference& each : references) {
    seen.push_back(std::to_string(each.line) + ":" + std::to_string(each.column) + " " + each.Text() +
                   (each.guarded ? " guarded" : "") + (each.in_item ? " item" : ""));
  }
  const std::vector<std::string> expected = {
      "1:4 fields.host", "1:22 items[].id guarded", "1:45 x.y",       "2:24 key",     "2:7 response.next[]",
      "2:44 n",          "2:34 ORG.A.b[]",          "2:63 items",     "2:78 id item", "2:88 a",
      "2:93 b",          "2:112 d.e guarded",       "2:122 f guarded"};
  EXPECT_EQ(seen, expected);
}

TEST(Template, a_lone_expression_may_have_only_blanks_and_comments_around_it) {
  for (const char* lone : {"{{ a }}", " {{ a }}\n\n", "{# x #}\t{{ a }} {# y #}"}) {
    EXPECT_TRUE(Compiled(lone).IsLoneExpression()) << lone;
  }
  for (const char* mixed : {"", " ", "x", "{{ a }}{{ b }}", "x{{ a }}", "{% if a %}{{ a }}{% endif %}"}) {
    EXPECT_FALSE(Compiled(mixed).IsLoneExpression()) << mixed;
  }
  EXPECT_TRUE(Compiled("https://example.com").IsPlainText());
  EXPECT_FALSE(Compiled("https://{{ fields.host }}").IsPlainText());
}

TEST(Template, undefined_is_told_apart_from_null) {
  const json::object names = {{"n", nullptr}};
  Context context;
  context.SetMembersOf(names);
  EXPECT_FALSE(Compiled("{{ n }}").Evaluate(context)->undefined);
  EXPECT_TRUE(Compiled("{{ m }}").Evaluate(context)->undefined);
  EXPECT_TRUE(Compiled("{{ m }}").Evaluate(context)->value.is_null());
}

TEST(Template, holds_is_the_truth_of_the_value) {
  const json::object names = {{"items", json::array()}, {"flag", "false"}};
  Context context;
  context.SetMembersOf(names);
  EXPECT_FALSE(*Compiled("{{ items }}").Holds(context));
  EXPECT_TRUE(*Compiled("{{ items | length == 0 }}").Holds(context));
  EXPECT_TRUE(*Compiled("{{ flag }}").Holds(context));
  EXPECT_FALSE(*Compiled("{{ nosuch }}").Holds(context));
  EXPECT_FALSE(*Compiled("").Holds(context));
  EXPECT_TRUE(*Compiled("x").Holds(context));
  EvaluateOptions strict;
  strict.strict = true;
  EXPECT_FALSE(Compiled("{{ nosuch }}").Holds(context, strict));
}

TEST(Template, the_place_of_an_error_counts_lines_and_characters) {
  const auto compiled = Template::Compile("öß\n ü{{ 1 | nosuch }}", Standard());
  ASSERT_FALSE(compiled);
  const Located located = Locate(compiled.error());
  EXPECT_EQ(located.line, 2U);
  EXPECT_EQ(located.column, 10U);
  EXPECT_TRUE(located.message.starts_with("there is no filter `nosuch`"));
  const Error elsewhere{ErrorKind::internal, "x", "no place: here"};
  EXPECT_EQ(Locate(elsewhere).line, 0U);
  EXPECT_EQ(Locate(elsewhere).message, "no place: here");
}

TEST(Template, a_source_that_is_not_utf8_or_too_long_is_refused) {
  EXPECT_EQ(Template::Compile("\xff", Standard()).error().code, "template_syntax");
  EXPECT_EQ(Template::Compile(std::string((1U << 20U) + 1, 'x'), Standard()).error().code, "template_limit");
}

TEST(Template, an_error_never_holds_a_value) {
  const json::object names = {{"s", "hunter2"}, {"o", {{"hunter2", "hunter2"}}}, {"l", {"hunter2"}}};
  Context context;
  context.SetMembersOf(names);
  for (const char* source :
       {"{{ s + 1 }}", "{{ s | fromjson }}", "{{ s | date }}", "{{ s | bool }}", "{{ -s }}", "{{ s % 1 }}",
        "{{ l < o }}", "{{ 1 in s }}", "{{ s | regex_search(s ~ '(') }}",
        "{{ 'a' | regex_replace('a', '\\\\g<' ~ s ~ '>') }}", "{{ s | b64decode }}", "{{ 'x' | hmac(s, s) }}",
        "{{ 'x' | round }}", "{{ l | sum }}", "{{ s | items }}", "{{ now() | date('%' ~ s) }}", "{{ 1 | round(1, s) }}",
        "{{ s.get('a') }}", "{{ range(s) }}"}) {
    const auto outcome = Compiled(source).Evaluate(context);
    if (outcome) continue;
    EXPECT_EQ(outcome.error().message.find("hunter2"), std::string::npos) << outcome.error().message;
  }
}

TEST(Template, one_template_serves_many_threads) {
  const Template shared =
      Compiled("{{ items | selectattr('on') | map(n=name | upper | slug, r=name | regex_replace('a', 'b')) }}");
  const json::value items = json::parse(R"([{"on": true, "name": "a ü"}, {"on": false, "name": "c"}])");
  std::vector<std::thread> threads;
  std::vector<std::string> seen(4);
  threads.reserve(seen.size());
  for (auto& out : seen) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        Context context;
        context.Set("items", items);
        out = WriteJson(shared.Evaluate(context)->value);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& out : seen) EXPECT_EQ(out, R"([{"n":"a-u","r":"b ü"}])");
}

TEST(Environment, a_host_can_add_filters_and_functions) {
  Environment environment;
  environment.AddFilter(
      {"wrap", {"left"}, {"right"}, [](std::span<const json::value> arguments) -> Result<json::value> {
         json::object out = {{"value", arguments[0]}, {"left", arguments[1]}, {"right", arguments[2]}};
         return json::value(out);
       }});
  environment.AddFunction({"refuse", {}, {}, [](std::span<const json::value>) -> Result<json::value> {
                             return Error{ErrorKind::not_found, "x", "there is no such thing"};
                           }});
  const json::value secret = "s3cret";
  Context context;
  context.Set("s", secret, true);
  const auto compiled = Template::Compile("{{ s | wrap('<') }}", environment);
  const auto outcome = compiled->Evaluate(context);
  EXPECT_EQ(WriteJson(outcome->value), R"({"value":"s3cret","left":"<","right":null})");
  EXPECT_TRUE(outcome->secret);
  EXPECT_EQ(Template::Compile("{{ refuse() }}", environment)->Evaluate(context).error().message,
            "1:4: `refuse`: there is no such thing");
  EXPECT_FALSE(Template::Compile("{{ 1 | wrap }}", environment));
  EXPECT_EQ(Template::Compile("{{ 1 | wrp('a') }}", environment).error().message,
            "1:8: there is no filter `wrp`; did you mean `wrap`?");
}

}  // namespace
}  // namespace wharf::templates
