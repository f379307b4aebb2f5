#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "integration/definition/block.h"
#include "template/context.h"

namespace wharf::definition {

/// What evaluating a part of a definition gave. `secret` says that a secret flowed into it: show it to nobody.
struct Evaluated {
  std::optional<boost::json::value> value;  ///< nullopt: it found nothing, leave the parameter out
  bool secret = false;
};

/// Evaluates one template with its type kept. Errors are `invalid_argument`, code `template_failed`, and name the place
/// in the definition; they never hold values.
Result<Evaluated> Evaluate(const TemplateText& text, const templates::Context& context);

/// The same as text: null is nothing, booleans and numbers as JSON writes them, lists and objects as JSON.
struct EvaluatedText {
  std::optional<std::string> text;
  bool secret = false;
};
Result<EvaluatedText> EvaluateText(const TemplateText& text, const templates::Context& context);

/// Every template in the tree; members that found nothing are left out, null stays null.
Result<Evaluated> Evaluate(const TemplateTree& tree, const templates::Context& context);

/// Whether the condition holds; an absent one does.
Result<bool> Holds(const TemplateText& condition, const templates::Context& context);

/// The first of them whose every value is there and which is not empty; nullopt if there is none.
Result<EvaluatedText> FirstUsable(const std::vector<TemplateText>& texts, const templates::Context& context);

/// A value as it stands in a URL, a header or a label.
std::string AsText(const boost::json::value& value);

}  // namespace wharf::definition
