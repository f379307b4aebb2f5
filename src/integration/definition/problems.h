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
  struct Problem {
    Position at;
    std::string message;
    bool at_key = false;  ///< the place is that of a key, which may also be where the whole begins
  };

  void Add(Position at, std::string message) {
    if (!full()) found_.push_back({at, std::move(message)});
  }
  void AddAtKey(Position at, std::string message) {
    if (!full()) found_.push_back({at, std::move(message), true});
  }
  /// More would not be told, so what costs time to find need not be looked for.
  [[nodiscard]] bool full() const { return found_.size() >= kMost; }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  /// In order of place.
  [[nodiscard]] std::vector<Problem> Take() {
    std::ranges::stable_sort(found_, {}, &Problem::at);
    return std::move(found_);
  }

 private:
  static constexpr std::size_t kMost = 200;
  std::vector<Problem> found_;
};

/// `; did you mean "x"?` if one of the known names is near, else `; known: a, b, c` if they are at most `few`, else
/// nothing. `before` is put before the name that is meant.
std::string Suggestion(const std::string& word, const std::vector<std::string>& known, std::size_t few = 16,
                       const std::string& before = "");

}  // namespace wharf::definition
