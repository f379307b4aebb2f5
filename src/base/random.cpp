#include "base/random.h"

#include <sodium.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "base/encoding.h"

namespace wharf {

std::uint64_t Random::Below(std::uint64_t bound) {
  // Rejection keeps the spread even: numbers below 2^64 mod bound are drawn again.
  const std::uint64_t reject_below = (0 - bound) % bound;
  for (;;) {
    std::array<std::uint8_t, 8> bytes{};
    Fill(bytes);
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8U | byte;
    if (value >= reject_below) return value % bound;
  }
}

std::string Random::Token(std::size_t bytes) {
  std::vector<std::uint8_t> buffer(bytes);
  Fill(buffer);
  return Base64UrlEncode({reinterpret_cast<const char*>(buffer.data()), buffer.size()});
}

SystemRandom::SystemRandom() {
  if (sodium_init() < 0) std::abort();
}

void SystemRandom::Fill(std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); }

void SeededRandom::Fill(std::span<std::uint8_t> bytes) {
  // SplitMix64 (Steele, Lea, Flood 2014).
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    z ^= z >> 31U;
    for (std::size_t j = i; j < bytes.size() && j < i + 8; ++j, z >>= 8U) bytes[j] = static_cast<std::uint8_t>(z);
  }
}

}  // namespace wharf
