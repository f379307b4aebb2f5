#include "template/time_format.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "base/clock.h"

namespace wharf::templates {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

/// A moment taken apart.
struct Parts {
  explicit Parts(std::int64_t milliseconds)
      : epoch(milliseconds),
        day(std::chrono::floor<std::chrono::days>(Moment(milliseconds))),
        date(day),
        clock(Moment(milliseconds) - day) {}

  static Time Moment(std::int64_t milliseconds) { return Time(std::chrono::milliseconds(milliseconds)); }

  std::int64_t epoch;
  std::chrono::sys_days day;
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> clock;
};

std::string Padded(long long number, int width, char pad = '0') {
  std::array<char, 24> buffer{};
  std::snprintf(buffer.data(), buffer.size(), pad == '0' ? "%0*lld" : "%*lld", width, number);
  return buffer.data();
}

long long FloorDivide(long long number, long long by) { return number / by - (number % by < 0 ? 1 : 0); }

std::optional<std::string> DatePart(const Parts& parts, char letter) {
  const int year = static_cast<int>(parts.date.year());
  const unsigned month = static_cast<unsigned>(parts.date.month());
  const unsigned day = static_cast<unsigned>(parts.date.day());
  const std::chrono::weekday weekday(parts.day);
  switch (letter) {
    case 'Y':
      return Padded(year, 4);
    case 'y':
      return Padded(year % 100, 2);
    case 'm':
      return Padded(month, 2);
    case 'd':
      return Padded(day, 2);
    case 'e':
      return Padded(day, 2, ' ');
    case 'j': {
      const auto first = std::chrono::sys_days(parts.date.year() / 1 / 1);
      return Padded((parts.day - first).count() + 1, 3);
    }
    case 'a':
      return std::string(kDays[weekday.c_encoding()].substr(0, 3));
    case 'A':
      return std::string(kDays[weekday.c_encoding()]);
    case 'u':
      return Padded(weekday.iso_encoding(), 1);
    case 'w':
      return Padded(weekday.c_encoding(), 1);
    case 'b':
      return std::string(kMonths[month - 1].substr(0, 3));
    case 'B':
      return std::string(kMonths[month - 1]);
    case 'F':
      return Padded(year, 4) + "-" + Padded(month, 2) + "-" + Padded(day, 2);
    case 'D':
      return Padded(month, 2) + "/" + Padded(day, 2) + "/" + Padded(year % 100, 2);
    default:
      return std::nullopt;
  }
}

std::optional<std::string> ClockPart(const Parts& parts, char letter) {
  const auto hours = parts.clock.hours().count();
  const auto minutes = parts.clock.minutes().count();
  const auto seconds = parts.clock.seconds().count();
  const auto milliseconds = parts.clock.subseconds().count();
  switch (letter) {
    case 'H':
      return Padded(hours, 2);
    case 'I':
      return Padded(hours % 12 == 0 ? 12 : hours % 12, 2);
    case 'M':
      return Padded(minutes, 2);
    case 'S':
      return Padded(seconds, 2);
    case 'f':
      return Padded(milliseconds * 1000, 6);
    case 'L':
      return Padded(milliseconds, 3);
    case 'p':
      return hours < 12 ? "AM" : "PM";
    case 'T':
      return Padded(hours, 2) + ":" + Padded(minutes, 2) + ":" + Padded(seconds, 2);
    case 'R':
      return Padded(hours, 2) + ":" + Padded(minutes, 2);
    case 's':
      return std::to_string(FloorDivide(parts.epoch, 1000));
    case 'z':
      return "+0000";
    case 'Z':
      return "UTC";
    case '%':
      return "%";
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string TimeText(std::int64_t milliseconds) { return FormatTime(Parts::Moment(milliseconds)); }

std::optional<std::string> FormatMoment(std::int64_t milliseconds, std::string_view format, char& unknown) {
  const Parts parts(milliseconds);
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    unknown = i + 1 < format.size() ? format[++i] : '%';
    auto part = DatePart(parts, unknown);
    if (!part) part = ClockPart(parts, unknown);
    if (!part) return std::nullopt;
    out += *part;
  }
  return out;
}

}  // namespace wharf::templates
