#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "template/context.h"
#include "template/environment.h"

namespace wharf::templates {

struct Program;

/// What one evaluation may use up. Whichever is reached first ends it with an error that names it.
struct Limits {
  std::size_t depth = 300;           ///< expressions inside expressions
  std::uint64_t steps = 20'000'000;  ///< one for each expression evaluated, list element or 16 bytes of text handled
  std::size_t output_bytes = 16U << 20U;  ///< the text, or the text and keys in the typed value
  std::size_t memory_bytes = 32U << 20U;  ///< values made on the way, all together
  std::chrono::milliseconds time{1'000};
};

struct EvaluateOptions {
  /// A missing name or path is an error that names it, unless `default`, `coalesce` or `is defined` deals with it.
  bool strict = false;
  /// What `now()` answers; without a clock `now()` is an error.
  const Clock* clock = nullptr;
  Limits limits = {};
};

/// The text a template made. `secret`: a value marked secret flowed into it, be it through a filter, an operator or
/// the condition that chose a part of it. Show it to nobody then.
struct Rendered {
  std::string text;
  bool secret = false;
};

/// The value a template made; see Template::Evaluate.
struct Outcome {
  boost::json::value value;
  bool secret = false;
  bool undefined = false;  ///< a lone expression that found nothing (`value` is null): leave the parameter out
};

/// A path that a template reads, such as `fields.host` or `items[].id`, for checking it before anything runs.
struct Reference {
  std::string root;                  ///< the name it begins with
  std::vector<std::string> members;  ///< then member names; "[]" for an index, a slice or a computed member
  std::size_t line = 0;
  std::size_t column = 0;
  bool guarded = false;  ///< inside `default`, `coalesce` or `is defined`: it may be missing
  bool in_item = false;  ///< inside `map(name=…)`: the root may be a member of the list's item instead of a name

  [[nodiscard]] std::string Text() const;
};

/// A compiled template. Immutable; copies are cheap and share; safe to use from any number of threads.
///
/// The language is that of docs/users/templates.md. A compiled template keeps its source (about ten times its size
/// in all). Source over 1 MiB, or nested over 300 levels, is refused.
class Template {
 public:
  /// Fails with `template_syntax` (also for unknown filters, tests, functions and methods, naming the nearest known)
  /// or `template_limit`. Messages begin with `line:column: `; see Locate.
  static Result<Template> Compile(std::string_view source, const Environment& environment);

  /// The text of the template. Errors: `template_undefined` (strict, or a missing value where one is needed),
  /// `template_value` (a value of the wrong kind or size), `template_limit` (ErrorKind::resource_exhausted),
  /// or whatever a Record answered. Messages begin with `line:column: ` and never hold values, only names.
  [[nodiscard]] Result<Rendered> Render(const Context& context, const EvaluateOptions& options = {}) const;

  /// Native mode. A template that is one lone `{{ expression }}`, with nothing but blanks, line ends and comments
  /// around it, yields the value with its type; anything else yields its text as a string, exactly as Render.
  /// Times become RFC 3339 text, undefined becomes null. Errors as for Render.
  [[nodiscard]] Result<Outcome> Evaluate(const Context& context, const EvaluateOptions& options = {}) const;

  /// Evaluates and asks whether the value is true in a condition (not false, none, undefined, 0, or empty).
  [[nodiscard]] Result<bool> Holds(const Context& context, const EvaluateOptions& options = {}) const;

  [[nodiscard]] bool IsLoneExpression() const;
  /// Nothing but text: every evaluation gives the same.
  [[nodiscard]] bool IsPlainText() const;
  [[nodiscard]] std::string_view Source() const;
  /// All paths read, in order of appearance, each once per place.
  [[nodiscard]] std::vector<Reference> References() const;

 private:
  explicit Template(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const Program> program_;
};

/// Where in the template an error is, and its message without that.
struct Located {
  std::size_t line = 0;    ///< from 1; 0 if the error has no place
  std::size_t column = 0;  ///< from 1, in code points
  std::string_view message;
};
Located Locate(const Error& error);

}  // namespace wharf::templates
