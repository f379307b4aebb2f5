#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/services.h"
#include "base/result.h"
#include "net/http_server.h"
#include "organization/access.h"

namespace wharf::api {

/// A request that belongs to somebody: who asks, and the request itself.
struct Asked {
  const net::Request& request;
  const organization::Access& access;
  const Services& services;
  std::string session_token;  ///< empty for an API token

  /// The id in the path at this place of `{…}`; `not_found` if it is none.
  template <class IdType>
  Result<IdType> Id(std::size_t place) const {
    const auto id = IdType::Parse(request.segments[place]);
    if (!id) return Error{ErrorKind::not_found, "not_found", "There is no such thing."};
    return *id;
  }
  [[nodiscard]] std::string Text(std::string_view parameter) const;
  [[nodiscard]] int Number(std::string_view parameter, int otherwise) const;
  [[nodiscard]] bool Flag(std::string_view parameter, bool otherwise) const;
  [[nodiscard]] std::vector<std::string> Texts(std::string_view parameter) const;
  /// `organization` of the query: nullopt if it is left out, `not_found` if it is not an id.
  [[nodiscard]] Result<std::optional<OrganizationId>> Organization(std::string_view parameter = "organization") const;
  [[nodiscard]] int page() const { return Number("page", 1); }
  /// 10 unless said; `all` and 0 are everything.
  [[nodiscard]] int page_size() const;
  /// `name` or `-name`: the word, and whether it descends.
  [[nodiscard]] std::pair<std::string, bool> Sort() const;
  /// The body as a JSON object; `invalid_argument` (`body_not_json`) otherwise.
  [[nodiscard]] Result<boost::json::object> Body() const;
};

/// What a resource answers: JSON with a status, or a whole response (a file, a stream).
struct Reply {
  int status = 200;
  boost::json::value body;
  std::optional<net::Response> whole = std::nullopt;

  static Reply Nothing() { return {204, nullptr}; }
  static Reply File(std::string content_type, std::string name, std::string bytes);
};

using Resource = Result<Reply> (*)(const Asked& asked);

/// One line of the table of routes.
struct Route {
  std::string_view method;
  std::string_view path;
  std::string_view summary;  ///< for the OpenAPI document
  Resource run;
  net::RunOn on = net::RunOn::worker;
  bool upload = false;  ///< the body may be a large file
};

// The routes by concept; each is a page of the manual.
std::vector<Route> PeopleRoutes();
std::vector<Route> OrganizationRoutes();
std::vector<Route> JobRoutes();
std::vector<Route> IntegrationRoutes();
std::vector<Route> ConnectionRoutes();
std::vector<Route> MappingRoutes();
std::vector<Route> VariableRoutes();
std::vector<Route> AuditRoutes();
std::vector<Route> SettingsRoutes();
std::vector<Route> OverviewRoutes();

// Reading bodies.
std::optional<std::string> TextOf(const boost::json::object& body, std::string_view name);
std::optional<bool> FlagOf(const boost::json::object& body, std::string_view name);
std::optional<std::int64_t> NumberOf(const boost::json::object& body, std::string_view name);
std::optional<std::vector<std::string>> TextsOf(const boost::json::object& body, std::string_view name);
/// `invalid_input` with a pointer if it is missing or not an id.
Result<OrganizationId> OrganizationOf(const boost::json::object& body, std::string_view name);

// Writing views.
boost::json::value When(const std::optional<Time>& time);
boost::json::value OrNull(const std::string& text);
boost::json::object Page(boost::json::array items, std::int64_t total, const Asked& asked);

/// The answer to an error: problem+json (RFC 9457) with code, request id, and a pointer for each wrong field.
net::Response ProblemOf(const Error& error, const std::string& request_id);

}  // namespace wharf::api
