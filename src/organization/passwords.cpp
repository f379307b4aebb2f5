#include "organization/passwords.h"

#include <sodium.h>

#include <array>
#include <cstring>
#include <semaphore>

namespace wharf::organization {
namespace {

constexpr std::ptrdiff_t kAtOnce = 2;
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
};

Passwords::Passwords(PasswordCost cost) : cost_(cost), turnstile_(std::make_unique<Turnstile>()) {}
Passwords::~Passwords() = default;

namespace {

/// Lets two hash at a time: each takes 64 MB.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<kAtOnce>& free) : free_(free) { free_.acquire(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { free_.release(); }

 private:
  std::counting_semaphore<kAtOnce>& free_;
};

}  // namespace

Result<std::string> Passwords::Hash(const Secret& password) {
  const Turn turn(turnstile_->free);
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const std::string_view clear = password.Reveal();
  if (sodium_init() < 0 || crypto_pwhash_str_alg(text.data(), clear.data(), clear.size(), LimitsOf(cost_).passes,
                                                 LimitsOf(cost_).memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{ErrorKind::resource_exhausted, "out_of_memory",
                 "Hashing a password takes 64 MB of memory, which are not there. Give the machine more memory."};
  }
  return std::string(text.data());
}

bool Passwords::Verify(std::string_view hash, const Secret& password) {
  const Turn turn(turnstile_->free);
  const bool known = !hash.empty() && hash.size() < crypto_pwhash_STRBYTES;
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const std::string_view against = known ? hash : LimitsOf(cost_).nobody;
  std::memcpy(text.data(), against.data(), against.size());
  const std::string_view clear = password.Reveal();
  const bool right = sodium_init() >= 0 && crypto_pwhash_str_verify(text.data(), clear.data(), clear.size()) == 0;
  return right && known;
}

}  // namespace wharf::organization
