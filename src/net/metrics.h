#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wharf::net {

/// Names and values that tell the series of one metric apart. Values come from a small set that we choose: never from
/// what a client sends, or a client could fill the memory with series.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// A number that only grows. Safe from any thread; adding is one atomic addition.
class Counter {
 public:
  void Add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// How long something took, in buckets from half a millisecond to ten seconds. Safe from any thread.
class Histogram {
 public:
  /// Upper bounds in microseconds; what is longer counts only in `+Inf`.
  static constexpr std::array<std::int64_t, 14> kBounds = {500,       1'000,     2'500,     5'000,     10'000,
                                                           25'000,    50'000,    100'000,   250'000,   500'000,
                                                           1'000'000, 2'500'000, 5'000'000, 10'000'000};
  void Observe(std::chrono::nanoseconds took);

  struct Reading {
    std::array<std::uint64_t, kBounds.size() + 1> buckets{};  ///< not cumulated
    std::chrono::nanoseconds sum{0};
  };
  [[nodiscard]] Reading Read() const;

 private:
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets_{};
  std::atomic<std::int64_t> sum_ = 0;  // nanoseconds
};

/// The metrics of one process, and their Prometheus text form (version 0.0.4). Safe from any thread. Adding takes a
/// lock: keep the reference, which lives as long as this object. Adding the same name and labels again gives the same
/// series.
class Metrics {
 public:
  Counter& AddCounter(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram& AddHistogram(std::string_view name, std::string_view help, const Labels& labels = {});
  /// `read` is called, from any thread, whenever the metrics are read; it must be quick and must not call this object.
  void AddGauge(std::string_view name, std::string_view help, const Labels& labels, std::function<double()> read);

  /// Content type `text/plain; version=0.0.4; charset=utf-8`. Families in order of name.
  [[nodiscard]] std::string Expose() const;

 private:
  template <class Series>
  struct Family {
    std::string help;
    std::map<std::string, Series> series;  ///< by written labels, as in `method="GET",route="/"`
  };
  template <class Series>
  using Families = std::map<std::string, Family<Series>, std::less<>>;

  template <class Series>
  static Series& Find(Families<Series>& families, std::string_view name, std::string_view help, const Labels& labels);

  mutable std::mutex mutex_;
  Families<Counter> counters_;
  Families<Histogram> histograms_;
  Families<std::function<double()>> gauges_;
};

}  // namespace wharf::net
