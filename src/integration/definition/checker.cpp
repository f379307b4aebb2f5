#include "integration/definition/checker.h"

#include <algorithm>
#include <array>

#include "integration/definition/literals.h"

namespace wharf::definition {

namespace {

constexpr std::array<std::string_view, 6> kRefusals = {"unauthorized", "forbidden",    "not_found",
                                                       "invalid",      "rate_limited", "server_error"};

std::string Words(const std::string& target) {
  if (target == "options") return "option source";
  if (target == "auth") return "entry of more_auth";
  return target;
}

bool IsCapability(std::string_view name) {
  const auto dot = name.find('.');
  return dot != std::string_view::npos && IsName(name.substr(0, dot)) && IsName(name.substr(dot + 1));
}

}  // namespace

BlockPtr Checker::Check(const Node& root, const Shape& frame, boost::json::object& source) {
  const Place place{std::make_shared<const Scope>(), {}};
  auto block = Object(root, frame, place, source);
  FinishReferences();
  templates_.Finish();
  return block;
}

Checker::Place Checker::Inside(const Place& place, const FieldSpec& spec) const {
  if (spec.adds.empty() && !spec.secrets) return place;
  auto scope = std::make_shared<Scope>();
  scope->outer = place.scope;
  scope->variables = spec.adds;
  scope->secrets = spec.secrets.value_or(place.scope->secrets);
  return {std::move(scope), place.owner};
}

void Checker::Wants(const Node& node, std::string_view what) {
  problems_.Add(node.at, "here must be " + std::string(what));
}

std::shared_ptr<Block> Checker::Object(const Node& node, const Shape& shape, const Place& place,
                                       boost::json::object& source, const std::string* kind) {
  auto block = std::make_shared<Block>();
  block->at = node.at;
  if (kind != nullptr) block->kind = *kind;
  UnknownKeys(node, shape, kind != nullptr);
  block->members.reserve(shape.fields.size());
  for (const auto& field : shape.fields) {
    const auto* given = node.Find(field.name);
    Value value;
    if (given == nullptr) {
      if (field.required) problems_.Add(node.at, "the key \"" + field.name + "\" is missing: " + field.help);
      if (!field.default_value.is_null()) value = Default(field, node.at, Inside(place, field));
    } else {
      boost::json::value written;
      value = Any(*given, field, Inside(place, field), written);
      value.at = given->at;
      source.emplace(field.name, std::move(written));
    }
    block->members.emplace_back(field.name, std::move(value));
  }
  CheckGroups(node, shape);
  return block;
}

void Checker::UnknownKeys(const Node& node, const Shape& shape, bool is_kind) {
  for (const auto& member : node.members) {
    if (problems_.full()) return;
    if (shape.Find(member.key) != nullptr || (is_kind && member.key == "kind")) continue;
    std::vector<std::string> known;
    for (const auto& field : shape.fields) {
      if (node.Find(field.name) == nullptr) known.push_back(field.name);
    }
    problems_.AddAtKey(member.at, "unknown key \"" + member.key + "\"" + Suggestion(member.key, known, 8));
  }
}

void Checker::CheckGroups(const Node& node, const Shape& shape) {
  const auto names = [](const std::vector<std::string>& group) {
    std::string list;
    for (const auto& name : group) list += (list.empty() ? "" : ", ") + name;
    return list;
  };
  const auto count = [&](const std::vector<std::string>& group) {
    return std::ranges::count_if(group, [&](const std::string& name) { return node.Find(name) != nullptr; });
  };
  if (!shape.exactly_one.empty() && count(shape.exactly_one) != 1) {
    problems_.Add(node.at, "exactly one of these must be given: " + names(shape.exactly_one));
  }
  if (!shape.at_least_one.empty() && count(shape.at_least_one) == 0) {
    problems_.Add(node.at, "at least one of these must be given: " + names(shape.at_least_one));
  }
}

Value Checker::Default(const FieldSpec& spec, Position at, const Place& place) {
  auto& node = defaults_.emplace_back(FromJson(spec.default_value));
  node.at = {at.line, 0};
  boost::json::value unused;
  auto value = Any(node, spec, place, unused);
  value.at = {};
  return value;
}

Value Checker::Any(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source) {
  switch (spec.type) {
    case FieldType::list:
      return List(node, spec, place, source);
    case FieldType::map:
      return Map(node, spec, place, source);
    case FieldType::kind:
      return Kind(node, spec, place, source);
    case FieldType::object: {
      if (node.type != Node::Type::map) {
        Wants(node, "names and values: " + spec.shape->help);
        return {};
      }
      auto& object = source.emplace_object();
      return {BlockPtr(Object(node, *spec.shape, place, object)), node.at};
    }
    case FieldType::tree: {
      source = ToJson(node);
      auto tree = Tree(node, place);
      return tree ? Value{*std::move(tree), node.at} : Value{};
    }
    case FieldType::value:
      source = ToJson(node);
      return {source, node.at};
    case FieldType::schema:
      source = ToJson(node);
      if (source.is_object()) return {source, node.at};
      Wants(node, "a JSON Schema: names and values");
      return {};
    default:
      return Scalar(node, spec, place, source);
  }
}

Value Checker::List(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source) {
  Values values;
  if (node.type != Node::Type::list) {
    values.push_back(Any(node, *spec.element, Inside(place, *spec.element), source));
    values.back().at = node.at;
    if (!values.back().given()) values.pop_back();
    return {std::move(values), node.at};
  }
  auto& list = source.emplace_array();
  for (const auto& item : node.items) {
    boost::json::value written;
    auto value = Any(item, *spec.element, Inside(place, *spec.element), written);
    value.at = item.at;
    list.push_back(std::move(written));
    if (value.given()) values.push_back(std::move(value));
  }
  if (spec.required && node.items.empty()) problems_.Add(node.at, "this list must not be empty: " + spec.help);
  return {std::move(values), node.at};
}

Value Checker::Map(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source) {
  if (node.type != Node::Type::map) {
    Wants(node, "names and values: " + spec.help);
    return {};
  }
  if (spec.required && node.members.empty()) problems_.Add(node.at, "here must be at least one: " + spec.help);
  auto& object = source.emplace_object();
  object.reserve(node.members.size());
  NamedValues values;
  values.reserve(node.members.size());
  for (const auto& member : node.members) {
    auto inside = Inside(place, *spec.element);
    if (spec.owns) inside.owner = {spec.name, member.key};
    MapName(member, spec, place);
    boost::json::value written;
    auto value = Any(member.value, *spec.element, inside, written);
    value.at = member.value.at;
    object.emplace(member.key, std::move(written));
    const auto* block = std::get_if<BlockPtr>(&value.held);
    const bool is_block = block != nullptr && *block;
    if (!spec.declares.empty()) {
      declared_.emplace(spec.declares, Declared{member.key, place.owner});
      if (is_block) named_[{spec.declares, member.key}] = *block;
    }
    if (!spec.defines.empty()) {
      const auto* kind = is_block ? vocabulary_.Kind(spec.element->slot, (*block)->kind) : nullptr;
      templates_.Define({spec.defines, member.key, place.owner, kind != nullptr && kind->secret});
    }
    if (value.given()) values.emplace_back(member.key, std::move(value));
  }
  return {std::move(values), node.at};
}

void Checker::MapName(const Node::Member& member, const FieldSpec& spec, const Place& place) {
  const auto& rule = spec.map_names;
  if (rule == "name" && !IsName(member.key)) {
    problems_.AddAtKey(member.at,
                       "\"" + member.key + "\" is no name: 1 to 64 of a-z, 0-9 and _, beginning with a letter");
  } else if (rule == "capability" && !IsCapability(member.key)) {
    problems_.AddAtKey(member.at,
                       "\"" + member.key + "\" is no capability: two names with a dot, such as psa.create_ticket");
  } else if (rule == "identifier" && !IsIdentifier(member.key)) {
    problems_.AddAtKey(member.at,
                       "\"" + member.key +
                           "\" cannot be read by templates: 1 to 64 letters, digits and _, beginning with a letter; "
                           "the vendor's name goes into `as`");
  } else if (rule == "action") {
    pending_.push_back({member.at, "action", member.key, place.owner});
  } else if (rule == "refusal" && std::ranges::find(kRefusals, member.key) == kRefusals.end()) {
    problems_.AddAtKey(member.at, "\"" + member.key + "\" is none of the refusals" +
                                      Suggestion(member.key, {kRefusals.begin(), kRefusals.end()}));
  } else if (rule == "path") {
    if (auto path = ParsePath(member.key); !path) problems_.AddAtKey(member.at, path.error().message);
  } else if (member.key.empty() || member.key.size() > 256) {
    problems_.AddAtKey(member.at, "a name must have 1 to 256 characters");
  }
}

Value Checker::Kind(const Node& node, const FieldSpec& spec, const Place& place, boost::json::value& source) {
  const auto& slot = *vocabulary_.Slot(spec.slot);
  if (node.type == Node::Type::list) {
    Wants(node, "one kind, not a list: " + slot.help);
    return {};
  }
  if (node.type == Node::Type::scalar) return KindFromText(node, slot, place, source);
  const auto* named = node.Find("kind");
  if (named != nullptr && named->type != Node::Type::scalar) {
    Wants(*named, "the name of a kind");
    return {};
  }
  if (named == nullptr && slot.default_kind.empty()) {
    problems_.Add(node.at, "the key \"kind\" is missing: " + slot.help);
    return {};
  }
  const auto& name = named != nullptr ? named->text : slot.default_kind;
  const auto* kind = vocabulary_.Kind(spec.slot, name);
  if (kind == nullptr) {
    UnknownKind(named != nullptr ? named->at : node.at, slot, name, false);
    return {};
  }
  auto& object = source.emplace_object();
  if (named != nullptr) object["kind"] = name;
  return {BlockPtr(Object(node, kind->shape, place, object, &kind->name)), node.at};
}

/// A bare text is the name of something declared elsewhere, or the main field of the slot's usual kind, or a kind.
Value Checker::KindFromText(const Node& node, const SlotSpec& slot, const Place& place, boost::json::value& source) {
  source = node.text;
  if (!slot.named_in.empty()) {
    if (const auto found = named_.find({slot.named_in, node.text}); found != named_.end())
      return {found->second, node.at};
  }
  const auto& kind_name = slot.text_kind.empty() ? node.text : slot.text_kind;
  const auto* kind = vocabulary_.Kind(slot.name, kind_name);
  const bool needs_more =
      kind != nullptr && slot.text_field.empty() &&
      std::ranges::any_of(kind->shape.fields, [](const FieldSpec& field) { return field.required; });
  if (kind == nullptr || (needs_more && !slot.named_in.empty())) {
    UnknownKind(node.at, slot, kind_name, !slot.named_in.empty());
    return {};
  }
  Node written;
  written.type = Node::Type::map;
  written.at = node.at;
  if (!slot.text_field.empty()) {
    written.members.push_back({slot.text_field, node.at, node});
  } else if (node.IsNothing()) {
    Wants(node, "a kind: " + slot.help);
    return {};
  }
  boost::json::object unused;
  const auto& kept = defaults_.emplace_back(std::move(written));
  return {BlockPtr(Object(kept, kind->shape, place, unused, &kind->name)), node.at};
}

void Checker::UnknownKind(Position at, const SlotSpec& slot, const std::string& name, bool or_named) {
  std::vector<std::string> known;
  for (const auto* kind : vocabulary_.Kinds(slot.name)) known.push_back(kind->name);
  if (or_named) {
    const auto [begin, end] = declared_.equal_range(slot.named_in);
    for (auto entry = begin; entry != end; ++entry) known.push_back(entry->second.name);
  }
  std::erase(known, name);  // a kind of that name, which cannot stand here by its name alone
  std::string what = slot.name;
  std::ranges::replace(what, '_', ' ');
  problems_.Add(at, "there is no " + std::string(or_named ? "" : "kind of ") + what + " called \"" + name + "\"" +
                        Suggestion(name, known));
}

void Checker::FinishReferences() {
  for (const auto& reference : pending_) {
    if (problems_.full()) return;
    const auto visible = [&](const Declared& declared) {
      return declared.owner.map.empty() || declared.owner.map != reference.owner.map ||
             declared.owner == reference.owner;
    };
    const auto [begin, end] = declared_.equal_range(reference.target);
    const auto same = [&](const auto& entry) { return entry.second.name == reference.name && visible(entry.second); };
    if (std::find_if(begin, end, same) != end) continue;
    std::vector<std::string> known;
    for (auto entry = begin; entry != end; ++entry) {
      if (visible(entry->second)) known.push_back(entry->second.name);
    }
    problems_.Add(reference.at, "there is no " + Words(reference.target) + " called \"" + reference.name + "\"" +
                                    Suggestion(reference.name, known));
  }
}

}  // namespace wharf::definition
