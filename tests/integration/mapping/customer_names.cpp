#include "customer_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <random>
#include <string_view>
#include <unordered_set>

namespace wharf::mapping {
namespace {

constexpr auto kTrades = std::to_array<std::string_view>({"Dental",
                                                          "Law",
                                                          "Chiropractic",
                                                          "Opticians",
                                                          "Veterinary Clinic",
                                                          "Brewing Company",
                                                          "Insurance Agency",
                                                          "Construction",
                                                          "Logistics",
                                                          "Accounting",
                                                          "Software",
                                                          "Charter School",
                                                          "Medical Center",
                                                          "Property Management",
                                                          "Engineering",
                                                          "Fitness",
                                                          "Auto Body",
                                                          "Landscaping",
                                                          "Catering",
                                                          "Design Group",
                                                          "Security Services",
                                                          "Manufacturing",
                                                          "Wealth Management",
                                                          "Title Company",
                                                          "Steel",
                                                          "Hotel",
                                                          "Physical Therapy",
                                                          "Credit Union",
                                                          "Family Practice",
                                                          "Heating and Air"});
constexpr auto kForms =
    std::to_array<std::string_view>({", Inc.", " LLC", " Ltd", " Corp", " Co.", " GmbH", " B.V.", " S.A.", " Oy", " AB",
                                     " A/S", " Pty Ltd", " SARL", " plc", " Kft", " PC"});
constexpr auto kRemarks =
    std::to_array<std::string_view>({" (closed)", " (MSA)", " (do not use)", " [prospect]", " - OLD"});
constexpr auto kCities =
    std::to_array<std::string_view>({"Lyon", "Bristol", "Aachen", "Porto", "Graz", "Leeds", "Tucson", "Mesa"});
constexpr auto kSyllables = std::to_array<std::string_view>(
    {"al",  "ber", "cor", "dan", "el",   "fin", "gar", "hol", "is",  "jan",  "kel",  "lor",
     "mar", "nor", "os",  "pel", "quin", "ros", "sel", "tor", "ul",  "ver",  "wil",  "yor",
     "zan", "brö", "ché", "nú",  "vik",  "sen", "ton", "ley", "man", "berg", "field"});

struct Abbreviation {
  std::string_view word;
  std::string_view shorter;
};
constexpr auto kAbbreviations = std::to_array<Abbreviation>({{"Group", "Grp"},
                                                             {"Manufacturing", "Mfg"},
                                                             {"Management", "Mgmt"},
                                                             {"Services", "Svcs"},
                                                             {"Insurance", "Ins"},
                                                             {"Construction", "Const"},
                                                             {"Company", "Co"},
                                                             {"Center", "Ctr"}});

class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  CustomerLists Make(std::size_t organizations, std::size_t options) {
    // The larger the list, the more families share a name, but more slowly.
    const std::size_t surnames = 60 + (organizations + options) / 8;
    for (std::size_t i = 0; i < surnames; ++i) surnames_.push_back(Surname());
    CustomerLists lists;
    for (std::size_t i = 0; i < organizations; ++i) {
      const std::string name = NewName();
      const std::string id = "o" + std::to_string(i);
      lists.organizations.push_back({.id = id, .name = Typed(name, 0.5)});
      if (Chance(0.3)) lists.organizations.back().domains.push_back(Domain(name));
      if (lists.options.size() >= options) continue;
      if (Chance(0.9)) {
        AddOption(lists, Typed(name, 1));
        lists.pairs.emplace_back(id, lists.options.back().id);
        if (Chance(0.2)) lists.options.back().domains.push_back(Domain(name));
      }
      if (Chance(0.17) && lists.options.size() < options) AddNearMiss(lists, name);
    }
    while (lists.options.size() < options) AddOption(lists, Typed(NewName(), 0.6));
    std::shuffle(lists.organizations.begin(), lists.organizations.end(), random_);
    std::shuffle(lists.options.begin(), lists.options.end(), random_);
    return lists;
  }

 private:
  // Not a std:: distribution: those differ between libraries, and the seed shall make the same lists everywhere.
  std::size_t Below(std::size_t limit) { return random_() % limit; }
  bool Chance(double share) { return static_cast<double>(random_() % 1000000) < share * 1000000; }

  template <class Array>
  std::string Any(const Array& from) {
    return std::string(from[Below(from.size())]);
  }

  std::string Surname() {
    std::string name;
    for (std::size_t i = 2 + Below(2); i > 0; --i) name += Any(kSyllables);
    name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    return name;
  }

  std::string NewName() {
    for (;;) {
      std::string name = Any(surnames_);
      switch (Below(8)) {
        case 0:
          name += " & " + Any(surnames_) + " " + Any(kTrades);
          break;
        case 1:
          name += ", " + Any(surnames_) + " and " + Any(surnames_);
          break;
        case 2:
          name += " " + Any(surnames_) + " " + Any(kTrades);
          break;
        case 3:
          name += " " + Any(kTrades) + " No. " + std::to_string(2 + Below(90));
          break;
        case 4:
          name += " " + Any(kTrades) + " of " + Any(kCities);
          break;
        default:
          name += " " + Any(kTrades);
          break;
      }
      if (used_.insert(name).second) return name;
      surnames_.push_back(Surname());
    }
  }

  void AddOption(CustomerLists& lists, std::string name) {
    lists.options.push_back({.id = "c" + std::to_string(lists.options.size()), .name = std::move(name)});
  }

  void AddNearMiss(CustomerLists& lists, const std::string& name) {
    constexpr auto kMore =
        std::to_array<std::string_view>({" West", " East", " II", " 2", " Supply", " Solutions", " Properties"});
    std::string other = Chance(0.3) ? name + " of " + Any(kCities) : name + Any(kMore);
    if (used_.insert(other).second) AddOption(lists, Typed(other, 0.6));
  }

  static std::string Domain(const std::string& name) {
    std::string domain;
    for (const char c : name) {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) domain += static_cast<char>(std::tolower(c));
    }
    return domain + ".example";
  }

  static void Replace(std::string& text, std::string_view what, std::string_view by) {
    if (const std::size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
  }

  void Slip(std::string& name) {
    const std::size_t at = 1 + Below(name.size() - 2);
    if (std::isalpha(static_cast<unsigned char>(name[at])) == 0 ||
        std::isalpha(static_cast<unsigned char>(name[at + 1])) == 0)
      return;
    switch (Below(3)) {
      case 0:
        name.erase(at, 1);
        break;
      case 1:
        name.insert(at, 1, name[at]);
        break;
      default:
        std::swap(name[at], name[at + 1]);
        break;
    }
  }

  std::string Typed(const std::string& name, double mess) {
    std::string typed = name;
    if (Chance(0.35 * mess)) typed += Any(kForms);
    if (Chance(0.2 * mess)) Chance(0.5) ? Replace(typed, " & ", " and ") : Replace(typed, " and ", " & ");
    if (Chance(0.3 * mess)) {
      for (const Abbreviation& each : kAbbreviations) Replace(typed, each.word, each.shorter);
    }
    if (Chance(0.3 * mess)) Replace(typed, "ö", "o"), Replace(typed, "é", "e"), Replace(typed, "ú", "u");
    if (Chance(0.12 * mess)) Slip(typed);
    if (Chance(0.12 * mess)) {
      std::transform(typed.begin(), typed.end(), typed.begin(), [](unsigned char c) { return std::toupper(c); });
    }
    if (Chance(0.04 * mess)) typed.erase(std::remove(typed.begin(), typed.end(), ' '), typed.end());
    if (Chance(0.06 * mess)) typed += Any(kRemarks);
    return typed;
  }

  std::mt19937 random_;
  std::vector<std::string> surnames_;
  std::unordered_set<std::string> used_;
};

}  // namespace

CustomerLists MakeCustomers(std::size_t organizations, std::size_t options, std::uint32_t seed) {
  return Maker(seed).Make(organizations, options);
}

}  // namespace wharf::mapping
