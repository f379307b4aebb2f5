#include "storage/vault.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "base/encoding.h"
#include "storage/database_fixture.h"

namespace wharf::storage {
namespace {

class VaultTest : public DatabaseTest {
 protected:
  std::unique_ptr<Vault> OpenVault(const MasterKey& key) {
    auto vault = Vault::Open(db(), key, random_);
    EXPECT_TRUE(vault.ok()) << vault.error().message;
    return vault.ok() ? *std::move(vault) : nullptr;
  }
  std::string Seal(Vault& vault, OrganizationId organization, std::string_view purpose, std::string text) {
    auto sealed = db().WriteValue<std::string>(
        [&](Session& session) { return vault.Seal(session, organization, purpose, Secret(text)); });
    EXPECT_TRUE(sealed.ok()) << sealed.error().message;
    return sealed.ok() ? *sealed : "";
  }
  /// The text, or the code of the error.
  std::string Unseal(Vault& vault, OrganizationId organization, std::string_view purpose, std::string_view sealed) {
    auto value =
        db().ReadValue<Secret>([&](Session& session) { return vault.Unseal(session, organization, purpose, sealed); });
    return value.ok() ? std::string(value->Reveal()) : value.error().code;
  }
  OrganizationId MakeId() { return OrganizationId::Make(clock_, random_); }

  SystemClock clock_;
  SystemRandom random_;
};
WHARF_ON_BOTH_DATABASES(VaultTest);

TEST_P(VaultTest, what_was_sealed_opens_after_a_restart) {
  const MasterKey key = MasterKey::Make(random_);
  const OrganizationId organization = MakeId();
  std::string sealed;
  {
    const auto vault = OpenVault(key);
    sealed = Seal(*vault, organization, "connection:1:client_secret", "abc'd/ef+g==");
    EXPECT_EQ(Unseal(*vault, organization, "connection:1:client_secret", sealed), "abc'd/ef+g==");
    EXPECT_EQ(sealed.find("abc"), std::string::npos);
    EXPECT_NE(sealed, Seal(*vault, organization, "connection:1:client_secret", "abc'd/ef+g=="));
  }
  Reopen();
  EXPECT_EQ(Unseal(*OpenVault(key), organization, "connection:1:client_secret", sealed), "abc'd/ef+g==");
}

TEST_P(VaultTest, a_sealed_value_copied_to_another_place_does_not_open) {
  const auto vault = OpenVault(MasterKey::Make(random_));
  const OrganizationId one = MakeId();
  const OrganizationId other = MakeId();
  const std::string sealed = Seal(*vault, one, "connection:1:token", "t");
  Seal(*vault, other, "connection:2:token", "t");
  EXPECT_EQ(Unseal(*vault, one, "connection:2:token", sealed), "secret_unreadable");
  EXPECT_EQ(Unseal(*vault, other, "connection:1:token", sealed), "secret_unreadable");
}

// known-faults 10.2
TEST_P(VaultTest, one_damaged_value_harms_only_itself) {
  const auto vault = OpenVault(MasterKey::Make(random_));
  const OrganizationId organization = MakeId();
  std::string damaged = Seal(*vault, organization, "a", "first");
  const std::string whole = Seal(*vault, organization, "b", "second");
  for (std::size_t i = 0; i < damaged.size(); ++i) {
    std::string changed = damaged;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(Unseal(*vault, organization, "a", changed), "something else");
    EXPECT_TRUE(Unseal(*vault, organization, "a", changed) == "secret_unreadable" ||
                Base64Decode(changed) == Base64Decode(damaged));
  }
  for (const std::string_view text : {"", "A", "AQ==", "not base64 !", "AAAA"}) {
    EXPECT_EQ(Unseal(*vault, organization, "a", text), "secret_unreadable") << text;
  }
  EXPECT_EQ(Unseal(*vault, organization, "b", whole), "second");
}

// known-faults 10.2
TEST_P(VaultTest, another_master_key_is_refused_in_one_line_and_changes_nothing) {
  const MasterKey key = MasterKey::Make(random_);
  const OrganizationId organization = MakeId();
  const std::string sealed = Seal(*OpenVault(key), organization, "a", "kept");
  const auto refused = Vault::Open(db(), MasterKey::Make(random_), random_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "master_key_wrong");
  EXPECT_EQ(refused.error().message.find('\n'), std::string::npos);
  EXPECT_EQ(Unseal(*OpenVault(key), organization, "a", sealed), "kept");
}

TEST_P(VaultTest, a_key_made_in_a_transaction_that_failed_seals_nothing_later) {
  const MasterKey key = MasterKey::Make(random_);
  const auto vault = OpenVault(key);
  const OrganizationId organization = MakeId();
  EXPECT_FALSE(db().Write([&](Session& session) -> Result<void> {
    WHARF_ASSIGN(const std::string sealed, vault->Seal(session, organization, "a", Secret("lost")));
    EXPECT_TRUE(vault->Unseal(session, organization, "a", sealed).ok());
    return Error{ErrorKind::cancelled, "cancelled", "Stopped by the test."};
  }));
  const std::string sealed = Seal(*vault, organization, "a", "kept");
  EXPECT_EQ(Unseal(*OpenVault(key), organization, "a", sealed), "kept");
}

TEST_P(VaultTest, rotation_changes_every_key_and_can_be_repeated) {
  const MasterKey old_key = MasterKey::Make(random_);
  const MasterKey new_key = MasterKey::Make(random_);
  const auto vault = OpenVault(old_key);
  std::vector<std::pair<OrganizationId, std::string>> sealed;
  for (int i = 0; i < 5; ++i) {
    const OrganizationId organization = MakeId();
    sealed.emplace_back(organization, Seal(*vault, organization, "a", "value " + std::to_string(i)));
  }
  EXPECT_EQ(*Vault::Rotate(db(), old_key, new_key, random_), 5);
  EXPECT_EQ(*Vault::Rotate(db(), old_key, new_key, random_), 0);
  EXPECT_EQ(Vault::Open(db(), old_key, random_).error().code, "master_key_wrong");
  const auto after = OpenVault(new_key);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Unseal(*after, sealed[i].first, "a", sealed[i].second), "value " + std::to_string(i));
  }
  // A process that still has the old key makes no data key that nobody could open.
  const auto late = db().WriteValue<std::string>(
      [&](Session& session) { return vault->Seal(session, MakeId(), "a", Secret("late")); });
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, "master_key_rotated");
}

TEST_P(VaultTest, rotation_with_a_wrong_key_changes_nothing) {
  const MasterKey key = MasterKey::Make(random_);
  const OrganizationId organization = MakeId();
  const std::string sealed = Seal(*OpenVault(key), organization, "a", "kept");
  const auto refused = Vault::Rotate(db(), MasterKey::Make(random_), MasterKey::Make(random_), random_);
  EXPECT_EQ(refused.error().code, "master_key_wrong");
  EXPECT_EQ(Unseal(*OpenVault(key), organization, "a", sealed), "kept");
}

// known-faults 10.2
TEST_P(VaultTest, a_new_master_key_may_be_made_only_for_a_database_without_sealed_keys) {
  EXPECT_TRUE(*Vault::MayMakeKey(db()));
  OpenVault(MasterKey::Make(random_));
  EXPECT_FALSE(*Vault::MayMakeKey(db()));
}

class MasterKeyTest : public testing::Test {
 protected:
  MasterKeyTest() : place_(Dialect::sqlite) {}
  [[nodiscard]] std::string folder() const { return place_.options().folder; }
  [[nodiscard]] std::string path() const { return folder() + "/master.key"; }
  std::string Load(std::string_view environment, bool may_make) {
    auto key = LoadMasterKey(folder(), environment, may_make, random_);
    return key.ok() ? std::string(key->ToBase64().Reveal()) : key.error().code;
  }

  TestDatabase place_;
  SystemRandom random_;
};

TEST_F(MasterKeyTest, is_made_once_and_kept_for_its_owner_only) {
  const std::string made = Load("", true);
  struct stat status {};
  ASSERT_EQ(stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(Load("", true), made);
  EXPECT_EQ(Load("", false), made);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder()), {}), 1);
}

TEST_F(MasterKeyTest, is_never_made_silently_for_a_database_that_has_one) {
  EXPECT_EQ(Load("", false), "master_key_missing");
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(MasterKeyTest, from_the_environment_comes_first) {
  const std::string kept = Load("", true);
  const std::string other(MasterKey::Make(random_).ToBase64().Reveal());
  EXPECT_EQ(Load(other, true), other);
  EXPECT_EQ(Load(" " + other + "\n", true), other);
  EXPECT_EQ(Load("short", true), "master_key_malformed");
}

TEST_F(MasterKeyTest, that_others_can_read_is_refused) {
  Load("", true);
  chmod(path().c_str(), 0644);
  EXPECT_EQ(Load("", true), "master_key_exposed");
}

TEST_F(MasterKeyTest, that_is_no_key_is_refused_and_kept) {
  std::ofstream(path()) << "hello\n";
  chmod(path().c_str(), 0600);
  EXPECT_EQ(Load("", true), "master_key_malformed");
}

}  // namespace
}  // namespace wharf::storage
