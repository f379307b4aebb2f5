#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace wharf {

/// A value that must not be shown. It has no stream operator, no formatter and no JSON conversion, and its memory is
/// wiped when it goes. Whoever really needs the text says so by `Reveal()`, which is easy to search for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.Wipe(); }
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { Wipe(); }

  [[nodiscard]] bool empty() const { return value_.empty(); }
  [[nodiscard]] std::string_view Reveal() const { return value_; }

 private:
  void Wipe();
  std::string value_;
};

}  // namespace wharf
