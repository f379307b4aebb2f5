#pragma once

#include <string>
#include <vector>

#include "base/random.h"

namespace wharf::simulator {

/// A customer as a tool knows it.
struct Customer {
  std::string name;
  std::string domain;
};

/// The organizations under the names that people type in another tool: with and without the legal form, `&` and "and",
/// capitals, abbreviations, slips, a word left out. A few are missing and a few are there twice or that nobody knows.
/// The same seed gives the same names.
std::vector<Customer> MessyCustomers(const std::vector<Customer>& organizations, Random& random);

/// Made-up customers.
std::vector<Customer> MadeUpCustomers(int count, Random& random);

}  // namespace wharf::simulator
