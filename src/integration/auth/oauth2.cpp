#include "integration/auth/oauth2.h"

#include <utility>

#include "base/encoding.h"
#include "integration/auth/static_credentials.h"
#include "integration/auth/token_holder.h"
#include "integration/auth/token_request.h"
#include "integration/definition/evaluate.h"
#include "net/url.h"

namespace wharf::auth {
namespace {

using definition::Block;
using definition::EvaluateText;

Error NotAuthorized() {
  return {ErrorKind::unauthenticated, "authorization_needed",
          "Nobody has authorized this connection yet. Press Authorize on its Configuration page."};
}

/// What all grants share: hold a token, attach it, renew it when a call is refused.
class Grant : public Authenticator {
 public:
  explicit Grant(const Block& block) : request_(block), holder_{request_.refresh_before()} {}

  Result<Attachment> Attach(const Situation& situation) const override {
    WHARF_ASSIGN(const TokenSet tokens,
                 holder_.Get(situation, [&](const TokenSet* stored) { return Obtain(situation, stored); }));
    const boost::json::object token = TokenVariable(tokens);
    templates::Context context(&situation.context);
    context.Set("token", token, true);
    return EvaluateAttach(request_.attach(), context);
  }

  Result<bool> Renew(const Situation& situation, std::int64_t generation) const override {
    return holder_.Replace(situation, generation, [&](const TokenSet* stored) { return Obtain(situation, stored); });
  }

 protected:
  /// A new set. `stored` is what there is, or nullptr.
  virtual Result<TokenSet> Obtain(const Situation& situation, const TokenSet* stored) const = 0;

  Result<TokenSet> Refresh(const Situation& situation, const TokenSet& stored) const {
    TokenParameters grant;
    grant.Set("grant_type", request_.refresh_grant_type());
    grant.Set("refresh_token", std::string(stored.refresh_token.Reveal()));
    if (request_.sends_redirect_on_refresh()) grant.Set("redirect_uri", situation.redirect_uri);
    return request_.Send(situation, std::move(grant), true);
  }

  [[nodiscard]] const TokenRequest& request() const { return request_; }
  [[nodiscard]] const TokenHolder& holder() const { return holder_; }

 private:
  TokenRequest request_;
  TokenHolder holder_;
};

class ClientCredentials final : public Grant {
 public:
  using Grant::Grant;

 private:
  Result<TokenSet> Obtain(const Situation& situation, const TokenSet* /*stored*/) const override {
    TokenParameters grant;
    grant.Set("grant_type", request().grant_type());
    return request().Send(situation, std::move(grant), false);
  }
};

class PasswordGrant final : public Grant {
 public:
  explicit PasswordGrant(const Block& block)
      : Grant(block), username_(block.Template("username")), password_(block.Template("password")) {}

 private:
  Result<TokenSet> Obtain(const Situation& situation, const TokenSet* stored) const override {
    if (stored != nullptr && !stored->refresh_token.empty()) {
      auto refreshed = Refresh(situation, *stored);
      // A dead refresh token does not matter here: the password buys a new one.
      if (refreshed || refreshed.error().kind != ErrorKind::unauthenticated) return refreshed;
    }
    TokenParameters grant;
    grant.Set("grant_type", request().grant_type());
    WHARF_ASSIGN(const auto username, EvaluateText(username_, situation.context));
    WHARF_ASSIGN(const auto password, EvaluateText(password_, situation.context));
    grant.Set("username", username.text.value_or(""));
    grant.Set("password", password.text.value_or(""));
    return request().Send(situation, std::move(grant), false);
  }

  definition::TemplateText username_;
  definition::TemplateText password_;
};

class AuthorizationCode final : public Grant, public CodeFlow {
 public:
  explicit AuthorizationCode(const Block& block)
      : Grant(block),
        authorize_url_(block.Template("authorize_url")),
        authorize_parameters_(block.TemplateMap("authorize_parameters")),
        pkce_(block.Text("pkce")) {
    if (const Block* callback = block.Inner("callback")) {
      code_name_ = callback->Text("code");
      store_ = callback->TemplateMap("store");
    }
  }

  [[nodiscard]] bool NeedsPerson() const override { return true; }

  Result<std::string> AuthorizeUrl(const Situation& situation, std::string_view state,
                                   std::string_view verifier) const override {
    WHARF_ASSIGN(const auto address, EvaluateText(authorize_url_, situation.context));
    WHARF_ASSIGN(net::Url url, net::Url::Parse(address.text.value_or("")));
    WHARF_ASSIGN(const std::string client_id, request().ClientId(situation.context));
    WHARF_ASSIGN(const std::string scopes, request().Scopes(situation.context));
    url.SetQuery("response_type", "code");
    url.SetQuery("client_id", client_id);
    url.SetQuery("redirect_uri", situation.redirect_uri);
    url.SetQuery("state", state);
    if (!scopes.empty()) url.SetQuery("scope", scopes);
    if (pkce_ == "s256") {
      url.SetQuery("code_challenge", Base64UrlEncode(Sha256(verifier)));
      url.SetQuery("code_challenge_method", "S256");
    } else if (pkce_ == "plain") {
      url.SetQuery("code_challenge", verifier);
      url.SetQuery("code_challenge_method", "plain");
    }
    for (const auto& [name, text] : authorize_parameters_) {
      WHARF_ASSIGN(const auto value, EvaluateText(text, situation.context));
      if (value.text) url.SetQuery(name, *value.text);
    }
    return url.ToString();
  }

  Result<void> Complete(const Situation& situation, const boost::json::object& callback,
                        std::string_view verifier) const override {
    const auto* code = callback.if_contains(code_name_);
    if (code == nullptr || !code->is_string() || code->get_string().empty()) {
      return Error{ErrorKind::invalid_argument, "authorization_refused",
                   "The vendor sent you back without a code. Authorize again."};
    }
    TokenParameters grant;
    grant.Set("grant_type", request().grant_type());
    grant.Set("code", std::string(code->get_string()));
    grant.Set("redirect_uri", situation.redirect_uri);
    if (pkce_ != "off") grant.Set("code_verifier", std::string(verifier));

    boost::json::object captured;
    templates::Context context(&situation.context);
    context.Set("callback", callback);
    for (const auto& [name, text] : store_) {
      WHARF_ASSIGN(auto made, definition::Evaluate(text, context));
      if (made.value) captured[name] = *std::move(made.value);
    }
    if (!captured.empty()) WHARF_TRY(situation.tokens.Capture(captured));

    // An error leaves the set that was there before untouched.
    return situation.tokens.Alone(situation.name, [&]() -> Result<void> {
      WHARF_ASSIGN(TokenSet fresh, request().Send(situation, grant, false));
      WHARF_ASSIGN(const auto stored, situation.tokens.Load(situation.name));
      fresh.generation = (stored ? stored->generation : 0) + 1;
      return situation.tokens.Save(situation.name, fresh);
    });
  }

 private:
  Result<TokenSet> Obtain(const Situation& situation, const TokenSet* stored) const override {
    if (stored == nullptr || stored->access_token.empty()) return NotAuthorized();
    if (stored->refresh_token.empty()) {
      return Error{ErrorKind::unauthenticated, "grant_dead",
                   "The authorization has ended and the vendor gave nothing to renew it with. Authorize again."};
    }
    return Refresh(situation, *stored);
  }

  definition::TemplateText authorize_url_;
  definition::Named<definition::TemplateText> authorize_parameters_;
  std::string pkce_;
  std::string code_name_ = "code";
  definition::Named<definition::TemplateText> store_;
};

}  // namespace

std::unique_ptr<const Authenticator> MakeClientCredentials(const Block& block) {
  return std::make_unique<ClientCredentials>(block);
}
std::unique_ptr<const Authenticator> MakePasswordGrant(const Block& block) {
  return std::make_unique<PasswordGrant>(block);
}
std::unique_ptr<const Authenticator> MakeAuthorizationCode(const Block& block) {
  return std::make_unique<AuthorizationCode>(block);
}

const CodeFlow* AsCodeFlow(const Authenticator& authenticator) { return dynamic_cast<const CodeFlow*>(&authenticator); }

}  // namespace wharf::auth
