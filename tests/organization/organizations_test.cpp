#include "organization/organizations.h"

#include <gtest/gtest.h>

#include <thread>

#include "organization/organization_fixture.h"
#include "organization/organization_list.h"

namespace wharf::organization {
namespace {

using std::chrono::hours;

class OrganizationsTest : public OrganizationTest {};
WHARF_ON_BOTH_DATABASES(OrganizationsTest);

TEST_P(OrganizationsTest, a_new_organization_is_clean_and_has_a_slug) {
  const auto made = organizations_->Create(Admin(), {.name = "  M\u00fcller   & S\u00f6hne ",
                                                     .parent = root_,
                                                     .domains = {"Mueller.EXAMPLE.", "mueller.example"},
                                                     .tags = {"gold", "Gold", ""}});
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->name, "Müller & Söhne");
  EXPECT_EQ(made->slug, "muller-sohne");
  EXPECT_EQ(made->domains, std::vector<std::string>{"mueller.example"});
  EXPECT_EQ(made->tags, std::vector<std::string>{"gold"});
  const Organization* stored = Current()->Find(made->id);
  ASSERT_NE(stored, nullptr);
  EXPECT_EQ(stored->name, made->name);
  EXPECT_EQ(stored->updated_by, "Anna Berg");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'organization.created'"), 1);
}

TEST_P(OrganizationsTest, siblings_differ_in_more_than_case_and_unicode_form) {
  const auto a = Make("Caf\u00e9 Nord");
  for (const std::string name : {"caf\u00e9 nord", "CAFE\u0301 NORD", " Caf\u00e9  Nord ", "Caf\u00e9 No\ufb01"}) {
    const auto twin = organizations_->Create(Admin(), {.name = name, .parent = root_});
    EXPECT_EQ(CodeOf(twin), name.ends_with("\ufb01") ? "ok" : "name_taken") << name;
  }
  EXPECT_TRUE(organizations_->Create(Admin(), {.name = "Cafe Nord", .parent = root_}).ok()) << "accents count";
  EXPECT_TRUE(organizations_->Create(Admin(), {.name = "Caf\u00e9 Nord", .parent = a}).ok()) << "another parent";
}

TEST_P(OrganizationsTest, slugs_and_domains_belong_to_one_in_the_whole_tree) {
  const auto a = Make("Acme");
  const auto b = organizations_->Create(Admin(), {.name = "Acme", .parent = a});
  ASSERT_TRUE(b.ok());
  EXPECT_EQ(b->slug, "acme-2");
  EXPECT_EQ(CodeOf(organizations_->Create(Admin(), {.name = "Other", .parent = root_, .slug = "acme"})), "slug_taken");
  ASSERT_TRUE(organizations_->Edit(Admin(), a, {.domains = {{"acme.example"}}, .version = 1}).ok());
  const auto taken = organizations_->Create(Admin(), {.name = "Other", .parent = root_, .domains = {"ACME.example"}});
  EXPECT_EQ(CodeOf(taken), "domain_taken");
  EXPECT_NE(taken.error().message.find("belongs to Acme."), std::string::npos);
  const auto hidden = organizations_->Create(As({{b->id, Role::editor}}),
                                             {.name = "Other", .parent = b->id, .domains = {"acme.example"}});
  EXPECT_EQ(CodeOf(hidden), "domain_taken");
  EXPECT_EQ(hidden.error().message.find("Acme"), std::string::npos) << "who may not see the owner is not told its name";
}

TEST_P(OrganizationsTest, wrong_input_names_its_field) {
  const auto refused = organizations_->Create(Admin(), {.name = " ", .parent = root_});
  ASSERT_EQ(CodeOf(refused), "invalid_input");
  ASSERT_EQ(refused.error().fields.size(), 1U);
  EXPECT_EQ(refused.error().fields[0].pointer, "/name");
  EXPECT_EQ(refused.error().fields[0].code, "required_field");
  const auto domain = organizations_->Create(Admin(), {.name = "X", .parent = root_, .domains = {"http://x.example"}});
  EXPECT_EQ(domain.error().fields[0].pointer, "/domains");
}

TEST_P(OrganizationsTest, an_edit_of_an_old_version_names_who_was_first) {
  const auto a = Make("Corvid Analytics");
  ASSERT_TRUE(organizations_->Edit(Admin(), a, {.name = "Corvid", .version = 1}).ok());
  clock_.Advance(std::chrono::minutes(2));
  const auto late = organizations_->Edit(As({{root_, Role::editor}}, "Bert"), a, {.enabled = false, .version = 1});
  ASSERT_EQ(CodeOf(late), "changed_meanwhile");
  EXPECT_EQ(late.error().message, "Anna Berg changed Corvid 2 min ago. Look at it again, then make your change.");
  EXPECT_TRUE(Current()->Find(a)->enabled);
  EXPECT_TRUE(organizations_->Edit(As({{root_, Role::editor}}, "Bert"), a, {.enabled = false, .version = 2}).ok());
}

TEST_P(OrganizationsTest, an_edit_that_changes_nothing_makes_no_version) {
  const auto a = Make("Corvid");
  const auto same = organizations_->Edit(Admin(), a, {.name = "Corvid", .enabled = true, .version = 1});
  ASSERT_TRUE(same.ok());
  EXPECT_EQ(same->version, 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'organization.changed'"), 0);
}

TEST_P(OrganizationsTest, a_rename_may_change_only_the_case) {
  const auto a = Make("corvid");
  EXPECT_TRUE(organizations_->Edit(Admin(), a, {.name = "Corvid", .version = 1}).ok());
  EXPECT_TRUE(organizations_->Edit(Admin(), root_, {.name = "NORTHWIND MSP", .version = 1}).ok());
}

TEST_P(OrganizationsTest, a_move_keeps_the_subtree_and_makes_no_circle) {
  const auto a = Make("A");
  const auto below = Make("Below", a);
  const auto deep = Make("Deep", below);
  const auto b = Make("B");
  EXPECT_EQ(CodeOf(organizations_->Move(Admin(), a, deep, 1)), "move_into_itself");
  EXPECT_EQ(CodeOf(organizations_->Move(Admin(), a, a, 1)), "move_into_itself");
  EXPECT_EQ(CodeOf(organizations_->Move(Admin(), root_, a, 1)), "root_stays");
  EXPECT_EQ(CodeOf(organizations_->Move(Admin(), below, b, 7)), "changed_meanwhile");
  ASSERT_TRUE(organizations_->Move(Admin(), below, b, 1).ok());
  const auto directory = Current();
  EXPECT_EQ(directory->Find(below)->parent, b);
  EXPECT_TRUE(directory->Subtree(*directory->PositionOf(b)).Holds(*directory->PositionOf(deep)));
  Make("below", a);
  EXPECT_EQ(CodeOf(organizations_->Move(Admin(), below, a, 2)), "name_taken");
}

TEST_P(OrganizationsTest, two_moves_at_once_never_make_a_circle) {
  const auto a = Make("A");
  const auto b = Make("B");
  const Access admin = Admin();
  std::string one, two;
  std::thread first([&] { one = CodeOf(organizations_->Move(admin, a, b, 1)); });
  std::thread second([&] { two = CodeOf(organizations_->Move(admin, b, a, 1)); });
  first.join();
  second.join();
  EXPECT_NE(one == "ok", two == "ok") << one << " " << two;
  EXPECT_EQ(Current()->size(), 3U) << "a circle would hang on nothing and vanish";
}

TEST_P(OrganizationsTest, of_two_equal_names_at_once_one_wins) {
  const Access admin = Admin();
  std::array<std::string, 4> codes;
  std::vector<std::thread> threads;
  for (std::string& code : codes) {
    threads.emplace_back([&] { code = CodeOf(organizations_->Create(admin, {.name = "Same", .parent = root_})); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "ok"), 1);
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "name_taken"), 3);
}

TEST_P(OrganizationsTest, what_was_deleted_comes_back_whole_below_its_parent) {
  const auto a = Make("A");
  const auto a1 = Make("A1", a);
  Make("A2", a);
  const auto before = Make("Gone before", a1);
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{before}).ok());
  const auto gone = organizations_->Delete(Admin(), std::vector{a1, a});
  ASSERT_TRUE(gone.ok());
  EXPECT_EQ(*gone, 3) << "what goes with another counts once, and what was gone does not count";
  EXPECT_EQ(Current()->size(), 1U);
  const auto deleted = organizations_->Deleted(Admin(), std::nullopt, "", 1, 10);
  ASSERT_TRUE(deleted.ok());
  ASSERT_EQ(deleted->total, 2U);
  EXPECT_EQ(CodeOf(organizations_->Restore(Admin(), before)), "parent_deleted");
  EXPECT_EQ(CodeOf(organizations_->Restore(Admin(), a1)), "organization_not_found") << "it went with A";
  ASSERT_TRUE(organizations_->Restore(Admin(), a).ok());
  EXPECT_EQ(Current()->size(), 4U);
  ASSERT_TRUE(organizations_->Restore(Admin(), before).ok());
  EXPECT_EQ(Current()->size(), 5U);
  EXPECT_EQ(CodeOf(organizations_->Restore(Admin(), a)), "organization_not_found");
}

TEST_P(OrganizationsTest, names_are_free_after_a_deletion_and_a_restore_says_who_took_it) {
  const auto a = organizations_->Create(Admin(), {.name = "Acme", .parent = root_, .domains = {"acme.example"}});
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{a->id}).ok());
  const auto again = Make("ACME");
  const auto refused = organizations_->Restore(Admin(), a->id);
  ASSERT_EQ(CodeOf(refused), "name_taken");
  EXPECT_NE(refused.error().message.find("Acme cannot be restored"), std::string::npos);
  ASSERT_TRUE(
      organizations_
          ->Edit(Admin(), again, {.name = "Acme New", .slug = "acme-new", .domains = {{"acme.example"}}, .version = 1})
          .ok());
  EXPECT_EQ(CodeOf(organizations_->Restore(Admin(), a->id)), "domain_taken");
  ASSERT_TRUE(organizations_->Edit(Admin(), again, {.domains = {std::vector<std::string>{}}, .version = 2}).ok());
  EXPECT_TRUE(organizations_->Restore(Admin(), a->id).ok());
}

TEST_P(OrganizationsTest, after_thirty_days_it_is_gone_for_good) {
  const auto a = Make("A");
  Make("A1", a);
  const auto b = Make("B");
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{a}).ok());
  clock_.Advance(hours(24 * 29));
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{b}).ok());
  EXPECT_EQ(*organizations_->Purge(), 0);
  clock_.Advance(hours(25));
  EXPECT_EQ(*organizations_->Purge(), 2);
  EXPECT_EQ(CodeOf(organizations_->Restore(Admin(), a)), "organization_not_found");
  EXPECT_TRUE(organizations_->Restore(Admin(), b).ok());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM organization"), 2);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'organization.purged' AND actor_kind = 'system'"),
            1);
}

TEST_P(OrganizationsTest, deleted_ones_are_shown_to_who_could_restore_them) {
  const auto a = Make("A");
  const auto a1 = Make("A1", a);
  const auto b = Make("B");
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{a1}).ok());
  const auto total = [&](const Access& access) {
    return organizations_->Deleted(access, std::nullopt, "", 1, 10)->total;
  };
  EXPECT_EQ(total(As({{a, Role::administrator}})), 1U);
  EXPECT_EQ(total(As({{a, Role::editor}})), 0U);
  EXPECT_EQ(total(As({{b, Role::administrator}})), 0U);
  EXPECT_EQ(CodeOf(organizations_->Restore(As({{b, Role::administrator}}), a1)), "organization_not_found");
}

TEST_P(OrganizationsTest, a_bulk_edit_is_all_or_nothing) {
  const auto a = Make("A");
  const auto b = Make("B");
  const Access editor = As({{root_, Role::viewer}, {a, Role::editor}});
  EXPECT_EQ(CodeOf(organizations_->EditAll(editor, {.organizations = {a, b}, .enabled = false})), "not_allowed");
  EXPECT_TRUE(Current()->Find(a)->enabled);
  EXPECT_EQ(*organizations_->EditAll(Admin(), {.organizations = {a, b, a}, .enabled = false, .add_tags = {"gold"}}), 2);
  EXPECT_EQ(*organizations_->EditAll(Admin(), {.organizations = {a, b}, .enabled = false, .add_tags = {"Gold"}}), 0);
  EXPECT_EQ(*organizations_->EditAll(Admin(), {.organizations = {a}, .add_tags = {"new"}, .remove_tags = {"GOLD"}}), 1);
  EXPECT_EQ(Current()->Find(a)->tags, std::vector<std::string>{"new"});
  EXPECT_FALSE(Current()->Find(b)->enabled);
}

TEST_P(OrganizationsTest, rights_are_judged_on_the_tree_as_it_is_now) {
  const auto a = Make("A");
  const auto a1 = Make("A1", a);
  const Access editor = As({{a, Role::editor}});  // begins its request now
  const auto b = Make("B");
  ASSERT_TRUE(organizations_->Move(Admin(), a1, b, 1).ok());
  EXPECT_EQ(CodeOf(organizations_->Edit(editor, a1, {.enabled = false, .version = 2})), "organization_not_found");
}

TEST_P(OrganizationsTest, lists_filter_order_page_and_count_what_the_caller_sees) {
  const auto a = organizations_->Create(
      Admin(), {.name = "Äpfel AG", .parent = root_, .domains = {"apfel.example"}, .tags = {"Gold"}});
  const auto b = Make("Birnen");
  Make("Zitronen", a->id);
  clock_.Advance(std::chrono::seconds(1));
  Make("Ananas", b);
  const auto names = [&](const Access& access, const OrganizationFilter& filter, int page = 1, int size = 0) {
    const auto found = ListOrganizations(access, filter, page, size);
    std::string text = found.ok() ? std::to_string(found->total) : found.error().code;
    if (found.ok()) {
      for (const auto at : found->items) text += " " + access.directory().At(at).name;
    }
    return text;
  };
  EXPECT_EQ(names(Admin(), {}), "5 Ananas Äpfel AG Birnen Northwind MSP Zitronen");
  EXPECT_EQ(names(Admin(), {.order = OrganizationOrder::tree}), "5 Northwind MSP Äpfel AG Zitronen Birnen Ananas");
  EXPECT_EQ(names(Admin(), {.order = OrganizationOrder::created, .descending = true}, 1, 1), "5 Ananas");
  EXPECT_EQ(names(Admin(), {}, 2, 2), "5 Birnen Northwind MSP");
  EXPECT_EQ(names(Admin(), {}, 9, 2), "5");
  EXPECT_EQ(names(Admin(), {.search = "apfel"}), "1 Äpfel AG");
  EXPECT_EQ(names(Admin(), {.search = "GOLD"}), "1 Äpfel AG");
  EXPECT_EQ(names(Admin(), {.search = "apfel.exa"}), "1 Äpfel AG");
  EXPECT_EQ(names(Admin(), {.tag = "gold"}), "1 Äpfel AG");
  EXPECT_EQ(names(Admin(), {.below = b}), "2 Ananas Birnen");
  EXPECT_EQ(names(Admin(), {.parent = root_}), "2 Äpfel AG Birnen");
  EXPECT_EQ(names(As({{b, Role::viewer}}), {}), "2 Ananas Birnen");
  EXPECT_EQ(names(As({{b, Role::viewer}}), {.below = a->id}), "organization_not_found");
  EXPECT_EQ(names(As({{b, Role::viewer}}), {.parent = root_}), "organization_not_found");
  EXPECT_EQ(names(AsNobody(), {}), "no_role");
  EXPECT_EQ(CountTags(As({{b, Role::viewer}})).size(), 0U);
  ASSERT_EQ(CountTags(Admin()).size(), 1U);
  EXPECT_EQ(CountTags(Admin())[0].tag, "Gold");
}

TEST_P(OrganizationsTest, the_switcher_begins_at_what_the_caller_sees) {
  const auto a = Make("A");
  const auto a1 = Make("Alpha", a);
  const auto b = Make("B");
  const auto names = [](const Access& access, const Result<OrganizationPage>& page) {
    std::string text;
    for (const auto at : page->items) text += access.directory().At(at).name + " ";
    return text;
  };
  const Access both = As({{a1, Role::viewer}, {b, Role::editor}});
  EXPECT_EQ(names(both, SwitcherChildren(both, std::nullopt)), "Alpha B ");
  EXPECT_EQ(names(Admin(), SwitcherChildren(Admin(), std::nullopt)), "Northwind MSP ");
  EXPECT_EQ(names(Admin(), SwitcherChildren(Admin(), root_)), "A B ");
  EXPECT_EQ(names(Admin(), SwitcherSearch(Admin(), "alp")), "Alpha ");
  EXPECT_EQ(CodeOf(SwitcherChildren(both, root_)), "organization_not_found");
}

}  // namespace
}  // namespace wharf::organization
