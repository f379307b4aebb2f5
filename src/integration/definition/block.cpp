#include "integration/definition/block.h"

#include <algorithm>
#include <stdexcept>

namespace wharf::definition {
namespace {

template <class T>
const T& Held(const Value& value, std::string_view name) {
  static const T nothing{};
  if (!value.given()) return nothing;
  if (const auto* held = std::get_if<T>(&value.held)) return *held;
  throw std::logic_error("the field \"" + std::string(name) + "\" is read as another type than its spec says");
}

}  // namespace

bool TemplateTree::empty() const {
  const auto* value = std::get_if<boost::json::value>(&node);
  return value != nullptr && value->is_null();
}

bool StatusSet::Contains(int status) const {
  return std::ranges::any_of(ranges,
                             [&](const auto& range) { return range.first <= status && status <= range.second; });
}

const Value& Block::Member(std::string_view name) const {
  const auto found = std::ranges::find(members, name, &std::pair<std::string, Value>::first);
  if (found == members.end())
    throw std::logic_error("the spec of \"" + kind + "\" has no field \"" + std::string(name) + "\"");
  return found->second;
}

bool Block::Has(std::string_view name) const { return Member(name).given(); }
bool Block::Written(std::string_view name) const { return Member(name).at.line != 0; }
const std::string& Block::Text(std::string_view name) const { return Held<std::string>(Member(name), name); }
bool Block::Flag(std::string_view name) const { return Held<bool>(Member(name), name); }
std::int64_t Block::Integer(std::string_view name) const { return Held<std::int64_t>(Member(name), name); }
double Block::Number(std::string_view name) const { return Held<double>(Member(name), name); }
std::chrono::milliseconds Block::Duration(std::string_view name) const {
  return Held<std::chrono::milliseconds>(Member(name), name);
}
const TemplateText& Block::Template(std::string_view name) const { return Held<TemplateText>(Member(name), name); }
const TemplateTree& Block::Tree(std::string_view name) const { return Held<TemplateTree>(Member(name), name); }
const DataPath& Block::Path(std::string_view name) const { return Held<DataPath>(Member(name), name); }
const StatusSet& Block::Statuses(std::string_view name) const { return Held<StatusSet>(Member(name), name); }
const boost::json::value& Block::Json(std::string_view name) const {
  return Held<boost::json::value>(Member(name), name);
}
const Values& Block::List(std::string_view name) const { return Held<Values>(Member(name), name); }
const NamedValues& Block::Map(std::string_view name) const { return Held<NamedValues>(Member(name), name); }
const Block* Block::Inner(std::string_view name) const {
  return Held<std::shared_ptr<const Block>>(Member(name), name).get();
}
BlockPtr Block::Shared(std::string_view name) const { return Held<BlockPtr>(Member(name), name); }

std::vector<std::string> Block::Texts(std::string_view name) const {
  std::vector<std::string> texts;
  for (const auto& value : List(name)) texts.push_back(Held<std::string>(value, name));
  return texts;
}

std::vector<TemplateText> Block::Templates(std::string_view name) const {
  std::vector<TemplateText> texts;
  for (const auto& value : List(name)) texts.push_back(Held<TemplateText>(value, name));
  return texts;
}

std::vector<std::pair<std::string, TemplateText>> Block::TemplateMap(std::string_view name) const {
  std::vector<std::pair<std::string, TemplateText>> map;
  for (const auto& [key, value] : Map(name)) map.emplace_back(key, Held<TemplateText>(value, name));
  return map;
}

std::vector<std::pair<std::string, TemplateTree>> Block::TreeMap(std::string_view name) const {
  std::vector<std::pair<std::string, TemplateTree>> map;
  for (const auto& [key, value] : Map(name)) map.emplace_back(key, Held<TemplateTree>(value, name));
  return map;
}

std::vector<BlockPtr> Block::SharedBlocks(std::string_view name) const {
  std::vector<BlockPtr> blocks;
  for (const auto& value : List(name)) blocks.push_back(Held<BlockPtr>(value, name));
  return blocks;
}

std::vector<std::pair<std::string, BlockPtr>> Block::BlockMap(std::string_view name) const {
  std::vector<std::pair<std::string, BlockPtr>> map;
  for (const auto& [key, value] : Map(name)) map.emplace_back(key, Held<BlockPtr>(value, name));
  return map;
}

std::vector<const Block*> Block::Blocks(std::string_view name) const {
  std::vector<const Block*> blocks;
  for (const auto& value : List(name)) blocks.push_back(Held<BlockPtr>(value, name).get());
  return blocks;
}

}  // namespace wharf::definition
