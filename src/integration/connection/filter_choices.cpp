#include "integration/connection/calling.h"
#include "integration/definition/evaluate.h"

namespace wharf::connection {
namespace {

constexpr std::int64_t kMostChoices = 1000;
constexpr std::chrono::milliseconds kPatience{15'000};

}  // namespace

Result<std::vector<definition::Option>> Calling::FilterChoices(const organization::Access& access, ConnectionId id,
                                                               std::string_view filter) {
  WHARF_ASSIGN(const Connection connection, connections_.Find(access, id));
  const auto* entry = connections_.catalog().Find(connection.integration);
  const auto* known = entry == nullptr ? nullptr : definition::Find(entry->definition->organizations.filters, filter);
  if (known == nullptr) return Error{ErrorKind::not_found, "no_such_filter", "This tool offers no such filter."};
  const auto* source = definition::Find(entry->definition->options, known->options);
  if (source == nullptr) return known->choices;
  // Asking the tool is an act, however small.
  WHARF_TRY(access.Require(organization::Right::write, connection.organization));
  WHARF_ASSIGN(auto open, Open(connection, "try"));
  call::Caller& caller = open->caller();
  call::RunOptions options;
  options.max_items = kMostChoices;
  options.patience = kPatience;
  auto rows = call::RunSource(caller, *source->source, caller.context(), options);
  if (!rows) {
    Error error = std::move(rows).error();
    error.message = caller.redactor().Clean(error.message);
    return error;
  }
  std::vector<definition::Option> choices;
  for (const auto& row : rows->rows) {
    templates::Context scope(&caller.context());
    scope.Set("item", row);
    WHARF_ASSIGN(auto value, definition::Evaluate(source->value, scope));
    WHARF_ASSIGN(const auto label, definition::EvaluateText(source->label, scope));
    if (!value.value || value.secret || label.secret) continue;
    std::string shown = label.text.value_or(definition::AsText(*value.value));
    choices.push_back({*std::move(value.value), std::move(shown)});
  }
  return choices;
}

}  // namespace wharf::connection
