#include "api/application.h"

namespace wharf::api {
namespace {

boost::json::array Parameters(std::string_view path) {
  boost::json::array parameters;
  for (std::size_t at = path.find('{'); at != std::string_view::npos; at = path.find('{', at + 1)) {
    const std::size_t end = path.find('}', at);
    parameters.push_back(boost::json::object{{"name", path.substr(at + 1, end - at - 1)},
                                             {"in", "path"},
                                             {"required", true},
                                             {"schema", boost::json::object{{"type", "string"}}}});
  }
  return parameters;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

}  // namespace

boost::json::object OpenApiDocument(const std::vector<Route>& routes, std::size_t public_from,
                                    const std::string& version) {
  boost::json::object paths;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const Route& route = routes[i];
    boost::json::object operation{{"summary", route.summary},
                                  {"operationId", Lower(route.method) + std::string(route.path)}};
    const auto parameters = Parameters(route.path);
    if (!parameters.empty()) operation["parameters"] = parameters;
    if (i >= public_from) operation["security"] = boost::json::array();
    operation["responses"] = boost::json::object{
        {"default",
         boost::json::object{
             {"description", "A problem (RFC 9457)"},
             {"content",
              boost::json::object{
                  {"application/problem+json",
                   boost::json::object{{"schema", boost::json::object{{"$ref", "#/components/schemas/Problem"}}}}}}}}},
        {"2XX", boost::json::object{{"description", "Done"}}}};
    auto [place, added] = paths.emplace(route.path, boost::json::object());
    place->value().as_object()[Lower(route.method)] = std::move(operation);
  }
  const auto text = boost::json::object{{"type", "string"}};
  boost::json::object problem{{"type", "object"},
                              {"required", boost::json::array{"title", "status", "code", "detail"}},
                              {"properties", boost::json::object{{"type", text},
                                                                 {"title", text},
                                                                 {"status", boost::json::object{{"type", "integer"}}},
                                                                 {"code", text},
                                                                 {"detail", text},
                                                                 {"request_id", text}}}};
  return {{"openapi", "3.1.0"},
          {"info", boost::json::object{{"title", "Wharf"}, {"version", version}}},
          {"security", boost::json::array{boost::json::object{{"session", boost::json::array()}},
                                          boost::json::object{{"token", boost::json::array()}}}},
          {"paths", std::move(paths)},
          {"components",
           boost::json::object{
               {"schemas", boost::json::object{{"Problem", std::move(problem)}}},
               {"securitySchemes",
                boost::json::object{
                    {"session", boost::json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "wharf_session"}}},
                    {"token", boost::json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

}  // namespace wharf::api
