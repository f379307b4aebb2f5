#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace wharf::storage {

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, libsodium) with a random nonce of 24 bytes, as base64 of
/// version ‖ nonce ‖ ciphertext ‖ tag. `key` has 32 bytes. Whoever opens must give the same `context`.
std::string SealWithKey(const Secret& key, std::string_view context, std::string_view plain, Random& random);

/// Nothing if `sealed` was changed, was sealed with another key or for another context, or is no sealed text at all.
std::optional<Secret> OpenWithKey(const Secret& key, std::string_view context, std::string_view sealed);

/// 32 random bytes.
Secret MakeKey(Random& random);

}  // namespace wharf::storage
