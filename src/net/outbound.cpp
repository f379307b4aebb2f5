#include "net/outbound.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "base/encoding.h"
#include "net/address_guard.h"
#include "net/budget.h"
#include "net/deadline.h"
#include "net/exchange.h"
#include "net/handle_pool.h"
#include "net/redirect.h"
#include "net/route.h"
#include "net/url.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMaxHeaderBytes = 256U << 10U;
constexpr milliseconds kLongestCall = std::chrono::hours(24);

Error BadRequest(std::string message) { return {ErrorKind::invalid_argument, "request_invalid", std::move(message)}; }

/// Fields that steer the connection itself (RFC 9110 §7.6.1) or the framing are not the caller's: a second Host or
/// Content-Length is how requests are smuggled.
bool IsOurs(std::string_view name) {
  constexpr std::array<std::string_view, 11> kNames = {"Host",
                                                       "Content-Length",
                                                       "Transfer-Encoding",
                                                       "Connection",
                                                       "Keep-Alive",
                                                       "Proxy-Connection",
                                                       "Upgrade",
                                                       "TE",
                                                       "Trailer",
                                                       "Expect",
                                                       "Proxy-Authorization"};
  return std::ranges::any_of(kNames, [&](std::string_view ours) { return SameName(ours, name); });
}

Result<void> Check(const OutboundRequest& request) {
  const std::string& method = request.method;
  if (!IsToken(method) || method.size() > 32 || method == "CONNECT" || method == "TRACE") {
    return BadRequest("The method is none that may be sent; use GET, POST, PUT, PATCH, DELETE or HEAD.");
  }
  std::size_t bytes = 0;
  for (const auto& [name, value] : request.headers) {
    bytes += name.size() + value.size();
    if (!IsToken(name)) return BadRequest("A header has a name that is no token; use letters, digits and '-'.");
    if (!IsHeaderSafe(value)) return BadRequest("The header " + name + " holds a line break; remove it.");
    if (IsOurs(name)) return BadRequest("The header " + name + " is set by Wharf itself; remove it.");
  }
  if (bytes > kMaxHeaderBytes) return BadRequest("The headers are larger than 256 kB; send the data in the body.");
  return {};
}

Hop FirstHop(Url url, const OutboundRequest& request) {
  return {std::move(url), request.method, request.headers, request.body, request.verify_tls, true};
}

/// What a kept connection depends on. The certificate counts by its hash: a key does not belong into a map.
std::string PoolKey(const ExchangeInput& input, std::uint64_t generation) {
  std::string key = input.hop.url.Origin();
  key += input.hop.verify_tls ? "\nverified\n" : "\nunverified\n";
  key += std::to_string(generation) + "\n";
  if (input.route.proxy) key += input.route.proxy->url.Origin() + "\n";
  if (input.hop.with_certificate && input.request.client_certificate_pem) {
    key += Sha256(*input.request.client_certificate_pem);
    if (input.request.client_key_pem) key += Sha256(input.request.client_key_pem->Reveal());
  }
  return key + "\n" + input.request.budget;
}

Error TooManyRedirects(const Hop& hop, int most) {
  return {ErrorKind::vendor_error, "redirect_refused",
          "The call was redirected more than " + std::to_string(most) + " times, last by " + hop.url.Origin() +
              "; check the address."};
}

}  // namespace

struct Outbound::State {
  State(Options chosen, const Clock& clock, Random& random)
      : options(std::move(chosen)),
        guard(std::make_shared<const AddressGuard>(options.allow)),
        budgets(clock, random),
        routes(options.proxies ? *options.proxies : ProxySettings::FromEnvironment(), options.look_up),
        pool(options.max_idle_connections) {}

  Result<OutboundResponse> Follow(const OutboundRequest& request, Hop hop, Deadline deadline);
  Result<OutboundResponse> Perform(const OutboundRequest& request, const Hop& hop, const AddressGuard& checked_by,
                                   std::uint64_t rules, Deadline deadline);

  const Options options;
  std::mutex mutex;
  std::shared_ptr<const AddressGuard> guard;
  std::uint64_t generation = 0;  ///< of the guard: a connection that an older one let through is not used again
  Budgets budgets;
  Routes routes;
  HandlePool pool;
};

Outbound::Outbound(Options options, const Clock& clock, Random& random)
    : state_(std::make_unique<State>(std::move(options), clock, random)) {}
Outbound::~Outbound() = default;

Result<OutboundResponse> Outbound::State::Perform(const OutboundRequest& request, const Hop& hop,
                                                  const AddressGuard& checked_by, std::uint64_t rules,
                                                  Deadline deadline) {
  WHARF_ASSIGN(const Route route, routes.Find(hop.url, checked_by, request.limits.connect, deadline));
  const ExchangeInput input{hop, route, request, checked_by, options, deadline};
  std::string key = PoolKey(input, rules);
  CurlHandle handle = pool.Take(key);
  if (!handle) return Error{ErrorKind::resource_exhausted, "connect_failed", "There is no memory left for this call."};
  auto response = Exchange(handle.get(), input);
  // After a failure the connection is in an unknown state and goes with its handle.
  if (response) pool.Keep(std::move(key), std::move(handle));
  return response;
}

Result<OutboundResponse> Outbound::State::Follow(const OutboundRequest& request, Hop hop, Deadline deadline) {
  std::shared_ptr<const AddressGuard> checked_by;
  std::uint64_t rules = 0;
  {
    const std::lock_guard lock(mutex);
    checked_by = guard;
    rules = generation;
  }
  for (int redirects = 0;; ++redirects) {
    WHARF_ASSIGN(auto response, Perform(request, hop, *checked_by, rules, deadline));
    WHARF_ASSIGN(auto next, FollowRedirect(hop, response, request));
    if (!next) return response;
    if (redirects >= request.limits.max_redirects) return TooManyRedirects(hop, request.limits.max_redirects);
    hop = *std::move(next);
  }
}

Result<OutboundResponse> Outbound::Send(const OutboundRequest& request) {
  const auto start = steady_clock::now();
  const Deadline deadline = start + std::min(request.limits.total, kLongestCall);
  WHARF_TRY(Check(request));
  WHARF_ASSIGN(Url url, Url::Parse(request.url));
  WHARF_ASSIGN(const auto slot, state_->budgets.Take(request.budget, request.max_concurrency, deadline));
  const auto waited = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
  WHARF_ASSIGN(auto response, state_->Follow(request, FirstHop(std::move(url), request), deadline));
  response.timing = {waited, std::chrono::duration_cast<milliseconds>(steady_clock::now() - start)};
  return response;
}

void Outbound::HoldBack(std::string_view budget, Time until) { state_->budgets.HoldBack(std::string(budget), until); }

void Outbound::SetAllowList(const AllowList& allow) {
  auto next = std::make_shared<const AddressGuard>(allow);
  {
    const std::lock_guard lock(state_->mutex);
    state_->guard = std::move(next);
    ++state_->generation;
  }
  state_->pool.Clear();
}

}  // namespace wharf::net
