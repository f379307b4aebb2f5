// Fault 5.5 (ggml-org/llama.cpp#26387): whatever a template asks for, it ends within a second and 100 MB.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "template/template.h"

namespace wharf::templates {
namespace {

namespace json = boost::json;

class Limited : public testing::Test {
 protected:
  Result<Outcome> Evaluate(std::string_view source, const EvaluateOptions& options = {}) {
    const auto compiled = Template::Compile(source, environment_);
    if (!compiled) return compiled.error();
    return compiled->Evaluate(context_, options);
  }

  std::string LimitOf(std::string_view source, const EvaluateOptions& options = {}) {
    const auto outcome = Evaluate(source, options);
    if (outcome) return "no error";
    EXPECT_EQ(outcome.error().code, "template_limit") << outcome.error().message;
    EXPECT_EQ(outcome.error().kind, ErrorKind::resource_exhausted);
    return outcome.error().message;
  }

  static std::string Repeated(std::string_view part, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += part;
    return text;
  }

  struct Cost {
    bool ended_well = false;  ///< with a value or with a limit
    double seconds = 0;       ///< of the processor, so that a busy machine does not count
    long kilobytes = 0;
  };

  /// Evaluates in a process of its own.
  Cost CostOf(std::string_view source) {
    const pid_t child = fork();
    if (child == 0) {
      const auto outcome = Evaluate(source);
      _exit(outcome || outcome.error().code == "template_limit" ||
                    outcome.error().message.find("too long") != std::string::npos
                ? 0
                : 1);
    }
    int status = 1;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    const double seconds = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    return {WIFEXITED(status) && WEXITSTATUS(status) == 0, seconds, usage.ru_maxrss};
  }

  const Environment environment_;
  Context context_;
};

// A sanitizer makes everything larger and many times slower, also what happens between two looks at the clock.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kSeconds = 10.0;
constexpr long kKilobytes = 2'000'000;
#else
constexpr double kSeconds = 1.5;
constexpr long kKilobytes = 100'000;
#endif

TEST_F(Limited, nested_brackets_and_signs_end_at_the_depth_limit) {
  for (const auto& [open, close] :
       {std::pair("(", ")"), std::pair("[", "]"), std::pair("{1:", "}"), std::pair("-", ""), std::pair("not ", ""),
        std::pair("1 if 1 else ", ""), std::pair("a[", "]"), std::pair("dict(a=", ")")}) {
    const std::string source = "{{ " + Repeated(open, 50'000) + "1" + Repeated(close, 50'000) + " }}";
    EXPECT_NE(LimitOf(source).find("the depth limit of a template"), std::string::npos) << open;
  }
  EXPECT_NE(LimitOf(Repeated("{% if 1 %}", 30'000) + Repeated("{% endif %}", 30'000)).find("the depth limit"),
            std::string::npos);
}

TEST_F(Limited, long_chains_end_at_the_depth_limit) {
  for (const char* link : {" + 1", " | string", ".a", "[0]", " is odd is odd", " ** 1", " if 1"}) {
    const auto outcome = Evaluate("{{ 1" + Repeated(link, 100'000) + " }}");
    EXPECT_FALSE(outcome) << link;
  }
  // These are flat and may be long.
  for (const char* link : {" ~ 1", " and 1", " or 1", " == 1"}) {
    EXPECT_TRUE(Evaluate("{{ 1" + Repeated(link, 5'000) + " }}")) << link;
  }
  EXPECT_TRUE(Evaluate("{{ 1" + Repeated(" + 1", 200) + " }}"));
}

TEST_F(Limited, each_limit_is_named) {
  EvaluateOptions options;
  options.limits.steps = 1000;
  EXPECT_NE(LimitOf("{{ range(2000) | list }}", options).find("the step limit of a template (1000 steps)"),
            std::string::npos);
  options = {};
  options.limits.memory_bytes = 100;
  EXPECT_NE(LimitOf("{{ 'a' * 101 }}", options).find("the memory limit of a template (100 bytes)"), std::string::npos);
  options = {};
  options.limits.output_bytes = 10;
  EXPECT_NE(LimitOf("{{ 'a' * 11 }}", options).find("the output limit of a template (10 bytes)"), std::string::npos);
  EXPECT_NE(LimitOf("0123456{{ 'abcd' }}", options).find("the output limit"), std::string::npos);
  EXPECT_NE(LimitOf("{{ 'abcd' }}0123456", options).find("the output limit"), std::string::npos);
  EXPECT_NE(LimitOf("{{ ['abcd', 'abcd', 'abcd'] }}", options).find("the output limit"), std::string::npos);
  options = {};
  options.limits.depth = 4;
  EXPECT_NE(
      LimitOf("{{ ((1 + 1) + 1) + ((1 + (1 + (1 + 1)))) }}", options).find("the depth limit of a template (4 levels)"),
      std::string::npos);
  options = {};
  options.limits.time = std::chrono::milliseconds(0);
  EXPECT_NE(LimitOf("{{ range(90000) | map('string') | join }}", options).find("the time limit of a template (0 ms)"),
            std::string::npos);
}

TEST_F(Limited, data_nested_deeper_than_the_limit_is_an_error) {
  json::value nested = json::array();
  for (int i = 0; i < 2000; ++i) nested = json::array{std::move(nested)};
  context_.Set("x", nested);
  for (const char* source :
       {"{{ x }}", "{{ x | tojson }}", "a{{ x }}", "{{ x == x }}", "{{ [x] < [x] }}", "{{ x ~ '' }}"}) {
    EXPECT_NE(LimitOf(source).find("the depth limit"), std::string::npos) << source;
  }
}

TEST_F(Limited, hungry_templates_end_within_a_second_and_a_hundred_megabytes) {
  const json::value big(json::string(1'000'000, 'a'));
  context_.Set("big", big);
  for (const char* source : {"{{ 'a' * 1000000000 }}",
                             "{{ 'x' | replace('', 'yyyy') | center(1000000000) }}",
                             "{{ [0] * 1000000000 }}",
                             "{{ (big ~ 'b') in (big * 40) }}",
                             "{{ big | replace('a', big) }}",
                             "{{ (big * 20) | replace('', 'yyyyyyyy') }}",
                             "{{ '%99999d' % 1 * 100000 }}",
                             "{{ range(100000) | map(a=range(100000)) }}",
                             "{{ range(100000) | map(a=range(100000) | length) | length }}",
                             "{{ range(90000) | map('string') | map('center', 90000) | join }}",
                             "{{ big | list | map('list') | map('list') | list }}",
                             "{{ big | list | unique }}",
                             "{{ big | regex_replace('a*?', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb') }}",
                             "{{ big | regex_replace('a*b', 'x') }}",
                             "{{ big | split('a') | join(big) }}",
                             "{{ [big] * 100 }}",
                             "{{ [[big] * 100] * 100 }}",
                             "{{ range(50000) | batch(1) | unique }}",
                             "{{ big | indent(1000000) }}",
                             "{{ (big | replace('a', '\\n')) | indent(1000) }}",
                             "{{ big | slug | urlencode | tojson | b64encode | hex | sha256 }}",
                             "{{ ('ü' * 10000000) | tojson }}",
                             "{{ ('\\x01' * 9000000) | tojson }}",
                             "{{ range(100000) | map('date', '%A %B' * 500) | list }}",
                             "{{ ([2 ** 43] * 900000) | sum }}",
                             "{{ range(3000) | map(a=range(3000) | sort(reverse=true) | first) | length }}",
                             "{{ big * 16 ~ '' }}",
                             "{{ ([big * 4] | map('truncate', 3000000)) | list }}",
                             "{{ range(100000) | map(x=big | length) | length }}",
                             "{{ big | list | sort(case_sensitive=true) | length }}",
                             "{{ ('[' ~ '1,' * 10000000 ~ '1]') | fromjson | length }}",
                             "{{ ('[' * 10000000) | default('x') | length }}",
                             "{{ big | regex_replace('a*b|a', 'x') | length }}",
                             "{{ (big * 10) | regex_search('(x+x+)+y') }}",
                             "{{ big | regex_search('((a{0,30}){0,30})*b') }}"}) {
    const Cost cost = CostOf(source);
    EXPECT_TRUE(cost.ended_well) << source;
    EXPECT_LT(cost.seconds, kSeconds) << source;
    EXPECT_LT(cost.kilobytes, kKilobytes) << source;
  }
}

}  // namespace
}  // namespace wharf::templates
