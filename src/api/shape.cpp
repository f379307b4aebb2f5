#include "api/shape.h"

#include <algorithm>
#include <cmath>

namespace wharf::api {

void ShapeErrors::Add(const std::string& pointer, std::string code, std::string message) {
  // Whoever sends rubbish learns of the first of it.
  constexpr std::size_t kMost = 50;
  if (errors_.size() < kMost) errors_.push_back({pointer, std::move(code), std::move(message)});
}

Result<void> ShapeErrors::AsResult() const {
  if (errors_.empty()) return {};
  Error error{ErrorKind::invalid_argument, "invalid_input",
              "The request does not have the form that this address takes: " +
                  (errors_.front().pointer.empty() ? std::string("its body") : errors_.front().pointer) + ": " +
                  errors_.front().message};
  error.fields = errors_;
  return error;
}

namespace shape {
namespace {

/// `wharf::api::PageOf<wharf::api::Job>` is `PageOfJob`.
std::string WithoutNamespaces(std::string_view type) {
  std::string name;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= type.size(); ++i) {
    const bool inside = i < type.size() && (std::isalnum(static_cast<unsigned char>(type[i])) != 0 || type[i] == '_');
    if (inside) continue;
    const bool names_a_space = i + 1 < type.size() && type[i] == ':' && type[i + 1] == ':';
    if (!names_a_space) name += type.substr(begin, i - begin);
    begin = i + 1;
  }
  return name;
}

}  // namespace

std::string ShortName(std::string_view pretty_function) {
  // g++: "… NameOfType() [with T = X; std::string = …]"; clang: "… NameOfType() [T = X]".
  std::size_t begin = pretty_function.find("T = ");
  begin = begin == std::string_view::npos ? 0 : begin + 4;
  const std::size_t end = pretty_function.find_first_of(";]", begin);
  return WithoutNamespaces(pretty_function.substr(begin, end - begin));
}

boost::json::object Typed(std::string_view type, std::string_view format) {
  boost::json::object schema{{"type", type}};
  if (!format.empty()) schema["format"] = format;
  return schema;
}

boost::json::value OrNullSchema(boost::json::value schema) {
  if (schema.is_object() && schema.get_object().empty()) return schema;
  if (auto* type = schema.get_object().if_contains("type"); type != nullptr && type->is_string()) {
    *type = boost::json::array{*type, "null"};
    return schema;
  }
  return boost::json::object{{"anyOf", boost::json::array{std::move(schema), Typed("null")}}};
}

std::optional<std::int64_t> IntegerOf(const boost::json::value& json) {
  if (!json.is_number()) return std::nullopt;
  boost::system::error_code failure;
  const auto number = json.to_number<std::int64_t>(failure);
  return failure ? std::nullopt : std::optional(number);
}

}  // namespace shape
}  // namespace wharf::api
