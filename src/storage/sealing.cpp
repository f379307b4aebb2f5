#include "storage/sealing.h"

#include <sodium.h>

#include <array>

#include "base/encoding.h"

namespace wharf::storage {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKey = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

Secret MakeKey(Random& random) {
  std::string bytes(kKey, '\0');
  random.Fill({Bytes(bytes), bytes.size()});
  return Secret(std::move(bytes));
}

std::string SealWithKey(const Secret& key, std::string_view context, std::string_view plain, Random& random) {
  std::string packed(1 + kNonce + plain.size() + kTag, kVersion);
  unsigned char* nonce = Bytes(packed) + 1;
  random.Fill({nonce, kNonce});
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonce, &length, Bytes(plain), plain.size(), Bytes(context),
                                             context.size(), nullptr, nonce, Bytes(key.Reveal()));
  return Base64Encode(packed);
}

std::optional<Secret> OpenWithKey(const Secret& key, std::string_view context, std::string_view sealed) {
  const auto packed = Base64Decode(sealed);
  if (!packed || packed->size() < 1 + kNonce + kTag || packed->front() != kVersion) return std::nullopt;
  if (key.Reveal().size() != kKey) return std::nullopt;
  const std::string_view nonce = std::string_view(*packed).substr(1, kNonce);
  const std::string_view cipher = std::string_view(*packed).substr(1 + kNonce);
  std::string plain(cipher.size() - kTag, '\0');
  unsigned long long length = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(plain), &length, nullptr, Bytes(cipher), cipher.size(),
                                                 Bytes(context), context.size(), Bytes(nonce),
                                                 Bytes(key.Reveal())) != 0) {
    return std::nullopt;
  }
  return Secret(std::move(plain));
}

}  // namespace wharf::storage
