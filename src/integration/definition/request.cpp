#include "integration/definition/request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "integration/definition/literals.h"

namespace wharf::definition {
namespace {

constexpr std::array<std::string_view, 6> kMethods = {"get", "post", "put", "patch", "delete", "head"};
constexpr std::array<std::pair<std::string_view, Place::Where>, 7> kPlaces = {{{"query", Place::Where::query},
                                                                               {"header", Place::Where::header},
                                                                               {"cookie", Place::Where::cookie},
                                                                               {"body", Place::Where::body},
                                                                               {"form", Place::Where::form},
                                                                               {"path", Place::Where::path},
                                                                               {"variable", Place::Where::variable}}};

/// `{name}` and `{+name}` (RFC 6570) outside of `{{ }}` and `{% %}`.
void ReadPlaceholders(Request& request) {
  const std::string_view text = request.address.source;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') continue;
    const bool computed = i + 1 < text.size() && (text[i + 1] == '{' || text[i + 1] == '%' || text[i + 1] == '#');
    const auto end = text.find(computed ? std::string(1, text[i + 1] == '{' ? '}' : text[i + 1]) + "}" : "}", i + 1);
    if (end == std::string_view::npos) return;
    if (computed) {
      i = end + 1;
      continue;
    }
    auto name = text.substr(i + 1, end - i - 1);
    const bool slashes = name.starts_with('+');
    if (slashes) name.remove_prefix(1);
    request.placeholders.emplace_back(name);
    if (slashes) request.slash_placeholders.emplace_back(name);
    i = end;
  }
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return upper;
}

}  // namespace

Request ToRequest(const Block& block) {
  Request request;
  for (const auto method : kMethods) {
    if (!block.Has(method)) continue;
    request.method = Upper(method);
    request.address = block.Template(method);
  }
  ReadPlaceholders(request);
  request.query = block.TemplateMap("query");
  request.headers = block.TemplateMap("headers");
  if (block.Has("body")) request.body = block.Tree("body");
  if (block.Has("inputs_at")) request.inputs_at = block.Path("inputs_at");
  request.encode = block.Shared("encode");
  request.decode = block.Shared("decode");
  request.query_lists = block.Text("query_lists");
  request.query_unescaped = block.Text("query_unescaped");
  if (block.Has("timeout")) request.timeout = block.Duration("timeout");
  request.auth = block.Text("auth");
  return request;
}

Errors ToErrors(const Block* block) {
  Errors errors;
  if (block == nullptr) return errors;
  errors.message = block->Templates("message");
  for (const auto* rule : block->Blocks("rules")) {
    const auto* when = rule->Inner("when");
    ErrorRule made;
    made.then = rule->Shared("then");
    if (when == nullptr || made.then == nullptr) continue;
    for (const auto& value : when->List("status")) {
      const auto& ranges = std::get<StatusSet>(value.held).ranges;
      made.when.statuses.ranges.insert(made.when.statuses.ranges.end(), ranges.begin(), ranges.end());
    }
    for (const auto& [name, value] : when->Map("header")) {
      made.when.headers.emplace_back(name, std::get<std::string>(value.held));
    }
    if (when->Has("body")) made.when.body = when->Template("body");
    made.when.text = when->Text("text");
    errors.rules.push_back(std::move(made));
  }
  return errors;
}

Place ToPlace(const Block& block) {
  Place place;
  for (const auto& [name, where] : kPlaces) {
    if (!block.Has(name)) continue;
    place.where = where;
    if (where == Place::Where::body) {
      place.path = block.Path(name);
      place.name = place.path.ToString();
    } else {
      place.name = block.Text(name);
    }
  }
  return place;
}

Attach ToAttach(const Block& block) {
  Attach attach;
  attach.headers = block.TemplateMap("headers");
  attach.query = block.TemplateMap("query");
  attach.cookies = block.TemplateMap("cookies");
  for (auto& [path, text] : block.TemplateMap("body")) {
    if (auto parsed = ParsePath(path)) attach.body.emplace_back(*std::move(parsed), std::move(text));
  }
  return attach;
}

}  // namespace wharf::definition
