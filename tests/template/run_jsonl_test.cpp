#include "template/run_jsonl.h"

#include <gtest/gtest.h>

#include <sstream>

namespace wharf::templates {
namespace {

std::string RunLines(const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  RunJsonLines(in, out, SystemClock());
  return out.str();
}

TEST(RunJsonLines, each_line_gives_one_answer) {
  EXPECT_EQ(RunLines(R"({"template": "Hello {{ name }}", "context": {"name": "Ada"}}
{"template": "{{ a + 1 }}", "context": {"a": 1}, "native": true}
{"template": "{{ a }}", "native": false}
{"template": "{{ 1.0 }}", "native": true}
)"),
            R"({"output":"Hello Ada"}
{"output":2}
{"output":""}
{"output":1.0}
)");
}

TEST(RunJsonLines, a_bad_line_gives_an_error_and_the_next_goes_on) {
  EXPECT_EQ(
      RunLines("not json\n[]\n{\"context\": {}}\n{\"template\": 5}\n{\"template\": \"{{ \"}\n\n"
               "{\"template\": \"x\", \"context\": []}\n{\"template\": \"x\", \"native\": 1}\n{\"template\": \"ok\"}"),
      R"({"error":"not JSON: syntax error at byte 1"}
{"error":"the line must be an object such as {\"template\": \"{{ a }}\", \"context\": {\"a\": 1}}"}
{"error":"`template` is missing or not text"}
{"error":"`template` is missing or not text"}
{"error":"1:1: the expression is not closed; end it with `}}`"}
{"error":"`context` must be an object"}
{"error":"`native` must be true or false"}
{"output":"ok"}
)");
}

TEST(RunJsonLines, numbers_keep_every_digit) {
  EXPECT_EQ(RunLines(R"({"template": "{{ x }}", "context": {"x": 18446744073709551615}, "native": true}
{"template": "{{ x }}", "context": {"x": 0.30000000000000004}, "native": true}
{"template": "{{ x }}", "context": {"x": 123456789012345678901234567890}, "native": true}
)"),
            R"({"output":18446744073709551615}
{"output":0.30000000000000004}
{"error":"a number has more digits than 64 bits hold at byte 72; send it as text"}
)");
}

TEST(RunJsonLines, strict_is_asked_for_by_the_line) {
  EXPECT_EQ(
      RunLines(R"({"template": "{{ x }}", "strict": true})"),
      "{\"error\":\"1:4: `x` is not defined; correct the name, or allow it to be missing with `| default(…)`\"}\n");
}

TEST(RunJsonLines, the_report_counts_lines_and_errors) {
  std::istringstream in("{\"template\": \"\"}\n\nx\n");
  std::ostringstream out;
  const JsonLinesReport report = RunJsonLines(in, out, SystemClock());
  EXPECT_EQ(report.lines, 2U);
  EXPECT_EQ(report.errors, 1U);
}

TEST(RunJsonLines, an_endless_line_is_cut_and_the_next_goes_on) {
  EXPECT_EQ(RunLines(std::string((16U << 20U) + 10, 'x') + "\n{\"template\": \"ok\"}\n"),
            "{\"error\":\"the line is over 16 MiB\"}\n{\"output\":\"ok\"}\n");
}

TEST(RunJsonLines, carriage_returns_and_null_members_do_no_harm) {
  EXPECT_EQ(RunLines("{\"template\": \"a\", \"context\": null, \"native\": null}\r\n\r\n"), "{\"output\":\"a\"}\n");
}

}  // namespace
}  // namespace wharf::templates
