#include "template/compare.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "template/arithmetic.h"
#include "template/run.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

std::strong_ordering Reversed(std::strong_ordering order) {
  return std::is_lt(order) ? std::strong_ordering::greater : std::is_gt(order) ? std::strong_ordering::less : order;
}

std::strong_ordering CompareWholeWithReal(Wide whole, double real) {
  constexpr double kEdge = 18446744073709551616.0;  // 2⁶⁴: beyond every whole number of the language
  if (real >= kEdge) return std::strong_ordering::less;
  if (real <= -kEdge) return std::strong_ordering::greater;
  const double below = std::floor(real);
  const Wide floored = static_cast<Wide>(below);
  if (whole != floored) return whole <=> floored;
  return real > below ? std::strong_ordering::less : std::strong_ordering::equal;
}

/// Charges one step for each 16 bytes that two texts have in common at most.
bool ChargeTexts(Run& run, const Value& a, const Value& b) {
  return run.Charge(1 + std::min(a.AsText().size(), b.AsText().size()) / 16);
}

std::optional<bool> ListsEqual(Run& run, const Value& a, const Value& b) {
  if (a.IsTuple() != b.IsTuple() || a.ListSize() != b.ListSize()) return false;
  for (std::size_t i = 0; i < a.ListSize(); ++i) {
    const auto equal = Equal(run, a.ListAt(i), b.ListAt(i));
    if (!equal || !*equal) return equal;
  }
  return true;
}

std::optional<bool> DictsEqual(Run& run, const Value& a, const Value& b) {
  const auto left = run.Members(a);
  const auto right = left ? run.Members(b) : std::nullopt;
  if (!right) return std::nullopt;
  if (left->size() != right->size()) return false;
  const Value indexed = run.NewDict(*right);
  if (indexed.failed()) return std::nullopt;
  for (const Entry& entry : *left) {
    const Value* other = indexed.AsDict()->Find(entry.key);
    if (other == nullptr) return false;
    const auto equal = Equal(run, entry.value, *other);
    if (!equal || !*equal) return equal;
  }
  return true;
}

std::optional<std::strong_ordering> CompareLists(Run& run, const Value& a, const Value& b) {
  const std::size_t common = std::min(a.ListSize(), b.ListSize());
  for (std::size_t i = 0; i < common; ++i) {
    const Value left = a.ListAt(i);
    const Value right = b.ListAt(i);
    const auto equal = Equal(run, left, right);
    if (!equal) return std::nullopt;
    if (!*equal) return Compare(run, left, right);
  }
  return a.ListSize() <=> b.ListSize();
}

/// Nested data is bounded by the depth limit like nested expressions.
class Deeper {
 public:
  explicit Deeper(Run& run) : run_(run), entered_(run.Enter()) {}
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  ~Deeper() {
    if (entered_) run_.Leave();
  }
  explicit operator bool() const { return entered_; }

 private:
  Run& run_;
  bool entered_;
};

}  // namespace

bool ScalarsEqual(const Value& a, const Value& b) {
  if (a.IsNumber() && b.IsNumber()) return std::is_eq(CompareNumbers(a, b));
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::text:
      return a.AsText() == b.AsText();
    case Kind::time:
      return a.AsTime() == b.AsTime();
    case Kind::none:
    case Kind::undefined:
      return true;
    default:
      return false;
  }
}

std::strong_ordering CompareNumbers(const Value& a, const Value& b) {
  if (a.Is(Kind::real) && b.Is(Kind::real)) {
    if (a.AsReal() == b.AsReal()) return std::strong_ordering::equal;
    return a.AsReal() < b.AsReal() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (a.Is(Kind::real)) return Reversed(CompareWholeWithReal(b.AsInteger(), a.AsReal()));
  if (b.Is(Kind::real)) return CompareWholeWithReal(a.AsInteger(), b.AsReal());
  return a.AsInteger() <=> b.AsInteger();
}

std::optional<bool> Equal(Run& run, const Value& a, const Value& b) {
  if (a.Is(Kind::text) && b.Is(Kind::text) && !ChargeTexts(run, a, b)) return std::nullopt;
  const bool nested = a.kind() == b.kind() && (a.Is(Kind::list) || a.Is(Kind::dict));
  if (!nested) return ScalarsEqual(a, b);
  const Deeper deeper(run);
  if (!deeper) return std::nullopt;
  return a.Is(Kind::list) ? ListsEqual(run, a, b) : DictsEqual(run, a, b);
}

std::optional<std::strong_ordering> Compare(Run& run, const Value& a, const Value& b) {
  if (a.IsNumber() && b.IsNumber()) return CompareNumbers(a, b);
  if (a.Is(Kind::text) && b.Is(Kind::text)) {
    if (!ChargeTexts(run, a, b)) return std::nullopt;
    // UTF-8 orders by bytes as its code points order.
    return a.AsText() <=> b.AsText();
  }
  if (a.Is(Kind::time) && b.Is(Kind::time)) return a.AsTime() <=> b.AsTime();
  if (a.Is(Kind::list) && b.Is(Kind::list)) {
    const Deeper deeper(run);
    return deeper ? CompareLists(run, a, b) : std::nullopt;
  }
  if (a.Is(Kind::undefined) || b.Is(Kind::undefined)) {
    run.FailUndefined(a.Is(Kind::undefined) ? a : b);
  } else {
    run.Fail(std::string(KindName(a)) + " and " + std::string(KindName(b)) +
             " have no order; convert one of them, for example with `| int`");
  }
  return std::nullopt;
}

std::optional<bool> Contains(Run& run, const Value& holder, const Value& sought) {
  switch (holder.kind()) {
    case Kind::undefined:
      return false;
    case Kind::text:
      if (!sought.Is(Kind::text)) {
        run.Fail("only text can be part of text, not " + std::string(KindName(sought)) +
                 "; convert it with `| string`");
        return std::nullopt;
      }
      if (!run.Charge(1 + holder.AsText().size() / 16)) return std::nullopt;
      return FindText(holder.AsText(), sought.AsText()) != std::string_view::npos;
    case Kind::list:
      for (std::size_t i = 0; i < holder.ListSize(); ++i) {
        if (!run.Charge(1)) return std::nullopt;
        const auto equal = Equal(run, holder.ListAt(i), sought);
        if (!equal || *equal) return equal;
      }
      return false;
    case Kind::dict:
      if (sought.Is(Kind::text)) {
        const Value member = run.Member(holder, sought.AsText(), nullptr);
        if (member.failed()) return std::nullopt;
        return !member.Is(Kind::undefined);
      }
      return IsScalar(sought) && holder.AsDict() != nullptr && holder.AsDict()->Find(sought) != nullptr;
    default:
      run.Fail("`in` needs a list, a dict or text on its right, not " + std::string(KindName(holder)));
      return std::nullopt;
  }
}

std::optional<bool> IsTrue(Run& run, const Value& value) {
  switch (value.kind()) {
    case Kind::boolean:
      return value.AsBoolean();
    case Kind::integer:
      return value.AsInteger() != 0;
    case Kind::real:
      return value.AsReal() != 0;
    case Kind::text:
      return !value.AsText().empty();
    case Kind::time:
      return true;
    case Kind::list:
      return value.ListSize() != 0;
    case Kind::dict: {
      const auto count = run.MemberCount(value);
      return count ? std::optional(*count != 0) : std::nullopt;
    }
    default:
      return false;
  }
}

}  // namespace wharf::templates
