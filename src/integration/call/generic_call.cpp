#include "integration/call/generic_call.h"

#include "integration/definition/evaluate.h"
#include "integration/definition/literals.h"

namespace wharf::call {
namespace {

std::string TextOf(const boost::json::object& input, std::string_view name) {
  const auto* value = input.if_contains(name);
  return value == nullptr || value->is_null() ? std::string() : definition::AsText(*value);
}

Error Wrong(const std::string& name, const std::string& message) {
  return {ErrorKind::invalid_argument, "invalid_input", message, {{"/" + name, "invalid", message}}};
}

}  // namespace

Result<GenericCall> ReadGenericCall(const definition::Definition& definition, const boost::json::object& input) {
  GenericCall wanted;
  if (const std::string style = TextOf(input, "paging"); !style.empty()) {
    const auto* block = definition::Find(definition.paging, style);
    if (block == nullptr) {
      std::string known;
      for (const auto& [name, unused] : definition.paging) known += (known.empty() ? "" : ", ") + name;
      return Wrong("paging", definition.name + " has no paging style “" + style + "”. " +
                                 (known.empty() ? "It has none." : "It has: " + known + "."));
    }
    wanted.paging = block->get();
  }
  if (const std::string rows = TextOf(input, "rows"); !rows.empty()) {
    auto path = definition::ParsePath(rows);
    if (!path) return Wrong("rows", "“" + rows + "” is no path. Write it like data.items, or $ for the whole answer.");
    wanted.rows = *std::move(path);
  }
  if (const auto* most = input.if_contains("max_rows"); most != nullptr && most->is_int64()) {
    if (most->get_int64() < 1) return Wrong("max_rows", "At least one row is read.");
    wanted.max_rows = most->get_int64();
  }
  return wanted;
}

boost::json::array ReadGenericRows(const boost::json::value& body, const GenericCall& wanted) {
  boost::json::array rows;
  if (wanted.rows) {
    for (const auto* found : wanted.rows->FindAll(body)) {
      if (const auto* list = found->if_array()) {
        rows.insert(rows.end(), list->begin(), list->end());
      } else if (!found->is_null()) {
        rows.push_back(*found);
      }
    }
    return rows;
  }
  if (const auto* list = body.if_array()) return *list;
  if (const auto* object = body.if_object()) {
    for (const auto& [name, value] : *object) {
      if (const auto* list = value.if_array()) return *list;
    }
  }
  return rows;
}

}  // namespace wharf::call
