#include "integration/auth/static_credentials.h"

#include <utility>

#include "base/encoding.h"
#include "integration/definition/evaluate.h"

namespace wharf::auth {
namespace {

using definition::Block;
using definition::EvaluateText;
using definition::Place;
using definition::TemplateText;

Error Missing(std::string_view what) {
  return {ErrorKind::unauthenticated, "credentials_missing",
          "The connection has no " + std::string(what) + ". Fill it in under Configuration."};
}

Put AuthorizationHeader(const std::string& value) {
  return {{Place::Where::header, "Authorization", {}}, boost::json::string(value), true};
}

class None final : public Authenticator {
 public:
  Result<Attachment> Attach(const Situation& /*situation*/) const override { return Attachment{}; }
};

class ApiKey final : public Authenticator {
 public:
  explicit ApiKey(const Block& block) : key_(block.Template("key")), prefix_(block.Text("prefix")) {
    if (const Block* send = block.Inner("send")) place_ = definition::ToPlace(*send);
  }

  Result<Attachment> Attach(const Situation& situation) const override {
    WHARF_ASSIGN(const auto key, EvaluateText(key_, situation.context));
    if (!key.text || key.text->empty()) return Missing("API key");
    return Attachment{{place_, boost::json::string(prefix_ + *key.text), true}};
  }

 private:
  TemplateText key_;
  std::string prefix_;
  Place place_{Place::Where::header, "Authorization", {}};
};

class Basic final : public Authenticator {
 public:
  explicit Basic(const Block& block) : user_(block.Template("user")), password_(block.Template("password")) {}

  Result<Attachment> Attach(const Situation& situation) const override {
    WHARF_ASSIGN(const auto user, EvaluateText(user_, situation.context));
    WHARF_ASSIGN(const auto password, EvaluateText(password_, situation.context));
    if (!user.text || user.text->empty()) return Missing("user name or key");
    const std::string pair = *user.text + ":" + password.text.value_or("");
    return Attachment{AuthorizationHeader("Basic " + Base64Encode(pair))};
  }

 private:
  TemplateText user_;
  TemplateText password_;
};

class Bearer final : public Authenticator {
 public:
  explicit Bearer(const Block& block) : token_(block.Template("token")) {}

  Result<Attachment> Attach(const Situation& situation) const override {
    WHARF_ASSIGN(const auto token, EvaluateText(token_, situation.context));
    if (!token.text || token.text->empty()) return Missing("token");
    return Attachment{AuthorizationHeader("Bearer " + *token.text)};
  }

 private:
  TemplateText token_;
};

class SeveralHeaders final : public Authenticator {
 public:
  explicit SeveralHeaders(const Block& block) : attach_(definition::ToAttach(block)) {}
  Result<Attachment> Attach(const Situation& situation) const override {
    return EvaluateAttach(attach_, situation.context);
  }

 private:
  definition::Attach attach_;
};

Result<void> Add(Place place, const TemplateText& text, const templates::Context& context, Attachment& attachment) {
  WHARF_ASSIGN(auto value, EvaluateText(text, context));
  if (!value.text || value.text->empty()) return {};
  attachment.push_back({std::move(place), boost::json::string(*value.text), value.secret});
  return {};
}

}  // namespace

Result<Attachment> EvaluateAttach(const definition::Attach& attach, const templates::Context& context) {
  Attachment attachment;
  for (const auto& [name, text] : attach.headers)
    WHARF_TRY(Add({Place::Where::header, name, {}}, text, context, attachment));
  for (const auto& [name, text] : attach.query)
    WHARF_TRY(Add({Place::Where::query, name, {}}, text, context, attachment));
  for (const auto& [name, text] : attach.cookies)
    WHARF_TRY(Add({Place::Where::cookie, name, {}}, text, context, attachment));
  for (const auto& [path, text] : attach.body)
    WHARF_TRY(Add({Place::Where::body, {}, path}, text, context, attachment));
  return attachment;
}

std::unique_ptr<const Authenticator> MakeNone(const Block& /*block*/) { return std::make_unique<None>(); }
std::unique_ptr<const Authenticator> MakeApiKey(const Block& block) { return std::make_unique<ApiKey>(block); }
std::unique_ptr<const Authenticator> MakeBasic(const Block& block) { return std::make_unique<Basic>(block); }
std::unique_ptr<const Authenticator> MakeBearer(const Block& block) { return std::make_unique<Bearer>(block); }
std::unique_ptr<const Authenticator> MakeHeaders(const Block& block) { return std::make_unique<SeveralHeaders>(block); }

}  // namespace wharf::auth
