#include "net/rate_hint.h"

#include <gtest/gtest.h>

#include "net/http_date.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Time kNow = *ParseTime("2026-11-24T23:51:43.000Z");
constexpr std::int64_t kEpoch = 1795564303;

TEST(HttpDate, all_three_forms_are_read) {
  const Time expected = *ParseTime("1994-11-06T08:49:37Z");
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", kNow), expected);
  EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", kNow), expected);
  EXPECT_EQ(ParseHttpDate("Sun Nov  6 08:49:37 1994", kNow), expected);
  EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-30 08:49:37 GMT", kNow), *ParseTime("2030-11-06T08:49:37Z"));
  for (const char* text : {"", "now", "Sun, 31 Feb 2026 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
                           "Sun, 06 Nov 1994 08:49:37 CET", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text, kNow)) << text;
  }
}

TEST(RateHint, the_constant_of_these_tests_is_that_moment) {
  EXPECT_EQ(std::chrono::duration_cast<seconds>(kNow.time_since_epoch()).count(), kEpoch);
}

TEST(RateHint, retry_after_is_seconds_or_a_date) {
  EXPECT_EQ(ReadRetryAfter("120", kNow), seconds(120));
  EXPECT_EQ(ReadRetryAfter(" 1.5 ", kNow), milliseconds(1500));
  EXPECT_EQ(ReadRetryAfter("Tue, 24 Nov 2026 23:52:43 GMT", kNow), seconds(60));
  EXPECT_EQ(ReadRetryAfter("2026-11-24T23:51:53Z", kNow), seconds(10));
  EXPECT_EQ(ReadRetryAfter("Tue, 24 Nov 2026 23:00:00 GMT", kNow), seconds(0));
  EXPECT_EQ(ReadRetryAfter("-5", kNow), seconds(0));
  EXPECT_EQ(ReadRetryAfter("99999999", kNow), std::chrono::hours(24));
  EXPECT_EQ(ReadRetryAfter(std::to_string(kEpoch + 30), kNow), seconds(30));
  for (const char* text : {"", "soon", "12x", "nan", "inf", "0x10", "1e3"})
    EXPECT_FALSE(ReadRetryAfter(text, kNow)) << text;
}

TEST(RateHint, a_reset_is_read_by_its_unit_or_by_its_magnitude) {
  EXPECT_EQ(ReadReset("30", ResetUnit::guess, kNow), seconds(30));
  EXPECT_EQ(ReadReset(std::to_string(kEpoch + 30), ResetUnit::guess, kNow), seconds(30));
  EXPECT_EQ(ReadReset(std::to_string(kEpoch * 1000 + 1500), ResetUnit::guess, kNow), milliseconds(1500));
  EXPECT_EQ(ReadReset("Tue, 24 Nov 2026 23:52:43 GMT", ResetUnit::guess, kNow), seconds(60));
  EXPECT_EQ(ReadReset("2026-11-24T23:52:43Z", ResetUnit::date, kNow), seconds(60));
  EXPECT_EQ(ReadReset("500", ResetUnit::milliseconds, kNow), milliseconds(500));
  EXPECT_EQ(ReadReset("7000000", ResetUnit::seconds, kNow), std::chrono::hours(24));
  EXPECT_FALSE(ReadReset("50000000", ResetUnit::guess, kNow));
  EXPECT_FALSE(ReadReset("tomorrow", ResetUnit::epoch_seconds, kNow));
  EXPECT_FALSE(ReadReset("123456789012345678901234567890", ResetUnit::guess, kNow));
}

TEST(RateHint, each_family_of_headers_is_understood) {
  Headers old;
  old.Add("X-RateLimit-Limit", "5000");
  old.Add("X-RateLimit-Remaining", "0");
  old.Add("X-RateLimit-Reset", std::to_string(kEpoch + 90));
  const RateHint github = ReadRateHint(old, kNow);
  EXPECT_EQ(github.limit, 5000);
  EXPECT_EQ(github.Wait(200), seconds(90));
  EXPECT_EQ(github.Wait(403), seconds(90));

  Headers draft3;
  draft3.Add("RateLimit-Limit", "100, 100;w=60");
  draft3.Add("RateLimit-Remaining", "50");
  draft3.Add("RateLimit-Reset", "7");
  EXPECT_EQ(ReadRateHint(draft3, kNow).limit, 100);
  EXPECT_FALSE(ReadRateHint(draft3, kNow).Wait(200));
  EXPECT_EQ(ReadRateHint(draft3, kNow).Wait(429), seconds(7));

  Headers draft8;
  draft8.Add("RateLimit", "\"default\";r=0;t=30");
  EXPECT_EQ(ReadRateHint(draft8, kNow).Wait(200), seconds(30));

  Headers own;
  own.Add("X-Quota-Left", "0");
  own.Add("X-Quota-Until", std::to_string((kEpoch + 5) * 1000));
  EXPECT_EQ(ReadRateHint(own, kNow, {"", "X-Quota-Left", "X-Quota-Until", ResetUnit::epoch_milliseconds}).Wait(200),
            seconds(5));
}

TEST(RateHint, retry_after_beats_the_reset_and_a_wrong_clock_does_no_harm) {
  Headers headers;
  headers.Add("Date", "Tue, 24 Nov 2026 22:00:00 GMT");  // the server is almost two hours behind
  headers.Add("Retry-After", "Tue, 24 Nov 2026 22:00:10 GMT");
  headers.Add("RateLimit-Reset", "99");
  EXPECT_EQ(ReadRateHint(headers, kNow).Wait(429), seconds(10));
  EXPECT_EQ(ReadRateHint(headers, kNow).Wait(503), seconds(10));
  EXPECT_EQ(ReadRateHint(headers, kNow).Wait(403), seconds(10));
  EXPECT_FALSE(ReadRateHint(headers, kNow).Wait(200));
  EXPECT_FALSE(ReadRateHint({}, kNow).Wait(429));
}

TEST(RateHint, fault_3_4_a_fixed_window_is_waited_to_its_next_mark_plus_jitter) {
  constexpr seconds kFiveMinutes(300);
  EXPECT_EQ(UntilNextWindow(kNow, kFiveMinutes, 0), seconds(197));  // 23:55:00
  EXPECT_EQ(UntilNextWindow(kNow, kFiveMinutes, 0.5), seconds(202));
  EXPECT_EQ(UntilNextWindow(*ParseTime("2026-11-24T23:55:00Z"), kFiveMinutes, 0), kFiveMinutes);
  EXPECT_EQ(UntilNextWindow(kNow, seconds(20), 1), seconds(17 + 2));
  EXPECT_GE(UntilNextWindow(kNow, seconds(0), -1), milliseconds(0));
  EXPECT_LE(UntilNextWindow(kNow, std::chrono::hours(999'999), 7), std::chrono::hours(24) + seconds(10));
}

}  // namespace
}  // namespace wharf::net
