#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/directory.h"
#include "organization/first_start.h"
#include "organization/organizations.h"
#include "organization/passwords.h"
#include "organization/users.h"
#include "storage/database_fixture.h"

namespace wharf::organization {

/// A clock that stands still until it is told otherwise.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Time Now() const override { return Time(std::chrono::milliseconds(now_.load())); }
  void Advance(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_ = 1'764'000'000'000;  // in November 2025
};

inline constexpr std::string_view kPassword = "a horse on the quay";

/// An installation that is set up: root "Northwind MSP" with administrator Anna.
class OrganizationTest : public storage::DatabaseTest {
 protected:
  void SetUp() override {
    storage::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    Build();
    FirstStart first_start(db(), *directories_, *audit_, passwords_, clock_, random_);
    const auto anna =
        first_start.Run({"Northwind MSP", "Anna Berg", "anna@northwind.example", Secret(std::string(kPassword))},
                        "203.0.113.7", "request-0");
    ASSERT_TRUE(anna.ok()) << anna.error().message;
    anna_ = *anna;
    root_ = Current()->At(0).id;
  }
  void TearDown() override {
    organizations_.reset();
    users_.reset();
    audit_.reset();
    directories_.reset();
    storage::DatabaseTest::TearDown();
  }

  /// Everything that holds the database, anew.
  virtual void Build() {
    directories_ = std::make_unique<DirectoryCache>(db());
    audit_ = std::make_unique<AuditLog>(db(), clock_, random_);
    organizations_ = std::make_unique<Organizations>(db(), *directories_, *audit_, clock_, random_);
    users_ = std::make_unique<Users>(db(), *audit_, passwords_, clock_, random_);
  }

  std::shared_ptr<const Directory> Current() {
    auto current = directories_->Current();
    EXPECT_TRUE(current.ok()) << current.error().message;
    return current.ok() ? *current : std::make_shared<const Directory>(Directory::Rows{}, 0);
  }

  /// Anna, who may everything.
  Access Admin() { return As({{root_, Role::administrator}}, "Anna Berg", anna_); }
  Access As(std::vector<Grant> grants, std::string name = "Somebody", UserId user = {}) {
    Caller caller;
    caller.user = user;
    caller.name = std::move(name);
    caller.grants = std::move(grants);
    caller.peer = "203.0.113.7";
    caller.request_id = "request-1";
    return {std::move(caller), Current()};
  }
  Access AsNobody() { return As({}); }

  OrganizationId Make(std::string name, std::optional<OrganizationId> parent = std::nullopt) {
    const auto made = organizations_->Create(Admin(), {.name = std::move(name), .parent = parent.value_or(root_)});
    EXPECT_TRUE(made.ok()) << made.error().message;
    return made.ok() ? made->id : OrganizationId{};
  }

  std::int64_t VersionOf(OrganizationId id) {
    const Organization* organization = Current()->Find(id);
    return organization == nullptr ? 0 : organization->version;
  }

  /// How many rows a query that counts finds.
  std::int64_t Count(const std::string& sql) {
    auto count = db().ReadValue<std::int64_t>([&](storage::Session& session) -> Result<std::int64_t> {
      WHARF_ASSIGN(const storage::Rows rows, session.Query(sql));
      return rows.front().Int(0);
    });
    EXPECT_TRUE(count.ok()) << count.error().message;
    return count.ok() ? *count : -1;
  }

  ManualClock clock_;
  SystemRandom random_;
  Passwords passwords_{PasswordCost::minimal};
  std::unique_ptr<DirectoryCache> directories_;
  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<Organizations> organizations_;
  std::unique_ptr<Users> users_;
  UserId anna_;
  OrganizationId root_;
};

/// The code of a failed result, "ok" of another.
template <class T>
std::string CodeOf(const Result<T>& result) {
  return result.ok() ? "ok" : result.error().code;
}

}  // namespace wharf::organization
