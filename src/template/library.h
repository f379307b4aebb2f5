#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "template/builtin.h"

namespace wharf::templates {

using Callables = std::map<std::string, std::shared_ptr<const Callable>, std::less<>>;

/// What an Environment holds.
struct Library {
  Callables filters;
  Callables tests;
  Callables functions;
  Callables methods;
};

/// Filters that evaluate something for each element; the parser knows them, they have no function.
inline constexpr std::string_view kItemFilters[] = {"map", "select", "reject", "selectattr", "rejectattr"};

std::vector<std::string> NamesOf(const Callables& callables);

}  // namespace wharf::templates
