#include "integration/simulator/vendor.h"

#include <utility>

#include "integration/definition/evaluate.h"
#include "integration/definition/settings.h"
#include "net/url.h"

namespace wharf::simulator {
namespace {

std::string SampleValue(const std::string& name, const definition::Field& field) {
  if (!field.default_value.is_null()) return definition::AsText(field.default_value);
  if (field.kind() == "uuid") return "11111111-2222-4333-8444-555555555555";
  if (field.kind() == "host") return "sample.example";
  if (field.kind() == "url") return "https://sample.example";
  if (field.kind() == "email") return "sample@example.com";
  return "sample-" + name;
}

}  // namespace

net::Response JsonResponse(int status, const boost::json::value& body) {
  net::Response response;
  response.status = status;
  response.headers.Set("Content-Type", "application/json");
  response.body = boost::json::serialize(body);
  return response;
}

Vendor::Vendor(std::shared_ptr<const definition::Definition> definition) : definition_(std::move(definition)) {
  const auto& connection = definition_->connection;
  for (const auto& [name, way] : connection.sign_in) {
    for (const auto& [field_name, field] : definition::FieldsOf(connection, name)) {
      fields_[field_name] = SampleValue(field_name, *field);
    }
  }
  const boost::json::object captured;
  templates::Context context = Context();
  context.Set("captured", captured);
  const auto base = definition::FirstUsable(connection.base_url, context);
  if (base && base->text) {
    if (const auto url = net::Url::Parse(*base->text)) base_path_ = url->path();
  }
  while (base_path_.ends_with('/')) base_path_.pop_back();
}

templates::Context Vendor::Context() const {
  templates::Context context;
  context.Set("fields", fields_);
  return context;
}

net::Response Vendor::Refuse(std::string_view kind, int otherwise, std::string_view message) const {
  for (const auto& [name, block] : definition_->simulator.refusals) {
    if (name != kind) continue;
    templates::Context context = Context();
    const boost::json::value words(message);
    context.Set("message", words);
    boost::json::value body = boost::json::object();
    if (block->Has("body")) {
      auto made = definition::Evaluate(block->Tree("body"), context);
      if (made && made->value) body = *made->value;
    }
    net::Response response = JsonResponse(static_cast<int>(block->Integer("status")), body);
    for (const auto& [header, text] : block->TemplateMap("headers")) {
      auto value = definition::EvaluateText(text, context);
      if (value && value->text) response.headers.Set(header, *value->text);
    }
    return response;
  }
  return JsonResponse(otherwise, boost::json::object{{"message", message}});
}

boost::json::object Vendor::Credentials() const {
  const auto& connection = definition_->connection;
  std::string chosen;
  for (const auto& [name, way] : connection.sign_in) {
    if (chosen.empty() && way.auth->kind != "oauth2_authorization_code") chosen = name;
  }
  boost::json::object fields;
  boost::json::object secrets;
  for (const auto& [name, field] : definition::FieldsOf(connection, chosen)) {
    if (field->hidden) continue;
    (field->secret ? secrets : fields)[name] = fields_.at(name);
  }
  return {{"sign_in", chosen}, {"fields", std::move(fields)}, {"secrets", std::move(secrets)}};
}

}  // namespace wharf::simulator
