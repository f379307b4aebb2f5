#include "integration/definition/settings.h"

#include <gtest/gtest.h>

#include "case_files.h"
#include "integration/definition/loader.h"
#include "planned_kinds.h"
#include "template/environment.h"

namespace wharf::definition {
namespace {

std::shared_ptr<const Definition> Made(const std::string& fields) {
  static const templates::Environment environment;
  const auto loaded = Load(
      Completed(
          "connection:\n  fields:\n" + fields +
          "  sign_in: {open: {label: Open, auth: none}, key: {label: Key, fields: {key: {kind: secret, label: Key}}, "
          "auth: {kind: bearer, token: \"{{ fields.key }}\"}}}\n  base_url: https://example.com\n"),
      "f", VocabularyOfFormat1(), environment);
  EXPECT_TRUE(loaded.definition) << ToString(loaded.errors);
  return loaded.definition;
}

/// The tidied text, or the message with a `!` before it.
std::string Tidy(const std::string& field, const boost::json::value& given) {
  const auto definition = Made("    f: " + field + "\n");
  const auto tidy = TidyField(*Find(definition->connection.fields, "f"), given);
  if (!tidy) return "!" + tidy.error().message;
  return tidy->is_string() ? std::string(tidy->get_string()) : boost::json::serialize(*tidy);
}

TEST(Settings, a_pasted_value_is_tidied_by_its_kind) {
  EXPECT_EQ(Tidy("{label: F, letters: lower}", "  ACME \n"), "acme");
  EXPECT_EQ(Tidy("{label: F, prefix: 'https://', suffix: .zendesk.com}", "https://acme.zendesk.com/agent"), "acme");
  EXPECT_EQ(Tidy("{kind: host, label: F}", "HTTPS://Example.COM:8443/path?x"), "example.com:8443");
  EXPECT_EQ(Tidy("{kind: host, label: F}", "[2001:DB8::1]:443"), "[2001:db8::1]:443");
  EXPECT_EQ(Tidy("{kind: url, label: F}", "Example.com/api//"), "https://example.com/api");
  EXPECT_EQ(Tidy("{kind: url, label: F, path: false}", "https://example.com/api"), "https://example.com");
  EXPECT_EQ(Tidy("{kind: url, label: F, https: false}", "http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  EXPECT_EQ(Tidy("{kind: uuid, label: F}", "{123E4567-E89B-42D3-A456-426614174000}"),
            "123e4567-e89b-42d3-a456-426614174000");
  EXPECT_EQ(Tidy("{kind: secret, label: F}", " s3cret \r\n"), " s3cret ");
  EXPECT_EQ(Tidy("{kind: secret, label: F, multiline: true}", "a\nb\n"), "a\nb");
  EXPECT_EQ(Tidy("{kind: list, label: F}", boost::json::array{" a ", "", "b"}), R"(["a","b"])");
  EXPECT_EQ(Tidy("{kind: choice, label: F, choices: {eu: Europe}, other: true}", " us "), "us");
  EXPECT_EQ(Tidy("{kind: number, label: F, minimum: 1}", 5), "5");
}

TEST(Settings, what_cannot_be_right_is_refused_in_words) {
  EXPECT_EQ(Tidy("{kind: host, label: F}", "exa mple.com"),
            "!This is no host name. Write it like example.com or example.com:8443.");
  EXPECT_EQ(Tidy("{kind: host, label: F}", "user@example.com"),
            "!This is no host name. Write it like example.com or example.com:8443.");
  EXPECT_EQ(Tidy("{kind: url, label: F}", "http://example.com"),
            "!The address must begin with https://: the tool's answers hold secrets.");
  EXPECT_EQ(Tidy("{kind: url, label: F}", "ftp://example.com"), "!The address must begin with https://.");
  EXPECT_EQ(Tidy("{kind: uuid, label: F}", "123"), "!This is no id of the form 123e4567-e89b-12d3-a456-426614174000.");
  EXPECT_EQ(Tidy("{kind: email, label: F}", "a b@c"), "!This is no mail address.");
  EXPECT_EQ(Tidy("{label: F}", "a\nb"), "!F must be one line of text.");
  EXPECT_EQ(Tidy("{label: F}", 5), "!F must be a text.");
  EXPECT_EQ(Tidy("{kind: boolean, label: F}", "yes"), "!F must be true or false.");
  EXPECT_EQ(Tidy("{kind: number, label: F, maximum: 3}", 5), "!F is too large.");
  EXPECT_EQ(Tidy("{kind: choice, label: F, choices: [a]}", "b"), "!Pick one of the values that are offered for F.");
  EXPECT_EQ(Tidy("{kind: secret, label: F, pattern: {match: 'k_.+', message: A key begins with k_.}}", "x"),
            "!A key begins with k_.");
}

TEST(Settings, a_whole_form_is_checked_at_once) {
  const auto definition = Made(
      "    host: {kind: host, label: Host}\n    lists: {kind: boolean, label: Lists}\n"
      "    days: {kind: number, label: Days, visible_when: \"{{ fields.lists }}\"}\n    v: {kind: constant, value: "
      "v4}\n");
  const auto missing = TidySettings(definition->connection, "key", {{"lists", true}, {"odd", 1}}, {});
  std::vector<std::string> pointers;
  for (const auto& error : missing.errors) pointers.push_back(error.pointer + " " + error.code);
  EXPECT_EQ(pointers,
            (std::vector<std::string>{"/odd unknown_field", "/host required", "/days required", "/key required"}));
  const auto good = TidySettings(definition->connection, "key", {{"host", "Example.com"}, {"days", 3}}, {"key"});
  EXPECT_TRUE(good.errors.empty());
  EXPECT_EQ(boost::json::serialize(good.values), R"({"host":"example.com","lists":false,"v":"v4"})");
}

}  // namespace
}  // namespace wharf::definition
