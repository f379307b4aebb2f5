#include "organization/passwords.h"

#include <sodium.h>

#include <array>
#include <atomic>
#include <cstring>
#include <semaphore>

namespace wharf::organization {
namespace {

constexpr std::ptrdiff_t kAtOnce = 2;
constexpr int kMostAdmitted = 6;
struct Limits {
  unsigned long long passes;
  std::size_t memory;
  /// The hash of no password, with the same limits: checking against it takes as long as against any other.
  std::string_view nobody;
};
constexpr Limits kInteractive{
    crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
constexpr Limits kMinimal{
    crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
    "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};

const Limits& LimitsOf(PasswordCost cost) { return cost == PasswordCost::minimal ? kMinimal : kInteractive; }

}  // namespace

struct Passwords::Turnstile {
  std::counting_semaphore<kAtOnce> free{kAtOnce};
  std::atomic<int> admitted = 0;
};

Passwords::Passwords(PasswordCost cost) : cost_(cost), turnstile_(std::make_unique<Turnstile>()) {}
Passwords::~Passwords() = default;

/// A place among those who hash or wait for it, given back at the end.
class Passwords::Turn {
 public:
  explicit Turn(Turnstile& turnstile) : turnstile_(turnstile), admitted_(++turnstile.admitted <= kMostAdmitted) {
    if (admitted_) turnstile_.free.acquire();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (admitted_) turnstile_.free.release();
    --turnstile_.admitted;
  }
  [[nodiscard]] Result<void> Admission() const {
    if (admitted_) return {};
    return Error{ErrorKind::rate_limited,
                 "too_many_attempts",
                 "Many people sign in at this moment. Wait a second, then try again.",
                 {},
                 1000};
  }

 private:
  Turnstile& turnstile_;
  const bool admitted_;
};

Result<std::string> Passwords::Hash(const Secret& password) {
  const Turn turn(*turnstile_);
  WHARF_TRY(turn.Admission());
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const std::string_view clear = password.Reveal();
  if (sodium_init() < 0 || crypto_pwhash_str_alg(text.data(), clear.data(), clear.size(), LimitsOf(cost_).passes,
                                                 LimitsOf(cost_).memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{ErrorKind::resource_exhausted, "out_of_memory",
                 "Hashing a password takes 64 MB of memory, which are not there. Give the machine more memory."};
  }
  return std::string(text.data());
}

Result<bool> Passwords::Verify(std::string_view hash, const Secret& password) {
  const Turn turn(*turnstile_);
  WHARF_TRY(turn.Admission());
  const bool known = !hash.empty() && hash.size() < crypto_pwhash_STRBYTES;
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const std::string_view against = known ? hash : LimitsOf(cost_).nobody;
  std::memcpy(text.data(), against.data(), against.size());
  const std::string_view clear = password.Reveal();
  const bool right = sodium_init() >= 0 && crypto_pwhash_str_verify(text.data(), clear.data(), clear.size()) == 0;
  return right && known;
}

}  // namespace wharf::organization
