#include "template/percent_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "template/arithmetic.h"
#include "template/display.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

constexpr std::size_t kWidest = 100'000;
constexpr int kMostDecimals = 100;

/// One `%…` of a format.
struct Directive {
  bool left = false;
  bool zero = false;
  bool sign = false;
  bool blank = false;
  bool alternate = false;
  std::size_t width = 0;
  int precision = -1;
  char type = 's';
};

std::string Base(Wide magnitude, unsigned base, bool upper) {
  if (magnitude == 0) return "0";
  const std::string_view digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string text;
  for (; magnitude > 0; magnitude /= base) text += digits[static_cast<std::size_t>(magnitude % base)];
  std::reverse(text.begin(), text.end());
  return text;
}

class Formatter {
 public:
  Formatter(Run& run, std::string_view format, const Value& arguments)
      : run_(run), format_(format), arguments_(arguments) {}

  Value Format() {
    while (at_ < format_.size()) {
      const std::size_t percent = std::min(format_.find('%', at_), format_.size());
      out_ += format_.substr(at_, percent - at_);
      at_ = percent + 1;
      if (percent < format_.size() && !Substitute()) return Value::Failed();
      if (out_.size() > run_.MemoryLeft()) return run_.FailMemory();
    }
    const bool is_mapping = arguments_.Is(Kind::dict);
    const bool unused = arguments_.IsTuple() ? used_ < arguments_.ListSize() : used_ == 0 && !is_mapping && !named_;
    if (unused) return run_.Fail("not all arguments are used by the format; add a %s for each");
    return run_.NewText(out_);
  }

 private:
  bool Substitute() {
    Value argument;
    if (Peek() == '(' && !NamedArgument(argument)) return false;
    const auto directive = ReadDirective();
    if (!directive) return false;
    if (directive->type == '%') {
      out_ += '%';
      return true;
    }
    if (argument.Is(Kind::absent) && !NextArgument(argument)) return false;
    if (argument.Is(Kind::undefined) && run_.options().strict) return run_.FailUndefined(argument), false;
    return Put(*directive, argument);
  }

  [[nodiscard]] char Peek() const { return at_ < format_.size() ? format_[at_] : '\0'; }

  bool NamedArgument(Value& argument) {
    const std::size_t close = format_.find(')', at_);
    if (close == std::string_view::npos) return run_.Fail("`%(` in the format has no `)`"), false;
    if (!arguments_.Is(Kind::dict)) return run_.Fail("`%(name)` in a format needs a dict of arguments"), false;
    argument = run_.Member(arguments_, format_.substr(at_ + 1, close - at_ - 1), nullptr);
    named_ = true;
    at_ = close + 1;
    return !argument.failed();
  }

  bool NextArgument(Value& argument) {
    const std::size_t available = arguments_.IsTuple() ? arguments_.ListSize() : 1;
    if (used_ >= available) return run_.Fail("the format has more directives than there are arguments"), false;
    argument = arguments_.IsTuple() ? arguments_.ListAt(used_) : arguments_;
    ++used_;
    return true;
  }

  std::optional<Directive> ReadDirective() {
    Directive directive;
    for (;; ++at_) {
      const char c = Peek();
      if (c == '-')
        directive.left = true;
      else if (c == '0')
        directive.zero = true;
      else if (c == '+')
        directive.sign = true;
      else if (c == ' ')
        directive.blank = true;
      else if (c == '#')
        directive.alternate = true;
      else
        break;
    }
    directive.width = ReadNumber();
    if (Peek() == '.') {
      ++at_;
      directive.precision = static_cast<int>(std::min<std::size_t>(ReadNumber(), kWidest));
    }
    if (directive.width > kWidest) return run_.Fail("a width in the format is over 100000"), std::nullopt;
    directive.type = Peek();
    ++at_;
    if (std::string_view("srdiufFeEgGxXoc%").find(directive.type) == std::string_view::npos || directive.type == '\0') {
      return run_.Fail("the format has a `%` without a known letter after it; write `%%` for a percent sign"),
             std::nullopt;
    }
    return directive;
  }

  std::size_t ReadNumber() {
    std::size_t number = 0;
    for (; Peek() >= '0' && Peek() <= '9'; ++at_) {
      number = std::min(kWidest + 1, number * 10 + static_cast<std::size_t>(Peek() - '0'));
    }
    return number;
  }

  bool Put(const Directive& directive, const Value& argument) {
    switch (directive.type) {
      case 's':
      case 'r':
        return PutText(directive, argument);
      case 'c':
        return PutCharacter(directive, argument);
      case 'd':
      case 'i':
      case 'u':
      case 'x':
      case 'X':
      case 'o':
        return PutWhole(directive, argument);
      default:
        return PutReal(directive, argument);
    }
  }

  bool PutText(const Directive& directive, const Value& argument) {
    std::string text;
    // A list shows its elements quoted, so a list of one is the way to a quoted value.
    const bool quoted = directive.type == 'r' && argument.Is(Kind::text);
    const std::array<Value, 1> one = {argument};
    const Value shown = quoted ? run_.NewList(one) : argument;
    if (shown.failed() || !Display(run_, shown, text)) return false;
    if (quoted) text = text.substr(1, text.size() - 2);
    if (directive.precision >= 0) text.resize(OffsetOf(text, static_cast<std::size_t>(directive.precision)));
    Pad(directive, "", text, false);
    return true;
  }

  bool PutCharacter(const Directive& directive, const Value& argument) {
    std::string text;
    if (argument.Is(Kind::text) && CountCharacters(argument.AsText()) == 1) {
      text = argument.AsText();
    } else if (argument.Is(Kind::integer) && argument.AsInteger() >= 0 && argument.AsInteger() <= 0x10FFFF) {
      AppendCharacter(text, static_cast<char32_t>(argument.AsInteger()));
    } else {
      return run_.Fail("`%c` in a format needs one character"), false;
    }
    Pad(directive, "", text, false);
    return true;
  }

  bool FailNumber(const Value& argument) {
    run_.Fail("a number is needed for this directive of the format, not " + std::string(KindName(argument)));
    return false;
  }

  bool PutWhole(const Directive& directive, const Value& argument) {
    if (!argument.IsNumber()) return FailNumber(argument);
    Wide number = 0;
    if (argument.Is(Kind::real)) {
      if (std::abs(argument.AsReal()) >= 1e19) return run_.Fail("the number is too large for `%d`"), false;
      number = static_cast<Wide>(argument.AsReal());
    } else {
      number = argument.AsInteger();
    }
    const bool hexadecimal = directive.type == 'x' || directive.type == 'X';
    const unsigned base = hexadecimal ? 16 : directive.type == 'o' ? 8 : 10;
    std::string digits = Base(number < 0 ? -number : number, base, directive.type == 'X');
    if (directive.precision > static_cast<int>(digits.size())) {
      digits.insert(0, static_cast<std::size_t>(directive.precision) - digits.size(), '0');
    }
    std::string prefix = Sign(directive, number < 0);
    if (directive.alternate && base != 10) prefix += hexadecimal ? std::string{'0', directive.type} : "0o";
    Pad(directive, prefix, digits, true);
    return true;
  }

  bool PutReal(const Directive& directive, const Value& argument) {
    if (!argument.IsNumber()) return FailNumber(argument);
    if (directive.precision > kMostDecimals) return run_.Fail("a precision in the format is over 100"), false;
    const double number = ToReal(argument);
    const int precision = directive.precision < 0 ? 6 : directive.precision;
    const char letter = static_cast<char>(directive.type | 0x20);
    const auto form = letter == 'f'   ? std::chars_format::fixed
                      : letter == 'e' ? std::chars_format::scientific
                                      : std::chars_format::general;
    std::array<char, 512> buffer{};  // the largest double has 309 digits before the point
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(number), form, precision).ptr;
    std::string digits(buffer.data(), end);
    if (directive.type != letter) digits = ToUpper(digits);
    Pad(directive, Sign(directive, std::signbit(number)), digits, true);
    return true;
  }

  static std::string Sign(const Directive& directive, bool negative) {
    if (negative) return "-";
    if (directive.sign) return "+";
    return directive.blank ? " " : "";
  }

  void Pad(const Directive& directive, const std::string& prefix, const std::string& body, bool number) {
    const std::size_t length = prefix.size() + CountCharacters(body);
    const std::size_t fill = directive.width > length ? directive.width - length : 0;
    const bool zeros = number && directive.zero && !directive.left;
    if (!directive.left && !zeros) out_.append(fill, ' ');
    out_ += prefix;
    if (zeros) out_.append(fill, '0');
    out_ += body;
    if (directive.left) out_.append(fill, ' ');
  }

  Run& run_;
  const std::string_view format_;
  const Value arguments_;
  std::size_t at_ = 0;
  std::size_t used_ = 0;
  bool named_ = false;
  std::string out_;
};

}  // namespace

Value PercentFormat(Run& run, std::string_view format, const Value& arguments) {
  return Formatter(run, format, arguments).Format();
}

}  // namespace wharf::templates
