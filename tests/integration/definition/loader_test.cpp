#include "integration/definition/loader.h"

#include <gtest/gtest.h>

#include <chrono>

#include "case_files.h"
#include "integration/definition/request.h"
#include "integration/definition/writer.h"
#include "integration/definition/yaml.h"
#include "planned_kinds.h"
#include "template/environment.h"

namespace wharf::definition {
namespace {

const Vocabulary& Words() {
  static const auto vocabulary = [] {
    auto words = VocabularyOfFormat1();
    AddPlannedKinds(words);
    return words;
  }();
  return vocabulary;
}

Loaded LoadText(std::string_view text) {
  static const templates::Environment environment;
  return Load(text, "f", Words(), environment);
}

std::shared_ptr<const Definition> Paper(const std::string& name) {
  const auto loaded = LoadText(ReadText(WHARF_SOURCE_DIR "/tests/integration/definition/paper/" + name + ".yaml"));
  EXPECT_TRUE(loaded.definition) << ToString(loaded.errors);
  return loaded.definition;
}

TEST(Loader, a_byte_order_mark_is_passed_over) { EXPECT_TRUE(LoadText("\xEF\xBB\xBF" + Completed("")).definition); }

TEST(Loader, what_is_no_utf8_is_told_as_that) {
  const auto loaded = LoadText(Completed("description: \"a\xFF\"\n"));
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(loaded.errors[0].message, "this is not UTF-8 text; save the file as UTF-8");
}

TEST(Loader, an_empty_file_and_a_list_are_told_as_what_they_are) {
  EXPECT_EQ(ToString(LoadText("").errors), "f:1:1: the file is empty; a definition begins with `format: 1`");
  EXPECT_EQ(ToString(LoadText("- a\n").errors), "f:1:1: a definition is names and values; it begins with `format: 1`");
}

TEST(Loader, deep_nesting_is_refused_without_a_crash) {
  const auto loaded = LoadText("description: " + std::string(100'000, '['));
  ASSERT_FALSE(loaded.errors.empty());
  EXPECT_NE(loaded.errors[0].message.find("nested too deeply"), std::string::npos) << ToString(loaded.errors);
}

TEST(Loader, a_file_that_is_too_large_is_refused_before_it_is_read) {
  EXPECT_EQ(ToString(LoadText(std::string(33U << 20U, ' ')).errors), "f: the file is larger than 32 MiB");
}

TEST(Loader, at_most_200_mistakes_are_told) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "zz" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(LoadText(Completed(text)).errors.size(), 200U);
}

TEST(Loader, a_mistake_in_json_is_told_with_its_pointer_and_no_line) {
  const templates::Environment environment;
  auto json = ToJson(ReadYaml(Completed("")).root);
  json.as_object()["actions"].as_object()["a/b"] = {{"name", "A"}, {"request", {{"get", "/"}, {"boddy", 1}}}};
  const auto loaded = LoadJson(json, "custom", Words(), environment);
  ASSERT_EQ(loaded.errors.size(), 2U);
  EXPECT_EQ(loaded.errors[0].pointer, "/actions/a~1b");
  EXPECT_EQ(loaded.errors[1].pointer, "/actions/a~1b/request/boddy");
  EXPECT_EQ(loaded.errors[1].ToString(), "custom: unknown key \"boddy\"; did you mean \"body\"?");
}

TEST(Loader, as_a_result_it_is_an_invalid_argument_with_a_field_for_each_mistake) {
  const auto result = AsResult(LoadText(Completed("zz: 1\n")));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::invalid_argument);
  EXPECT_EQ(result.error().code, "definition_invalid");
  ASSERT_EQ(result.error().fields.size(), 1U);
  EXPECT_EQ(result.error().fields[0].pointer, "/zz");
}

TEST(Loader, inputs_find_their_place) {
  const auto loaded = LoadText(Completed(R"(
actions:
  change:
    name: Change
    request: {put: "/a/{id}/{+rest}", query: {q: "{{ input.asked | trim }}"}, inputs_at: data}
    input: {id: {type: integer}, rest: {}, asked: {}, title: {as: name.text}, trace: {in: header, as: X-Trace}}
  read: {name: Read, request: {get: /a}, input: {size: {type: integer}, all: {in: query, as: "filter[all]"}}}
)"));
  ASSERT_TRUE(loaded.definition) << ToString(loaded.errors);
  const auto& change = *loaded.definition->FindAction("change");
  EXPECT_EQ(Find(change.input, "id")->in, InputPlace::path);
  EXPECT_TRUE(Find(change.input, "id")->required);
  EXPECT_EQ(change.request.slash_placeholders, std::vector<std::string>{"rest"});
  EXPECT_EQ(Find(change.input, "asked")->in, InputPlace::by_template);
  EXPECT_EQ(Find(change.input, "title")->in, InputPlace::body);
  EXPECT_EQ(Find(change.input, "title")->as, "name.text");
  EXPECT_EQ(Find(change.input, "trace")->in, InputPlace::header);
  EXPECT_TRUE(change.idempotent);
  EXPECT_FALSE(change.safe);
  const auto& read = *loaded.definition->FindAction("read");
  EXPECT_EQ(Find(read.input, "size")->in, InputPlace::query);
  EXPECT_EQ(Find(read.input, "all")->as, "filter[all]");
  EXPECT_TRUE(read.safe);
}

TEST(Loader, a_paged_action_has_a_page_size_and_a_bound_unless_it_has_its_own) {
  const auto definition = Paper("ninjaone");
  const auto& list = *definition->FindAction("list_organizations");
  ASSERT_NE(Find(list.input, "page_size"), nullptr);
  EXPECT_EQ(Find(list.input, "page_size")->schema.at("maximum").as_int64(), 1000);
  EXPECT_NE(Find(list.input, "max_rows"), nullptr);
  EXPECT_EQ(Find(definition->FindAction("run_script")->input, "page_size"), nullptr);
}

TEST(Loader, every_integration_has_the_generic_action) {
  const auto definition = Paper("hudu");
  EXPECT_EQ(definition->actions.back().first, kGenericAction);
  EXPECT_TRUE(definition->actions.back().second.generic);
  EXPECT_EQ(InputSchema(definition->actions.back().second).at("required"), boost::json::array{"path"});
}

TEST(Loader, the_schema_of_inputs_says_what_a_form_needs) {
  const auto definition = Paper("ninjaone");
  const auto schema = InputSchema(*definition->FindAction("run_script"));
  const auto& type = schema.at("properties").at("type").as_object();
  EXPECT_EQ(type.at("enum"), (boost::json::array{"ACTION", "SCRIPT"}));
  EXPECT_EQ(type.at("default"), "SCRIPT");
  EXPECT_EQ(schema.at("properties").at("script_id").at("title"), "Script id");
  EXPECT_EQ(schema.at("required"), boost::json::array{"id"});
  EXPECT_EQ(schema.at("additionalProperties"), false);
}

TEST(Loader, kinds_give_their_fields_with_defaults) {
  const auto definition = Paper("github");
  const auto& way = *Find(definition->connection.sign_in, "oauth");
  EXPECT_EQ(way.auth->kind, "oauth2_authorization_code");
  EXPECT_EQ(way.auth->Text("pkce"), "s256");
  EXPECT_EQ(way.auth->Text("client_auth"), "body");
  EXPECT_EQ(way.auth->Duration("refresh_before"), std::chrono::minutes(1));
  const auto attach = ToAttach(*way.auth->Inner("attach"));
  ASSERT_EQ(attach.headers.size(), 1U);
  EXPECT_EQ(attach.headers[0].second.source, "Bearer {{ token.access_token }}");
  const auto& list = *definition->FindAction("list_repositories");
  ASSERT_TRUE(list.paging);
  EXPECT_EQ(list.paging->kind, "link");
  EXPECT_EQ(list.paging->Inner("size")->Integer("default"), 100);
  EXPECT_EQ(ToPlace(*list.paging->Inner("size")).where, Place::Where::query);
  EXPECT_EQ(ToPlace(*list.paging->Inner("size")).name, "per_page");
  ASSERT_EQ(definition->limits.wait.size(), 2U);
  EXPECT_EQ(definition->limits.wait[0]->Text("name"), "Retry-After");
  EXPECT_EQ(definition->limits.wait[1]->Text("unit"), "epoch_seconds");
  EXPECT_TRUE(definition->errors.rules[0].when.statuses.Contains(429));
  EXPECT_EQ(definition->errors.rules[0].then->kind, "rate_limited");
}

TEST(Loader, what_is_written_and_read_again_is_equal) {
  for (const auto* name :
       {"autotask", "connectwise_psa", "datto_rmm", "duo", "github", "graphql", "halopsa", "hudu", "huntress",
        "it_glue", "nested_lists", "ninjaone", "pax8", "report_job", "zabbix", "zendesk"}) {
    const auto definition = Paper(name);
    ASSERT_TRUE(definition) << name;
    const auto text = ToYaml(*definition);
    const auto again = LoadText(text);
    ASSERT_TRUE(again.definition) << name << "\n" << ToString(again.errors) << "\n" << text;
    EXPECT_TRUE(*again.definition == *definition) << name;
    EXPECT_EQ(ToYaml(*again.definition), text) << name;
  }
}

TEST(Loader, equality_minds_the_order_of_what_has_one) {
  const auto a = LoadText(Completed("paging: {a: none, b: none}\n")).definition;
  const auto b = LoadText(Completed("paging: {b: none, a: none}\n")).definition;
  const auto c = LoadText("paging: {a: none, b: none}\n" + Completed("\n")).definition;
  ASSERT_TRUE(a && b && c);
  EXPECT_FALSE(*a == *b);
  EXPECT_TRUE(*a == *c);
}

}  // namespace
}  // namespace wharf::definition
