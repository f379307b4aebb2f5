#pragma once

#include <string_view>
#include <vector>

#include "integration/definition/diagnostic.h"

namespace wharf::definition {

/// Says what keeps an SVG from being shown to people: anything that could run, load or link (scripts, event handlers,
/// foreign objects, references out of the file, styles with URLs, document types, processing instructions), what no
/// drawing needs, and what is not XML. Only elements and attributes of a short list pass, so what is new is refused.
/// At most 64 KiB and 1,000 elements. Empty: it is safe to show.
///
/// This judges and does not repair: an icon of the catalogue or of a person is refused with the place to change.
std::vector<Diagnostic> CheckIcon(std::string_view svg, std::string_view file);

}  // namespace wharf::definition
