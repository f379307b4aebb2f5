#include "template/case_file.h"

#include <fstream>
#include <sstream>

#include "base/clock.h"
#include "base/trim.h"
#include "template/json_text.h"
#include "template/template.h"

namespace wharf::templates {
namespace {

/// What `now()` answers in all cases: 2026-11-24T23:51:43.007Z.
class FixedClock final : public Clock {
 public:
  [[nodiscard]] Time Now() const override { return *ParseTime("2026-11-24T23:51:43.007Z"); }
};

std::string WithBlanks(std::string_view text) {
  std::string out(text);
  for (const auto& [mark, meaning] : {std::pair("⏎", "\n"), std::pair("·", " ")}) {
    for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at)) {
      out.replace(at, std::string_view(mark).size(), meaning);
    }
  }
  return out;
}

/// Where the last arrow of the line is; npos if there is none.
std::size_t FindArrow(std::string_view line) {
  std::size_t found = std::string_view::npos;
  for (const std::string_view arrow : {" -> ", " => ", " !! "}) {
    const std::size_t at = (std::string(line) + " ").rfind(arrow);
    if (at != std::string_view::npos && (found == std::string_view::npos || at > found)) found = at;
  }
  return found;
}

std::string Mismatch(const std::string& got) { return "got: " + got; }

}  // namespace

std::vector<Case> ReadCases(std::string_view text, std::size_t first_line) {
  std::vector<Case> cases;
  std::string given = "{}";
  bool strict = false;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (std::size_t number = first_line; std::getline(lines, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("given ")) {
      given = line.substr(6);
    } else if (line == "strict on" || line == "strict off") {
      strict = line == "strict on";
    } else {
      const std::size_t arrow = FindArrow(line);
      Case each{number, given, strict, line, "", ""};
      if (arrow != std::string::npos) {
        each.source = WithBlanks(Trim(line.substr(0, arrow)));
        each.arrow = line.substr(arrow + 1, 2);
        each.expected = WithBlanks(Trim(line.substr(std::min(arrow + 4, line.size()))));
      }
      cases.push_back(each);
    }
  }
  return cases;
}

std::string Check(const Case& each) {
  if (each.arrow.empty()) return "the line has no ->, => or !!";
  const auto given = ParseJson(each.given);
  if (!given || !given->is_object()) return "the context is not a JSON object";
  const FixedClock clock;
  EvaluateOptions options;
  options.strict = each.strict;
  options.clock = &clock;
  Context context;
  context.SetMembersOf(given->get_object());
  const Environment environment;
  const auto compiled = Template::Compile(each.source, environment);
  if (!compiled) {
    const bool expected = each.arrow == "!!" && compiled.error().message.find(each.expected) != std::string::npos;
    return expected ? "" : Mismatch(compiled.error().message);
  }
  if (each.arrow == "=>") {
    const auto outcome = compiled->Evaluate(context, options);
    if (!outcome) return Mismatch(outcome.error().message);
    const auto expected = ParseJson(each.expected);
    if (!expected) return "the expected value is not JSON";
    // Compared as text, so that 1 and 1.0 differ.
    const std::string got = WriteJson(outcome->value);
    return got == WriteJson(*expected) ? "" : Mismatch(got);
  }
  const auto rendered = compiled->Render(context, options);
  if (each.arrow == "!!") {
    if (rendered) return Mismatch(rendered->text);
    return rendered.error().message.find(each.expected) != std::string::npos ? "" : Mismatch(rendered.error().message);
  }
  if (!rendered) return Mismatch(rendered.error().message);
  return rendered->text == each.expected ? "" : Mismatch(rendered->text);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace wharf::templates
