#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "template/context.h"
#include "template/template.h"
#include "template/value.h"

namespace wharf::templates {

/// A byte offset into the source: where an error is reported.
using Site = std::uint32_t;

/// The current element of `map`, `select` and the like.
struct ItemScope {
  Value item;
  bool names_are_members;  ///< `map(name=…)`: names are looked up in the item first
  const ItemScope* outer;
};

/// The memory of one evaluation: handed out in rising order, given back all at once. The first kilobyte costs nothing.
class Arena {
 public:
  explicit Arena(std::size_t limit) : left_(limit) {}
  /// Null when the limit is reached. Aligned for any Value.
  void* Allocate(std::size_t bytes);
  [[nodiscard]] std::size_t left() const { return left_; }
  /// Counts memory that is held elsewhere.
  void Spend(std::size_t bytes) { left_ -= std::min(left_, bytes); }

 private:
  static constexpr std::size_t kInline = 1024;
  std::size_t left_;
  std::size_t next_chunk_ = std::size_t{4} << 10U;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  alignas(std::max_align_t) std::array<std::byte, kInline> inline_;  // left uninitialized: written before it is read
  std::byte* at_ = inline_.data();
  std::byte* end_ = inline_.data() + kInline;
};

/// The state of one evaluation: names, budget, memory and the first error.
///
/// Everything that can fail returns Value::Failed(), nullopt or false after it has stored the error here; callers pass
/// that on at once. Used by one thread.
class Run {
 public:
  Run(std::string_view source, const Context& context, const EvaluateOptions& options);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Where the operation that runs now stands in the source; set by each expression before it works.
  Site site = 0;
  const ItemScope* item = nullptr;

  [[nodiscard]] const EvaluateOptions& options() const { return options_; }

  // Failing. The message says the fact and the fix and holds no values.
  Value Fail(std::string_view message);
  Value FailLimit(std::string_view limit, const std::string& amount);
  Value FailUndefined(const Value& undefined);
  Value FailWith(Error error);
  Value FailMemory();
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  Error TakeError() { return *std::move(error_); }

  // The budget.
  bool Enter();
  void Leave() { --depth_; }
  bool Charge(std::uint64_t steps) {
    steps_ += steps;
    return steps_ < next_look_ || LookAtLimits();
  }
  /// Looks at the clock now: before work of which the steps tell little.
  bool LookAtLimits();

  // Values. A null or failed answer means that the memory limit ended the run.
  char* NewBytes(std::size_t size);
  Value NewText(std::string_view text);
  /// Bytes that can still be made. Whatever is put together outside must stay below, since it comes here in the end.
  [[nodiscard]] std::size_t MemoryLeft() const { return arena_.left(); }
  Value NewList(std::span<const Value> items, bool tuple = false);
  /// A later entry of the same key replaces the value of the earlier one. Fails for keys that are not scalars.
  Value NewDict(std::span<const Entry> entries);

  /// Keeps a JSON value until the run ends; `bytes` of it are taken from the memory that is left.
  Value Keep(boost::json::value json, std::size_t bytes);

  // Names and members.
  Value Lookup(std::string_view name, const Expression* where);
  /// The member of a dict, or undefined. `where` is the expression to name when it is missing.
  Value Member(const Value& dict, std::string_view name, const Expression* where);
  /// All members of a dict in order; nullopt if the run failed.
  std::optional<std::vector<Entry>> Members(const Value& dict);
  std::optional<std::size_t> MemberCount(const Value& dict);
  // For "did you mean".
  std::vector<std::string> Names();
  std::vector<std::string> MemberNames(const Value& dict);
  /// What iterating gives: elements of a list, characters of a text, keys of a dict, nothing of undefined.
  std::optional<std::vector<Value>> Elements(const Value& value);

  /// Grows with every secret that is read; lets a call see whether it met one on the way.
  [[nodiscard]] std::uint64_t secrets_read() const { return secrets_read_; }

 private:
  Value FromFound(Found found, const Expression* where);
  void* Allocate(std::size_t bytes);

  std::string_view source_;
  const Context& context_;
  const EvaluateOptions& options_;
  std::uint64_t steps_ = 0;
  std::uint64_t next_look_;
  std::size_t depth_ = 0;
  std::uint64_t secrets_read_ = 0;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  std::optional<Error> error_;
  std::vector<std::shared_ptr<const boost::json::value>> kept_;
  Arena arena_;
};

/// `message` with its place in front: "2:14: message".
Error ErrorAt(std::string_view source, Site site, std::string_view code, std::string_view message);

/// How an error speaks of a kind: "a list", "text".
std::string_view KindName(const Value& value);

}  // namespace wharf::templates
