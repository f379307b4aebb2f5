#include "integration/definition/diagnostic.h"

namespace wharf::definition {

std::string Diagnostic::ToString() const {
  std::string text = file;
  if (at.line != 0) text += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  if (!text.empty()) text += ": ";
  return text + message;
}

std::string ToString(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += diagnostic.ToString();
  }
  return text;
}

}  // namespace wharf::definition
