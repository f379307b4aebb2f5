#include "integration/simulator/messy_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace wharf::simulator {
namespace {

constexpr std::array<std::string_view, 8> kForms{" LLC", ", Inc.",   " Ltd",   " GmbH",
                                                 " Inc", " Limited", " Corp.", " Co."};
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kShort{{{" Group", " Grp"},
                                                                               {" Services", " Svcs"},
                                                                               {" International", " Intl"},
                                                                               {" Manufacturing", " Mfg"},
                                                                               {" Associates", " Assoc"},
                                                                               {" Center", " Ctr"},
                                                                               {" Brothers", " Bros"},
                                                                               {" Technologies", " Tech"}}};
constexpr std::array<std::string_view, 16> kFirst{"Alder",   "Bluewater", "Corvid",   "Dovetail", "Eastgate", "Fjord",
                                                  "Granite", "Harrow",    "Ironwood", "Juniper",  "Kestrel",  "Lantern",
                                                  "Mirador", "Northwind", "Orchard",  "Pinecrest"};
constexpr std::array<std::string_view, 16> kSecond{
    "Dental", "Logistics", "Analytics",   "Medical", "Property Group", "Legal",  "Schools",   "Robotics",
    "Books",  "Hotels",    "Engineering", "Foods",   "Partners",       "Design", "Insurance", "Plumbing"};

template <class List>
const auto& Pick(const List& list, Random& random) {
  return list[static_cast<std::size_t>(random.Below(list.size()))];
}

void ReplaceFirst(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

/// A legal form at the end is dropped, or one is added.
void TouchLegalForm(std::string& name, Random& random) {
  for (const std::string_view form : kForms) {
    if (name.ends_with(form)) {
      name.resize(name.size() - form.size());
      return;
    }
  }
  name += Pick(kForms, random);
}

void Slip(std::string& name, Random& random) {
  if (name.size() < 8) return;
  const auto at = 2 + static_cast<std::size_t>(random.Below(name.size() - 4));
  if (std::isalpha(static_cast<unsigned char>(name[at])) == 0 ||
      std::isalpha(static_cast<unsigned char>(name[at + 1])) == 0)
    return;
  std::swap(name[at], name[at + 1]);
}

std::string Messy(std::string name, Random& random) {
  switch (random.Below(9)) {
    case 0:
    case 1:
    case 2:
      break;
    case 3:
    case 4:
      TouchLegalForm(name, random);
      break;
    case 5:
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return c < 0x80 ? std::toupper(c) : c; });
      break;
    case 6:
      ReplaceFirst(name, " & ", " and ");
      TouchLegalForm(name, random);
      break;
    case 7:
      for (const auto& [whole, cut] : kShort) ReplaceFirst(name, whole, cut);
      break;
    default:
      Slip(name, random);
      break;
  }
  return name;
}

}  // namespace

std::vector<Customer> MessyCustomers(const std::vector<Customer>& organizations, Random& random) {
  std::vector<Customer> customers;
  for (const Customer& organization : organizations) {
    const std::uint64_t fate = random.Below(40);
    if (fate == 0) continue;
    customers.push_back({Messy(organization.name, random), random.Below(3) == 0 ? organization.domain : std::string()});
    if (fate == 1) customers.push_back({organization.name + " (old)", ""});
  }
  customers.push_back({"Test Customer", ""});
  customers.push_back({"Internal", ""});
  return customers;
}

std::vector<Customer> MadeUpCustomers(int count, Random& random) {
  std::vector<Customer> customers;
  for (int i = 0; i < count; ++i) {
    std::string name = std::string(Pick(kFirst, random)) + " " + std::string(Pick(kSecond, random));
    if (i >= 200) name += " " + std::to_string(i);
    customers.push_back({name, ""});
  }
  return customers;
}

}  // namespace wharf::simulator
