#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/services.h"
#include "api/shape.h"
#include "base/result.h"
#include "net/http_server.h"
#include "organization/access.h"

namespace wharf::api {

/// A request of anybody.
struct Anyone {
  const net::Request& request;
  const Services& services;

  /// The body as JSON, no deeper than 64; `invalid_argument` (`body_not_json`) otherwise. No body is an empty object.
  [[nodiscard]] Result<boost::json::value> Json() const;
};

struct Route;

/// A request that belongs to somebody: who asks, and the request itself.
struct Asked : Anyone {
  const organization::Access& access;
  std::string session_token;  ///< empty for an API token
  const Route& route;

  /// The id in the path at this place of `{…}`; `not_found` if it is none.
  template <class IdType>
  Result<IdType> Id(std::size_t place) const {
    const auto id = IdType::Parse(request.segments[place]);
    if (!id) return Error{ErrorKind::not_found, "not_found", "There is no such thing."};
    return *id;
  }
  // Parameters of the query. Asking for one that the route's row in the table does not tell of throws std::logic_error:
  // the document would not tell of it either.
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

 private:
  void Expect(std::string_view parameter) const;
};

/// What a resource answers: JSON with a status, or a whole response (a file, a stream).
struct Reply {
  int status = 200;
  boost::json::value body;
  std::optional<net::Response> whole = std::nullopt;
  net::Headers headers = {};

  static Reply Nothing() { return {204, nullptr}; }
  static Reply File(std::string content_type, std::string name, std::string bytes);
};

using Resource = Result<Reply> (*)(const Asked& asked);
using PublicResource = Result<Reply> (*)(const Anyone& asked);
/// Enters a type's schema into a book and returns it, or what refers to it.
using SchemaMaker = boost::json::value (*)(SchemaBook& book);

/// A parameter of a query.
struct Parameter {
  enum class Kind { text, number, flag, many };
  std::string_view name;
  Kind kind = Kind::text;
};

/// What a resource takes and gives, as the types of its function say it.
struct Form {
  SchemaMaker takes;          ///< the JSON body; nullptr: none is read
  SchemaMaker gives;          ///< the JSON that is answered; nullptr: nothing, or a file
  std::vector<int> statuses;  ///< of success
};

/// One line of the table of routes. Made by Get, Post, Put, Patch and Delete of api/resource.h from a function: there
/// is no row without types.
struct Route {
  Route(std::string_view its_method, std::string_view its_path, std::string_view its_summary,
        std::variant<Resource, PublicResource> resource, Form its_form)
      : method(its_method), path(its_path), summary(its_summary), run(resource), form(std::move(its_form)) {}

  std::string_view method;
  std::string_view path;
  std::string_view summary;                    ///< for the OpenAPI document
  std::variant<Resource, PublicResource> run;  ///< a public one needs no sign-in
  Form form;
  net::RunOn on = net::RunOn::worker;
  bool upload = false;           ///< the body may be a large file
  std::string_view takes_media;  ///< of a body that is not JSON
  std::string_view gives_media;  ///< of an answer that is not JSON
  std::vector<Parameter> parameters;

  [[nodiscard]] bool is_public() const { return std::holds_alternative<PublicResource>(run); }
  [[nodiscard]] bool Knows(std::string_view parameter) const;

  // What the function's types do not say.
  Route Here() &&;                             ///< quick enough for the socket's own thread
  Route Asks(std::vector<Parameter> more) &&;  ///< parameters of the query
  Route Pages() &&;                            ///< `page` and `page_size`
  Route TakesFile(std::string_view media) &&;  ///< a body that is a file, possibly large
  Route GivesFile(std::string_view media) &&;  ///< a file or a stream instead of JSON
  Route GivesNothing() &&;                     ///< 204 where the function returns Reply
  Route GivesRedirect() &&;                    ///< 303 likewise
};

// The routes by concept; each is a page of the manual.
std::vector<Route> PeopleRoutes();
std::vector<Route> OrganizationRoutes();
std::vector<Route> JobRoutes();
std::vector<Route> IntegrationRoutes();
std::vector<Route> ConnectionRoutes();
std::vector<Route> MappingRoutes();
std::vector<Route> MappingFileRoutes();
std::vector<Route> MatrixRoutes();
std::vector<Route> VariableRoutes();
std::vector<Route> AuditRoutes();
std::vector<Route> SettingsRoutes();
std::vector<Route> OverviewRoutes();
/// What needs no sign-in: set-up, sign-in, invitations, the vendor's way back, and what monitors ask.
std::vector<Route> PublicRoutes();

/// A text, or nothing where it is empty.
std::optional<std::string> TextOrNull(std::string text);

/// All of them, in the order of the document; the public ones last.
std::vector<Route> AllRoutes();

/// Our own API as an OpenAPI 3.1 document, made from the table of routes and the types of their functions.
boost::json::object OpenApiDocument(const std::vector<Route>& routes, std::string_view version);

/// The answer to an error: problem+json (RFC 9457) with code, request id, and a pointer for each wrong field.
net::Response ProblemOf(const Error& error, const std::string& request_id);

}  // namespace wharf::api
