#include "organization/sign_in_backoff.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "base/encoding.h"

namespace wharf::organization {
namespace {

using std::chrono::seconds;
constexpr std::chrono::hours kForgotten{1};

struct Rule {
  std::int64_t free;  ///< attempts without a wait
  seconds most;
};
constexpr Rule kAccountRule{4, std::chrono::minutes(5)};
constexpr Rule kPeerRule{19, std::chrono::minutes(15)};

seconds WaitAfter(std::int64_t attempts, const Rule& rule) {
  if (attempts <= rule.free) return seconds(0);
  const std::int64_t doublings = std::min<std::int64_t>(attempts - rule.free - 1, 20);
  return std::min(seconds(std::int64_t{1} << static_cast<unsigned>(doublings)), rule.most);
}

/// The address is not kept in clear: whoever mistypes may have put a password there.
std::string AccountSubject(std::string_view email_key) { return "account:" + HexEncode(Sha256(email_key)); }

/// One household or server has a whole /64 of IPv6 to itself.
std::string PeerSubject(std::string_view peer) {
  const std::string text(peer);
  in6_addr six{};
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return "peer:" + text.substr(0, 64);
  std::fill(std::begin(six.s6_addr) + 8, std::end(six.s6_addr), std::uint8_t{0});
  std::array<char, INET6_ADDRSTRLEN> network{};
  inet_ntop(AF_INET6, &six, network.data(), network.size());
  return "peer:" + std::string(network.data()) + "/64";
}

/// Counts one attempt; how long it must wait if it is too early for one.
Result<seconds> Count(storage::Session& session, const std::string& subject, const Rule& rule, Time now) {
  // One statement decides and counts, so that of several at once each sees the ones before.
  WHARF_ASSIGN(
      const storage::Rows counted,
      session.Query("INSERT INTO sign_in_failure (subject, failures, last_at, blocked_until) VALUES (?, 1, ?, ?) "
                    "ON CONFLICT (subject) DO UPDATE SET "
                    "failures = CASE WHEN sign_in_failure.last_at < ? THEN 1 ELSE sign_in_failure.failures + 1 END, "
                    "last_at = excluded.last_at WHERE sign_in_failure.blocked_until <= excluded.last_at "
                    "RETURNING failures",
                    subject, now, now, now - kForgotten));
  if (counted.empty()) {
    WHARF_ASSIGN(const storage::Rows blocked,
                 session.Query("SELECT blocked_until FROM sign_in_failure WHERE subject = ?", subject));
    const auto wait = blocked.empty() ? seconds(1) : std::chrono::ceil<seconds>(blocked.front().When(0) - now);
    return std::max(wait, seconds(1));
  }
  const Time until = now + WaitAfter(counted.front().Int(0), rule);
  WHARF_TRY(session.Execute("UPDATE sign_in_failure SET blocked_until = ? WHERE subject = ?", until, subject));
  return seconds(0);
}

}  // namespace

Result<void> SignInBackoff::Begin(std::string_view email_key, std::string_view peer) {
  const Time now = clock_.Now();
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const seconds for_account, Count(session, AccountSubject(email_key), kAccountRule, now));
    WHARF_ASSIGN(const seconds for_peer, Count(session, PeerSubject(peer), kPeerRule, now));
    const seconds wait = std::max(for_account, for_peer);
    if (wait == seconds(0)) return {};
    // The error rolls back, so an attempt that had to wait is not counted on the other side either.
    return Error{ErrorKind::rate_limited,
                 "too_many_attempts",
                 "Too many attempts to sign in. Wait " + std::to_string(wait.count()) + " s, then try again.",
                 {},
                 std::chrono::milliseconds(wait).count()};
  });
}

Result<void> SignInBackoff::Succeeded(std::string_view email_key, std::string_view peer) {
  const Time now = clock_.Now();
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("DELETE FROM sign_in_failure WHERE subject = ?", AccountSubject(email_key)));
    WHARF_TRY(session.Execute("UPDATE sign_in_failure SET failures = failures - 1, blocked_until = ? WHERE subject = ?",
                              now, PeerSubject(peer)));
    return {};
  });
}

Result<void> SignInBackoff::Tidy() {
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(session.Execute("DELETE FROM sign_in_failure WHERE last_at < ? AND blocked_until < ?",
                              clock_.Now() - kForgotten, clock_.Now()));
    return {};
  });
}

}  // namespace wharf::organization
