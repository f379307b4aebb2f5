#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/http_date.h"
#include "net/rate_hint.h"
#include "net/reply_reader.h"
#include "net/url.h"

namespace {

void Check(bool promise) {
  if (!promise) std::abort();
}

/// What is accepted must be accepted again in its own spelling, and mean the same.
void CheckStable(const wharf::net::Url& url) {
  const auto again = wharf::net::Url::Parse(url.ToString());
  Check(again.ok() && again->ToString() == url.ToString() && again->SameOrigin(url));
  Check(url.path().starts_with('/'));
  Check(url.port() > 0 && url.port() < 65536);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto url = wharf::net::Url::Parse(text)) CheckStable(*url);
  const auto base = wharf::net::Url::Parse("https://api.example/a/b?c=d&e");
  if (const auto url = base->Resolve(text)) CheckStable(*url);
  wharf::net::Url changed = *base;
  changed.SetQuery(text.substr(0, size / 2), text.substr(size / 2));
  CheckStable(changed);
  Check(changed.Query(text.substr(0, size / 2)) == text.substr(size / 2));
  const auto joined = wharf::net::JoinUrl("https://api.example/a", text, {{"id", std::string(text)}});
  if (joined) Check(joined->SameOrigin(*base));

  const wharf::Time now{};
  static_cast<void>(wharf::net::ReadRetryAfter(text, now));
  static_cast<void>(wharf::net::ReadReset(text, wharf::net::ResetUnit::guess, now));
  wharf::net::Headers headers;
  headers.Add("RateLimit", std::string(text));
  headers.Add("Date", std::string(text));
  static_cast<void>(wharf::net::ReadRateHint(headers, now));
  wharf::net::ReplyReader reader(100);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = std::min(rest.find('\n'), rest.size() - 1) + 1;
    if (!reader.TakeHeaderLine(rest.substr(0, length))) break;
    rest.remove_prefix(length);
  }
  return 0;
}
