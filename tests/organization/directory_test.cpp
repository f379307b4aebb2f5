#include "organization/directory.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "base/fold.h"
#include "base/random.h"
#include "organization/organization_fixture.h"

namespace wharf::organization {
namespace {

using Position = Directory::Position;

class Tree {
 public:
  OrganizationId Add(const std::string& name, OrganizationId parent = {}) {
    auto organization = std::make_shared<Organization>();
    organization->id = OrganizationId::Make(clock_, random_);
    organization->parent = parent;
    organization->name = name;
    organization->folded_name = FoldForSearch(name);
    organization->slug = "slug-" + std::to_string(rows_.size());
    rows_.push_back(organization);
    return organization->id;
  }
  Directory::Rows rows_;

 private:
  SystemClock clock_;
  SeededRandom random_{7};
};

std::string Drawing(const Directory& directory) {
  std::string drawing;
  for (Position at = 0; at < directory.size(); ++at) {
    drawing += std::string(directory.DepthOf(at) * 2, ' ') + directory.At(at).name + "\n";
  }
  return drawing;
}

TEST(Directory, organizations_stand_in_the_order_of_a_drawn_tree) {
  Tree tree;
  const auto root = tree.Add("MSP");
  const auto zebra = tree.Add("zebra", root);
  tree.Add("Äpfel", root);
  tree.Add("Banana", root);
  tree.Add("Second", zebra);
  tree.Add("first", zebra);
  const Directory directory(tree.rows_, 1);
  EXPECT_EQ(Drawing(directory), "MSP\n  Äpfel\n  Banana\n  zebra\n    first\n    Second\n");
}

TEST(Directory, a_subtree_is_one_interval) {
  Tree tree;
  const auto root = tree.Add("MSP");
  const auto a = tree.Add("a", root);
  const auto b = tree.Add("b", root);
  tree.Add("a1", a);
  tree.Add("b1", b);
  const Directory directory(tree.rows_, 1);
  const Position at = *directory.PositionOf(a);
  EXPECT_EQ(directory.Subtree(at), (Directory::Interval{1, 3}));
  EXPECT_EQ(directory.Subtree(0).size(), 5U);
  EXPECT_TRUE(directory.Subtree(at).Holds(2));
  EXPECT_FALSE(directory.Subtree(at).Holds(*directory.PositionOf(b)));
  EXPECT_EQ(directory.HeightOf(0), 2U);
  EXPECT_EQ(directory.ChildrenOf(0).size(), 2U);
  EXPECT_EQ(directory.AncestorsOf(2), (std::vector<Position>{1, 0}));
  EXPECT_EQ(directory.PathOf(2), (std::vector<Position>{0, 1, 2}));
}

TEST(Directory, what_does_not_hang_on_the_root_is_left_out) {
  Tree tree;
  const auto root = tree.Add("MSP");
  tree.Add("kept", root);
  tree.Add("orphan", OrganizationId{Uuid{{9}}});
  // Two that are each other's parent.
  auto one = std::make_shared<Organization>(*tree.rows_.back());
  auto two = std::make_shared<Organization>(*tree.rows_.back());
  one->id = OrganizationId{Uuid{{1}}};
  two->id = OrganizationId{Uuid{{2}}};
  one->parent = two->id;
  two->parent = one->id;
  tree.rows_.push_back(one);
  tree.rows_.push_back(two);
  const Directory directory(tree.rows_, 1);
  EXPECT_EQ(directory.size(), 2U);
  EXPECT_EQ(directory.Find(one->id), nullptr);
  EXPECT_EQ(directory.ByName().size(), 2U);
}

TEST(Directory, an_empty_one_has_nothing) {
  const Directory directory({}, 0);
  EXPECT_TRUE(directory.empty());
  EXPECT_EQ(directory.Find(OrganizationId{}), nullptr);
  EXPECT_FALSE(directory.WithSlug("x"));
  EXPECT_TRUE(directory.Named("x").empty());
}

TEST(Directory, names_are_found_whatever_their_case_and_unicode_form) {
  Tree tree;
  const auto root = tree.Add("MSP");
  const auto cafe = tree.Add("Caf\u00e9 M\u00fcller", root);
  const Directory directory(tree.rows_, 1);
  EXPECT_EQ(directory.ChildNamed(0, "CAFE\u0301 MU\u0308LLER"), directory.PositionOf(cafe));
  EXPECT_FALSE(directory.ChildNamed(0, "Cafe Muller")) << "accents count: that is another name";
}

TEST(Directory, disabling_reaches_everything_below) {
  Tree tree;
  const auto root = tree.Add("MSP");
  const auto off = tree.Add("off", root);
  const auto below = tree.Add("below", off);
  auto disabled = std::make_shared<Organization>(*tree.rows_[1]);
  disabled->enabled = false;
  tree.rows_[1] = disabled;
  const Directory directory(tree.rows_, 1);
  EXPECT_TRUE(directory.IsActive(0));
  EXPECT_FALSE(directory.IsActive(*directory.PositionOf(off)));
  EXPECT_FALSE(directory.IsActive(*directory.PositionOf(below)));
}

TEST(Directory, taking_in_changes_gives_what_building_anew_gives) {
  std::mt19937 chance(11);
  Tree tree;
  const auto root = tree.Add("MSP");
  std::vector<OrganizationId> ids{root};
  for (int i = 0; i < 300; ++i) {
    ids.push_back(tree.Add("Customer " + std::to_string(chance() % 1000), ids[chance() % ids.size()]));
  }
  auto before = std::make_shared<const Directory>(tree.rows_, 1);
  for (int round = 0; round < 20; ++round) {
    Directory::Rows changed;
    for (int i = 0; i < 10; ++i) {
      const std::size_t which = 1 + chance() % (tree.rows_.size() - 1);
      auto renamed = std::make_shared<Organization>(*tree.rows_[which]);
      renamed->name = "Renamed " + std::to_string(chance() % 1000);
      renamed->folded_name = FoldForSearch(renamed->name);
      tree.rows_[which] = renamed;
      std::erase_if(changed, [&](const auto& one) { return one->id == renamed->id; });
      changed.push_back(renamed);
    }
    const std::vector<OrganizationId> removed{tree.rows_.back()->id};
    std::erase_if(changed, [&](const auto& one) { return one->id == removed[0]; });
    tree.rows_.pop_back();
    before = before->With(changed, removed, round + 2);
    const Directory anew(tree.rows_, round + 2);
    ASSERT_EQ(Drawing(*before), Drawing(anew));
    ASSERT_EQ(std::vector(before->ByName().begin(), before->ByName().end()),
              std::vector(anew.ByName().begin(), anew.ByName().end()));
  }
}

class DirectoryCacheTest : public OrganizationTest {};
WHARF_ON_BOTH_DATABASES(DirectoryCacheTest);

TEST_P(DirectoryCacheTest, a_snapshot_is_shared_until_the_tree_changes) {
  const auto one = Current();
  EXPECT_EQ(Current(), one);
  Make("Corvid Analytics");
  const auto two = Current();
  EXPECT_NE(two, one);
  EXPECT_EQ(two->size(), 2U);
  EXPECT_EQ(one->size(), 1U) << "what somebody still reads stays as it was";
}

TEST_P(DirectoryCacheTest, another_process_sees_every_kind_of_change) {
  DirectoryCache other(db());
  ASSERT_EQ((*other.Current())->size(), 1U);
  const auto a = Make("A");
  const auto b = Make("B");
  const auto below = Make("Below", a);
  ASSERT_EQ((*other.Current())->size(), 4U);
  ASSERT_TRUE(organizations_->Edit(Admin(), a, {.name = "Zeta", .version = 1}).ok());
  EXPECT_EQ((*other.Current())->Find(a)->name, "Zeta");
  ASSERT_TRUE(organizations_->Move(Admin(), below, b, 1).ok());
  EXPECT_EQ((*other.Current())->Find(below)->parent, b);
  ASSERT_TRUE(organizations_->Delete(Admin(), std::vector{b}).ok());
  EXPECT_EQ((*other.Current())->size(), 2U);
  ASSERT_TRUE(organizations_->Restore(Admin(), b).ok());
  EXPECT_EQ(Drawing(**other.Current()), Drawing(*Current()));
}

TEST_P(DirectoryCacheTest, a_rolled_back_change_leaves_no_trace) {
  const auto before = Current();
  const auto failed = db().Write([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(TreeChange change, TreeChange::Begin(session, *directories_, *audit_, clock_, random_, Admin()));
    WHARF_TRY(change.Add({.name = "Never", .parent = root_}));
    return Error{ErrorKind::cancelled, "no", "no"};
  });
  EXPECT_EQ(CodeOf(failed), "no");
  EXPECT_EQ(Current(), before);
  Make("After");
  EXPECT_EQ(Current()->size(), 2U);
}

}  // namespace
}  // namespace wharf::organization
