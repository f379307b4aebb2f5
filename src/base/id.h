#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wharf {

class Clock;
class Random;

/// The 16 bytes of a UUID (RFC 9562). Orders like its text form, so version 7 ids order by time of making.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  [[nodiscard]] bool IsNil() const { return *this == Uuid{}; }

  /// 36 characters, lower case.
  [[nodiscard]] std::string ToString() const;
  /// Accepts exactly the 36 character form, either case; anything else is nullopt.
  static std::optional<Uuid> Parse(std::string_view text);
  /// UUIDv7: 48 bits of milliseconds, then random bits.
  static Uuid Make(const Clock& clock, Random& random);
};

/// A UUID that cannot be mixed up with another concept's.
template <class Tag>
struct Id {
  Uuid uuid;

  auto operator<=>(const Id&) const = default;
  [[nodiscard]] bool IsNil() const { return uuid.IsNil(); }
  [[nodiscard]] std::string ToString() const { return uuid.ToString(); }
  static std::optional<Id> Parse(std::string_view text) {
    auto uuid = Uuid::Parse(text);
    return uuid ? std::optional<Id>(Id{*uuid}) : std::nullopt;
  }
  static Id Make(const Clock& clock, Random& random) { return Id{Uuid::Make(clock, random)}; }
};

using OrganizationId = Id<struct OrganizationTag>;
using UserId = Id<struct UserTag>;
using ConnectionId = Id<struct ConnectionTag>;
using JobId = Id<struct JobTag>;

}  // namespace wharf

template <>
struct std::hash<wharf::Uuid> {
  std::size_t operator()(const wharf::Uuid& id) const noexcept {
    std::uint64_t low = 0;
    for (std::size_t i = 8; i < 16; ++i) low = low << 8U | id.bytes[i];
    return static_cast<std::size_t>(low * 0x9E3779B97F4A7C15ULL);
  }
};
template <class Tag>
struct std::hash<wharf::Id<Tag>> {
  std::size_t operator()(const wharf::Id<Tag>& id) const noexcept { return std::hash<wharf::Uuid>{}(id.uuid); }
};
