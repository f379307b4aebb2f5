// Times: reading, writing, counting.
#include <array>
#include <cmath>
#include <string>

#include "base/clock.h"
#include "template/arithmetic.h"
#include "template/builtin.h"
#include "template/time_format.h"

namespace wharf::templates {
namespace {

/// `2026-11-24` alone is the midnight that begins the day.
std::optional<Time> ReadMoment(std::string_view text) {
  if (text.size() == 10) return ParseTime(std::string(text) + "T00:00:00Z");
  if (text.size() > 40) return std::nullopt;
  if (const auto time = ParseTime(text)) return time;
  return ParseTime(std::string(text) + "Z");  // without an offset: UTC
}

/// The value as milliseconds: a time, RFC 3339 text, or a number of seconds (of milliseconds if the unit is 'ms').
std::optional<std::int64_t> MomentOf(const Call& call, std::string_view unit) {
  const Value& value = call[0];
  if (value.Is(Kind::time)) return value.AsTime();
  if (value.Is(Kind::undefined)) return call.run().FailUndefined(value), std::nullopt;
  if (unit != "s" && unit != "ms") return call.Fail("the unit of a time is 's' or 'ms'"), std::nullopt;
  if (value.Is(Kind::integer) || value.Is(Kind::real)) {
    const double milliseconds = ToReal(value) * (unit == "s" ? 1000 : 1);
    if (std::abs(milliseconds) > kLastTime) {
      return call.Fail("the number is no time between the years 0 and 9999; is it in milliseconds? use `time('ms')`"),
             std::nullopt;
    }
    return std::llround(milliseconds);
  }
  const auto time = value.Is(Kind::text) ? ReadMoment(value.AsText()) : std::nullopt;
  if (time) return time->time_since_epoch().count();
  call.Fail("a time, text such as 2026-11-24T18:30:00Z, or a number of seconds is needed, not " +
            std::string(value.Is(Kind::text) ? "another text" : KindName(value)));
  return std::nullopt;
}

Value ToTime(const Call& call) {
  const auto unit = call.Text(1, "s");
  const auto moment = unit ? MomentOf(call, *unit) : std::nullopt;
  return moment ? Value::Time(*moment) : Value::Failed();
}

Value Date(const Call& call) {
  const auto moment = MomentOf(call, "s");
  const auto format = moment ? call.Text(1, "%Y-%m-%d") : std::nullopt;
  if (!format) return Value::Failed();
  if (format->size() > 4096) return call.Fail("the format of `date` is over 4096 bytes");
  char unknown = '\0';
  const auto text = FormatMoment(*moment, *format, unknown);
  if (text) return call.NewText(*text);
  const bool letter = (unknown >= 'a' && unknown <= 'z') || (unknown >= 'A' && unknown <= 'Z');
  return call.Fail(letter ? std::string("`date` knows no `%") + unknown + "`"
                          : std::string("`date` needs a letter after each `%`; write `%%` for a percent sign"));
}

Value Iso(const Call& call) {
  const auto moment = MomentOf(call, "s");
  return moment ? call.NewText(TimeText(*moment)) : Value::Failed();
}

Value Epoch(const Call& call) {
  const auto unit = call.Text(1, "s");
  const auto moment = unit ? MomentOf(call, "s") : std::nullopt;
  if (!moment) return Value::Failed();
  if (*unit == "ms") return Value::Integer(*moment);
  if (*unit != "s") return call.Fail("the unit of a time is 's' or 'ms'");
  return Value::Integer(*moment / 1000 - (*moment % 1000 < 0 ? 1 : 0));
}

constexpr std::array kTimeFilters = {
    Builtin{"time", "unit?", ToTime},
    Builtin{"date", "format?", Date},
    Builtin{"iso", "", Iso},
    Builtin{"epoch", "unit?", Epoch},
};

}  // namespace

std::span<const Builtin> TimeFilters() { return kTimeFilters; }

}  // namespace wharf::templates
