// Compiles and evaluates whatever comes: the first line is JSON for the context, the rest the template.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "template/json_text.h"
#include "template/template.h"

namespace {

using wharf::templates::Context;
using wharf::templates::Environment;
using wharf::templates::EvaluateOptions;
using wharf::templates::Template;

class StoppedClock final : public wharf::Clock {
 public:
  [[nodiscard]] wharf::Time Now() const override { return wharf::Time(std::chrono::milliseconds(1'795'564'303'007)); }
};

void Expect(bool holds) {
  if (!holds) std::abort();
}

void Evaluate(const Template& compiled, const Context& context, bool strict) {
  const StoppedClock clock;
  EvaluateOptions options;
  options.strict = strict;
  options.clock = &clock;
  options.limits.memory_bytes = std::size_t{4} << 20U;
  options.limits.output_bytes = std::size_t{1} << 20U;
  options.limits.steps = 200'000;
  const auto rendered = compiled.Render(context, options);
  const auto outcome = compiled.Evaluate(context, options);
  if (rendered) Expect(rendered->text.size() <= options.limits.output_bytes);
  // Anything but a lone expression is the same in both modes.
  if (rendered && !compiled.IsLoneExpression())
    Expect(outcome && outcome->value == boost::json::value(boost::json::string(rendered->text)));
  if (outcome) Expect(wharf::templates::ParseJson(wharf::templates::WriteJson(outcome->value)).ok());
  (void)compiled.Holds(context, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Environment environment;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const auto names = wharf::templates::ParseJson(input.substr(0, line));
  const auto compiled = Template::Compile(line == std::string_view::npos ? input : input.substr(line + 1), environment);
  if (!compiled) {
    Expect(wharf::templates::Locate(compiled.error()).line > 0);
    return 0;
  }
  (void)compiled->References();
  Context context;
  if (names && names->is_object()) context.SetMembersOf(names->get_object());
  Evaluate(*compiled, context, false);
  Evaluate(*compiled, context, true);
  return 0;
}
