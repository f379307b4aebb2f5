#pragma once

#include "integration/definition/definition.h"

namespace wharf::definition {

/// The typed form of a checked block of RequestShape(): for kinds that hold a request of their own (login steps, jobs).
Request ToRequest(const Block& block);

/// Likewise for ErrorsShape(). An absent block gives no rules.
Errors ToErrors(const Block* block);

/// Where a value goes in a call; from a checked block of PlaceShape().
struct Place {
  enum class Where { query, header, cookie, body, form, path, variable };
  Where where = Where::query;
  std::string name;  ///< its name there
  DataPath path;     ///< of `body`: where in it
};
Place ToPlace(const Block& block);

/// Any number of values put into a call; from a checked block of AttachShape().
struct Attach {
  Named<TemplateText> headers;
  Named<TemplateText> query;
  Named<TemplateText> cookies;
  std::vector<std::pair<DataPath, TemplateText>> body;
};
Attach ToAttach(const Block& block);

}  // namespace wharf::definition
