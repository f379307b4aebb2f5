#include "integration/definition/settings.h"

#include <utility>

#include "template/context.h"
#include "template/template.h"

namespace wharf::definition {
namespace {

/// The values as the templates of `visible_when` see them: absent ones have their defaults.
boost::json::object Seen(const Named<const Field*>& fields, const boost::json::object& given) {
  boost::json::object seen;
  for (const auto& [name, field] : fields) {
    const auto* value = field->hidden ? nullptr : given.if_contains(name);
    seen[name] = value == nullptr || value->is_null() ? field->default_value : *value;
  }
  return seen;
}

bool IsVisible(const Field& field, const boost::json::object& seen) {
  if (!field.visible_when) return true;
  templates::Context context;
  context.Set("fields", seen);
  const auto holds = field.visible_when->compiled->Holds(context);
  // A condition that cannot be decided must not hide a field that is needed.
  return !holds || *holds;
}

bool IsGiven(const boost::json::value* value) {
  return value != nullptr && !value->is_null() && !(value->is_string() && value->get_string().empty());
}

}  // namespace

Named<const Field*> FieldsOf(const Connection& connection, std::string_view way) {
  Named<const Field*> fields;
  for (const auto& [name, field] : connection.fields) fields.emplace_back(name, &field);
  if (const auto* chosen = Find(connection.sign_in, way)) {
    for (const auto& [name, field] : chosen->fields) fields.emplace_back(name, &field);
  }
  return fields;
}

TidiedSettings TidySettings(const Connection& connection, std::string_view way, const boost::json::object& given,
                            const std::set<std::string>& kept) {
  TidiedSettings tidied;
  const auto complain = [&](const std::string& name, std::string code, std::string message) {
    tidied.errors.push_back({"/" + name, std::move(code), std::move(message)});
  };
  if (Find(connection.sign_in, way) == nullptr) {
    complain("sign_in", "unknown_way", "There is no such way to sign in. Pick one of those that are offered.");
  }
  const auto fields = FieldsOf(connection, way);
  for (const auto& member : given) {
    if (Find(fields, member.key()) == nullptr) {
      complain(std::string(member.key()), "unknown_field", "This integration has no such setting.");
    }
  }
  const auto seen = Seen(fields, given);
  for (const auto& [name, field] : fields) {
    if (field->hidden) {
      tidied.values[name] = field->default_value;
      continue;
    }
    if (!IsVisible(*field, seen)) continue;
    const auto* value = given.if_contains(name);
    if (IsGiven(value)) {
      auto tidy = TidyField(*field, *value);
      if (!tidy) {
        complain(name, tidy.error().code, tidy.error().message);
      } else if (IsGiven(&*tidy)) {
        tidied.values[name] = *std::move(tidy);
        continue;
      }
      if (!tidy) continue;
    }
    if (!field->default_value.is_null()) {
      tidied.values[name] = field->default_value;
    } else if (field->required && !(field->secret && kept.contains(name))) {
      complain(name, "required", field->label + " is needed. Fill it in.");
    }
  }
  return tidied;
}

}  // namespace wharf::definition
