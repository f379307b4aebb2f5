#pragma once

#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wharf::templates {

struct Callable;
struct Library;

/// A filter or function that the host adds. `call` must be pure, safe from any thread, and quick: it is not
/// interrupted. An error ends the evaluation with its message, the place put in front; it must not hold values.
/// What it makes of a secret argument is secret.
struct HostFunction {
  std::string name;
  std::vector<std::string> required;  ///< parameter names; of a filter without the piped value
  std::vector<std::string> optional;  ///< null if not given
  /// The arguments in order of the names above; for a filter the piped value comes first.
  std::function<Result<boost::json::value>(std::span<const boost::json::value> arguments)> call;
};

/// The filters, tests and functions that templates can use: the standard ones of docs/users/templates.md, and what
/// the host adds. Add first, compile then: adding while another thread compiles is a race. Templates keep what they
/// use.
class Environment {
 public:
  /// With everything standard.
  Environment();
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  /// Replaces one of the same name.
  void AddFilter(HostFunction filter);
  void AddFunction(HostFunction function);

  /// Sorted: for documentation, editors and tests.
  [[nodiscard]] std::vector<std::string> FilterNames() const;
  [[nodiscard]] std::vector<std::string> TestNames() const;
  [[nodiscard]] std::vector<std::string> FunctionNames() const;

  /// For the compiler of this room.
  [[nodiscard]] const Library& library() const { return *library_; }

 private:
  std::unique_ptr<Library> library_;
};

}  // namespace wharf::templates
