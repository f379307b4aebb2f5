#pragma once

#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "integration/auth/authenticator.h"
#include "integration/auth/token_answer.h"
#include "integration/definition/request.h"

namespace wharf::auth {

/// The parameters of a token request, in order; later ones replace earlier ones of the same name.
class TokenParameters {
 public:
  void Set(std::string name, std::string value);
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return parameters_; }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

/// What all kinds that ask a token endpoint have in common: its address, who the client is and how it proves that,
/// scopes, further parameters, and how the answer is read.
class TokenRequest {
 public:
  explicit TokenRequest(const definition::Block& block);

  /// Asks for a token with these parameters of the grant, adds client, scopes and further parameters, and reads the
  /// answer. `refresh`: what the definition's `refresh` block changes applies.
  Result<TokenSet> Send(const Situation& situation, TokenParameters grant, bool refresh) const;

  /// The scopes as one text; empty if there are none.
  [[nodiscard]] Result<std::string> Scopes(const templates::Context& context) const;
  [[nodiscard]] Result<std::string> ClientId(const templates::Context& context) const;
  [[nodiscard]] const std::string& grant_type() const { return grant_type_; }
  [[nodiscard]] const std::string& refresh_grant_type() const { return refresh_.grant_type; }
  [[nodiscard]] bool sends_redirect_on_refresh() const { return refresh_.send_redirect_uri; }
  [[nodiscard]] const definition::Attach& attach() const { return attach_; }
  [[nodiscard]] std::chrono::milliseconds refresh_before() const { return refresh_before_; }

 private:
  struct RefreshRules {
    definition::TemplateText url;
    definition::Named<definition::TemplateText> parameters;
    definition::Named<definition::TemplateText> headers;
    std::string client_auth;
    bool send_scopes = false;
    bool send_redirect_uri = false;
    std::string grant_type = "refresh_token";
  };

  Result<void> AddClient(const templates::Context& context, const std::string& how, TokenParameters& parameters,
                         net::OutboundRequest& request) const;
  void Encode(const TokenParameters& parameters, net::OutboundRequest& request) const;

  definition::TemplateText token_url_;
  definition::TemplateText client_id_;
  definition::TemplateText client_secret_;
  std::string client_auth_;
  std::vector<definition::TemplateText> scopes_;
  std::string scope_separator_;
  std::string grant_type_;
  definition::Named<definition::TemplateText> parameters_;
  definition::Named<definition::TemplateText> headers_;
  std::string method_;
  std::string encoding_;
  TokenAnswerRules answer_;
  definition::Named<definition::TemplateText> store_;
  std::chrono::milliseconds refresh_before_{60'000};
  definition::Attach attach_;
  RefreshRules refresh_;
};

}  // namespace wharf::auth
