// Numbers to text and back.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/trim.h"
#include "template/arithmetic.h"

namespace wharf::templates {
namespace {

/// Without `_` between digits; nullopt if one stands elsewhere.
std::optional<std::string> WithoutUnderscores(std::string_view text) {
  std::string digits;
  digits.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      digits += text[i];
      continue;
    }
    const auto is_digit = [&](std::size_t at) {
      return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at])) != 0;
    };
    if (i == 0 || !is_digit(i - 1) || !is_digit(i + 1)) return std::nullopt;
  }
  return digits;
}

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return std::numeric_limits<int>::max();
}

/// Takes `0x`, `0o` or `0b` off if the base allows it; base 0 means "as the prefix says".
int TakePrefix(std::string_view& digits, int base) {
  if (digits.size() < 2 || digits[0] != '0') return base == 0 ? 10 : base;
  const char mark = static_cast<char>(digits[1] | 0x20);
  const int named = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
  if (named == 0 || (base != 0 && base != named)) return base == 0 ? 10 : base;
  digits.remove_prefix(2);
  return named;
}

}  // namespace

std::string RealText(double number) {
  std::array<char, 32> buffer{};
  const auto [end, status] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  std::string out;
  if (text.front() == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  const std::size_t mark = text.find('e');
  std::string digits(text.substr(0, mark));
  if (digits.size() > 1) digits.erase(1, 1);                     // the point
  const int exponent = std::atoi(text.substr(mark + 1).data());  // ends at the buffer's zero

  // The limits of repr(float) in CPython.
  if (exponent < -4 || exponent >= 16) {
    out += digits.substr(0, 1);
    if (digits.size() > 1) out += "." + digits.substr(1);
    const std::string magnitude = std::to_string(std::abs(exponent));
    return out + (exponent < 0 ? "e-" : "e+") + (magnitude.size() < 2 ? "0" : "") + magnitude;
  }
  if (exponent < 0) return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto before_point = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= before_point) return out + digits + std::string(before_point - digits.size(), '0') + ".0";
  return out + digits.substr(0, before_point) + "." + digits.substr(before_point);
}

std::string WholeText(Wide number) {
  if (number < 0) return std::to_string(static_cast<std::int64_t>(number));
  return std::to_string(static_cast<std::uint64_t>(number));
}

std::optional<Wide> ParseWhole(std::string_view text, int base, bool& too_large) {
  too_large = false;
  text = Trim(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  const auto kept = WithoutUnderscores(text);
  if (!kept) return std::nullopt;
  std::string_view digits = *kept;
  base = TakePrefix(digits, base);
  if (digits.empty()) return std::nullopt;
  Wide number = 0;
  for (const char c : digits) {
    const int digit = DigitOf(c);
    if (digit >= base) {
      too_large = false;
      return std::nullopt;
    }
    if (!too_large) number = number * base + digit;
    too_large = too_large || number > std::numeric_limits<std::uint64_t>::max();
  }
  if (negative) number = -number;
  too_large = too_large || number < std::numeric_limits<std::int64_t>::min();
  return too_large ? std::nullopt : std::optional(number);
}

std::optional<double> ParseReal(std::string_view text) {
  const auto digits = WithoutUnderscores(Trim(text));
  if (!digits || digits->empty()) return std::nullopt;
  std::string_view rest = *digits;
  if (rest.front() == '+') {
    rest.remove_prefix(1);
    if (!rest.empty() && rest.front() == '-') return std::nullopt;
  }
  double number = 0;
  const auto [end, status] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (end != rest.data() + rest.size()) return std::nullopt;
  if (status == std::errc::result_out_of_range) {
    // Too small is zero; too large has no finite value. The sign of the exponent tells which.
    const bool tiny = rest.find("e-") != std::string_view::npos || rest.find("E-") != std::string_view::npos;
    return tiny ? std::optional(0.0) : std::nullopt;
  }
  if (status != std::errc() || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace wharf::templates
