#include "organization/variables.h"

#include <gtest/gtest.h>

#include <thread>

#include "organization/known_variables.h"
#include "organization/organization_fixture.h"
#include "organization/variable_csv.h"
#include "organization/variable_rules.h"
#include "storage/vault.h"

namespace wharf::organization {
namespace {

class VariablesTest : public OrganizationTest {
 protected:
  void SetUp() override {
    OrganizationTest::SetUp();
    if (IsSkipped()) return;
    auto vault = storage::Vault::Open(db(), storage::MasterKey::Make(random_), random_);
    ASSERT_TRUE(vault.ok()) << vault.error().message;
    vault_ = *std::move(vault);
    variables_ = std::make_unique<Variables>(db(), *vault_, *audit_, clock_);
    parent_ = Make("Parent");
    child1_ = Make("Child1", parent_);
    child2_ = Make("Child2", child1_);
  }
  void TearDown() override {
    variables_.reset();
    vault_.reset();
    OrganizationTest::TearDown();
  }
  Result<Variable> Put(OrganizationId organization, const std::string& name, const std::string& value,
                       std::optional<bool> cascade = std::nullopt, std::optional<VariableKind> kind = std::nullopt) {
    return variables_->Put(
        Admin(),
        {.organization = organization, .name = name, .value = Secret(value), .kind = kind, .cascade = cascade});
  }
  std::string ValueFor(OrganizationId organization, const std::string& name) {
    const auto used = variables_->Use(Admin(), organization, name);
    if (!used.ok()) return used.error().code;
    return *used ? std::string((*used)->value.Reveal()) : "(none)";
  }
  std::string Explain(OrganizationId organization, const std::string& name) {
    const auto resolution = variables_->Resolve(Admin(), organization, name);
    std::string text;
    for (const ResolutionStep& step : resolution->steps) {
      constexpr std::array<std::string_view, 4> words = {"not set", "used", "hidden", "not cascading"};
      text += Current()->Find(*step.organization)->name + " " +
              std::string(words[static_cast<std::size_t>(step.state)]) + (step.value ? " " + *step.value : "") + "; ";
    }
    return text;
  }
  std::unique_ptr<storage::Vault> vault_;
  std::unique_ptr<Variables> variables_;
  OrganizationId parent_, child1_, child2_;
};
WHARF_ON_BOTH_DATABASES(VariablesTest);

TEST_P(VariablesTest, the_own_value_counts_then_that_of_the_nearest_above_that_cascades) {
  ASSERT_TRUE(Put(parent_, "default_psa", "halo_psa", true).ok());
  EXPECT_EQ(ValueFor(child2_, "default_psa"), "halo_psa");
  ASSERT_TRUE(Put(child1_, "default_psa", "cw_manage", true).ok());
  EXPECT_EQ(ValueFor(child2_, "default_psa"), "cw_manage") << "the nearest, which others skip";
  ASSERT_TRUE(Put(child1_, "default_psa", "cw_manage", false).ok());
  EXPECT_EQ(ValueFor(child2_, "default_psa"), "halo_psa") << "one that keeps it to itself is passed over";
  EXPECT_EQ(ValueFor(child1_, "default_psa"), "cw_manage");
  EXPECT_EQ(Explain(child2_, "default_psa"),
            "Child2 not set; Child1 not cascading cw_manage; Parent used halo_psa; Northwind MSP not set; ");
  ASSERT_TRUE(Put(child2_, "default_psa", "freshdesk").ok());
  EXPECT_EQ(Explain(child2_, "default_psa"),
            "Child2 used freshdesk; Child1 not cascading cw_manage; Parent hidden halo_psa; Northwind MSP not set; ");
  EXPECT_EQ(ValueFor(child2_, "nowhere"), "(none)");
}

struct RuleCase {
  const char* name;
  VariableKind kind;
  VariableType type;
  std::string value;
  const char* result;  // the stored value or the code of the refusal
};
TEST(VariableRules, values_are_checked_by_their_type) {
  const auto general = VariableKind::general;
  for (const RuleCase& one : std::vector<RuleCase>{
           {"x", general, VariableType::text, "plain  \n", "plain"},
           {"x", VariableKind::secret, VariableType::text, "-----END KEY-----\n", "-----END KEY-----\n"},
           {"x", general, VariableType::text, "", "value_missing"},
           {"x", general, VariableType::text, " \n", "value_missing"},
           {"x", general, VariableType::text, std::string(65536, 'a') + "b", "value_too_long"},
           {"x", general, VariableType::text, std::string("a\0b", 3), "value_not_text"},
           {"x", general, VariableType::text, "\xFF", "value_not_text"},
           {"x", general, VariableType::number, " 12.50 ", "12.50"},
           {"x", general, VariableType::number, "-1e3", "-1e3"},
           {"x", general, VariableType::number, "12 kg", "value_not_number"},
           {"x", general, VariableType::number, "\"12\"", "value_not_number"},
           {"x", general, VariableType::boolean, "TRUE", "true"},
           {"x", general, VariableType::boolean, "yes", "value_not_boolean"},
           {"x", general, VariableType::json, R"( {"a":[1,2]} )", R"({"a":[1,2]})"},
           {"x", general, VariableType::json, "{a:1}", "value_not_json"},
           {"x", general, VariableType::json, std::string(10'000, '['), "value_not_json"},
           {"default_psa", general, VariableType::text, "halo_psa", "halo_psa"},
           {"default_psa", general, VariableType::text, "HaloPSA", "value_not_possible"}}) {
    const auto checked = CheckValue(one.name, one.kind, one.type, one.value);
    EXPECT_EQ(checked.ok() ? *checked : checked.error().code, one.result) << one.value.substr(0, 40);
  }
}

TEST(VariableRules, names_are_what_a_template_can_write) {
  for (const char* good : {"a", "_x", "cwControl_CompanyName", "a1"}) EXPECT_TRUE(IsVariableName(good)) << good;
  for (const std::string bad : {"", "1a", "a-b", "a b", "a.b", "ü"}) EXPECT_FALSE(IsVariableName(bad)) << bad;
  EXPECT_TRUE(IsVariableName(std::string(128, 'a')));
  EXPECT_FALSE(IsVariableName(std::string(129, 'a')));
}

TEST(KnownVariables, they_are_ordered_named_well_and_found) {
  const auto known = KnownVariables();
  EXPECT_TRUE(std::is_sorted(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
  for (const KnownVariable& one : known) {
    EXPECT_TRUE(IsVariableName(one.name)) << one.name;
    EXPECT_FALSE(one.description.empty()) << one.name;
    EXPECT_EQ(FindKnownVariable(one.name), &one);
  }
  for (const char* name : {"default_psa", "default_rmm", "primary_identity_provider", "ms_licensing_distributor",
                           "username_format", "preferred_domain_controller"}) {
    EXPECT_NE(FindKnownVariable(name), nullptr) << name;
  }
  EXPECT_EQ(FindKnownVariable("unheard_of"), nullptr);
}

TEST_P(VariablesTest, a_secret_is_nowhere_to_be_read) {
  // Rows 8.3, 8.4 of the known faults.
  const std::string value = "abc'd/ef+g==";
  ASSERT_TRUE(Put(child1_, "hush", value, std::nullopt, VariableKind::secret).ok());
  EXPECT_EQ(ValueFor(child1_, "hush"), value);
  const auto effective = variables_->Effective(Admin(), child1_);
  ASSERT_EQ(effective->size(), 1U);
  EXPECT_FALSE((*effective)[0].variable.value);
  EXPECT_FALSE(variables_->Resolve(Admin(), child1_, "hush")->value);
  EXPECT_EQ(variables_->List(Admin(), {.search = "abc"}, 1, 10)->total, 0) << "not even by searching";
  EXPECT_EQ(variables_->List(Admin(), {.search = "HUS"}, 1, 10)->total, 1);
  for (const std::string column : {"value", "search", "sealed"}) {
    EXPECT_EQ(Count("SELECT COUNT(*) FROM variable WHERE " + column + " LIKE '%abc%'"), 0) << column;
  }
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE changes LIKE '%abc%' OR summary LIKE '%abc%'"), 0);
  VariableCsv csv(*variables_);
  std::string text;
  ASSERT_TRUE(csv.Write(Admin(), {},
                        [&](std::string_view piece) -> Result<void> {
                          text += piece;
                          return {};
                        })
                  .ok());
  EXPECT_EQ(text.find("hush"), std::string::npos);
  const auto wrong = variables_->Put(
      Admin(), {.organization = child1_, .name = "hush", .value = Secret("{abc'd/ef+g=="), .type = VariableType::json});
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().message.find("abc"), std::string::npos);
}

TEST_P(VariablesTest, revealing_is_for_administrators_and_written_down) {
  ASSERT_TRUE(Put(child1_, "hush", "quiet", std::nullopt, VariableKind::secret).ok());
  EXPECT_EQ(CodeOf(variables_->Reveal(As({{child1_, Role::editor}}), child1_, "hush")), "not_allowed");
  const auto revealed = variables_->Reveal(Admin(), child1_, "hush");
  ASSERT_TRUE(revealed.ok());
  EXPECT_EQ(revealed->Reveal(), "quiet");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'variable.revealed'"), 1);
  EXPECT_EQ(CodeOf(variables_->Reveal(Admin(), child2_, "hush")), "variable_not_found");
}

TEST_P(VariablesTest, a_secret_stays_a_secret_and_a_value_may_become_one) {
  ASSERT_TRUE(Put(child1_, "token", "in clear", true).ok());
  const auto sealed =
      variables_->Put(Admin(), {.organization = child1_, .name = "token", .kind = VariableKind::secret});
  ASSERT_TRUE(sealed.ok()) << sealed.error().message;
  EXPECT_FALSE(sealed->value);
  EXPECT_FALSE(sealed->cascade) << "a secret goes down the tree only when somebody says so";
  EXPECT_EQ(ValueFor(child1_, "token"), "in clear");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM variable WHERE value LIKE '%clear%' OR search LIKE '%clear%'"), 0);
  const auto back = variables_->Put(Admin(), {.organization = child1_, .name = "token", .kind = VariableKind::general});
  ASSERT_EQ(CodeOf(back), "invalid_input");
  EXPECT_EQ(back.error().fields.at(0).code, "secret_stays_secret");
  ASSERT_TRUE(variables_->Put(Admin(), {.organization = child1_, .name = "token", .cascade = true}).ok());
  EXPECT_EQ(ValueFor(child2_, "token"), "in clear") << "and the value stayed although none was sent";
}

TEST_P(VariablesTest, an_old_version_is_refused_with_the_name_of_who_was_first) {
  const auto made = Put(child1_, "x", "1");
  EXPECT_EQ(made->version, 1);
  ASSERT_TRUE(
      variables_->Put(Admin(), {.organization = child1_, .name = "x", .value = Secret("2"), .version = 1}).ok());
  const auto late = variables_->Put(As({{root_, Role::editor}}, "Bert"),
                                    {.organization = child1_, .name = "x", .value = Secret("3"), .version = 1});
  ASSERT_EQ(CodeOf(late), "changed_meanwhile");
  EXPECT_EQ(late.error().message, "Anna Berg changed x just now. Look at it again, then make your change.");
  EXPECT_EQ(
      CodeOf(variables_->Put(Admin(), {.organization = child1_, .name = "x", .value = Secret("3"), .version = 0})),
      "changed_meanwhile");
  EXPECT_EQ(CodeOf(variables_->Remove(Admin(), child1_, "x", 1)), "changed_meanwhile");
  ASSERT_TRUE(variables_->Remove(Admin(), child1_, "x", 2).ok());
  EXPECT_EQ(CodeOf(variables_->Remove(Admin(), child1_, "x", std::nullopt)), "variable_not_found");
}

TEST_P(VariablesTest, two_who_make_the_same_variable_do_not_overwrite_each_other) {
  const Access admin = Admin();
  std::array<std::string, 4> codes;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    threads.emplace_back([&, i] {
      codes[i] = CodeOf(variables_->Put(
          admin, {.organization = child1_, .name = "x", .value = Secret(std::to_string(i)), .version = 0}));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "ok"), 1);
  EXPECT_EQ(std::count(codes.begin(), codes.end(), "changed_meanwhile"), 3);
}

TEST_P(VariablesTest, a_bulk_change_is_all_or_nothing_and_points_at_the_fault) {
  ASSERT_TRUE(Put(parent_, "kept", "1").ok());
  const std::vector<VariableEdit> edits = {{.organization = parent_, .name = "kept", .value = Secret("2")},
                                           {.organization = child1_, .name = "fresh", .value = Secret("3")},
                                           {.organization = child2_, .name = "1bad", .value = Secret("4")}};
  const auto failed = variables_->ChangeAll(Admin(), edits);
  ASSERT_EQ(CodeOf(failed), "invalid_input");
  EXPECT_EQ(failed.error().fields.at(0).pointer, "/changes/2/name");
  EXPECT_EQ(ValueFor(parent_, "kept"), "1");
  EXPECT_EQ(*variables_->ChangeAll(Admin(), std::span(edits).first(2)), 2);
  EXPECT_EQ(*variables_->ChangeAll(Admin(), std::span(edits).first(2)), 0) << "nothing is left to change";
  const VariableEdit gone{.organization = child1_, .name = "fresh", .remove = true};
  EXPECT_EQ(*variables_->ChangeAll(Admin(), std::span(&gone, 1)), 1);
}

TEST_P(VariablesTest, lists_filter_order_page_and_count) {
  ASSERT_TRUE(Put(parent_, "alpha", "one").ok());
  ASSERT_TRUE(Put(child1_, "beta", "Größe", false).ok());
  ASSERT_TRUE(Put(child1_, "hush", "x", std::nullopt, VariableKind::secret).ok());
  ASSERT_TRUE(Put(child2_, "alpha", "two").ok());
  const auto names = [&](const VariableFilter& filter, int page = 1, int size = 0) {
    const auto found = variables_->List(Admin(), filter, page, size);
    if (!found.ok()) return found.error().code;
    std::string text = std::to_string(found->total);
    for (const VariableItem& item : found->items)
      text += " " + item.variable.name + "=" + item.variable.value.value_or("?");
    return text;
  };
  EXPECT_EQ(names({}), "4 alpha=two alpha=one beta=Größe hush=?");
  EXPECT_EQ(names({.order = VariableOrder::organization, .descending = true}),
            "4 alpha=one alpha=two hush=? beta=Größe");
  EXPECT_EQ(names({}, 2, 3), "4 hush=?");
  EXPECT_EQ(names({.search = "GROSSE"}), "1 beta=Größe");
  EXPECT_EQ(names({.kind = VariableKind::secret}), "1 hush=?");
  EXPECT_EQ(names({.organization = child1_, .include_descendants = true}), "3 alpha=two beta=Größe hush=?");
  EXPECT_EQ(names({.organization = child1_}), "3 alpha=one beta=Größe hush=?");
  EXPECT_EQ(names({.organization = child1_, .show_inherited = false}), "2 beta=Größe hush=?");
  EXPECT_EQ(names({.organization = child1_, .source = VariableSource::inherited}), "1 alpha=one");
  EXPECT_EQ(names({.organization = child2_}), "1 alpha=two") << "neither beta nor the secret cascades";
  EXPECT_EQ(names({.organization = child1_, .descending = true}, 1, 2), "3 hush=? beta=Größe");
  const auto hers = variables_->List(As({{child2_, Role::editor}}), {}, 1, 10);
  EXPECT_EQ(hers->total, 1);
}

TEST_P(VariablesTest, lists_are_searched_by_organization_and_filtered_by_who_made_the_value) {
  ASSERT_TRUE(Put(child1_, "alpha", "one").ok());
  ASSERT_TRUE(variables_
                  ->Put(As({{root_, Role::editor}}, "Øyvind Lie"),
                        {.organization = child2_, .name = "beta", .value = Secret("two")})
                  .ok());
  const auto names = [&](const VariableFilter& filter) {
    const auto page = variables_->List(Admin(), filter, 1, 10);
    std::string text;
    for (const auto& item : page->items) text += item.variable.name + " ";
    return text + std::to_string(page->total);
  };
  EXPECT_EQ(names({.search = "child2"}), "beta 1");
  EXPECT_EQ(names({.made_by = "øyvind"}), "beta 1");
  EXPECT_EQ(names({.made_by = "ANNA"}), "alpha 1");
  EXPECT_EQ(names({.made_by = "nobody"}), "0");
  EXPECT_EQ(names({.organization = child2_, .made_by = "LIE"}), "beta 1");
  EXPECT_EQ(names({.order = VariableOrder::created, .descending = true}), "beta alpha 2");
}

TEST_P(VariablesTest, a_system_variable_is_the_mappings_alone) {
  const auto connection = ConnectionId::Make(clock_, random_);
  const auto other = ConnectionId::Make(clock_, random_);
  const auto set = [&](ConnectionId by, const std::string& name, const std::string& value) {
    return CodeOf(db().Write([&](storage::Session& session) {
      return variables_->SetSystem(session, Admin().caller(), child1_, name, value, by, true);
    }));
  };
  ASSERT_EQ(set(connection, "hudu_company_id", "17"), "ok");
  EXPECT_EQ(ValueFor(child2_, "hudu_company_id"), "17");
  EXPECT_EQ(CodeOf(Put(child1_, "hudu_company_id", "18")), "system_variable");
  EXPECT_EQ(CodeOf(variables_->Remove(Admin(), child1_, "hudu_company_id", std::nullopt)), "system_variable");
  EXPECT_EQ(CodeOf(Put(child2_, "x", "18", true, VariableKind::system)), "invalid_input");
  EXPECT_EQ(set(other, "hudu_company_id", "99"), "variable_locked");
  EXPECT_EQ(set(connection, "hudu_company_id", "18"), "ok");
  EXPECT_EQ(ValueFor(child1_, "hudu_company_id"), "18");
  ASSERT_TRUE(Put(child1_, "typed", "by hand").ok());
  EXPECT_EQ(set(connection, "typed", "5"), "ok") << "taken over";
  ASSERT_TRUE(Put(child1_, "hush", "s", std::nullopt, VariableKind::secret).ok());
  EXPECT_EQ(set(connection, "hush", "5"), "variable_locked");
  ASSERT_EQ(variables_->List(Admin(), {.source = VariableSource::mapping}, 1, 10)->total, 2);
  const auto clear = [&](ConnectionId by, const std::string& name) {
    return CodeOf(
        db().Write([&](storage::Session& session) { return variables_->ClearSystem(session, child1_, name, by); }));
  };
  EXPECT_EQ(clear(other, "hudu_company_id"), "ok");
  EXPECT_EQ(ValueFor(child1_, "hudu_company_id"), "18") << "another connection's stays";
  EXPECT_EQ(clear(connection, "hudu_company_id"), "ok");
  EXPECT_EQ(ValueFor(child1_, "hudu_company_id"), "(none)");
}

TEST_P(VariablesTest, the_preview_of_a_move_tells_which_values_change) {
  const auto other = Make("Other");
  ASSERT_TRUE(Put(parent_, "region", "eu").ok());
  ASSERT_TRUE(Put(other, "region", "us").ok());
  ASSERT_TRUE(Put(parent_, "same", "1").ok());
  ASSERT_TRUE(Put(other, "same", "1").ok());
  ASSERT_TRUE(Put(parent_, "lost", "x").ok());
  ASSERT_TRUE(Put(other, "hush", "x", true, VariableKind::secret).ok());
  ASSERT_TRUE(Put(child2_, "region", "own").ok());
  const auto grandchild = Make("Grandchild", child2_);
  const auto preview = variables_->PreviewMove(Admin(), child1_, other);
  ASSERT_TRUE(preview.ok()) << preview.error().message;
  std::string text;
  for (const VariableChange& change : preview->changes) {
    text += Current()->Find(change.organization)->name + "." + change.name + ": " + change.before.value_or("-") +
            " to " + change.after.value_or("-") + (change.secret ? " secret" : "") + "\n";
  }
  EXPECT_EQ(text,
            "Child1.hush: - to - secret\nChild1.lost: x to -\nChild1.region: eu to us\n"
            "Child2.hush: - to - secret\nChild2.lost: x to -\n"
            "Grandchild.hush: - to - secret\nGrandchild.lost: x to -\n");
  EXPECT_EQ(preview->affected, 3U);
  const auto before = ValueFor(grandchild, "lost");
  ASSERT_TRUE(organizations_->Move(Admin(), child1_, other, 1).ok());
  EXPECT_EQ(before + " " + ValueFor(grandchild, "lost"), "x (none)");
  EXPECT_EQ(ValueFor(child1_, "region") + " " + ValueFor(grandchild, "region"), "us own");
}

TEST_P(VariablesTest, variables_of_a_deleted_organization_sleep_and_then_go) {
  ASSERT_TRUE(Put(child2_, "x", "1").ok());
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{child1_}).ok());
  EXPECT_EQ(variables_->List(Admin(), {}, 1, 10)->total, 0);
  ASSERT_TRUE(organizations_->Restore(Admin(), child1_).ok());
  EXPECT_EQ(ValueFor(child2_, "x"), "1");
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{child1_}).ok());
  clock_.Advance(std::chrono::hours(24 * 31));
  ASSERT_EQ(*organizations_->Purge(), 2);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM variable"), 0);
}

TEST_P(VariablesTest, csv_goes_out_and_comes_back_with_a_preview) {
  ASSERT_TRUE(Put(parent_, "region", "eu, \"north\"\nline").ok());
  ASSERT_TRUE(Put(child1_, "region", "us", false).ok());
  VariableCsv csv(*variables_);
  std::string text;
  const auto write = [&](std::string_view piece) -> Result<void> {
    text += piece;
    return {};
  };
  ASSERT_TRUE(csv.Write(Admin(), {}, write).ok());
  const auto unchanged = csv.Preview(Admin(), text);
  ASSERT_TRUE(unchanged.ok()) << unchanged.error().message;
  EXPECT_TRUE(unchanged->problems.empty());
  for (const auto& change : unchanged->changes) EXPECT_EQ(change.action, VariableRowAction::keep);
  EXPECT_EQ(*csv.Import(Admin(), text), 0);

  const std::string file =
      "org_name,name,value,category,use_as_default\r\nParent,region,asia,general,true\r\n"
      "Child2,pass,s3cret-one,secret,\r\n";
  const auto preview = csv.Preview(Admin(), file);
  ASSERT_EQ(preview->changes.size(), 2U);
  EXPECT_EQ(preview->changes[0].before, "eu, \"north\"\nline");
  EXPECT_EQ(preview->changes[0].after, "asia");
  EXPECT_EQ(preview->changes[0].action, VariableRowAction::change);
  EXPECT_TRUE(preview->changes[1].secret);
  EXPECT_FALSE(preview->changes[1].after);
  EXPECT_EQ(ValueFor(parent_, "region"), "eu, \"north\"\nline") << "a preview changes nothing";
  EXPECT_EQ(*csv.Import(Admin(), file), 2);
  EXPECT_EQ(ValueFor(parent_, "region"), "asia");
  EXPECT_EQ(ValueFor(child2_, "pass"), "s3cret-one");
}

TEST_P(VariablesTest, a_csv_with_problems_imports_nothing_and_names_each_line) {
  VariableCsv csv(*variables_);
  Make("Twin", parent_);
  Make("Twin", child1_);
  const std::string file =
      "org_name;name;value;category;use_as_default\nParent;good;1;;\nParent;good;2;;\nNobody;x;1;;\nTwin;x;1;;\n"
      "Parent;1x;1;;\nParent;x;1;weird;\nParent;x;1;;maybe\nParent;y;;;\nParent;z;1;system;\n";
  const auto preview = csv.Preview(Admin(), file);
  ASSERT_TRUE(preview.ok()) << preview.error().message;
  std::string text;
  for (const auto& problem : preview->problems) text += std::to_string(problem.line) + " " + problem.code + "\n";
  EXPECT_EQ(text,
            "3 duplicate_in_file\n4 organization_not_found\n5 organization_ambiguous\n6 name_invalid\n"
            "7 category_invalid\n8 use_as_default_invalid\n9 value_missing\n10 system_variable\n");
  const auto imported = csv.Import(Admin(), file);
  ASSERT_EQ(CodeOf(imported), "invalid_input");
  EXPECT_EQ(imported.error().fields.size(), 8U);
  EXPECT_EQ(ValueFor(parent_, "good"), "(none)");
  EXPECT_EQ(CodeOf(csv.Preview(Admin(), "name,value\nx,1\n")), "csv_missing_column");
  EXPECT_EQ(csv.Preview(As({{child2_, Role::editor}}), "org_name,name,value\nParent,x,1\n")->problems.at(0).code,
            "organization_not_found");
  EXPECT_EQ(csv.Preview(As({{parent_, Role::viewer}}), "org_name,name,value\nParent,x,1\n")->problems.at(0).code,
            "not_allowed");
}

TEST_P(VariablesTest, all_values_for_a_call_come_opened) {
  ASSERT_TRUE(Put(parent_, "region", "eu").ok());
  ASSERT_TRUE(Put(parent_, "hush", "down", true, VariableKind::secret).ok());
  ASSERT_TRUE(Put(child1_, "hush", "own", false, VariableKind::secret).ok());
  const auto values = variables_->UseAll(Admin(), child2_);
  ASSERT_EQ(values->size(), 2U);
  EXPECT_EQ((*values)[0].variable.name, "hush");
  EXPECT_EQ((*values)[0].value.Reveal(), "down");
  EXPECT_TRUE((*values)[0].secret());
  EXPECT_EQ((*values)[1].value.Reveal(), "eu");
}

}  // namespace
}  // namespace wharf::organization
