#include "integration/call/encode.h"

#include <optional>

#include "base/encoding.h"
#include "integration/call/xml.h"
#include "integration/definition/evaluate.h"

namespace wharf::call {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

void FlattenInto(const std::string& name, const boost::json::value& value, const std::string& lists, Pairs& pairs) {
  if (value.is_null()) return;
  if (const auto* list = value.if_array()) {
    if (lists == "comma") {
      std::string joined;
      for (const auto& element : *list) joined += (joined.empty() ? "" : ",") + definition::AsText(element);
      if (!list->empty()) pairs.emplace_back(name, std::move(joined));
      return;
    }
    std::size_t index = 0;
    for (const auto& element : *list) {
      std::string own = name;
      if (lists == "brackets") own += "[]";
      if (lists == "index") own += "[" + std::to_string(index) + "]";
      FlattenInto(own, element, lists, pairs);
      ++index;
    }
    return;
  }
  if (const auto* object = value.if_object()) {
    for (const auto& [member, inner] : *object) {
      FlattenInto(name + "[" + std::string(member) + "]", inner, lists, pairs);
    }
    return;
  }
  pairs.emplace_back(name, definition::AsText(value));
}

boost::json::object AsObject(const std::optional<boost::json::value>& body) {
  if (body && body->is_object()) return body->get_object();
  return {};
}

std::string Form(const Pairs& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += '&';
    text += FormEncode(name) + "=" + FormEncode(value);
  }
  return text;
}

/// A quoted string of a multipart head: what would end it is percent-encoded (WHATWG form data).
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') {
      quoted += "%22";
    } else if (c == '\r') {
      quoted += "%0D";
    } else if (c == '\n') {
      quoted += "%0A";
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

/// RFC 7578. A file is an object {filename, content_type, content (base64)}.
EncodedBody Multipart(const boost::json::object& body, Random& random) {
  const std::string boundary = "wharf-" + random.Token(18);
  std::string bytes;
  const auto part = [&](const std::string& name, const boost::json::value& value) {
    bytes += "--" + boundary + "\r\nContent-Disposition: form-data; name=" + Quoted(name);
    const auto* file = value.if_object();
    if (file != nullptr && file->contains("content")) {
      const auto* filename = file->if_contains("filename");
      const auto* type = file->if_contains("content_type");
      bytes += "; filename=" + Quoted(filename == nullptr ? "file" : definition::AsText(*filename));
      bytes += "\r\nContent-Type: " + (type == nullptr ? "application/octet-stream" : definition::AsText(*type));
      bytes += "\r\n\r\n" + Base64Decode(definition::AsText(file->at("content"))).value_or("");
    } else {
      bytes += "\r\n\r\n" + definition::AsText(value);
    }
    bytes += "\r\n";
  };
  for (const auto& [name, value] : body) {
    if (value.is_null()) continue;
    if (const auto* list = value.if_array()) {
      for (const auto& element : *list) part(std::string(name), element);
    } else {
      part(std::string(name), value);
    }
  }
  bytes += "--" + boundary + "--\r\n";
  return {std::move(bytes), "multipart/form-data; boundary=" + boundary, false};
}

Result<EncodedBody> JsonRpc(const std::optional<boost::json::value>& body, const definition::Block& encoder,
                            const templates::Context& context, Random& random) {
  WHARF_ASSIGN(const auto method, definition::EvaluateText(encoder.Template("method"), context));
  boost::json::object call;
  if (!encoder.Text("version").empty()) call["jsonrpc"] = encoder.Text("version");
  call["method"] = method.text.value_or("");
  call["params"] = body.value_or(boost::json::object());
  call["id"] = static_cast<std::int64_t>(random.Below(1'000'000'000));
  bool secret = method.secret;
  for (const auto& [name, value] : encoder.Map("members")) {
    WHARF_ASSIGN(auto made, definition::Evaluate(std::get<definition::TemplateTree>(value.held), context));
    secret = secret || made.secret;
    if (made.value) call[name] = *std::move(made.value);
  }
  return EncodedBody{boost::json::serialize(call), "application/json-rpc", secret};
}

}  // namespace

Pairs Flatten(const boost::json::object& values, const std::string& lists) {
  Pairs pairs;
  for (const auto& [name, value] : values) FlattenInto(std::string(name), value, lists, pairs);
  return pairs;
}

Result<EncodedBody> Encode(const std::optional<boost::json::value>& body, const definition::Block* encoder,
                           const boost::json::object& form, const boost::json::object& variables,
                           const templates::Context& context, Random& random) {
  const std::string_view kind = encoder == nullptr ? "json" : std::string_view(encoder->kind);
  if (kind == "jsonrpc") return JsonRpc(body, *encoder, context, random);
  if (kind == "graphql") {
    boost::json::object call{{"query", encoder->Text("query")}};
    boost::json::object all = AsObject(body);
    for (const auto& [name, value] : variables) all[name] = value;
    call["variables"] = std::move(all);
    if (!encoder->Text("operation").empty()) call["operationName"] = encoder->Text("operation");
    return EncodedBody{boost::json::serialize(call), "application/json", false};
  }
  if (kind == "form" || kind == "multipart") {
    boost::json::object all = AsObject(body);
    for (const auto& [name, value] : form) all[name] = value;
    if (kind == "multipart") return Multipart(all, random);
    return EncodedBody{Form(Flatten(all, encoder->Text("lists"))), "application/x-www-form-urlencoded", false};
  }
  if (!body) {
    if (form.empty()) return EncodedBody{};
    return EncodedBody{Form(Flatten(form, "repeat")), "application/x-www-form-urlencoded", false};
  }
  if (kind == "text") return EncodedBody{definition::AsText(*body), encoder->Text("content_type"), false};
  if (kind == "xml") return EncodedBody{WriteXml(encoder->Text("root"), *body), encoder->Text("content_type"), false};
  const std::string type = encoder == nullptr ? "application/json" : encoder->Text("content_type");
  return EncodedBody{boost::json::serialize(*body), type, false};
}

std::string HiddenFailure(const boost::json::value& answer, const definition::Block* encoder) {
  const auto* object = answer.if_object();
  if (encoder == nullptr || object == nullptr) return {};
  if (encoder->kind == "graphql") {
    const auto* errors = object->if_contains("errors");
    if (errors == nullptr || !errors->is_array() || errors->get_array().empty()) return {};
    const auto* first = errors->get_array().front().if_object();
    const auto* message = first == nullptr ? nullptr : first->if_contains("message");
    return message == nullptr ? "GraphQL errors without a message" : definition::AsText(*message);
  }
  if (encoder->kind == "jsonrpc") {
    const auto* error = object->if_contains("error");
    if (error == nullptr || error->is_null()) return {};
    const auto* inner = error->if_object();
    if (inner == nullptr) return definition::AsText(*error);
    const auto* message = inner->if_contains("message");
    const auto* data = inner->if_contains("data");
    std::string words = message == nullptr ? "" : definition::AsText(*message);
    if (data != nullptr && data->is_string()) words += (words.empty() ? "" : " ") + definition::AsText(*data);
    return words.empty() ? "JSON-RPC error without a message" : words;
  }
  return {};
}

}  // namespace wharf::call
