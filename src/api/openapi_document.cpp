#include <cctype>

#include "api/resource.h"

namespace wharf::api {

/// RFC 9457, as ProblemOf writes it.
struct ProblemField {
  std::string pointer;
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ProblemField, (), (pointer, code, message))

namespace {

boost::json::object Reference(std::string_view component) {
  return {{"$ref", "#/components/schemas/" + std::string(component)}};
}

boost::json::object Media(std::string_view media, boost::json::value schema) {
  return {{media, boost::json::object{{"schema", std::move(schema)}}}};
}

boost::json::object ProblemSchema(SchemaBook& book) {
  return {{"type", "object"},
          {"required", boost::json::array{"title", "status", "code", "detail"}},
          {"properties", boost::json::object{{"type", shape::Typed("string")},
                                             {"title", shape::Typed("string")},
                                             {"status", shape::Typed("integer")},
                                             {"code", shape::Typed("string")},
                                             {"detail", shape::Typed("string")},
                                             {"request_id", shape::Typed("string")},
                                             {"errors", book.Of<std::vector<ProblemField>>(SchemaBook::Side::reply)}}}};
}

boost::json::object QueryParameter(const Parameter& parameter) {
  boost::json::value schema = shape::Typed("string");
  if (parameter.kind == Parameter::Kind::number) schema = shape::Typed("integer");
  if (parameter.kind == Parameter::Kind::flag) schema = shape::Typed("boolean");
  if (parameter.kind == Parameter::Kind::many) {
    schema = boost::json::object{{"type", "array"}, {"items", shape::Typed("string")}};
  }
  return {{"name", parameter.name}, {"in", "query"}, {"required", false}, {"schema", std::move(schema)}};
}

boost::json::array Parameters(const Route& route) {
  boost::json::array parameters;
  for (std::size_t at = route.path.find('{'); at != std::string_view::npos; at = route.path.find('{', at + 1)) {
    const std::size_t end = route.path.find('}', at);
    parameters.push_back(boost::json::object{{"name", route.path.substr(at + 1, end - at - 1)},
                                             {"in", "path"},
                                             {"required", true},
                                             {"schema", shape::Typed("string")}});
  }
  for (const Parameter& parameter : route.parameters) parameters.push_back(QueryParameter(parameter));
  return parameters;
}

boost::json::object Responses(const Route& route, SchemaBook& book) {
  boost::json::object responses;
  for (const int status : route.form.statuses) {
    boost::json::object response{{"description", "Done"}};
    if (!route.gives_media.empty()) {
      response["content"] = Media(route.gives_media, shape::Typed("string"));
    } else if (route.form.gives != nullptr) {
      response["content"] = Media("application/json", route.form.gives(book));
    }
    responses[std::to_string(status)] = std::move(response);
  }
  responses["default"] = boost::json::object{{"description", "A problem (RFC 9457)"},
                                             {"content", Media("application/problem+json", Reference("Problem"))}};
  return responses;
}

/// `GET /api/v1/jobs/{id}` is `getJobsId`.
std::string OperationId(const Route& route) {
  std::string id;
  bool upper = false;
  for (const char c : route.method) id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string_view path = route.path;
  if (path.starts_with("/api/v1")) path.remove_prefix(7);
  for (const char c : path) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      upper = true;
    } else {
      id += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
      upper = false;
    }
  }
  return id;
}

boost::json::object Operation(const Route& route, SchemaBook& book) {
  boost::json::object operation{{"summary", route.summary}, {"operationId", OperationId(route)}};
  if (auto parameters = Parameters(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
  if (!route.takes_media.empty()) {
    operation["requestBody"] =
        boost::json::object{{"required", true}, {"content", Media(route.takes_media, shape::Typed("string"))}};
  } else if (route.form.takes != nullptr) {
    operation["requestBody"] =
        boost::json::object{{"required", true}, {"content", Media("application/json", route.form.takes(book))}};
  }
  if (route.is_public()) operation["security"] = boost::json::array();
  operation["responses"] = Responses(route, book);
  return operation;
}

}  // namespace

boost::json::object OpenApiDocument(const std::vector<Route>& routes, std::string_view version) {
  boost::json::object schemas;
  SchemaBook book(schemas);
  boost::json::object paths;
  for (const Route& route : routes) {
    std::string method;
    for (const char c : route.method) method += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    auto [place, added] = paths.emplace(route.path, boost::json::object());
    place->value().as_object()[method] = Operation(route, book);
  }
  schemas["Problem"] = ProblemSchema(book);
  return {{"openapi", "3.1.0"},
          {"info", boost::json::object{{"title", "Wharf"}, {"version", version}}},
          {"security", boost::json::array{boost::json::object{{"session", boost::json::array()}},
                                          boost::json::object{{"token", boost::json::array()}}}},
          {"paths", std::move(paths)},
          {"components",
           boost::json::object{
               {"schemas", std::move(schemas)},
               {"securitySchemes",
                boost::json::object{
                    {"session", boost::json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "wharf_session"}}},
                    {"token", boost::json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

}  // namespace wharf::api
