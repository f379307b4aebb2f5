#include "integration/definition/evaluate.h"

#include <utility>

#include "template/template.h"

namespace wharf::definition {
namespace {

Error Placed(const TemplateText& text, const Error& error) {
  std::string place =
      text.at.line == 0 ? std::string() : "line " + std::to_string(text.at.line) + " of the definition: ";
  return {ErrorKind::invalid_argument, "template_failed", place + error.message};
}

}  // namespace

std::string AsText(const boost::json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_null()) return {};
  return boost::json::serialize(value);
}

Result<Evaluated> Evaluate(const TemplateText& text, const templates::Context& context) {
  if (text.compiled == nullptr) return Evaluated{};
  auto outcome = text.compiled->Evaluate(context);
  if (!outcome) return Placed(text, std::move(outcome).error());
  if (outcome->undefined) return Evaluated{std::nullopt, outcome->secret};
  return Evaluated{std::move(outcome->value), outcome->secret};
}

Result<EvaluatedText> EvaluateText(const TemplateText& text, const templates::Context& context) {
  WHARF_ASSIGN(const Evaluated made, Evaluate(text, context));
  if (!made.value || made.value->is_null()) return EvaluatedText{std::nullopt, made.secret};
  return EvaluatedText{AsText(*made.value), made.secret};
}

Result<Evaluated> Evaluate(const TemplateTree& tree, const templates::Context& context) {
  if (const auto* value = std::get_if<boost::json::value>(&tree.node)) return Evaluated{*value, false};
  if (const auto* text = std::get_if<TemplateText>(&tree.node)) return Evaluate(*text, context);
  bool secret = false;
  if (const auto* list = std::get_if<TemplateTree::List>(&tree.node)) {
    boost::json::array array;
    for (const TemplateTree& element : *list) {
      WHARF_ASSIGN(Evaluated made, Evaluate(element, context));
      secret = secret || made.secret;
      if (made.value) array.push_back(*std::move(made.value));
    }
    return Evaluated{std::move(array), secret};
  }
  boost::json::object object;
  for (const auto& [name, member] : std::get<TemplateTree::Members>(tree.node)) {
    WHARF_ASSIGN(Evaluated made, Evaluate(member, context));
    secret = secret || made.secret;
    if (made.value) object[name] = *std::move(made.value);
  }
  return Evaluated{std::move(object), secret};
}

Result<bool> Holds(const TemplateText& condition, const templates::Context& context) {
  if (condition.compiled == nullptr) return true;
  auto holds = condition.compiled->Holds(context);
  if (!holds) return Placed(condition, std::move(holds).error());
  return *holds;
}

Result<EvaluatedText> FirstUsable(const std::vector<TemplateText>& texts, const templates::Context& context) {
  for (const TemplateText& text : texts) {
    if (text.compiled == nullptr) continue;
    auto rendered = text.compiled->Render(context, {.strict = true});
    if (!rendered || rendered->text.empty()) continue;
    return EvaluatedText{std::move(rendered->text), rendered->secret};
  }
  return EvaluatedText{};
}

}  // namespace wharf::definition
