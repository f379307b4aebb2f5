#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "case_files.h"
#include "integration/definition/frame.h"
#include "integration/definition/loader.h"
#include "integration/definition/schema.h"
#include "integration/definition/yaml.h"
#include "planned_kinds.h"
#include "reference_page.h"
#include "template/environment.h"

namespace wharf::definition {
namespace {

const std::string kPage = WHARF_SOURCE_DIR "/docs/users/definition-format.md";

void Merge(boost::json::value& base, const boost::json::value& over) {
  if (!base.is_object() || !over.is_object()) {
    base = over;
    return;
  }
  for (const auto& member : over.get_object()) Merge(base.get_object()[member.key()], member.value());
}

/// An example is a part of a definition; the rest comes from the smallest one.
boost::json::value Example(const Fence& fence) {
  const auto yaml = ReadYaml(fence.text);
  EXPECT_TRUE(yaml.errors.empty()) << ToString(yaml.errors);
  const auto part = ToJson(yaml.root);
  if (fence.info == "yaml definition") return part;
  auto whole = ToJson(ReadYaml(Completed("")).root);
  if (part.as_object().contains("organizations")) whole.as_object().erase("organizations");
  // Ways to sign in are not added to each other: each way must have what the actions name.
  const auto* connection = part.as_object().if_contains("connection");
  if (connection != nullptr && connection->as_object().contains("sign_in")) {
    whole.as_object()["connection"].as_object().erase("sign_in");
  }
  Merge(whole, part);
  return whole;
}

void Keys(const boost::json::value& value, std::set<std::string>& keys) {
  if (const auto* list = value.if_array()) {
    for (const auto& item : *list) Keys(item, keys);
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      keys.insert(std::string(member.key()));
      Keys(member.value(), keys);
    }
  } else if (const auto* text = value.if_string()) {
    keys.insert(std::string(*text));
  }
}

void Fields(const Shape& shape, const std::string& where, std::vector<std::pair<std::string, std::string>>& all);

void Fields(const FieldSpec& field, const std::string& where, std::vector<std::pair<std::string, std::string>>& all) {
  if (field.shape) Fields(*field.shape, where + "." + field.name, all);
  if (field.element) Fields(*field.element, where, all);
}

void Fields(const Shape& shape, const std::string& where, std::vector<std::pair<std::string, std::string>>& all) {
  for (const auto& field : shape.fields) {
    all.emplace_back(where + "." + field.name, field.name);
    Fields(field, where, all);
  }
}

/// Compares a file that is made from the code with what the code makes now; WHARF_UPDATE=1 writes it.
void ExpectCurrent(const std::string& path, const std::string& made) {
  if (std::getenv("WHARF_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << made;
  EXPECT_TRUE(ReadText(path) == made) << path << " is out of date; run this test with WHARF_UPDATE=1 and commit it";
}

TEST(Documentation, every_example_loads) {
  const auto vocabulary = VocabularyOfFormat1();
  const templates::Environment environment;
  int examples = 0;
  for (const auto& fence : ReadFences(ReadText(kPage))) {
    if (!fence.info.starts_with("yaml")) continue;
    ++examples;
    const auto name = "definition-format.md, example at line " + std::to_string(fence.line);
    const auto loaded = LoadJson(Example(fence), name, vocabulary, environment);
    for (const auto& error : loaded.errors) ADD_FAILURE() << error.ToString() << " at " << error.pointer;
  }
  EXPECT_GE(examples, 20);
}

TEST(Documentation, every_field_and_every_kind_has_an_example) {
  const auto vocabulary = VocabularyOfFormat1();
  std::set<std::string> keys;
  for (const auto& fence : ReadFences(ReadText(kPage))) {
    if (fence.info.starts_with("yaml")) Keys(Example(fence), keys);
  }
  std::vector<std::pair<std::string, std::string>> all;
  Fields(Frame(), "", all);
  for (const auto* slot : vocabulary.Slots()) {
    for (const auto* kind : vocabulary.Kinds(slot->name)) {
      all.emplace_back(slot->name + " " + kind->name, kind->name);
      Fields(kind->shape, slot->name + " " + kind->name, all);
    }
  }
  // Kinds that are what is meant when nothing is written, and slots that have no kinds yet.
  const std::set<std::string> implied{"call",   "window",  "path", "text",   "action",
                                      "header", "changes", "job",  "enrich", "source"};
  for (const auto& [where, name] : all) {
    EXPECT_TRUE(keys.contains(name) || implied.contains(name)) << where << " has no example";
  }
}

TEST(Documentation, the_published_schema_is_what_the_code_makes) {
  ExpectCurrent(WHARF_SOURCE_DIR "/docs/integration.schema.json", JsonSchemaText(VocabularyOfFormat1()));
}

TEST(Documentation, the_reference_is_what_the_code_makes) {
  ExpectCurrent(WHARF_SOURCE_DIR "/docs/users/definition-reference.md", ReferencePage(VocabularyOfFormat1()));
}

}  // namespace
}  // namespace wharf::definition
