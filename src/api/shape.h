#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/json_pointer.h"
#include "base/result.h"
#include "base/secret.h"

namespace wharf::api {

// What the API takes and gives, as C++ types. One description of a type (BOOST_DESCRIBE_STRUCT, BOOST_DESCRIBE_ENUM)
// makes the JSON that is sent, the check of the JSON that comes in, and the JSON Schema of both in our OpenAPI
// document, so that the document cannot say anything else than the program does.
//
//   C++                              JSON                         in a reply      in a request
//   bool, integers, double           boolean, integer, number     always there    required
//   std::string, Id, described enum  string
//   Secret                           string                       never           required
//   Time                             string, RFC 3339
//   std::optional<T>                 T or null                    always there    may be left out or null
//   std::vector<T>                   array
//   std::map<std::string, T>         object with any names
//   boost::json::value, ::object     anything, any object
//   std::variant<T, U>               either of them               as it is        not read
//   a struct with its own Schema()   its member `json`            as it is        not read
//   described struct                 object                       all members     others are refused
//
// Members and enumerators have their names in JSON; what C++ keeps for itself ends in `_` here: `default_`.

/// The component schemas that a document refers to, by the names of the types.
class SchemaBook {
 public:
  enum class Side { reply, request };
  explicit SchemaBook(boost::json::object& components) : components_(components) {}

  /// The schema of T: a reference for a described struct, whose own schema is entered once.
  template <class T>
  boost::json::value Of(Side side);

 private:
  template <class T>
  boost::json::object StructSchema(Side side);

  boost::json::object& components_;
};

/// What is wrong with a request's body, each with the place: JSON pointers (RFC 6901).
class ShapeErrors {
 public:
  void Add(const std::string& pointer, std::string code, std::string message);
  /// Nothing, or `invalid_input` with all of them.
  [[nodiscard]] Result<void> AsResult() const;

 private:
  std::vector<FieldError> errors_;
};

/// The JSON of a reply.
template <class T>
boost::json::value Write(const T& value);

/// Reads a request's body; `invalid_input` names every member that is missing, of a wrong type, or unknown.
template <class T>
Result<T> Read(const boost::json::value& json);

// ------------------------------------------------------------------------------------------------------------------

namespace shape {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsMap = false;
template <class T>
inline constexpr bool kIsMap<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool kIsVariant = false;
template <class... Ts>
inline constexpr bool kIsVariant<std::variant<Ts...>> = true;
template <class T>
inline constexpr bool kIsId = false;
template <class Tag>
inline constexpr bool kIsId<Id<Tag>> = true;

template <class T>
concept Struct = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept Enum = boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;
/// JSON of which a type knows more than C++ does; it says itself what.
template <class T>
concept OwnSchema = requires(const T& value) {
  { T::Schema() } -> std::same_as<boost::json::object>;
  { value.json } -> std::convertible_to<boost::json::value>;
};

/// A type's own name, without namespaces; a template's arguments follow it: `PageOf<Job>` is `PageOfJob`.
std::string ShortName(std::string_view pretty_function);
template <class T>
std::string NameOfType() {
  return ShortName(__PRETTY_FUNCTION__);
}

template <Struct T, class Visit>
void ForEachMember(Visit visit) {
  using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
  boost::mp11::mp_for_each<Members>(visit);
}

/// The name of a member or an enumerator in JSON.
constexpr std::string_view JsonName(std::string_view name) {
  if (name.ends_with('_')) name.remove_suffix(1);
  return name;
}

template <Enum T>
std::string_view NameOfEnumerator(T value) {
  return JsonName(boost::describe::enum_to_string(value, ""));
}

/// The enumerator of this name in JSON.
template <Enum T>
std::optional<T> EnumeratorNamed(std::string_view name) {
  std::optional<T> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
    if (JsonName(enumerator.name) == name) found = enumerator.value;
  });
  return found;
}

boost::json::object Typed(std::string_view type, std::string_view format = {});
boost::json::value OrNullSchema(boost::json::value schema);

/// Reads one value; what is wrong goes to `errors`, and the value stays as it was made.
template <class T>
void ReadInto(T& into, const boost::json::value& json, const std::string& pointer, ShapeErrors& errors);

std::optional<std::int64_t> IntegerOf(const boost::json::value& json);

template <Struct T>
void ReadStruct(T& into, const boost::json::object& json, const std::string& pointer, ShapeErrors& errors) {
  std::size_t known = 0;
  ForEachMember<T>([&](auto member) {
    auto& place = into.*member.pointer;
    using Member = std::remove_cvref_t<decltype(place)>;
    const std::string_view name = JsonName(member.name);
    const auto* value = json.if_contains(name);
    const std::string at = pointer + "/" + std::string(name);
    if (value != nullptr) {
      ++known;
      ReadInto(place, *value, at, errors);
    } else if constexpr (!kIsOptional<Member> && !kIsMap<Member> && !kIsVector<Member>) {
      errors.Add(at, "required", "This is missing.");
    }
  });
  if (known == json.size()) return;
  for (const auto& one : json) {
    bool found = false;
    ForEachMember<T>([&](auto member) { found = found || one.key() == JsonName(member.name); });
    if (found) continue;
    errors.Add(pointer + "/" + PointerStep(one.key()), "unknown", "There is no such field here; check its spelling.");
  }
}

template <class T>
void ReadMany(T& into, const boost::json::value& json, const std::string& pointer, ShapeErrors& errors) {
  if constexpr (kIsVector<T>) {
    if (!json.is_array()) return errors.Add(pointer, "type", "This must be a list.");
    for (std::size_t i = 0; i < json.get_array().size(); ++i) {
      ReadInto(into.emplace_back(), json.get_array()[i], pointer + "/" + std::to_string(i), errors);
    }
  } else {
    if (!json.is_object()) return errors.Add(pointer, "type", "This must be an object.");
    for (const auto& [name, value] : json.get_object()) {
      ReadInto(into[std::string(name)], value, pointer + "/" + PointerStep(name), errors);
    }
  }
}

template <class T>
void ReadText(T& into, const boost::json::value& json, const std::string& pointer, ShapeErrors& errors) {
  if (!json.is_string()) return errors.Add(pointer, "type", "This must be a text.");
  const std::string_view text = json.get_string();
  if constexpr (std::same_as<T, std::string>) {
    into = text;
  } else if constexpr (std::same_as<T, Secret>) {
    into = Secret(std::string(text));
  } else if constexpr (std::same_as<T, Time>) {
    const auto time = ParseTime(text);
    if (!time) return errors.Add(pointer, "format", "This must be a time as RFC 3339 has it: 2026-11-24T23:51:43Z.");
    into = *time;
  } else if constexpr (kIsId<T>) {
    const auto id = T::Parse(text);
    if (!id) return errors.Add(pointer, "format", "This is not an id.");
    into = *id;
  } else {
    const auto value = EnumeratorNamed<T>(text);
    if (!value) {
      std::string names;
      boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
          [&](auto enumerator) { names += (names.empty() ? "" : ", ") + std::string(JsonName(enumerator.name)); });
      return errors.Add(pointer, "choice", "This must be one of: " + names + ".");
    }
    into = *value;
  }
}

template <class T>
void ReadInto(T& into, const boost::json::value& json, const std::string& pointer, ShapeErrors& errors) {
  if constexpr (kIsOptional<T>) {
    if (!json.is_null()) ReadInto(into.emplace(), json, pointer, errors);
  } else if constexpr (std::same_as<T, boost::json::value>) {
    into = json;
  } else if constexpr (std::same_as<T, boost::json::object>) {
    if (!json.is_object()) return errors.Add(pointer, "type", "This must be an object.");
    into = json.get_object();
  } else if constexpr (std::same_as<T, bool>) {
    if (!json.is_bool()) return errors.Add(pointer, "type", "This must be true or false.");
    into = json.get_bool();
  } else if constexpr (Integer<T>) {
    const auto number = IntegerOf(json);
    if (!number || !std::in_range<T>(*number)) return errors.Add(pointer, "type", "This must be a whole number.");
    into = static_cast<T>(*number);
  } else if constexpr (Struct<T>) {
    if (!json.is_object()) return errors.Add(pointer, "type", "This must be an object.");
    ReadStruct(into, json.get_object(), pointer, errors);
  } else if constexpr (kIsVector<T> || kIsMap<T>) {
    ReadMany(into, json, pointer, errors);
  } else {
    ReadText(into, json, pointer, errors);
  }
}

}  // namespace shape

template <class T>
boost::json::value Write(const T& value) {
  if constexpr (shape::kIsOptional<T>) {
    return value ? Write(*value) : boost::json::value(nullptr);
  } else if constexpr (shape::kIsVector<T>) {
    boost::json::array array;
    array.reserve(value.size());
    for (const auto& item : value) array.push_back(Write(item));
    return array;
  } else if constexpr (shape::kIsMap<T>) {
    boost::json::object object;
    for (const auto& [name, item] : value) object[name] = Write(item);
    return object;
  } else if constexpr (shape::kIsVariant<T>) {
    return std::visit([](const auto& one) { return Write(one); }, value);
  } else if constexpr (std::same_as<T, Time>) {
    return boost::json::value(FormatTime(value));
  } else if constexpr (shape::kIsId<T>) {
    return boost::json::value(value.ToString());
  } else if constexpr (shape::Enum<T>) {
    return boost::json::value(shape::NameOfEnumerator(value));
  } else if constexpr (shape::OwnSchema<T>) {
    return value.json;
  } else if constexpr (shape::Struct<T>) {
    boost::json::object object;
    shape::ForEachMember<T>([&](auto member) { object[shape::JsonName(member.name)] = Write(value.*member.pointer); });
    return object;
  } else {
    static_assert(!std::same_as<T, Secret>, "a secret is never sent");
    return boost::json::value(value);
  }
}

template <class T>
Result<T> Read(const boost::json::value& json) {
  T value{};
  ShapeErrors errors;
  shape::ReadInto(value, json, "", errors);
  WHARF_TRY(errors.AsResult());
  return value;
}

template <class T>
boost::json::value SchemaBook::Of(Side side) {
  if constexpr (shape::kIsOptional<T>) {
    return shape::OrNullSchema(Of<typename T::value_type>(side));
  } else if constexpr (shape::kIsVector<T>) {
    return boost::json::object{{"type", "array"}, {"items", Of<typename T::value_type>(side)}};
  } else if constexpr (shape::kIsMap<T>) {
    return boost::json::object{{"type", "object"}, {"additionalProperties", Of<typename T::mapped_type>(side)}};
  } else if constexpr (shape::kIsVariant<T>) {
    boost::json::array ways;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, T>>(
        [&]<class One>(std::type_identity<One>) { ways.push_back(Of<One>(side)); });
    return boost::json::object{{"anyOf", std::move(ways)}};
  } else if constexpr (shape::Enum<T>) {
    boost::json::array names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto enumerator) { names.push_back(boost::json::value(shape::JsonName(enumerator.name))); });
    const std::string name = shape::NameOfType<T>();
    components_.emplace(name, boost::json::object{{"type", "string"}, {"enum", std::move(names)}});
    return boost::json::object{{"$ref", "#/components/schemas/" + name}};
  } else if constexpr (shape::OwnSchema<T>) {
    const std::string name = shape::NameOfType<T>();
    components_.emplace(name, T::Schema());
    return boost::json::object{{"$ref", "#/components/schemas/" + name}};
  } else if constexpr (shape::Struct<T>) {
    const std::string name = shape::NameOfType<T>();
    if (!components_.contains(name)) {
      components_[name] = nullptr;  // a type that holds itself finds it there
      components_[name] = StructSchema<T>(side);
    }
    return boost::json::object{{"$ref", "#/components/schemas/" + name}};
  } else if constexpr (std::same_as<T, boost::json::value>) {
    return boost::json::object();
  } else if constexpr (std::same_as<T, boost::json::object>) {
    return boost::json::object{{"type", "object"}, {"additionalProperties", true}};
  } else if constexpr (std::same_as<T, boost::json::array>) {
    return boost::json::object{{"type", "array"}, {"items", boost::json::object()}};
  } else if constexpr (std::same_as<T, bool>) {
    return shape::Typed("boolean");
  } else if constexpr (shape::Integer<T>) {
    return shape::Typed("integer");
  } else if constexpr (std::floating_point<T>) {
    return shape::Typed("number");
  } else if constexpr (std::same_as<T, Time>) {
    return shape::Typed("string", "date-time");
  } else if constexpr (shape::kIsId<T>) {
    return shape::Typed("string", "uuid");
  } else if constexpr (std::same_as<T, Secret>) {
    return shape::Typed("string", "password");
  } else {
    return shape::Typed("string");
  }
}

template <class T>
boost::json::object SchemaBook::StructSchema(Side side) {
  boost::json::object properties;
  boost::json::array required;
  shape::ForEachMember<T>([&](auto member) {
    using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    const std::string_view name = shape::JsonName(member.name);
    properties[name] = Of<Member>(side);
    const bool may_be_left_out =
        side == Side::request && (shape::kIsOptional<Member> || shape::kIsVector<Member> || shape::kIsMap<Member>);
    if (!may_be_left_out) required.push_back(boost::json::value(name));
  });
  boost::json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  if (side == Side::request) schema["additionalProperties"] = false;
  return schema;
}

}  // namespace wharf::api
