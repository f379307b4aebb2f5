#include "organization/changed_meanwhile.h"

#include <chrono>

namespace wharf::organization {

std::string Ago(Time then, Time now) {
  using std::chrono::duration_cast;
  const auto passed = now - then;
  if (passed < std::chrono::minutes(1)) return "just now";
  if (passed < std::chrono::hours(1)) {
    return std::to_string(duration_cast<std::chrono::minutes>(passed).count()) + " min ago";
  }
  if (passed < std::chrono::hours(48)) {
    return std::to_string(duration_cast<std::chrono::hours>(passed).count()) + " h ago";
  }
  return std::to_string(duration_cast<std::chrono::hours>(passed).count() / 24) + " days ago";
}

Error ChangedMeanwhile(std::string_view what, std::string_view by, Time when, Time now) {
  return {ErrorKind::conflict, "changed_meanwhile",
          std::string(by) + " changed " + std::string(what) + " " + Ago(when, now) +
              ". Look at it again, then make your change."};
}

}  // namespace wharf::organization
