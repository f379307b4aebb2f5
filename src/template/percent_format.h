#pragma once

#include <string_view>

#include "template/run.h"
#include "template/value.h"

namespace wharf::templates {

/// Python's `format % arguments`: %s %r %d %i %u %f %e %g %x %X %o %c %%, with flags, width and precision, and
/// `%(name)s` when `arguments` is a dict. A tuple gives several arguments, anything else is the only one.
Value PercentFormat(Run& run, std::string_view format, const Value& arguments);

}  // namespace wharf::templates
