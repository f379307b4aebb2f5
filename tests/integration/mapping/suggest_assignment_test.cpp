#include "integration/mapping/suggest_assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace wharf::mapping {
namespace {

std::int64_t BestWorth(const std::vector<AssignmentEdge>& edges, std::uint32_t organization,
                       std::uint32_t organizations, std::set<std::uint32_t>& taken) {
  if (organization == organizations) return 0;
  std::int64_t best = BestWorth(edges, organization + 1, organizations, taken);
  for (const AssignmentEdge& edge : edges) {
    if (edge.organization != organization || taken.contains(edge.option)) continue;
    taken.insert(edge.option);
    best = std::max(best, edge.worth + BestWorth(edges, organization + 1, organizations, taken));
    taken.erase(edge.option);
  }
  return best;
}

TEST(Assignment, is_the_best_as_a_whole) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    const std::uint32_t organizations = 1 + random() % 6;
    const std::uint32_t options = 1 + random() % 6;
    std::vector<AssignmentEdge> edges;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> worth;
    for (std::uint32_t a = 0; a < organizations; ++a) {
      for (std::uint32_t b = 0; b < options; ++b) {
        if (random() % 3 == 0) continue;
        edges.push_back({a, b, static_cast<std::int64_t>(1 + random() % 16)});
        worth[{a, b}] = edges.back().worth;
      }
    }
    std::shuffle(edges.begin(), edges.end(), random);
    const std::vector<std::uint32_t> option_of = Assign(edges, organizations, options);
    std::int64_t total = 0;
    std::set<std::uint32_t> taken;
    for (std::uint32_t a = 0; a < organizations; ++a) {
      if (option_of[a] == kUnassigned) continue;
      EXPECT_TRUE(taken.insert(option_of[a]).second) << "an option for two organizations";
      total += worth.at({a, option_of[a]});
    }
    taken.clear();
    EXPECT_EQ(total, BestWorth(edges, 0, organizations, taken));
    std::reverse(edges.begin(), edges.end());
    EXPECT_EQ(Assign(edges, organizations, options), option_of) << "another order of edges";
  }
}

TEST(Assignment, takes_the_second_best_pair_where_the_best_would_force_a_bad_one) {  // known faults 7.4
  const std::vector<std::uint32_t> option_of = Assign({{0, 0, 30}, {0, 1, 28}, {1, 0, 27}}, 2, 2);
  EXPECT_EQ(option_of, (std::vector<std::uint32_t>{1, 0}));
}

TEST(Assignment, ends_where_everything_is_worth_about_the_same) {
  std::mt19937 random(8);
  std::vector<AssignmentEdge> edges;
  for (std::uint32_t a = 0; a < 400; ++a) {
    for (std::uint32_t i = 0; i < 8; ++i)
      edges.push_back({a, static_cast<std::uint32_t>(random() % 60), 3912023 + i % 2});
  }
  const std::vector<std::uint32_t> option_of = Assign(edges, 400, 60);
  EXPECT_EQ(std::count(option_of.begin(), option_of.end(), kUnassigned), 340);
}

TEST(Assignment, of_nothing_is_nothing) {
  EXPECT_TRUE(Assign({}, 0, 0).empty());
  EXPECT_EQ(Assign({}, 2, 0), (std::vector<std::uint32_t>{kUnassigned, kUnassigned}));
}

}  // namespace
}  // namespace wharf::mapping
