#include "template/run_jsonl.h"

#include <array>
#include <boost/json.hpp>
#include <istream>
#include <ostream>
#include <string>

#include "template/json_text.h"
#include "template/template.h"

namespace wharf::templates {
namespace {

constexpr std::size_t kLongestLine = std::size_t{16} << 20U;
constexpr std::size_t kMostMemory = std::size_t{256} << 20U;

enum class Line : std::uint8_t { read, too_long, none };

/// Like std::getline, but never keeps more than the limit.
Line ReadLine(std::istream& in, std::string& line) {
  std::array<char, 4096> piece{};
  line.clear();
  bool too_long = false;
  for (bool any = false;; any = true) {
    in.getline(piece.data(), piece.size());
    auto length = static_cast<std::size_t>(in.gcount());
    if (length == 0 && in.eof()) return !any ? Line::none : too_long ? Line::too_long : Line::read;
    if (in.bad()) return Line::none;
    const bool goes_on = in.fail() && !in.eof();  // the line is longer than the piece
    if (!goes_on && !in.eof()) --length;          // the line end is counted
    if (line.size() + length > kLongestLine) {
      too_long = true;
    } else {
      line.append(piece.data(), length);
    }
    if (!goes_on) return too_long ? Line::too_long : Line::read;
    in.clear();
  }
}

Error Wrong(const std::string& message) { return {ErrorKind::invalid_argument, "case_invalid", message}; }

Result<bool> Flag(const boost::json::object& object, const char* name) {
  const auto* flag = object.if_contains(name);
  if (flag == nullptr || flag->is_null()) return false;
  if (!flag->is_bool()) return Wrong(std::string("`") + name + "` must be true or false");
  return flag->get_bool();
}

Result<boost::json::value> RunCase(std::string_view line, const Environment& environment, const Clock& clock) {
  WHARF_ASSIGN(const boost::json::value input, ParseJsonWithin(kMostMemory, line));
  const auto* object = input.if_object();
  if (object == nullptr)
    return Wrong(R"(the line must be an object such as {"template": "{{ a }}", "context": {"a": 1}})");
  const auto* source = object->if_contains("template");
  if (source == nullptr || !source->is_string()) return Wrong("`template` is missing or not text");
  Context context;
  if (const auto* names = object->if_contains("context"); names != nullptr && !names->is_null()) {
    if (!names->is_object()) return Wrong("`context` must be an object");
    context.SetMembersOf(names->get_object());
  }
  WHARF_ASSIGN(const bool native, Flag(*object, "native"));
  EvaluateOptions options;
  options.clock = &clock;
  WHARF_ASSIGN(options.strict, Flag(*object, "strict"));

  WHARF_ASSIGN(const Template compiled, Template::Compile(source->get_string(), environment));
  if (native) {
    WHARF_ASSIGN(Outcome outcome, compiled.Evaluate(context, options));
    return std::move(outcome.value);
  }
  WHARF_ASSIGN(const Rendered rendered, compiled.Render(context, options));
  return boost::json::value(boost::json::string(rendered.text));
}

}  // namespace

JsonLinesReport RunJsonLines(std::istream& in, std::ostream& out, const Clock& clock) {
  const Environment environment;
  JsonLinesReport report;
  std::string line;
  for (Line state = ReadLine(in, line); state != Line::none && out; state = ReadLine(in, line)) {
    if (state == Line::read && line.find_first_not_of(" \t\r") == std::string::npos) continue;
    ++report.lines;
    auto output = state == Line::too_long ? Result<boost::json::value>(Wrong("the line is over 16 MiB"))
                                          : RunCase(line, environment, clock);
    boost::json::object answer;
    if (output) {
      answer["output"] = *std::move(output);
    } else {
      ++report.errors;
      answer["error"] = output.error().message;
    }
    out << WriteJson(answer) << '\n' << std::flush;
  }
  return report;
}

}  // namespace wharf::templates
