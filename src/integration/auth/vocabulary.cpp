#include "integration/auth/vocabulary.h"

#include <string>
#include <utility>
#include <vector>

namespace wharf::auth {
namespace {

using definition::Choice;
using definition::FieldSpec;
using definition::KindSpec;
using definition::Shape;
using namespace definition::spec;
namespace slots = definition::slots;

FieldSpec ClientAuth() {
  return OneOf("client_auth", "How the client proves itself to the token endpoint.",
               {{"basic", "Basic header, both parts form-encoded first (RFC 6749 §2.3.1)."},
                {"basic_raw", "Basic header of the plain text."},
                {"body", "`client_id` and `client_secret` in the body."},
                {"none", "Only `client_id` in the body: a public client."}});
}

FieldSpec ExpiresUnit() {
  return OneOf("expires_unit", "The unit of the lifetime.",
               {{"seconds", "Seconds."}, {"milliseconds", "Milliseconds."}, {"minutes", "Minutes."}})
      .Default("seconds");
}

FieldSpec AttachToken() {
  return Object("attach", "What each call then carries.",
                definition::AttachShape("Any number of values, put into each call."))
      .Default({{"headers", {{"Authorization", "Bearer {{ token.access_token }}"}}}})
      .Sees({"token"});
}

FieldSpec RefreshBefore() {
  return Duration("refresh_before", "A token is renewed this long before it ends.").Default("60s");
}

FieldSpec Answer() {
  return Object(
      "answer", "How the answer of the token endpoint is read.",
      {"",
       {Path("access_token", "Where the token is.").Default("access_token"),
        Path("refresh_token", "Where the refresh token is; if missing, the old one is kept.").Default("refresh_token"),
        Path("expires_in", "Where the lifetime is.").Default("expires_in"), ExpiresUnit(),
        Path("expires_at", "Where the moment of expiry is: RFC 3339, or seconds since 1970."),
        Duration("lifetime", "How long a token lives if the answer does not tell."),
        MapOf(Templated("store", "What else is kept, as `captured.<name>`."), "name")
            .Sees({"response"})
            .Defines("captured")}});
}

FieldSpec Refresh() {
  return Object("refresh", "What is different when the token is renewed.",
                {"",
                 {Templated("url", "By default the token URL."), MapOf(Templated("parameters", "Further parameters.")),
                  MapOf(Templated("headers", "Headers of the request.")), ClientAuth(),
                  Flag("send_scopes", "Whether the scopes are sent again.").Default(false),
                  Flag("send_redirect_uri", "Whether the redirect URI is sent again.").Default(false),
                  Text("grant_type", "The name of the grant.").Default("refresh_token")}});
}

/// The fields of every kind that asks a token endpoint (RFC 6749), with `own` after the endpoint's address.
std::vector<FieldSpec> TokenFields(const char* grant_type, bool needs_client, std::vector<FieldSpec> own) {
  std::vector<FieldSpec> all;
  all.push_back(Templated("token_url", "The token endpoint.").Required());
  for (auto& field : own) all.push_back(std::move(field));
  auto client_id = Templated("client_id", "The client's id.");
  client_id.required = needs_client;
  all.push_back(std::move(client_id));
  all.push_back(Templated("client_secret", "The client's secret."));
  all.push_back(ClientAuth().Default("basic"));
  all.push_back(ListOf(Templated("scopes", "What is asked for.")));
  all.push_back(Text("scope_separator", "What stands between scopes.").Default(" "));
  all.push_back(Text("grant_type", "The name of the grant, if the vendor has its own.").Default(grant_type));
  all.push_back(MapOf(Templated("parameters", "Further parameters of the token request.")));
  all.push_back(MapOf(Templated("headers", "Headers of the token request.")));
  all.push_back(OneOf("token_method", "The method of the token request.", {{"POST", ""}, {"GET", ""}}).Default("POST"));
  all.push_back(OneOf("token_encoding", "Where its parameters are.",
                      {{"form", "In a form body."}, {"json", "In a JSON body."}, {"query", "In the query."}})
                    .Default("form"));
  all.push_back(Answer());
  all.push_back(RefreshBefore());
  all.push_back(AttachToken());
  return all;
}

KindSpec None() { return {"none", "Nothing is proven: an open interface.", {}}; }

KindSpec ApiKey() {
  const std::string help = "A key that is sent with each call.";
  return {"api_key",
          help,
          {help,
           {Templated("key", "The key.").Required(),
            Object("send", "Where it goes.", definition::PlaceShape("One place in the call."))
                .Default({{"header", "Authorization"}}),
            Text("prefix", "Put before the key as it is, with its blank: `\"Bearer \"`.").Default("")}}};
}

KindSpec Basic() {
  const std::string help = "User name and password in an Authorization header (RFC 7617).";
  return {"basic",
          help,
          {help,
           {Templated("user", "The user name; may be composed of settings.").Required(),
            Templated("password", "The password; may be empty.").Default("")}}};
}

KindSpec Bearer() {
  const std::string help = "A token in an Authorization header (RFC 6750).";
  return {"bearer", help, {help, {Templated("token", "The token.").Required()}}};
}

KindSpec Headers() {
  const std::string help = "Several values, each in its header, query parameter, cookie or place in the body.";
  return {"headers", help, definition::AttachShape(help)};
}

KindSpec ClientCredentials() {
  const std::string help = "A token for the application itself (OAuth 2 client credentials, RFC 6749 §4.4).";
  return {"oauth2_client_credentials", help, {help, TokenFields("client_credentials", true, {})}};
}

KindSpec AuthorizationCode() {
  const std::string help = "A token that a person grants on the vendor's page (OAuth 2 code, RFC 6749 §4.1, RFC 7636).";
  return {
      "oauth2_authorization_code",
      help,
      {help, TokenFields("authorization_code", true,
                         {Templated("authorize_url", "The vendor's page.").Required(),
                          MapOf(Templated("authorize_parameters", "Further parameters of that page.")),
                          OneOf("pkce", "The proof that the same program asks (RFC 7636).",
                                {{"s256", "Hashed."}, {"plain", "Plain."}, {"off", "Not sent: the vendor refuses it."}})
                              .Default("s256"),
                          Object("callback", "What the vendor sends the person back with.",
                                 {"",
                                  {Text("code", "The parameter with the code.").Default("code"),
                                   MapOf(Templated("store", "What else is kept, as `captured.<name>`."), "name")
                                       .Sees({"callback"})
                                       .Defines("captured")}}),
                          Refresh()})}};
}

KindSpec Password() {
  const std::string help = "A token for a user name and a password (OAuth 2 password grant, RFC 6749 §4.3).";
  return {"oauth2_password",
          help,
          {help, TokenFields("password", false,
                             {Templated("username", "The user name.").Required(),
                              Templated("password", "The password.").Required(), Refresh()})}};
}

KindSpec Login() {
  const std::string help = "A token, or a session, that one or more calls give.";
  Shape step{
      "One call.",
      {Object("request", "The call. It carries no authentication unless it says which.", definition::RequestShape())
           .Required(),
       MapOf(Templated("store", "What later steps and calls read as `captured.<name>`."), "name")
           .Sees({"response"})
           .Defines("captured")}};
  return {"login",
          help,
          {help,
           {ListOf(Object("steps", "In order.", std::move(step))).Required(),
            Templated("token", "The token, from the last answer.").Required().Sees({"response"}),
            Templated("expires_in", "Its lifetime.").Sees({"response"}), ExpiresUnit(),
            Templated("expires_at", "The moment of its expiry: RFC 3339, or seconds since 1970.").Sees({"response"}),
            Duration("lifetime", "How long it lives if the answer does not tell."), RefreshBefore(), AttachToken(),
            Object("errors", "Rules for the steps.", definition::ErrorsShape()).Sees({"response"})}}};
}

}  // namespace

void AddKinds(definition::Vocabulary& vocabulary) {
  for (auto* make : {None, ApiKey, Basic, Bearer, Headers, ClientCredentials, AuthorizationCode, Password, Login}) {
    vocabulary.Add(slots::authentication, make());
  }
}

}  // namespace wharf::auth
