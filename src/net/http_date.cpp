#include "net/http_date.h"

#include <array>
#include <charconv>
#include <chrono>
#include <vector>

namespace wharf::net {
namespace {

using namespace std::chrono;

std::vector<std::string_view> Words(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> words;
  while (words.size() < 8) {
    const std::size_t first = text.find_first_not_of(separators);
    if (first == std::string_view::npos) break;
    text.remove_prefix(first);
    words.push_back(text.substr(0, text.find_first_of(separators)));
    text.remove_prefix(words.back().size());
  }
  return words;
}

std::optional<int> Number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<unsigned> MonthOf(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (kMonths.at(i) == name) return i + 1;
  }
  return std::nullopt;
}

std::optional<seconds> TimeOfDay(std::string_view text) {
  const auto parts = Words(text, ":");
  if (parts.size() != 3) return std::nullopt;
  const auto hour = Number(parts[0]);
  const auto minute = Number(parts[1]);
  const auto second = Number(parts[2]);
  // 60 is a leap second.
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return hours(*hour) + minutes(*minute) + seconds(*second);
}

std::optional<Time> Combine(std::optional<int> day_number, std::string_view month_name, std::optional<int> year_number,
                            std::string_view time_of_day) {
  const auto month_number = MonthOf(month_name);
  const auto since_midnight = TimeOfDay(time_of_day);
  if (!day_number || !month_number || !year_number || !since_midnight || *day_number > 31 || *year_number > 9999) {
    return std::nullopt;
  }
  const year_month_day date{year(*year_number), month(*month_number), day(static_cast<unsigned>(*day_number))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date) + *since_midnight;
}

/// RFC 9110 §5.6.7: a two-digit year that seems over 50 years ahead is the one before with the same digits.
std::optional<int> FullYear(std::optional<int> two_digits, Time now) {
  if (!two_digits || *two_digits > 99) return std::nullopt;
  const int this_year = static_cast<int>(year_month_day(floor<days>(now)).year());
  const int candidate = this_year / 100 * 100 + *two_digits;
  return candidate > this_year + 50 ? candidate - 100 : candidate;
}

bool IsGmt(std::string_view zone) { return zone == "GMT" || zone == "UTC"; }

}  // namespace

std::optional<Time> ParseHttpDate(std::string_view text, Time now) {
  if (text.size() > 64) return std::nullopt;
  const auto words = Words(text, " ,");
  // Sun, 06 Nov 1994 08:49:37 GMT
  if (words.size() == 6 && IsGmt(words[5])) return Combine(Number(words[1]), words[2], Number(words[3]), words[4]);
  // Sunday, 06-Nov-94 08:49:37 GMT
  if (words.size() == 4 && IsGmt(words[3])) {
    const auto date = Words(words[1], "-");
    if (date.size() != 3) return std::nullopt;
    const auto years = date[2].size() == 4 ? Number(date[2]) : FullYear(Number(date[2]), now);
    return Combine(Number(date[0]), date[1], years, words[2]);
  }
  // Sun Nov  6 08:49:37 1994
  if (words.size() == 5) return Combine(Number(words[2]), words[1], Number(words[4]), words[3]);
  return std::nullopt;
}

}  // namespace wharf::net
