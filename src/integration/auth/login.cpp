#include "integration/auth/login.h"

#include <utility>

#include "integration/auth/static_credentials.h"
#include "integration/auth/token_answer.h"
#include "integration/auth/token_holder.h"
#include "integration/definition/evaluate.h"
#include "integration/definition/request.h"

namespace wharf::auth {
namespace {

using definition::Block;

struct Step {
  definition::Request request;
  definition::Named<definition::TemplateText> store;
};

class Login final : public Authenticator {
 public:
  explicit Login(const Block& block)
      : token_(block.Template("token")),
        expires_in_(block.Template("expires_in")),
        expires_unit_(ExpiresUnit(block.Text("expires_unit"))),
        expires_at_(block.Template("expires_at")),
        errors_(definition::ToErrors(block.Inner("errors"))),
        attach_(definition::ToAttach(*block.Inner("attach"))),
        holder_{block.Duration("refresh_before")} {
    if (block.Has("lifetime")) lifetime_ = block.Duration("lifetime");
    for (const Block* step : block.Blocks("steps")) {
      steps_.push_back({definition::ToRequest(*step->Inner("request")), step->TemplateMap("store")});
    }
  }

  Result<Attachment> Attach(const Situation& situation) const override {
    WHARF_ASSIGN(const TokenSet tokens, holder_.Get(situation, [&](const TokenSet*) { return SignIn(situation); }));
    const boost::json::object token = TokenVariable(tokens);
    templates::Context context(&situation.context);
    context.Set("token", token, true);
    return EvaluateAttach(attach_, context);
  }

  Result<bool> Renew(const Situation& situation, std::int64_t generation) const override {
    return holder_.Replace(situation, generation, [&](const TokenSet*) { return SignIn(situation); });
  }

 private:
  Result<TokenSet> SignIn(const Situation& situation) const {
    WHARF_ASSIGN(const auto before, situation.context.Find("captured"));
    boost::json::object captured;
    if (const auto* object = std::get_if<const boost::json::object*>(&before.place)) captured = **object;
    boost::json::object response;
    templates::Context context(&situation.context);
    for (const Step& step : steps_) {
      context.Set("captured", captured, true);
      WHARF_ASSIGN(const Answer answer, situation.exchange.SendUnsigned(step.request, context, errors_));
      response = answer.response;
      context.Set("response", response, true);
      for (const auto& [name, text] : step.store) {
        WHARF_ASSIGN(auto made, definition::Evaluate(text, context));
        if (made.value) captured[name] = *std::move(made.value);
      }
    }
    context.Set("captured", captured, true);
    return ReadToken(context, situation.clock.Now());
  }

  Result<TokenSet> ReadToken(const templates::Context& context, Time now) const {
    TokenSet set;
    WHARF_ASSIGN(const auto token, definition::EvaluateText(token_, context));
    if (!token.text || token.text->empty()) {
      return Error{ErrorKind::vendor_error, "token_answer_strange",
                   "The vendor's answer to the sign-in holds no token where the definition expects it."};
    }
    set.access_token = Secret(*token.text);
    set.obtained_at = now;
    WHARF_ASSIGN(const auto moment, definition::Evaluate(expires_at_, context));
    if (moment.value) set.expires_at = ReadMoment(*moment.value);
    WHARF_ASSIGN(const auto lifetime, definition::Evaluate(expires_in_, context));
    if (!set.expires_at && lifetime.value) {
      if (const auto length = ReadLifetime(*lifetime.value, expires_unit_)) set.expires_at = now + *length;
    }
    if (!set.expires_at && lifetime_) set.expires_at = now + *lifetime_;
    return set;
  }

  std::vector<Step> steps_;
  definition::TemplateText token_;
  definition::TemplateText expires_in_;
  std::chrono::milliseconds expires_unit_;
  definition::TemplateText expires_at_;
  std::optional<std::chrono::milliseconds> lifetime_;
  definition::Errors errors_;
  definition::Attach attach_;
  TokenHolder holder_;
};

}  // namespace

std::unique_ptr<const Authenticator> MakeLogin(const Block& block) { return std::make_unique<Login>(block); }

}  // namespace wharf::auth
