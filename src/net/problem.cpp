#include "net/problem.h"

#include <boost/json.hpp>

#include "net/response_head.h"

namespace wharf::net {

Response Problem(int status, std::string_view code, std::string_view detail) {
  const boost::json::object body = {
      {"type", "about:blank"}, {"title", ReasonPhrase(status)}, {"status", status}, {"code", code}, {"detail", detail}};
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "application/problem+json");
  response.headers.Add("Cache-Control", "no-store");
  response.headers.Add("X-Content-Type-Options", "nosniff");
  response.body = boost::json::serialize(body);
  return response;
}

}  // namespace wharf::net
