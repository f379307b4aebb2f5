#include "integration/auth/token_holder.h"

#include <algorithm>
#include <utility>

namespace wharf::auth {

Result<TokenSet> TokenHolder::Get(const Situation& situation, const Obtain& obtain) const {
  const auto lasts = [&](const TokenSet& set) {
    if (set.access_token.empty()) return false;
    if (!set.expires_at) return true;
    // A token that lives shorter than the margin would otherwise be renewed before each call.
    const auto margin = std::min<std::chrono::milliseconds>(renew_before, (*set.expires_at - set.obtained_at) / 4);
    return *set.expires_at - margin > situation.clock.Now();
  };
  WHARF_ASSIGN(auto stored, situation.tokens.Load(situation.name));
  if (stored && lasts(*stored)) return *std::move(stored);
  auto renewed = ObtainAlone(situation, obtain, lasts);
  if (renewed) return renewed;
  // The token endpoint is away, but what we hold has not ended yet: go on with it.
  const bool still_valid =
      stored && !stored->access_token.empty() && stored->expires_at && *stored->expires_at > situation.clock.Now();
  if (still_valid && renewed.error().kind == ErrorKind::unavailable) return *std::move(stored);
  return renewed;
}

Result<bool> TokenHolder::Replace(const Situation& situation, std::int64_t generation, const Obtain& obtain) const {
  WHARF_TRY(ObtainAlone(situation, obtain, [&](const TokenSet& set) { return set.generation != generation; }));
  return true;
}

Result<TokenSet> TokenHolder::ObtainAlone(const Situation& situation, const Obtain& obtain,
                                          const std::function<bool(const TokenSet&)>& good_enough) const {
  std::optional<TokenSet> result;
  auto done = situation.tokens.Alone(situation.name, [&]() -> Result<void> {
    // Whoever waited reads again: the one before may just have done it.
    WHARF_ASSIGN(auto stored, situation.tokens.Load(situation.name));
    if (stored && good_enough(*stored)) {
      result = *std::move(stored);
      return {};
    }
    auto fresh = obtain(stored ? &*stored : nullptr);
    if (!fresh) {
      if (fresh.error().code != "grant_dead") return std::move(fresh).error();
      // A refused refresh token is only dead if it is still the stored one: somebody else may have won.
      WHARF_ASSIGN(auto again, situation.tokens.Load(situation.name));
      const bool changed = again && stored && again->generation != stored->generation;
      if (!changed) return std::move(fresh).error();
      result = *std::move(again);
      return {};
    }
    if (stored && fresh->refresh_token.empty()) fresh->refresh_token = stored->refresh_token;
    if (stored && fresh->scopes.empty()) fresh->scopes = stored->scopes;
    fresh->generation = (stored ? stored->generation : 0) + 1;
    WHARF_TRY(situation.tokens.Save(situation.name, *fresh));
    result = *std::move(fresh);
    return {};
  });
  if (done) return *std::move(result);
  // Waiting was too long, but whoever was waited for may be done.
  if (done.error().code == "token_busy") {
    WHARF_ASSIGN(auto stored, situation.tokens.Load(situation.name));
    if (stored && good_enough(*stored)) return *std::move(stored);
  }
  return std::move(done).error();
}

boost::json::object TokenVariable(const TokenSet& tokens) {
  boost::json::object token;
  token["access_token"] = tokens.access_token.Reveal();
  token["refresh_token"] = tokens.refresh_token.Reveal();
  token["type"] = tokens.type;
  token["expires_at"] = tokens.expires_at ? boost::json::value(FormatTime(*tokens.expires_at)) : nullptr;
  token["answer"] = tokens.answer;
  return token;
}

}  // namespace wharf::auth
