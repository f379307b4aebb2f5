#include "integration/call/explain.h"

#include <array>
#include <string_view>
#include <utility>

#include "net/url.h"

namespace wharf::call {
namespace {

struct Fault {
  std::string_view as;
  ErrorKind kind;
  std::string_view code;
  std::string_view fix;
};

constexpr std::array<Fault, 8> kFaults{{
    {"settings", ErrorKind::unauthenticated, "settings_refused",
     "The key was probably revoked, mistyped, or belongs to another account. Make a new one there and put it in here."},
    {"permission", ErrorKind::permission_denied, "not_permitted",
     "The key is known but lacks the right for this. Give its account or role that right there."},
    {"not_found", ErrorKind::not_found, "vendor_not_found",
     "There is no such thing there, or the key may not see it. Check the address and the id."},
    {"input", ErrorKind::invalid_argument, "vendor_input", "Correct the input and try again."},
    {"conflict", ErrorKind::conflict, "vendor_conflict",
     "Something there is in the way: it exists already or is being changed."},
    {"limit", ErrorKind::rate_limited, "vendor_limit", "Wharf goes on when the limit allows it."},
    {"temporary", ErrorKind::unavailable, "vendor_away", "It passes as a rule; Wharf tries again."},
    {"vendor", ErrorKind::vendor_error, "vendor_failed", "The fault is on the other side."},
}};

const Fault& FaultOf(const Verdict& verdict) {
  std::string_view as = verdict.as;
  if (verdict.means == Verdict::Means::rate_limited) as = "limit";
  if (verdict.means == Verdict::Means::retry) as = "temporary";
  if (verdict.means == Verdict::Means::refresh) as = "settings";
  if (verdict.means == Verdict::Means::rediscover) as = "settings";
  for (const Fault& fault : kFaults) {
    if (fault.as == as) return fault;
  }
  return kFaults.back();
}

std::string PathOf(const std::string& url) {
  const auto parsed = net::Url::Parse(url);
  return parsed ? parsed->path() : url.substr(0, url.find('?'));
}

}  // namespace

Error ExplainVerdict(const Verdict& verdict, int status, const std::string& method, const std::string& url,
                     const std::string& vendor) {
  const Fault& fault = FaultOf(verdict);
  std::string message = vendor + " answered " + std::to_string(status) + " to " + method + " " + PathOf(url);
  if (!verdict.words.empty()) message += ": " + verdict.words;
  if (!message.ends_with('.') && !message.ends_with('!') && !message.ends_with('?') && !message.ends_with("…"))
    message += '.';
  // The definition's own words already say what to do.
  const bool said = verdict.means == Verdict::Means::fail && status < 400 && !verdict.words.empty();
  if (!said) message += " " + std::string(fault.fix);
  return {fault.kind, std::string(fault.code), std::move(message)};
}

Error ExplainFailure(Error error, const std::string& vendor) {
  struct Words {
    std::string_view code;
    std::string_view lead;
    std::string_view fix;
  };
  constexpr std::array<Words, 8> kWords{{
      {"name_not_found", " was not reached.",
       "Check the host name for a slip, and that this server can look names up."},
      {"connect_failed", " was not reached.", "Check the address and port, and that no firewall stands between."},
      {"timed_out", " did not answer in time.", "Try again, or ask its operator why it is slow."},
      {"connection_lost", " broke off.", "Try again; if it stays so, ask its operator."},
      {"address_not_allowed", " was not called.", "An administrator can allow it under Settings, Outgoing calls."},
      {"tls_failed", " was not called.",
       "Have the certificate put right; for a test system an administrator can switch the check off."},
      {"response_broken", " answered something that cannot be read.", "Check that the address leads to it."},
      {"response_too_large", " answered too much.", "Check that the address leads to it."},
  }};
  for (const Words& words : kWords) {
    if (error.code != words.code || error.message.starts_with(vendor + std::string(words.lead))) continue;
    error.message = vendor + std::string(words.lead) + " " + error.message + " " + std::string(words.fix);
    break;
  }
  return error;
}

}  // namespace wharf::call
