#include "integration/simulator/sign_in.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/encoding.h"
#include "integration/auth/authenticator.h"
#include "integration/definition/evaluate.h"
#include "net/url.h"

namespace wharf::simulator {
namespace {

using definition::AsText;
using definition::Block;

constexpr std::chrono::seconds kTokenLife{3600};

/// No vendor and no database behind the credentials: only what they evaluate to is wanted.
class NoTokens final : public auth::TokenStore {
 public:
  Result<std::optional<auth::TokenSet>> Load(std::string_view) override { return std::optional<auth::TokenSet>(); }
  Result<void> Save(std::string_view, const auth::TokenSet&) override { return {}; }
  Result<void> Forget(std::string_view) override { return {}; }
  Result<void> Capture(const boost::json::object&) override { return {}; }
  Result<void> Alone(std::string_view, const std::function<Result<void>()>& work) override { return work(); }
};
class NoExchange final : public auth::Exchange {
 public:
  Result<auth::Answer> SendSecret(net::OutboundRequest, std::string_view) override { return Error{}; }
  Result<auth::Answer> SendUnsigned(const definition::Request&, const templates::Context&,
                                    const definition::Errors&) override {
    return Error{};
  }
};

std::string Evaluated(const Vendor& vendor, const Block& block, const char* field) {
  const auto text = definition::EvaluateText(block.Template(field), vendor.Context());
  return text && text->text ? *text->text : "";
}

std::string ValueAt(const net::Request& request, const definition::Place& place) {
  switch (place.where) {
    case definition::Place::Where::header:
      return std::string(request.headers.Get(place.name).value_or(""));
    case definition::Place::Where::query:
      return std::string(request.Query(place.name).value_or(""));
    case definition::Place::Where::cookie:
      return std::string(request.Cookie(place.name).value_or(""));
    default:
      return {};
  }
}

std::map<std::string, std::string, std::less<>> ReadForm(std::string_view body) {
  std::map<std::string, std::string, std::less<>> form;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    form[FormDecode(pair.substr(0, equals))] = FormDecode(pair.substr(equals + 1));
  }
  return form;
}

std::string In(const std::map<std::string, std::string, std::less<>>& form, std::string_view name) {
  const auto found = form.find(name);
  return found == form.end() ? std::string() : found->second;
}

net::Response Refused(int status, std::string_view error) {
  return JsonResponse(status, boost::json::object{{"error", error}});
}

}  // namespace

bool SignIn::Owns(const Block& way, const char* url, const net::Request& request) const {
  if (!way.kind.starts_with("oauth2_")) return false;
  const auto parsed = net::Url::Parse(Evaluated(vendor_, way, url));
  return parsed && parsed->path() == request.path;
}

std::optional<net::Response> SignIn::Answer(const net::Request& request) {
  std::optional<net::Response> answer;
  for (const auto& [name, way] : vendor_.definition().connection.sign_in) {
    const bool asks_a_person = way.auth->kind == "oauth2_authorization_code";
    if (request.method == "GET" && asks_a_person && Owns(*way.auth, "authorize_url", request)) {
      return Authorize(*way.auth, request);
    }
    if (request.method != "POST" || !Owns(*way.auth, "token_url", request)) continue;
    // Several ways may share the endpoint; the one that takes what was sent decides.
    answer = SellToken(*way.auth, request, ReadForm(request.body));
    if (answer->status == 200) break;
  }
  return answer;
}

net::Response SignIn::Authorize(const Block& way, const net::Request& request) {
  const std::string redirect_uri(request.Query("redirect_uri").value_or(""));
  auto back = net::Url::Parse(redirect_uri);
  // RFC 6749, 4.1.2.1: whoever cannot be trusted is not redirected.
  if (!back || request.Query("client_id").value_or("") != Evaluated(vendor_, way, "client_id")) {
    return Refused(400, "invalid_request");
  }
  const std::string code = "code-" + random_.Token(18);
  {
    const std::scoped_lock lock(mutex_);
    codes_[code] = {redirect_uri, std::string(request.Query("code_challenge").value_or("")),
                    std::string(request.Query("code_challenge_method").value_or("plain"))};
  }
  back->SetQuery("code", code);
  back->SetQuery("state", request.Query("state").value_or(""));
  net::Response response;
  response.status = 302;
  response.headers.Set("Location", back->ToString());
  return response;
}

SignIn::Bought SignIn::Redeem(const Block& way, const Form& form) {
  if (form.contains("refresh_token")) {
    return refresh_tokens_.erase(In(form, "refresh_token")) > 0 ? Bought::renewable : Bought::nothing;
  }
  if (form.contains("code")) {
    const auto found = codes_.find(In(form, "code"));
    if (found == codes_.end()) return Bought::nothing;
    const Code code = std::move(found->second);
    codes_.erase(found);
    const std::string verifier = In(form, "code_verifier");
    const std::string proof = code.method == "S256" ? Base64UrlEncode(Sha256(verifier)) : verifier;
    const bool proven = code.challenge.empty() || code.challenge == proof;
    return proven && code.redirect_uri == In(form, "redirect_uri") ? Bought::renewable : Bought::nothing;
  }
  if (way.kind == "oauth2_password") {
    const bool known = In(form, "username") == Evaluated(vendor_, way, "username") &&
                       In(form, "password") == Evaluated(vendor_, way, "password");
    return known ? Bought::renewable : Bought::nothing;
  }
  // RFC 6749, 4.4.3: a client that speaks for itself gets nothing to renew with.
  return way.kind == "oauth2_client_credentials" ? Bought::once : Bought::nothing;
}

net::Response SignIn::SellToken(const Block& way, const net::Request& request, const Form& form) {
  const std::string id = Evaluated(vendor_, way, "client_id");
  const std::string secret = Evaluated(vendor_, way, "client_secret");
  const std::string basic = "Basic " + Base64Encode(FormEncode(id) + ":" + FormEncode(secret));
  const bool by_header = request.headers.Get("Authorization").value_or("") == basic;
  const bool by_form = In(form, "client_id") == id && In(form, "client_secret") == secret;
  if (!by_header && !by_form) return Refused(401, "invalid_client");
  const std::scoped_lock lock(mutex_);
  const Bought bought = Redeem(way, form);
  if (bought == Bought::nothing) return Refused(400, "invalid_grant");
  const std::string token = "sim-" + random_.Token(18);
  tokens_[token] = clock_.Now() + kTokenLife;
  boost::json::object answer{{"access_token", token},
                             {"token_type", "Bearer"},
                             {"expires_in", kTokenLife.count()},
                             {"scope", In(form, "scope")}};
  if (bought == Bought::renewable) {
    const std::string refresh = "sim-" + random_.Token(18);
    refresh_tokens_.insert(refresh);
    answer["refresh_token"] = refresh;
  }
  return JsonResponse(200, answer);
}

bool SignIn::ExpectsAll(const definition::SignInWay& way, const net::Request& request) {
  NoTokens no_tokens;
  NoExchange no_exchange;
  const boost::json::object captured;
  templates::Context context = vendor_.Context();
  context.Set("captured", captured);
  const auth::Situation situation{context, no_tokens, no_exchange, clock_, random_, "", ""};
  const auto expected = auth::MakeAuthenticator(*way.auth)->Attach(situation);
  return expected && std::all_of(expected->begin(), expected->end(), [&](const auth::Put& put) {
           return ValueAt(request, put.place) == AsText(put.value);
         });
}

bool SignIn::Accepts(const net::Request& request) {
  const std::string given(request.headers.Get("Authorization").value_or(""));
  for (const auto& [name, way] : vendor_.definition().connection.sign_in) {
    if (!way.auth->kind.starts_with("oauth2_") && way.auth->kind != "login") {
      if (ExpectsAll(way, request)) return true;
      continue;
    }
    const std::scoped_lock lock(mutex_);
    const auto token = given.starts_with("Bearer ") ? tokens_.find(given.substr(7)) : tokens_.end();
    if (token != tokens_.end() && clock_.Now() < token->second) return true;
  }
  return false;
}

}  // namespace wharf::simulator
