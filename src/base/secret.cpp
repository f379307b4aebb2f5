#include "base/secret.h"

#include <sodium.h>

namespace wharf {

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    Wipe();
    value_ = other.value_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    Wipe();
    value_ = std::move(other.value_);
    other.Wipe();
  }
  return *this;
}

void Secret::Wipe() {
  sodium_memzero(value_.data(), value_.size());
  value_.clear();
}

}  // namespace wharf
