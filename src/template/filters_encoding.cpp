// Filters for JSON, URLs, base64, hexadecimal, hashes and signatures.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/encoding.h"
#include "template/builtin.h"
#include "template/display.h"
#include "template/json_text.h"

namespace wharf::templates {
namespace {

/// A text longer than this is not hashed or encoded in one go; a thousandth of a second is about a megabyte.
bool ChargeBytes(const Call& call, std::string_view text) { return call.run().Charge(1 + text.size() / 4); }

Value ToJsonText(const Call& call) {
  const auto indent = call.Has(1) && !call[1].Is(Kind::none) ? call.Whole(1, 0) : std::optional<std::int64_t>(-1);
  if (!indent) return Value::Failed();
  if (*indent > 16) return call.Fail("`tojson` indents by at most 16 blanks");
  Conversion conversion;
  const auto json = ToJson(call.run(), call[0], conversion);
  if (!json) return Value::Failed();
  // As Jinja does: sorted, ASCII only, and safe inside HTML; the same JSON value in any case.
  const JsonStyle style{static_cast<int>(*indent), true, true, true, true};
  const std::size_t limit = call.run().options().limits.output_bytes;
  const auto text = WriteJsonWithin(limit, *json, style);
  if (!text) return call.run().FailLimit("output", std::to_string(limit) + " bytes");
  return call.NewText(*text).Marked(conversion.secret);
}

Value FromJsonText(const Call& call) {
  const auto text = call.Text(0);
  if (!text || !ChargeBytes(call, *text)) return Value::Failed();
  // It takes part in the memory of the run, but not all: something must be left to work with it.
  Run& run = call.run();
  const std::size_t limit = run.MemoryLeft() / 2;
  auto json = ParseJsonWithin(limit, *text);
  if (json) return run.Keep(*std::move(json), std::min(limit, text->size() * 2));
  if (json.error().code == "json_too_large") return run.FailMemory();
  return call.Fail("`fromjson`: " + json.error().message);
}

/// Python's quote(): like PercentEncode, but the characters in `safe` stay.
std::string Quote(std::string_view text, std::string_view safe) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = text.find_first_of(safe); at != std::string_view::npos; at = text.find_first_of(safe, from)) {
    out += PercentEncode(text.substr(from, at - from));
    out += text[at];
    from = at + 1;
  }
  return out + PercentEncode(text.substr(from));
}

Value UrlEncodePairs(const Call& call) {
  std::string out;
  const auto add = [&](const Value& key, const Value& value) {
    const auto name = TextOf(call.run(), key);
    const auto text = name ? TextOf(call.run(), value) : std::nullopt;
    if (!text || !ChargeBytes(call, *text)) return false;
    if (!out.empty()) out += '&';
    out += FormEncode(*name) + "=" + FormEncode(*text);
    return true;
  };
  if (call[0].Is(Kind::dict)) {
    const auto members = call.run().Members(call[0]);
    if (!members) return Value::Failed();
    for (const Entry& member : *members) {
      if (!add(member.key, member.value)) return Value::Failed();
    }
  } else {
    for (std::size_t i = 0; i < call[0].ListSize(); ++i) {
      const Value pair = call[0].ListAt(i);
      if (!pair.Is(Kind::list) || pair.ListSize() != 2)
        return call.Fail("`urlencode` of a list needs pairs of name and value");
      if (!add(pair.ListAt(0), pair.ListAt(1))) return Value::Failed();
    }
  }
  return call.NewText(out);
}

Value UrlEncode(const Call& call) {
  if (call[0].Is(Kind::dict) || call[0].Is(Kind::list)) return UrlEncodePairs(call);
  const auto text = call.Text(0);
  const auto safe = text ? call.Text(1, "/") : std::nullopt;
  if (!safe || !ChargeBytes(call, *text)) return Value::Failed();
  return call.NewText(Quote(*text, *safe));
}

template <std::string (*Encode)(std::string_view)>
Value Encoded(const Call& call) {
  const auto text = call.Text(0);
  return text && ChargeBytes(call, *text) ? call.NewText(Encode(*text)) : Value::Failed();
}

Value B64Decode(const Call& call) {
  const auto text = call.Text(0);
  if (!text || !ChargeBytes(call, *text)) return Value::Failed();
  // Tokens come in either alphabet; `-` and `_` tell which.
  const bool url = text->find_first_of("-_") != std::string_view::npos;
  const auto bytes = url ? Base64UrlDecode(*text) : Base64Decode(*text);
  return bytes ? call.NewText(*bytes) : call.Fail("`b64decode`: the text is not base64");
}

Value WriteDigest(const Call& call, std::string_view digest, std::size_t encoding_argument) {
  const auto encoding = call.Text(encoding_argument, "hex");
  if (!encoding) return Value::Failed();
  if (*encoding == "hex") return call.NewText(HexEncode(digest));
  if (*encoding == "base64") return call.NewText(Base64Encode(digest));
  if (*encoding == "base64url") return call.NewText(Base64UrlEncode(digest));
  if (*encoding == "raw") return call.NewText(digest);
  return call.Fail("the encoding of a hash is 'hex', 'base64', 'base64url' or 'raw'");
}

/// The names that `hmac(algorithm=…)` takes.
const EVP_MD* Algorithm(std::string_view name) {
  if (name == "sha256") return EVP_sha256();
  if (name == "sha512") return EVP_sha512();
  if (name == "sha384") return EVP_sha384();
  if (name == "sha1") return EVP_sha1();
  if (name == "md5") return EVP_md5();
  return nullptr;
}

template <const EVP_MD* (*Kind)()>
Value Hash(const Call& call) {
  const auto text = call.Text(0);
  if (!text || !ChargeBytes(call, *text)) return Value::Failed();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text->data(), text->size(), digest.data(), &size, Kind(), nullptr) != 1) {
    return call.Fail("this hash is not available on this machine");
  }
  return WriteDigest(call, {reinterpret_cast<const char*>(digest.data()), size}, 1);
}

Value Sign(const Call& call, const EVP_MD* algorithm, std::size_t encoding_argument) {
  const auto text = call.Text(0);
  const auto key = text ? call.Text(1) : std::nullopt;
  if (!key || !ChargeBytes(call, *text) || !ChargeBytes(call, *key)) return Value::Failed();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (HMAC(algorithm, key->data(), static_cast<int>(key->size()), reinterpret_cast<const unsigned char*>(text->data()),
           text->size(), digest.data(), &size) == nullptr) {
    return call.Fail("this signature is not available on this machine");
  }
  return WriteDigest(call, {reinterpret_cast<const char*>(digest.data()), size}, encoding_argument);
}

/// `hmac_sha256(key, algorithm='sha256', encoding='hex')`; `hmac` is the same under the general name.
Value Hmac(const Call& call) {
  const auto name = call.Text(2, "sha256");
  if (!name) return Value::Failed();
  const EVP_MD* algorithm = Algorithm(*name);
  if (algorithm == nullptr) return call.Fail("the algorithm is 'sha256', 'sha512', 'sha384', 'sha1' or 'md5'");
  return Sign(call, algorithm, 3);
}

constexpr std::array kEncodingFilters = {
    Builtin{"tojson", "indent?", ToJsonText},
    Builtin{"fromjson", "", FromJsonText},
    Builtin{"urlencode", "safe?", UrlEncode},
    Builtin{"b64encode", "", Encoded<Base64Encode>},
    Builtin{"b64decode", "", B64Decode},
    Builtin{"b64urlencode", "", Encoded<Base64UrlEncode>},
    Builtin{"hex", "", Encoded<HexEncode>},
    Builtin{"md5", "encoding?", Hash<EVP_md5>},
    Builtin{"sha1", "encoding?", Hash<EVP_sha1>},
    Builtin{"sha256", "encoding?", Hash<EVP_sha256>},
    Builtin{"sha512", "encoding?", Hash<EVP_sha512>},
    Builtin{"hmac_sha256", "key algorithm? encoding?", Hmac},
    Builtin{"hmac", "key algorithm? encoding?", Hmac},
};

}  // namespace

std::span<const Builtin> EncodingFilters() { return kEncodingFilters; }

}  // namespace wharf::templates
