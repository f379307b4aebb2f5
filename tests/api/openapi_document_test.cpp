#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "api/route.h"

namespace wharf::api {
namespace {

constexpr const char* kPublished = WHARF_SOURCE_DIR "/docs/openapi.json";

/// The published one bears no version: it would change with each build.
boost::json::object Made() { return OpenApiDocument(AllRoutes(), "1"); }

/// JSON as people read it, two blanks a level.
void Print(const boost::json::value& json, const std::string& indent, std::string& text) {
  const std::string deeper = indent + "  ";
  if (const auto* object = json.if_object(); object != nullptr && !object->empty()) {
    const char* before = "{\n";
    for (const auto& [name, value] : *object) {
      text += before + deeper + boost::json::serialize(boost::json::value(name)) + ": ";
      Print(value, deeper, text);
      before = ",\n";
    }
    text += "\n" + indent + "}";
  } else if (const auto* array = json.if_array(); array != nullptr && !array->empty()) {
    const char* before = "[\n";
    for (const auto& value : *array) {
      text += before + deeper;
      Print(value, deeper, text);
      before = ",\n";
    }
    text += "\n" + indent + "]";
  } else {
    text += boost::json::serialize(json);
  }
}

void References(const boost::json::value& json, std::set<std::string>& found) {
  if (const auto* array = json.if_array()) {
    for (const auto& value : *array) References(value, found);
  }
  const auto* object = json.if_object();
  if (object == nullptr) return;
  for (const auto& [name, value] : *object) {
    if (name == "$ref" && value.is_string()) found.emplace(value.get_string());
    References(value, found);
  }
}

template <class Visit>
void ForEachOperation(const boost::json::object& document, Visit visit) {
  for (const auto& [path, methods] : document.at("paths").as_object()) {
    for (const auto& [method, operation] : methods.as_object()) {
      visit(std::string(method) + " " + std::string(path), operation.as_object());
    }
  }
}

TEST(OpenApiDocument, the_published_one_is_what_the_routes_make) {
  std::string made;
  Print(Made(), "", made);
  made += "\n";
  if (std::getenv("WHARF_UPDATE") != nullptr) std::ofstream(kPublished, std::ios::binary) << made;
  std::ostringstream published;
  published << std::ifstream(kPublished, std::ios::binary).rdbuf();
  EXPECT_TRUE(published.str() == made) << kPublished
                                       << " is out of date; run this test with WHARF_UPDATE=1 and commit it";
}

TEST(OpenApiDocument, every_reference_leads_to_a_schema_and_every_schema_is_referred_to) {
  const auto document = Made();
  const auto& schemas = document.at("components").at("schemas").as_object();
  std::set<std::string> found;
  References(document, found);
  for (const std::string& reference : found) {
    const std::string start = "#/components/schemas/";
    ASSERT_TRUE(reference.starts_with(start)) << reference;
    EXPECT_TRUE(schemas.contains(reference.substr(start.size()))) << reference;
  }
  for (const auto& [name, schema] : schemas) {
    EXPECT_TRUE(schema.is_object()) << name;
    EXPECT_TRUE(found.contains("#/components/schemas/" + std::string(name))) << name;
  }
}

TEST(OpenApiDocument, every_operation_says_what_it_gives) {
  ForEachOperation(Made(), [](const std::string& where, const boost::json::object& operation) {
    for (const auto& [status, response] : operation.at("responses").as_object()) {
      const bool has_body = status != "204" && status != "303";
      EXPECT_EQ(response.as_object().contains("content"), has_body) << where << " " << status;
    }
    EXPECT_TRUE(operation.at("responses").as_object().contains("default")) << where;
  });
}

TEST(OpenApiDocument, operations_are_told_apart_by_their_ids) {
  std::set<std::string> ids;
  ForEachOperation(Made(), [&](const std::string& where, const boost::json::object& operation) {
    EXPECT_TRUE(ids.emplace(operation.at("operationId").as_string()).second) << where;
  });
  EXPECT_GE(ids.size(), 90U);
}

TEST(OpenApiDocument, a_parameter_stands_once) {
  ForEachOperation(Made(), [](const std::string& where, const boost::json::object& operation) {
    const auto* parameters = operation.if_contains("parameters");
    if (parameters == nullptr) return;
    std::set<std::string> names;
    for (const auto& parameter : parameters->as_array()) {
      EXPECT_TRUE(names.emplace(parameter.at("name").as_string()).second) << where << " " << parameter.at("name");
    }
  });
}

TEST(OpenApiDocument, no_reply_holds_a_password) {
  for (const Route& route : AllRoutes()) {
    if (route.form.gives == nullptr) continue;
    boost::json::object schemas;
    SchemaBook book(schemas);
    route.form.gives(book);
    EXPECT_EQ(boost::json::serialize(schemas).find("\"password\""), std::string::npos) << route.path;
  }
}

}  // namespace
}  // namespace wharf::api
