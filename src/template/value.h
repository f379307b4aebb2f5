#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "template/context.h"

namespace wharf::templates {

class Expression;
struct List;
struct Dict;

/// Wide enough for sums, differences and products of all whole numbers of the language.
__extension__ using Wide = __int128;

enum class Kind : std::uint8_t {
  absent,     ///< an argument that was not given
  failed,     ///< evaluation has ended; the Run holds the error
  undefined,  ///< a name or path that is not there
  none,
  boolean,
  integer,  ///< −2⁶³ … 2⁶⁴−1
  real,     ///< always finite
  text,     ///< bytes; UTF-8 except between b64decode and the like
  time,     ///< a moment in UTC, in milliseconds
  list,
  dict,
};

/// A value during an evaluation: 24 bytes, copied freely, owning nothing. Texts, lists and dicts point into the
/// context's JSON, the template's constants, or the memory of the Run; all outlive the evaluation.
class Value {
 public:
  Value() : whole_(0) {}

  static Value Failed() { return Value(Form::failed); }
  static Value Undefined(const Expression* where);
  static Value None() { return Value(Form::none); }
  static Value Boolean(bool flag);
  static Value Integer(std::int64_t number);
  static Value Unsigned(std::uint64_t number);
  static Value Real(double number);
  static Value Text(std::string_view text);
  static Value Time(std::int64_t milliseconds);
  static Value Of(const List& list);
  static Value Of(const Dict& dict);
  static Value Of(const Record& record);
  static Value Of(const boost::json::value& json);
  static Value Of(const boost::json::array& json);
  static Value Of(const boost::json::object& json);

  [[nodiscard]] Kind kind() const;
  [[nodiscard]] bool Is(Kind wanted) const { return kind() == wanted; }
  [[nodiscard]] bool failed() const { return form_ == Form::failed; }
  [[nodiscard]] bool IsNumber() const { return Is(Kind::integer) || Is(Kind::real) || Is(Kind::boolean); }

  [[nodiscard]] bool secret() const { return secret_; }
  /// The same value, secret if it was or if `secret`.
  [[nodiscard]] Value Marked(bool secret) const {
    Value value = *this;
    value.secret_ = secret_ || secret;
    return value;
  }

  // Each of these requires the kind it is named after.
  [[nodiscard]] bool AsBoolean() const { return whole_ != 0; }
  [[nodiscard]] Wide AsInteger() const;  ///< also of a boolean
  [[nodiscard]] double AsReal() const { return real_; }
  [[nodiscard]] std::string_view AsText() const { return {text_, size_}; }
  [[nodiscard]] std::int64_t AsTime() const { return whole_; }
  [[nodiscard]] const Expression* AsUndefined() const { return where_; }

  // Lists.
  [[nodiscard]] std::size_t ListSize() const;
  [[nodiscard]] Value ListAt(std::size_t index) const;
  [[nodiscard]] bool IsTuple() const;

  // Dicts come in three forms; exactly one of these is not null.
  [[nodiscard]] const Dict* AsDict() const { return form_ == Form::dict ? dict_ : nullptr; }
  [[nodiscard]] const boost::json::object* AsObject() const { return form_ == Form::object ? object_ : nullptr; }
  [[nodiscard]] const Record* AsRecord() const { return form_ == Form::record ? record_ : nullptr; }

 private:
  enum class Form : std::uint8_t {
    absent,
    failed,
    undefined,
    none,
    boolean,
    integer,
    unsigned_integer,
    real,
    text,
    time,
    list,
    array,
    dict,
    object,
    record,
  };
  explicit Value(Form form) : form_(form), whole_(0) {}

  Form form_ = Form::absent;
  bool secret_ = false;
  std::size_t size_ = 0;
  union {
    std::int64_t whole_;
    std::uint64_t unsigned_;
    double real_;
    const char* text_;
    const Expression* where_;
    const List* list_;
    const Dict* dict_;
    const Record* record_;
    const boost::json::array* array_;
    const boost::json::object* object_;
  };
};

/// A list made by the evaluation. A tuple differs only in how it prints and in not being equal to a list.
struct List {
  std::span<const Value> items;
  bool tuple = false;
};

struct Entry {
  Value key;
  Value value;
};

/// A mapping made by the evaluation, in order of insertion. Keys are scalars; equal numbers are equal keys.
struct Dict {
  std::span<const Entry> entries;
  /// For more than a few entries: open addressing, 0 is empty, else the number of the entry plus 1.
  std::span<const std::uint32_t> index;

  static constexpr std::size_t kNowhere = ~std::size_t{0};
  /// The number of the entry, or kNowhere. `key` is a scalar.
  [[nodiscard]] std::size_t Position(const Value& key) const;
  /// Null if there is none. `key` is a scalar.
  [[nodiscard]] const Value* Find(const Value& key) const;
};

/// Equal scalars have equal hashes, whatever kind of number they are.
std::size_t HashScalar(const Value& key);
/// none, boolean, integer, real, text or time.
bool IsScalar(const Value& value);

}  // namespace wharf::templates
