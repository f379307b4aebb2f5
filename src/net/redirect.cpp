#include "net/redirect.h"

#include <algorithm>
#include <array>
#include <vector>

namespace wharf::net {
namespace {

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::vector<std::string> CredentialNames(const OutboundRequest& request) {
  std::vector<std::string> names = request.credential_headers;
  for (const char* name : {"Authorization", "Cookie"}) names.emplace_back(name);
  return names;
}

Error Refused(const Hop& hop, const std::string& why) {
  return {ErrorKind::blocked, "redirect_refused",
          hop.url.Origin() + " redirects " + why + "; use the address that it finally means."};
}

}  // namespace

Result<std::optional<Hop>> FollowRedirect(const Hop& hop, const OutboundResponse& reply,
                                          const OutboundRequest& request) {
  const auto location = reply.headers.Get("Location");
  const bool wanted = request.follow_redirects && (hop.method == "GET" || hop.method == "HEAD");
  if (!wanted || !location || !IsRedirect(reply.status)) return std::optional<Hop>();
  const auto target = hop.url.Resolve(*location);
  if (!target) return Refused(hop, "to something that is no http or https URL without user info");
  const auto names = CredentialNames(request);
  const bool carries = (hop.with_certificate && request.client_certificate_pem) ||
                       std::ranges::any_of(names, [&](const auto& name) { return hop.headers.Get(name).has_value(); });
  if (hop.url.secure() && !target->secure() && carries) {
    return Refused(hop, "from https to http (" + target->Origin() + "), where credentials would be readable");
  }
  Hop next = hop;
  next.url = *target;
  if (reply.status == 303) next.body = {};
  if (hop.url.SameOrigin(*target)) return std::optional<Hop>(std::move(next));
  for (const std::string& name : names) next.headers.Remove(name);
  next.body = {};
  next.with_certificate = false;
  next.verify_tls = hop.verify_tls || hop.url.host() != target->host();
  return std::optional<Hop>(std::move(next));
}

}  // namespace wharf::net
