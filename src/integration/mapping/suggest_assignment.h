#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace wharf::mapping {

/// A pair that may be chosen, and what choosing it is worth: above 0, at most 2^40. Whole numbers, because the search
/// compares sums that rounding must not change.
struct AssignmentEdge {
  std::uint32_t organization = 0;
  std::uint32_t option = 0;
  std::int64_t worth = 0;
};

constexpr std::uint32_t kUnassigned = std::numeric_limits<std::uint32_t>::max();

/// Chooses pairs so that no organization and no option is in two of them and their worth is the largest in sum. Gives
/// the option of each organization, or kUnassigned. The same edges in any order give the same answer.
///
/// Shortest augmenting paths (Jonker and Volgenant 1987) over the edges that exist. Where nothing is contested an
/// organization costs its edges; a path that would touch more than a few thousand options is given up, which can only
/// happen among that many alike names and leaves that organization unassigned.
std::vector<std::uint32_t> Assign(std::vector<AssignmentEdge> edges, std::size_t organizations, std::size_t options);

}  // namespace wharf::mapping
