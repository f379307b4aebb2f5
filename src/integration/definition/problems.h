#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "integration/definition/diagnostic.h"

namespace wharf::definition {

/// Collects mistakes while a definition is read; the first 200 count.
class Problems {
 public:
  void Add(Position at, std::string message) {
    if (!full()) found_.push_back({"", at, "", std::move(message)});
  }
  /// More would not be told, so what costs time to find need not be looked for.
  [[nodiscard]] bool full() const { return found_.size() >= kMost; }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  /// In order of place.
  [[nodiscard]] std::vector<Diagnostic> Take() {
    std::ranges::stable_sort(found_, {}, &Diagnostic::at);
    return std::move(found_);
  }

 private:
  static constexpr std::size_t kMost = 200;
  std::vector<Diagnostic> found_;
};

/// `; did you mean "x"?` if one of the known names is near, else `; known: a, b, c` if they are few, else nothing.
std::string Suggestion(const std::string& word, const std::vector<std::string>& known);

}  // namespace wharf::definition
