#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wharf::net {

/// What a method and a path lead to.
struct RouteMatch {
  enum class Kind {
    found,         ///< `route` is the number given to Add; HEAD finds the route of GET unless it has its own
    options,       ///< an OPTIONS request without a route of its own: answer 204 with `allow`
    wrong_method,  ///< the path exists: answer 405 with `allow`
    no_such_path   ///< answer 404
  };
  Kind kind = Kind::no_such_path;
  std::size_t route = 0;
  std::string_view allow;  ///< value of the `Allow` header: "GET, HEAD, OPTIONS, POST"; lives as long as the router
};

/// The table of routes: which method and path is which resource.
///
/// A pattern is a path whose segments are literal text or `{name}`, as in `/api/v1/organizations/{id}`. A path matches
/// segment by segment, case-sensitively, as the server decoded it; `{name}` takes exactly one segment that is not
/// empty. Literal text wins over `{name}`, segment by segment from the left; where the more literal way leads nowhere,
/// the other is tried. The path decides before the method does: `/things/import` never falls back to `/things/{id}`
/// because of its method.
///
/// Filled once, then safe to read from any thread. A look-up costs one comparison or so per segment, whatever the
/// number of routes.
class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// Fails with `route_invalid` (a pattern that no request could have: it does not begin with a slash, or has an empty,
  /// dot, or half-braced segment; a method that is not upper-case letters; the same name twice) or `route_duplicate`
  /// (the same method on a pattern that matches the same paths).
  Result<void> Add(std::string_view method, std::string_view pattern, std::size_t route);

  /// `path` as in Request::path. Fills `segments` with what `{name}` parts took, in order; clears it otherwise.
  RouteMatch Find(std::string_view method, std::string_view path, std::vector<std::string>& segments) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace wharf::net
