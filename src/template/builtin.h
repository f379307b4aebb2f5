#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "template/environment.h"
#include "template/run.h"
#include "template/value.h"

namespace wharf::templates {

/// One call of a filter, test, function or method: its arguments in the order of its parameters.
class Call {
 public:
  Call(Run& run, std::span<const Value> arguments, const void* prepared, const HostFunction* host)
      : run_(run), arguments_(arguments), prepared_(prepared), host_(host) {}

  [[nodiscard]] Run& run() const { return run_; }
  [[nodiscard]] std::span<const Value> arguments() const { return arguments_; }
  /// What Builtin::prepare made of the constant arguments; null if there was nothing to prepare.
  [[nodiscard]] const void* prepared() const { return prepared_; }
  [[nodiscard]] const HostFunction* host() const { return host_; }

  [[nodiscard]] const Value& operator[](std::size_t i) const { return arguments_[i]; }
  [[nodiscard]] bool Has(std::size_t i) const { return i < arguments_.size() && !arguments_[i].Is(Kind::absent); }

  // Arguments with their kind. nullopt: it has another kind, and the run has failed with a message that says so.
  /// Anything, as text: what `{{ }}` would print.
  [[nodiscard]] std::optional<std::string_view> Text(std::size_t i, std::string_view otherwise = {}) const;
  /// A whole number that fits 64 bits with sign.
  [[nodiscard]] std::optional<std::int64_t> Whole(std::size_t i, std::int64_t otherwise) const;
  [[nodiscard]] std::optional<bool> Flag(std::size_t i, bool otherwise) const;
  /// What iterating over it gives.
  [[nodiscard]] std::optional<std::vector<Value>> Elements(std::size_t i) const;

  Value Fail(std::string_view message) const { return run_.Fail(message); }
  Value NewText(std::string_view text) const { return run_.NewText(text); }

 private:
  Run& run_;
  std::span<const Value> arguments_;
  const void* prepared_;
  const HostFunction* host_;
};

using CallFunction = Value (*)(const Call& call);
/// Does once, at compile time, what depends only on constant arguments (absent values stand for the others).
using PrepareFunction = Result<std::shared_ptr<const void>> (*)(std::span<const Value> constants);

/// A row of a table of filters, tests, functions or methods.
struct Builtin {
  std::string_view name;
  /// Parameter names with blanks between: `old new count?` has an optional third; `*values` takes all further
  /// positional arguments, `**members` all further keywords, as one dict at the end. Of a filter, test or method the
  /// value it is applied to comes first and is not listed.
  std::string_view parameters;
  CallFunction call;
  bool undefined_allowed = false;  ///< gets undefined values also in strict mode
  bool tells_presence = false;     ///< says only whether a value is there: the answer is not secret
  Kind receiver = Kind::absent;    ///< of a method: the kind that has it
  PrepareFunction prepare = nullptr;
};

struct Parameter {
  std::string name;
  bool required = true;
};

/// A Builtin or HostFunction, ready to be called.
struct Callable {
  std::string name;
  std::string what;  ///< "filter", "test", "function" or "method", for messages
  std::vector<Parameter> parameters;
  bool has_subject = false;  ///< the first argument is the value it is applied to
  bool takes_rest = false;
  bool takes_keywords = false;
  bool undefined_allowed = false;
  bool tells_presence = false;
  Kind receiver = Kind::absent;
  CallFunction call = nullptr;
  PrepareFunction prepare = nullptr;
  std::shared_ptr<const HostFunction> host = nullptr;
};

// The tables; one .cpp each.
std::span<const Builtin> TextFilters();
std::span<const Builtin> LayoutFilters();
std::span<const Builtin> ListFilters();
std::span<const Builtin> OrderFilters();
std::span<const Builtin> NumberFilters();
std::span<const Builtin> EncodingFilters();
std::span<const Builtin> RegexFilters();
std::span<const Builtin> TimeFilters();
std::span<const Builtin> StandardTests();
std::span<const Builtin> StandardFunctions();
std::span<const Builtin> TextMethods();
std::span<const Builtin> DictMethods();

}  // namespace wharf::templates
