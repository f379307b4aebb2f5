#include "net/router.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace wharf::net {

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
  std::unique_ptr<Node> parameter;
  std::vector<std::pair<std::string, std::size_t>> methods;
  std::string allow;

  [[nodiscard]] const std::size_t* Route(std::string_view method) const {
    const auto found =
        std::find_if(methods.begin(), methods.end(), [&](const auto& own) { return own.first == method; });
    return found == methods.end() ? nullptr : &found->second;
  }

  void WriteAllow() {
    std::set<std::string_view> names = {"OPTIONS"};
    for (const auto& [method, route] : methods) names.insert(method);
    if (names.contains("GET")) names.insert("HEAD");
    allow.clear();
    for (const std::string_view name : names) allow.append(allow.empty() ? "" : ", ").append(name);
  }

  /// The node of `rest` ("" or "/a/b"), with the segments taken by parameters appended to `taken`; null if none.
  /// Visits no node twice, so the cost is bounded by the table whatever the path.
  [[nodiscard]] const Node* Descend(std::string_view rest, std::vector<std::string_view>& taken) const {
    if (rest.empty()) return methods.empty() ? nullptr : this;
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    if (const auto found = literal.find(segment); found != literal.end()) {
      if (const Node* node = found->second->Descend(rest, taken)) return node;
    }
    if (!parameter || segment.empty()) return nullptr;
    taken.push_back(segment);
    if (const Node* node = parameter->Descend(rest, taken)) return node;
    taken.pop_back();
    return nullptr;
  }
};

namespace {

Error InvalidRoute(std::string_view pattern, std::string_view reason) {
  return {ErrorKind::invalid_argument, "route_invalid", "Route " + std::string(pattern) + ": " + std::string(reason)};
}

bool IsParameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

bool IsParameterName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// The segments of a pattern; "/" has none.
Result<std::vector<std::string_view>> SplitPattern(std::string_view pattern) {
  if (!pattern.starts_with('/')) return InvalidRoute(pattern, "the pattern must begin with a slash.");
  std::vector<std::string_view> segments;
  std::set<std::string_view> names;
  if (pattern == "/") return segments;
  std::string_view rest = pattern;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    if (segment.empty() || segment == "." || segment == "..") {
      return InvalidRoute(pattern, "an empty segment or a dot segment never matches. Remove it.");
    }
    if (IsParameter(segment)) {
      const std::string_view name = segment.substr(1, segment.size() - 2);
      if (!IsParameterName(name)) return InvalidRoute(pattern, "a name in braces has only a-z, 0-9 and _.");
      if (!names.insert(name).second) return InvalidRoute(pattern, "the same name stands twice. Rename one.");
    } else if (segment.find_first_of("{}") != std::string_view::npos) {
      return InvalidRoute(pattern, "braces must hold a whole segment, as in /{name}/.");
    }
    segments.push_back(segment);
  }
  return segments;
}

bool IsMethod(std::string_view method) {
  return !method.empty() && std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

Result<void> Router::Add(std::string_view method, std::string_view pattern, std::size_t route) {
  if (!IsMethod(method)) return InvalidRoute(pattern, "the method must be upper-case letters, as in GET.");
  WHARF_ASSIGN(const auto segments, SplitPattern(pattern));
  Node* node = root_.get();
  for (const std::string_view segment : segments) {
    std::unique_ptr<Node>& next = IsParameter(segment) ? node->parameter : node->literal[std::string(segment)];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  if (node->Route(method) != nullptr) {
    return Error{ErrorKind::already_exists, "route_duplicate",
                 "Route " + std::string(method) + " " + std::string(pattern) + " exists already. Remove one."};
  }
  node->methods.emplace_back(method, route);
  node->WriteAllow();
  return {};
}

RouteMatch Router::Find(std::string_view method, std::string_view path, std::vector<std::string>& segments) const {
  segments.clear();
  if (!path.starts_with('/')) return {};
  std::vector<std::string_view> taken;
  const Node* node = root_->Descend(path == "/" ? "" : path, taken);
  if (node == nullptr) return {};
  const std::size_t* route = node->Route(method);
  if (route == nullptr && method == "HEAD") route = node->Route("GET");
  if (route == nullptr) {
    const auto kind = method == "OPTIONS" ? RouteMatch::Kind::options : RouteMatch::Kind::wrong_method;
    return {kind, 0, node->allow};
  }
  segments.assign(taken.begin(), taken.end());
  return {RouteMatch::Kind::found, *route, node->allow};
}

}  // namespace wharf::net
