#include "integration/mapping/suggest_assignment.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>

namespace wharf::mapping {
namespace {

constexpr std::size_t kLongestSearch = 4000;

class Assigner {
 public:
  Assigner(std::vector<AssignmentEdge> edges, std::size_t organizations, std::size_t options)
      : edges_(std::move(edges)),
        begins_(organizations + 1, 0),
        option_of_(organizations, kUnassigned),
        edge_of_(organizations, kUnassigned),
        organization_of_(options, kUnassigned),
        price_(options, 0),
        distance_(options, kFar),
        reached_by_(options, kUnassigned) {
    std::sort(edges_.begin(), edges_.end(), [](const AssignmentEdge& a, const AssignmentEdge& b) {
      return a.organization != b.organization ? a.organization < b.organization : a.option < b.option;
    });
    for (const AssignmentEdge& edge : edges_) ++begins_[edge.organization + 1];
    for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  }

  std::vector<std::uint32_t> Run() {
    for (std::uint32_t organization = 0; organization < option_of_.size(); ++organization) Place(organization);
    return std::move(option_of_);
  }

 private:
  static constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();
  // The way to an option through an edge, and how much worth it loses against the best.
  using Step = std::pair<std::int64_t, std::uint32_t>;
  using Steps = std::priority_queue<Step, std::vector<Step>, std::greater<>>;

  [[nodiscard]] std::int64_t Reduced(std::uint32_t edge) const {
    return -edges_[edge].worth - price_[edges_[edge].option];
  }

  // Considers every option of an organization that is reached at `distance`, and leaving it without one.
  void Relax(std::uint32_t organization, std::int64_t distance, Steps& steps) {
    const std::uint32_t held = edge_of_[organization];
    const std::int64_t base = held == kUnassigned ? 0 : Reduced(held);
    for (std::uint32_t edge = begins_[organization]; edge < begins_[organization + 1]; ++edge) {
      const std::uint32_t option = edges_[edge].option;
      const std::int64_t through = distance + Reduced(edge) - base;
      if (edge == held || through >= distance_[option]) continue;
      if (distance_[option] == kFar) touched_.push_back(option);
      distance_[option] = through;
      reached_by_[option] = edge;
      steps.emplace(through, option);
    }
    if (const std::int64_t without = distance - base; without < best_without_) {
      best_without_ = without;
      loser_ = organization;
    }
  }

  void Place(std::uint32_t organization) {
    Steps steps;
    touched_.clear();
    done_.clear();
    best_without_ = kFar;
    loser_ = kUnassigned;
    Relax(organization, 0, steps);
    std::uint32_t free_option = kUnassigned;
    std::int64_t length = kFar;
    while (!steps.empty() && done_.size() < kLongestSearch) {
      const auto [distance, option] = steps.top();
      steps.pop();
      if (distance > distance_[option]) continue;
      if (distance >= best_without_) break;
      if (organization_of_[option] == kUnassigned) {
        free_option = option;
        length = distance;
        break;
      }
      done_.push_back(option);
      Relax(organization_of_[option], distance, steps);
    }
    if (done_.size() < kLongestSearch) {
      if (free_option == kUnassigned) length = best_without_;
      for (const std::uint32_t option : done_) {
        if (distance_[option] < length) price_[option] += distance_[option] - length;
      }
      if (free_option != kUnassigned) {
        Augment(free_option);
      } else if (loser_ != organization) {
        const std::uint32_t freed = option_of_[loser_];
        option_of_[loser_] = kUnassigned;
        edge_of_[loser_] = kUnassigned;
        Augment(freed);
      }
    }
    for (const std::uint32_t option : touched_) {
      distance_[option] = kFar;
      reached_by_[option] = kUnassigned;
    }
  }

  // Gives `option` to the organization that reached it, and what that one held to the one before, to the start.
  void Augment(std::uint32_t option) {
    while (option != kUnassigned) {
      const std::uint32_t edge = reached_by_[option];
      const std::uint32_t organization = edges_[edge].organization;
      const std::uint32_t given_up = option_of_[organization];
      option_of_[organization] = option;
      edge_of_[organization] = edge;
      organization_of_[option] = organization;
      option = given_up;
    }
  }

  std::vector<AssignmentEdge> edges_;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> option_of_;
  std::vector<std::uint32_t> edge_of_;
  std::vector<std::uint32_t> organization_of_;
  std::vector<std::int64_t> price_;
  // Of one search.
  std::vector<std::int64_t> distance_;
  std::vector<std::uint32_t> reached_by_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> done_;
  std::int64_t best_without_ = kFar;
  std::uint32_t loser_ = kUnassigned;
};

}  // namespace

std::vector<std::uint32_t> Assign(std::vector<AssignmentEdge> edges, std::size_t organizations, std::size_t options) {
  return Assigner(std::move(edges), organizations, options).Run();
}

}  // namespace wharf::mapping
