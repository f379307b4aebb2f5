// Metrics and their text form.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "net/metrics.h"
#include "net/request_metrics.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;

bool HasLine(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(ServerMetrics, a_counter_is_written_with_its_help_and_labels) {
  Metrics metrics;
  metrics.AddCounter("wharf_calls_total", "Calls that left.", {{"kind", "api"}, {"status", "2xx"}}).Add(3);
  metrics.AddCounter("wharf_calls_total", "Calls that left.", {{"kind", "token"}, {"status", "2xx"}}).Add();
  metrics.AddCounter("wharf_starts_total", "Starts.").Add();
  EXPECT_EQ(metrics.Expose(),
            "# HELP wharf_calls_total Calls that left.\n"
            "# TYPE wharf_calls_total counter\n"
            "wharf_calls_total{kind=\"api\",status=\"2xx\"} 3\n"
            "wharf_calls_total{kind=\"token\",status=\"2xx\"} 1\n"
            "# HELP wharf_starts_total Starts.\n"
            "# TYPE wharf_starts_total counter\n"
            "wharf_starts_total 1\n");
}

TEST(ServerMetrics, the_same_name_and_labels_are_the_same_series) {
  Metrics metrics;
  Counter& first = metrics.AddCounter("a_total", "A.", {{"x", "1"}});
  Counter& second = metrics.AddCounter("a_total", "A.", {{"x", "1"}});
  Counter& other = metrics.AddCounter("a_total", "A.", {{"x", "2"}});
  EXPECT_EQ(&first, &second);
  EXPECT_NE(&first, &other);
}

TEST(ServerMetrics, a_label_cannot_break_out_of_its_quotes) {
  Metrics metrics;
  metrics.AddCounter("a_total", "Two\nlines \\ \"quoted\".", {{"x", "a\"b\\c\nd"}}).Add();
  const std::string text = metrics.Expose();
  EXPECT_TRUE(HasLine(text, R"(# HELP a_total Two\nlines \\ "quoted".)")) << text;
  EXPECT_TRUE(HasLine(text, R"(a_total{x="a\"b\\c\nd"} 1)")) << text;
}

TEST(ServerMetrics, a_histogram_counts_each_time_in_all_buckets_that_hold_it) {
  Metrics metrics;
  Histogram& histogram = metrics.AddHistogram("took_seconds", "Took.", {{"route", "/"}});
  histogram.Observe(std::chrono::microseconds(500));
  histogram.Observe(std::chrono::nanoseconds(500'001));
  histogram.Observe(milliseconds(30));
  histogram.Observe(std::chrono::seconds(11));
  const std::string text = metrics.Expose();
  EXPECT_TRUE(HasLine(text, "# TYPE took_seconds histogram"));
  EXPECT_TRUE(HasLine(text, R"(took_seconds_bucket{route="/",le="0.0005"} 1)")) << text;
  EXPECT_TRUE(HasLine(text, R"(took_seconds_bucket{route="/",le="0.001"} 2)"));
  EXPECT_TRUE(HasLine(text, R"(took_seconds_bucket{route="/",le="0.025"} 2)"));
  EXPECT_TRUE(HasLine(text, R"(took_seconds_bucket{route="/",le="0.05"} 3)"));
  EXPECT_TRUE(HasLine(text, R"(took_seconds_bucket{route="/",le="10"} 3)"));
  EXPECT_TRUE(HasLine(text, R"(took_seconds_bucket{route="/",le="+Inf"} 4)"));
  EXPECT_TRUE(HasLine(text, R"(took_seconds_count{route="/"} 4)"));
  EXPECT_TRUE(HasLine(text, R"(took_seconds_sum{route="/"} 11.031000001)")) << text;
}

TEST(ServerMetrics, a_gauge_is_read_when_it_is_asked_for) {
  Metrics metrics;
  double jobs = 2;
  metrics.AddGauge("jobs", "Jobs waiting.", {}, [&] { return jobs; });
  EXPECT_TRUE(HasLine(metrics.Expose(), "jobs 2"));
  jobs = 2.5;
  EXPECT_TRUE(HasLine(metrics.Expose(), "jobs 2.5"));
}

TEST(ServerMetrics, many_threads_count_together) {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      Counter& counter = metrics.AddCounter("a_total", "A.");
      Histogram& histogram = metrics.AddHistogram("b_seconds", "B.");
      for (int n = 0; n < 1000; ++n) {
        counter.Add();
        histogram.Observe(milliseconds(1));
        if (n % 100 == 0) {
          EXPECT_FALSE(metrics.Expose().empty());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(HasLine(metrics.Expose(), "a_total 4000"));
  EXPECT_TRUE(HasLine(metrics.Expose(), "b_seconds_count 4000"));
}

TEST(ServerMetrics, requests_are_counted_by_route_and_a_client_cannot_make_up_series) {
  Metrics metrics;
  const RequestMetrics requests(metrics, {{"GET", "/things/{id}"}, {"POST", "/things"}});
  const std::size_t lines = metrics.Expose().size();
  Answered answered;
  answered.route = 0;
  answered.status = 204;
  answered.took = milliseconds(2);
  requests.Record(answered);
  answered.route = kNoRoute;
  answered.status = 404;
  answered.method = "MADE-UP";
  requests.Record(answered);
  const std::string text = metrics.Expose();
  EXPECT_TRUE(HasLine(text, R"(wharf_http_requests_total{method="GET",route="/things/{id}",status="2xx"} 1)")) << text;
  EXPECT_TRUE(HasLine(text, R"(wharf_http_requests_total{method="any",route="none",status="4xx"} 1)"));
  EXPECT_TRUE(HasLine(text, R"(wharf_http_request_duration_seconds_count{method="GET",route="/things/{id}"} 1)"));
  EXPECT_LT(text.size(), lines + 64);
  EXPECT_EQ(text.find("MADE-UP"), std::string::npos);
}

}  // namespace
}  // namespace wharf::net
