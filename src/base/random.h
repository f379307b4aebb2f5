#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace wharf {

/// Unpredictable bytes. Handed in, so that tests and simulations can be repeated. Safe from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(std::span<std::uint8_t> bytes) = 0;

  /// A number below `bound` (> 0), evenly spread.
  std::uint64_t Below(std::uint64_t bound);
  /// `bytes` random bytes as base64url without padding (RFC 4648 §5): for tokens, states and verifiers.
  std::string Token(std::size_t bytes);
};

/// The system's cryptographic source (libsodium).
class SystemRandom final : public Random {
 public:
  SystemRandom();
  void Fill(std::span<std::uint8_t> bytes) override;
};

/// A repeatable sequence for tests and simulators. Never for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void Fill(std::span<std::uint8_t> bytes) override;

 private:
  std::uint64_t state_;
};

}  // namespace wharf
