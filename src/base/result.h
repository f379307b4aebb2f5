#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace wharf {

/// What kind of failure this is. The kind decides the HTTP status, the exit code and whether trying again can help.
enum class ErrorKind {
  invalid_argument,    ///< the caller's input is wrong; trying again with the same input cannot help
  unauthenticated,     ///< nobody is signed in, or the proof is wrong
  permission_denied,   ///< signed in, sees the thing, may not do this to it
  not_found,           ///< there is no such thing, or the caller may not know of it
  already_exists,      ///< a name or key is taken
  conflict,            ///< somebody else changed it first
  rate_limited,        ///< too many tries; `retry_after_ms` says when
  vendor_error,        ///< the tool on the other side refused or failed
  blocked,             ///< the guard of outgoing calls forbids this address
  deadline_exceeded,   ///< a time limit ran out
  cancelled,           ///< a person or a shutdown stopped it
  interrupted,         ///< it is unknown whether the other side did it
  unavailable,         ///< something we need is away (database, network); trying again later helps
  resource_exhausted,  ///< a size or space limit
  internal             ///< a mistake of ours
};

/// One wrong field of an input: a JSON pointer (RFC 6901) or a column name, and what to do about it.
struct FieldError {
  std::string pointer;
  std::string code;
  std::string message;
};

/// A failure as a value. `code` is stable and meant for programs (`snake_case`), `message` is a sentence for people
/// that says the fact and then the fix. Neither ever holds a secret.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;
  std::string message;
  std::vector<FieldError> fields = {};
  std::int64_t retry_after_ms = 0;
};

/// Either a value or an Error. Dereferencing a failed Result is a programming error (checked in all builds).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }

  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const& { return *error_; }
  [[nodiscard]] Error&& error() && { return *std::move(error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace wharf

// Each use makes a name of its own, so that uses inside a lambda inside a use do not shadow each other.
#define WHARF_CONCAT_INNER(a, b) a##b
#define WHARF_CONCAT(a, b) WHARF_CONCAT_INNER(a, b)

#define WHARF_TRY_IMPL(temp, ...)           \
  do {                                      \
    if (auto temp = (__VA_ARGS__); !temp) { \
      return std::move(temp).error();       \
    }                                       \
  } while (false)

/// Returns the error of the expression from the enclosing function if it failed.
#define WHARF_TRY(...) WHARF_TRY_IMPL(WHARF_CONCAT(wharf_try_, __COUNTER__), __VA_ARGS__)

#define WHARF_ASSIGN_IMPL(temp, decl, ...) \
  auto temp = (__VA_ARGS__);               \
  if (!temp) {                             \
    return std::move(temp).error();        \
  }                                        \
  decl = *std::move(temp)

/// `WHARF_ASSIGN(auto rows, session.Query(...));` declares `rows`, or returns the error.
#define WHARF_ASSIGN(decl, ...) WHARF_ASSIGN_IMPL(WHARF_CONCAT(wharf_assign_, __COUNTER__), decl, __VA_ARGS__)
