#include <algorithm>
#include <utility>

#include "integration/definition/block.h"

namespace wharf::definition {
namespace {

using Step = DataPath::Step;
constexpr std::int64_t kMostElements = 1000;

const boost::json::value* Below(const boost::json::value& value, const Step& step) {
  if (const auto* name = std::get_if<std::string>(&step)) {
    const auto* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(*name);
  }
  const auto* list = value.if_array();
  if (list == nullptr) return nullptr;
  auto index = std::get<std::int64_t>(step);
  if (index < 0) index += static_cast<std::int64_t>(list->size());
  return index < 0 ? nullptr : list->if_contains(static_cast<std::size_t>(index));
}

/// Every value below this one: the elements of a list, or the values of an object.
std::vector<const boost::json::value*> AllBelow(const boost::json::value& value) {
  std::vector<const boost::json::value*> all;
  if (const auto* list = value.if_array()) {
    for (const auto& item : *list) all.push_back(&item);
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) all.push_back(&member.value());
  }
  return all;
}

bool IsPlainName(std::string_view name) {
  return !name.empty() && name != "$" && name.find_first_of(".[] \"'{}*") == std::string_view::npos;
}

}  // namespace

bool DataPath::has_wildcard() const {
  return std::ranges::any_of(steps, [](const Step& step) { return std::holds_alternative<Every>(step); });
}

const boost::json::value* DataPath::Find(const boost::json::value& whole) const {
  if (has_wildcard()) {
    const auto all = FindAll(whole);
    return all.empty() ? nullptr : all.front();
  }
  const auto* value = &whole;
  for (const auto& step : steps) {
    value = Below(*value, step);
    if (value == nullptr) return nullptr;
  }
  return value;
}

std::vector<const boost::json::value*> DataPath::FindAll(const boost::json::value& whole) const {
  std::vector<const boost::json::value*> found{&whole};
  for (const auto& step : steps) {
    std::vector<const boost::json::value*> next;
    for (const auto* value : found) {
      if (std::holds_alternative<Every>(step)) {
        const auto all = AllBelow(*value);
        next.insert(next.end(), all.begin(), all.end());
      } else if (const auto* below = Below(*value, step)) {
        next.push_back(below);
      }
    }
    found = std::move(next);
  }
  return found;
}

bool DataPath::Put(boost::json::value& whole, boost::json::value value) const {
  auto* place = &whole;
  for (const auto& step : steps) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      if (place->is_null()) place->emplace_object();
      if (!place->is_object()) return false;
      place = &place->get_object()[*name];
    } else if (const auto* index = std::get_if<std::int64_t>(&step)) {
      if (place->is_null()) place->emplace_array();
      if (!place->is_array() || *index < 0 || *index >= kMostElements) return false;
      auto& list = place->get_array();
      if (list.size() <= static_cast<std::size_t>(*index)) list.resize(static_cast<std::size_t>(*index) + 1);
      place = &list[static_cast<std::size_t>(*index)];
    } else {
      return false;
    }
  }
  *place = std::move(value);
  return true;
}

std::string DataPath::ToString() const {
  if (steps.empty()) return "$";
  std::string text;
  for (const auto& step : steps) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      if (!IsPlainName(*name)) {
        const char quote = name->find('"') == std::string::npos ? '"' : '\'';
        text += std::string("[") + quote + *name + quote + "]";
        continue;
      }
      if (!text.empty()) text += '.';
      text += *name;
    } else if (const auto* index = std::get_if<std::int64_t>(&step)) {
      text += "[" + std::to_string(*index) + "]";
    } else {
      text += "[*]";
    }
  }
  return text;
}

}  // namespace wharf::definition
