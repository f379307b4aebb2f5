#include "organization/access.h"

#include <gtest/gtest.h>

#include "organization/organization_fixture.h"

namespace wharf::organization {
namespace {

class AccessTest : public OrganizationTest {
 protected:
  void SetUp() override {
    OrganizationTest::SetUp();
    if (IsSkipped()) return;
    a_ = Make("A");
    a1_ = Make("A1", a_);
    a2_ = Make("A2", a_);
    b_ = Make("B");
    b1_ = Make("B1", b_);
  }
  OrganizationId a_, a1_, a2_, b_, b1_;
};
INSTANTIATE_TEST_SUITE_P(sqlite, AccessTest, testing::Values(storage::Dialect::sqlite), storage::DialectName);

TEST_P(AccessTest, without_grants_nothing_is_seen) {
  const Access nobody = AsNobody();
  for (const OrganizationId id : {root_, a_, a1_, b_}) EXPECT_FALSE(nobody.Sees(id));
  EXPECT_TRUE(nobody.Intervals(Right::read).empty());
  EXPECT_EQ(CodeOf(nobody.Scope(std::nullopt)), "no_role") << "row 8.6 of the known faults: never a list";
  EXPECT_EQ(nobody.Scope(std::nullopt).error().kind, ErrorKind::permission_denied);
  EXPECT_EQ(CodeOf(nobody.Scope(a_)), "organization_not_found");
  EXPECT_EQ(CodeOf(nobody.Scope(OrganizationId{})), "organization_not_found");
  EXPECT_FALSE(nobody.BestRole());
}

TEST_P(AccessTest, a_grant_reaches_down_and_neither_up_nor_aside) {
  const Access access = As({{a_, Role::editor}});
  EXPECT_TRUE(access.May(Right::write, a_));
  EXPECT_TRUE(access.May(Right::write, a1_));
  EXPECT_FALSE(access.May(Right::administer, a1_));
  EXPECT_FALSE(access.Sees(root_));
  EXPECT_FALSE(access.Sees(b_));
  EXPECT_FALSE(access.MayEverywhere(Right::read));
}

TEST_P(AccessTest, the_best_of_several_roles_counts_where_they_overlap) {
  const Access access = As({{root_, Role::viewer}, {a1_, Role::administrator}, {a_, Role::editor}});
  const Directory& directory = access.directory();
  EXPECT_EQ(access.RoleAt(*directory.PositionOf(root_)), Role::viewer);
  EXPECT_EQ(access.RoleAt(*directory.PositionOf(a_)), Role::editor);
  EXPECT_EQ(access.RoleAt(*directory.PositionOf(a1_)), Role::administrator);
  EXPECT_EQ(access.RoleAt(*directory.PositionOf(a2_)), Role::editor);
  EXPECT_EQ(access.RoleAt(*directory.PositionOf(b1_)), Role::viewer);
  EXPECT_TRUE(access.MayEverywhere(Right::read));
  EXPECT_EQ(access.Intervals(Right::read).size(), 1U);
  EXPECT_EQ(access.Intervals(Right::write).size(), 1U);
}

TEST_P(AccessTest, a_lesser_role_further_down_takes_nothing_away) {
  const Access access = As({{root_, Role::administrator}, {a_, Role::viewer}});
  EXPECT_TRUE(access.May(Right::administer, a1_));
  EXPECT_TRUE(access.MayEverywhere(Right::administer));
}

TEST_P(AccessTest, a_token_is_capped_and_confined) {
  Caller caller;
  caller.kind = CallerKind::token;
  caller.grants = {{root_, Role::administrator}};
  caller.cap = Right::write;
  caller.within = a_;
  const Access access(caller, Current());
  EXPECT_TRUE(access.May(Right::write, a1_));
  EXPECT_FALSE(access.May(Right::administer, a1_));
  EXPECT_FALSE(access.Sees(b_));
  EXPECT_FALSE(access.Sees(root_));
  caller.within = OrganizationId{Uuid{{5}}};
  EXPECT_FALSE(Access(caller, Current()).BestRole()) << "confined to an organization that is gone";
  caller.within = a1_;
  caller.grants = {{b_, Role::administrator}};
  EXPECT_FALSE(Access(caller, Current()).BestRole()) << "its maker has lost the role there";
  caller.grants = {{a_, Role::viewer}};
  EXPECT_EQ(Access(caller, Current()).BestRole(), Role::viewer) << "never more than its maker";
}

TEST_P(AccessTest, what_is_missing_and_what_is_hidden_answer_alike) {
  const Access access = As({{a_, Role::administrator}});
  const auto hidden = access.Require(Right::read, b_);
  const auto missing = access.Require(Right::read, OrganizationId{Uuid{{3}}});
  ASSERT_FALSE(hidden.ok());
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(hidden.error().message, missing.error().message);
  EXPECT_EQ(hidden.error().code, missing.error().code);
  EXPECT_EQ(hidden.error().kind, ErrorKind::not_found);
  EXPECT_TRUE(access.denials().empty()) << "what may not be known is not told to the audit log of that organization";
}

TEST_P(AccessTest, a_refusal_names_the_fix_and_is_remembered) {
  const Access access = As({{a_, Role::viewer}});
  const auto refused = access.Require(Right::write, a1_);
  EXPECT_EQ(CodeOf(refused), "not_allowed");
  EXPECT_EQ(refused.error().message, "You may see A1 but not change it. Ask an administrator for the role editor.");
  ASSERT_EQ(access.denials().size(), 1U);
  EXPECT_EQ(access.denials()[0].organization, a1_);
  EXPECT_EQ(access.denials()[0].right, Right::write);
  const Access copy = access;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_EQ(copy.denials().size(), 1U);
}

TEST_P(AccessTest, only_the_visible_part_of_a_path_is_told) {
  const Access access = As({{a_, Role::viewer}});
  const Directory& directory = access.directory();
  const auto at = *directory.PositionOf(a1_);
  EXPECT_EQ(access.VisiblePathOf(at).size(), 2U);
  EXPECT_TRUE(access.VisibleParentOf(at));
  EXPECT_FALSE(access.VisibleParentOf(*directory.PositionOf(a_)));
}

TEST_P(AccessTest, a_grant_on_a_deleted_organization_sleeps_until_the_restore) {
  const std::vector<Grant> grants{{a_, Role::editor}};
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{a_}).ok());
  EXPECT_FALSE(As(grants).BestRole());
  ASSERT_TRUE(organizations_->Restore(Admin(), a_).ok());
  EXPECT_TRUE(As(grants).May(Right::write, a1_));
}

TEST_P(AccessTest, the_system_sees_everything_and_says_why) {
  const Access system = Access::System(Current(), "A test");
  EXPECT_TRUE(system.MayEverywhere(Right::administer));
  EXPECT_EQ(system.caller().name, "A test");
  Caller pretender;
  pretender.kind = CallerKind::system;
  EXPECT_FALSE(Access(pretender, Current()).BestRole()) << "the kind alone gives nothing";
}

}  // namespace
}  // namespace wharf::organization
