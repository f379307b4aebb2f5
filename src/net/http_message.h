#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wharf::net {

/// Header fields in order; names compare without case (RFC 9110 §5.1).
class Headers {
 public:
  void Add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// Replaces every field of that name.
  void Set(std::string name, std::string value);
  void Remove(std::string_view name);
  /// The first field of that name, or nullopt.
  [[nodiscard]] std::optional<std::string_view> Get(std::string_view name) const;
  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] bool empty() const { return fields_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// True if the two header names are the same.
bool SameName(std::string_view a, std::string_view b);

/// True if the value holds no CR, LF or NUL: what a person or a vendor wrote must not add a header.
bool IsHeaderSafe(std::string_view value);

/// True if the text is a token (RFC 9110 §5.6.2), as names of headers and methods must be.
bool IsToken(std::string_view text);

}  // namespace wharf::net
