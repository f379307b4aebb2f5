#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace wharf::definition {

/// A place in a file, counted from 1. Columns count characters, not bytes. 0:0 is "the file as a whole".
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const Position&) const = default;
};

/// One mistake in a definition: where it is and what to do about it.
struct Diagnostic {
  std::string file;
  Position at;
  std::string pointer;  ///< RFC 6901, into the definition as JSON: for forms, which have no lines
  std::string message;

  /// `catalog/hudu/integration.yaml:12:7: unknown key "lable"; did you mean "label"?`
  [[nodiscard]] std::string ToString() const;
  bool operator==(const Diagnostic&) const = default;
};

/// Every diagnostic on a line of its own.
std::string ToString(const std::vector<Diagnostic>& diagnostics);

}  // namespace wharf::definition
