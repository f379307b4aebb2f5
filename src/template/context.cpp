#include "template/context.h"

#include <algorithm>

namespace wharf::templates {
namespace {

Result<Found> FindMember(const Found& holder, std::string_view name) {
  if (const auto* object = std::get_if<const boost::json::object*>(&holder.place)) {
    const auto* value = (*object)->if_contains(name);
    return value == nullptr ? Found::Nothing() : Found::Borrowed(*value, holder.secret);
  }
  if (const auto* record = std::get_if<const Record*>(&holder.place)) return (*record)->Find(name);
  return Found::Nothing();
}

}  // namespace

Result<Found> PartlySecret::Find(std::string_view name) const {
  const auto* value = object_->if_contains(name);
  if (value == nullptr) return Found::Nothing();
  const bool secret = std::find(secret_names_.begin(), secret_names_.end(), name) != secret_names_.end();
  return Found::Borrowed(*value, secret);
}

std::vector<std::string> PartlySecret::Names() const {
  std::vector<std::string> names;
  names.reserve(object_->size());
  for (const auto& member : *object_) names.emplace_back(member.key());
  return names;
}

Context& Context::Put(std::string_view name, Found found) {
  if (!name.empty()) {
    for (Layer& layer : layers_) {
      if (layer.name == name) {
        layer.found = std::move(found);
        return *this;
      }
    }
  }
  layers_.push_back({std::string(name), std::move(found)});
  return *this;
}

Context& Context::Set(std::string_view name, const boost::json::value& value, bool secret) {
  return Put(name, {&value, secret});
}
Context& Context::Set(std::string_view name, const boost::json::object& value, bool secret) {
  return Put(name, {&value, secret});
}
Context& Context::Set(std::string_view name, const boost::json::array& value, bool secret) {
  return Put(name, {&value, secret});
}
Context& Context::Set(std::string_view name, const Record& record) { return Put(name, {&record, false}); }
Context& Context::SetMembersOf(const boost::json::object& object, bool secret) { return Put({}, {&object, secret}); }
Context& Context::SetMembersOf(const Record& record) { return Put({}, {&record, false}); }

Result<Found> Context::Find(std::string_view name) const {
  for (const Context* context = this; context != nullptr; context = context->outer_) {
    for (auto layer = context->layers_.rbegin(); layer != context->layers_.rend(); ++layer) {
      if (!layer->name.empty()) {
        if (layer->name == name) return layer->found;
        continue;
      }
      auto member = FindMember(layer->found, name);
      if (!member || *member) return member;
    }
  }
  return Found::Nothing();
}

std::vector<std::string> Context::Names() const {
  std::vector<std::string> names;
  for (const Context* context = this; context != nullptr; context = context->outer_) {
    for (const Layer& layer : context->layers_) {
      if (!layer.name.empty()) {
        names.push_back(layer.name);
      } else if (const auto* object = std::get_if<const boost::json::object*>(&layer.found.place)) {
        for (const auto& member : **object) names.emplace_back(member.key());
      } else if (const auto* record = std::get_if<const Record*>(&layer.found.place)) {
        for (auto& member : (*record)->Names()) names.push_back(std::move(member));
      }
    }
  }
  return names;
}

}  // namespace wharf::templates
