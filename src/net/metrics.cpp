#include "net/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace wharf::net {
namespace {

/// Backslash, quote and line feed are escaped (Prometheus exposition formats, "Text format details").
std::string Escape(std::string_view text, bool quotes) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Written(const Labels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!out.empty()) out += ',';
    out.append(name).append("=\"").append(Escape(value, true)).append("\"");
  }
  return out;
}

std::string Braced(const std::string& labels) { return labels.empty() ? "" : "{" + labels + "}"; }

void AppendFamilyHead(std::string& out, const std::string& name, const std::string& help, std::string_view type) {
  fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, Escape(help, false), name, type);
}

void AppendHistogram(std::string& out, const std::string& name, const std::string& labels, const Histogram& histogram) {
  const Histogram::Reading reading = histogram.Read();
  const std::string before = labels.empty() ? "" : labels + ",";
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < reading.buckets.size(); ++i) {
    count += reading.buckets[i];
    const std::string bound =
        i < Histogram::kBounds.size() ? fmt::format("{}", static_cast<double>(Histogram::kBounds[i]) / 1e6) : "+Inf";
    fmt::format_to(std::back_inserter(out), "{}_bucket{{{}le=\"{}\"}} {}\n", name, before, bound, count);
  }
  const double seconds = std::chrono::duration<double>(reading.sum).count();
  fmt::format_to(std::back_inserter(out), "{0}_sum{1} {2}\n{0}_count{1} {3}\n", name, Braced(labels), seconds, count);
}

}  // namespace

void Histogram::Observe(std::chrono::nanoseconds took) {
  const auto micros = std::chrono::ceil<std::chrono::microseconds>(took).count();
  const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), micros) - kBounds.begin();
  buckets_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(took.count(), std::memory_order_relaxed);
}

Histogram::Reading Histogram::Read() const {
  Reading reading;
  for (std::size_t i = 0; i < buckets_.size(); ++i) reading.buckets[i] = buckets_[i].load(std::memory_order_relaxed);
  reading.sum = std::chrono::nanoseconds(sum_.load(std::memory_order_relaxed));
  return reading;
}

template <class Series>
Series& Metrics::Find(Families<Series>& families, std::string_view name, std::string_view help, const Labels& labels) {
  auto family = families.find(name);
  if (family == families.end()) family = families.emplace(name, Family<Series>{std::string(help), {}}).first;
  return family->second.series[Written(labels)];
}

Counter& Metrics::AddCounter(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  return Find(counters_, name, help, labels);
}

Histogram& Metrics::AddHistogram(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  return Find(histograms_, name, help, labels);
}

void Metrics::AddGauge(std::string_view name, std::string_view help, const Labels& labels,
                       std::function<double()> read) {
  const std::lock_guard lock(mutex_);
  Find(gauges_, name, help, labels) = std::move(read);
}

std::string Metrics::Expose() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, family] : counters_) {
    AppendFamilyHead(out, name, family.help, "counter");
    for (const auto& [labels, counter] : family.series) {
      fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, Braced(labels), counter.value());
    }
  }
  for (const auto& [name, family] : gauges_) {
    AppendFamilyHead(out, name, family.help, "gauge");
    for (const auto& [labels, read] : family.series) {
      fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, Braced(labels), read());
    }
  }
  for (const auto& [name, family] : histograms_) {
    AppendFamilyHead(out, name, family.help, "histogram");
    for (const auto& [labels, histogram] : family.series) AppendHistogram(out, name, labels, histogram);
  }
  return out;
}

}  // namespace wharf::net
