#include "integration/auth/token_request.h"

#include <algorithm>

#include "base/encoding.h"
#include "integration/definition/evaluate.h"
#include "net/url.h"

namespace wharf::auth {
namespace {

using definition::EvaluateText;

Result<void> SetAll(const definition::Named<definition::TemplateText>& texts, const templates::Context& context,
                    TokenParameters& parameters) {
  for (const auto& [name, text] : texts) {
    WHARF_ASSIGN(const auto value, EvaluateText(text, context));
    if (value.text) parameters.Set(name, *value.text);
  }
  return {};
}

Result<void> SetAll(const definition::Named<definition::TemplateText>& texts, const templates::Context& context,
                    net::Headers& headers) {
  for (const auto& [name, text] : texts) {
    WHARF_ASSIGN(const auto value, EvaluateText(text, context));
    if (value.text && !value.text->empty()) headers.Set(name, *value.text);
  }
  return {};
}

std::string FormBody(const TokenParameters& parameters) {
  std::string body;
  for (const auto& [name, value] : parameters.all()) {
    if (!body.empty()) body += '&';
    body += FormEncode(name) + "=" + FormEncode(value);
  }
  return body;
}

}  // namespace

void TokenParameters::Set(std::string name, std::string value) {
  const auto same =
      std::find_if(parameters_.begin(), parameters_.end(), [&](const auto& p) { return p.first == name; });
  if (same != parameters_.end()) {
    same->second = std::move(value);
  } else {
    parameters_.emplace_back(std::move(name), std::move(value));
  }
}

TokenRequest::TokenRequest(const definition::Block& block)
    : token_url_(block.Template("token_url")),
      client_id_(block.Template("client_id")),
      client_secret_(block.Template("client_secret")),
      client_auth_(block.Text("client_auth")),
      scopes_(block.Templates("scopes")),
      scope_separator_(block.Text("scope_separator")),
      grant_type_(block.Text("grant_type")),
      parameters_(block.TemplateMap("parameters")),
      headers_(block.TemplateMap("headers")),
      method_(block.Text("token_method")),
      encoding_(block.Text("token_encoding")),
      answer_(TokenAnswerRules::From(block.Inner("answer"))),
      refresh_before_(block.Duration("refresh_before")),
      attach_(definition::ToAttach(*block.Inner("attach"))) {
  if (const auto* answer = block.Inner("answer")) store_ = answer->TemplateMap("store");
  answer_.by_password = block.kind == "oauth2_password";
  refresh_.client_auth = client_auth_;
  const bool can_refresh = block.kind != "oauth2_client_credentials";
  const definition::Block* refresh = can_refresh ? block.Inner("refresh") : nullptr;
  if (refresh == nullptr) return;
  refresh_.url = refresh->Template("url");
  refresh_.parameters = refresh->TemplateMap("parameters");
  refresh_.headers = refresh->TemplateMap("headers");
  if (refresh->Has("client_auth")) refresh_.client_auth = refresh->Text("client_auth");
  refresh_.send_scopes = refresh->Flag("send_scopes");
  refresh_.send_redirect_uri = refresh->Flag("send_redirect_uri");
  refresh_.grant_type = refresh->Text("grant_type");
}

Result<std::string> TokenRequest::Scopes(const templates::Context& context) const {
  std::string joined;
  for (const auto& scope : scopes_) {
    WHARF_ASSIGN(const auto made, definition::Evaluate(scope, context));
    if (!made.value) continue;
    // One template may yield several: a list setting.
    const boost::json::array several =
        made.value->is_array() ? made.value->get_array() : boost::json::array{*made.value};
    for (const auto& one : several) {
      const std::string text = definition::AsText(one);
      if (text.empty()) continue;
      if (!joined.empty()) joined += scope_separator_;
      joined += text;
    }
  }
  return joined;
}

Result<std::string> TokenRequest::ClientId(const templates::Context& context) const {
  WHARF_ASSIGN(const auto id, EvaluateText(client_id_, context));
  return id.text.value_or("");
}

Result<void> TokenRequest::AddClient(const templates::Context& context, const std::string& how,
                                     TokenParameters& parameters, net::OutboundRequest& request) const {
  WHARF_ASSIGN(const std::string id, ClientId(context));
  WHARF_ASSIGN(const auto secret, EvaluateText(client_secret_, context));
  const std::string secret_text = secret.text.value_or("");
  if (id.empty()) return {};
  if (how == "basic") {
    request.headers.Set("Authorization", "Basic " + Base64Encode(FormEncode(id) + ":" + FormEncode(secret_text)));
  } else if (how == "basic_raw") {
    request.headers.Set("Authorization", "Basic " + Base64Encode(id + ":" + secret_text));
  } else {
    parameters.Set("client_id", id);
    if (how == "body" && !secret_text.empty()) parameters.Set("client_secret", secret_text);
  }
  return {};
}

void TokenRequest::Encode(const TokenParameters& parameters, net::OutboundRequest& request) const {
  if (encoding_ == "json") {
    boost::json::object body;
    for (const auto& [name, value] : parameters.all()) body[name] = value;
    request.body = boost::json::serialize(body);
    request.headers.Set("Content-Type", "application/json");
    return;
  }
  const std::string form = FormBody(parameters);
  if (encoding_ == "query" || method_ == "GET") {
    request.url += (request.url.find('?') == std::string::npos ? "?" : "&") + form;
    return;
  }
  request.body = form;
  request.headers.Set("Content-Type", "application/x-www-form-urlencoded");
}

Result<TokenSet> TokenRequest::Send(const Situation& situation, TokenParameters grant, bool refresh) const {
  net::OutboundRequest request;
  request.method = method_;
  request.headers.Set("Accept", "application/json");
  request.follow_redirects = false;
  const bool own_url = refresh && !refresh_.url.empty();
  WHARF_ASSIGN(const auto url, EvaluateText(own_url ? refresh_.url : token_url_, situation.context));
  request.url = url.text.value_or("");

  if (!refresh || refresh_.send_scopes) {
    WHARF_ASSIGN(std::string scopes, Scopes(situation.context));
    if (!scopes.empty()) grant.Set("scope", std::move(scopes));
  }
  WHARF_TRY(AddClient(situation.context, refresh ? refresh_.client_auth : client_auth_, grant, request));
  WHARF_TRY(SetAll(refresh ? refresh_.parameters : parameters_, situation.context, grant));
  WHARF_TRY(
      SetAll(refresh && !refresh_.headers.empty() ? refresh_.headers : headers_, situation.context, request.headers));
  Encode(grant, request);

  auto sent = situation.exchange.SendSecret(std::move(request), refresh ? "Renewing the token" : "Asking for a token");
  if (!sent) return std::move(sent).error();
  const auto* text = sent->response.if_contains("text");
  const boost::json::value answer =
      DecodeTokenAnswer(text != nullptr && text->is_string() ? std::string_view(text->get_string()) : "");
  WHARF_ASSIGN(TokenSet set, ReadTokenAnswer(sent->status, answer, answer_, situation.clock.Now()));

  boost::json::object stored;
  templates::Context context(&situation.context);
  boost::json::object response = sent->response;
  response["body"] = answer;
  context.Set("response", response, true);
  for (const auto& [name, value] : store_) {
    WHARF_ASSIGN(auto made, definition::Evaluate(value, context));
    if (made.value) stored[name] = *std::move(made.value);
  }
  if (!stored.empty()) WHARF_TRY(situation.tokens.Capture(stored));
  return set;
}

}  // namespace wharf::auth
