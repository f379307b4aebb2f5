#include "integration/call/rows.h"

#include <utility>

#include "integration/definition/evaluate.h"

namespace wharf::call {
namespace {

Error Missing(const definition::DataPath& at) {
  return {ErrorKind::vendor_error, "rows_missing",
          "The answer has no list at `" + at.ToString() +
              "`. The vendor may have changed its format, or the address is "
              "another kind of list."};
}

Result<boost::json::array> ListAt(const boost::json::value& body, const definition::Block& rows) {
  const definition::DataPath& at = rows.Path("at");
  if (at.has_wildcard()) {
    boost::json::array all;
    for (const auto* found : at.FindAll(body)) {
      if (const auto* list = found->if_array()) {
        all.insert(all.end(), list->begin(), list->end());
      } else if (!found->is_null()) {
        all.push_back(*found);
      }
    }
    return all;
  }
  const boost::json::value* found = at.Find(body);
  if (found == nullptr && (body.is_null() || rows.Text("missing") == "empty")) return boost::json::array{};
  if (found == nullptr) return Missing(at);
  if (found->is_null()) return boost::json::array{};
  if (const auto* list = found->if_array()) return *list;
  if (found->is_object()) return boost::json::array{*found};
  return Missing(at);
}

boost::json::array Table(const boost::json::array& list) {
  boost::json::array rows;
  const auto* names = list.empty() ? nullptr : list.front().if_array();
  if (names == nullptr) return rows;
  for (std::size_t i = 1; i < list.size(); ++i) {
    const auto* cells = list[i].if_array();
    if (cells == nullptr) continue;
    boost::json::object row;
    for (std::size_t c = 0; c < cells->size() && c < names->size(); ++c) {
      row[definition::AsText((*names)[c])] = (*cells)[c];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Result<boost::json::array> ReadRows(const boost::json::value& body, const definition::Block& rows) {
  if (rows.kind == "values") {
    const boost::json::value* found = rows.Path("at").Find(body);
    if (found == nullptr || found->is_null()) return boost::json::array{};
    const auto* object = found->if_object();
    if (object == nullptr) return Missing(rows.Path("at"));
    boost::json::array list;
    for (const auto& [name, value] : *object) {
      boost::json::value row = value;
      if (rows.Has("key") && row.is_object()) row.get_object()[rows.Text("key")] = name;
      list.push_back(std::move(row));
    }
    return list;
  }
  if (rows.kind == "path") return ListAt(body, rows);
  const boost::json::value* found = rows.Path("at").Find(body);
  if (found == nullptr || !found->is_array()) {
    if (found != nullptr && found->is_null()) return boost::json::array{};
    return Missing(rows.Path("at"));
  }
  if (rows.kind == "table") return Table(found->get_array());
  boost::json::array wrapped;
  const std::string as = rows.Has("as") ? rows.Text("as") : "value";
  for (const auto& value : found->get_array()) wrapped.push_back(boost::json::object{{as, value}});
  return wrapped;
}

Result<void> ShapeRows(boost::json::array& rows, const definition::Output& output, const templates::Context& context,
                       std::int64_t first_index) {
  if (!output.where && !output.each && output.add.empty() && output.remove.empty()) return {};
  boost::json::array shaped;
  shaped.reserve(rows.size());
  boost::json::value index = first_index;
  for (boost::json::value& row : rows) {
    templates::Context scope(&context);
    scope.Set("item", row).Set("index", index);
    if (output.where) {
      WHARF_ASSIGN(const bool keep, definition::Holds(*output.where, scope));
      if (!keep) continue;
    }
    if (output.each) {
      WHARF_ASSIGN(auto made, definition::Evaluate(*output.each, scope));
      row = made.value ? *std::move(made.value) : boost::json::value(nullptr);
    }
    for (const auto& [name, tree] : output.add) {
      WHARF_ASSIGN(auto made, definition::Evaluate(tree, scope));
      if (row.is_object() && made.value) row.get_object()[name] = *std::move(made.value);
    }
    for (const std::string& name : output.remove) {
      if (row.is_object()) row.get_object().erase(name);
    }
    shaped.push_back(std::move(row));
    index = index.get_int64() + 1;
  }
  rows = std::move(shaped);
  return {};
}

}  // namespace wharf::call
