#include "integration/simulator/world.h"

#include <array>
#include <memory>

#include "integration/definition/evaluate.h"

namespace wharf::simulator {
namespace {

constexpr std::array<std::string_view, 12> kWords{"printer", "laptop", "server",  "mailbox", "backup", "password",
                                                  "network", "update", "invoice", "phone",   "desk",   "account"};
constexpr std::array<std::string_view, 6> kFirstNames{"Anna", "Ben", "Carla", "David", "Elif", "Farid"};
constexpr std::array<std::string_view, 6> kLastNames{"Meyer", "Okafor", "Rossi", "Silva", "Tanaka", "Usman"};
constexpr std::array<std::string_view, 6> kCities{"Bern", "Cork", "Denver", "Essen", "Faro", "Graz"};

std::string KeyOf(const boost::json::value& row, const definition::DataPath& key) {
  const auto* found = key.Find(row);
  return found == nullptr ? std::string() : definition::AsText(*found);
}

}  // namespace

boost::json::object FakeValues(Random& random) {
  const auto word = [&] { return std::string(kWords[static_cast<std::size_t>(random.Below(kWords.size()))]); };
  const std::string one = word();
  const std::string two = word();
  return {
      {"word", one},
      {"sentence", "The " + one + " needs a " + two},
      {"number", static_cast<std::int64_t>(random.Below(10'000))},
      {"boolean", random.Below(2) == 0},
      {"date", "2026-0" + std::to_string(1 + random.Below(9)) + "-1" + std::to_string(random.Below(9)) + "T09:00:00Z"},
      {"uuid", "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + random.Below(899'999'999'999))},
      {"email", one + "@" + two + ".example"},
      {"ip", "192.0.2." + std::to_string(1 + random.Below(250))},
      {"hostname", one + "-" + std::to_string(random.Below(1000))},
      {"mac", "02:00:5e:00:" + std::to_string(10 + random.Below(90)) + ":" + std::to_string(10 + random.Below(90))},
      {"first_name", std::string(kFirstNames[static_cast<std::size_t>(random.Below(kFirstNames.size()))])},
      {"last_name", std::string(kLastNames[static_cast<std::size_t>(random.Below(kLastNames.size()))])},
      {"phone", "+1 555 01" + std::to_string(10 + random.Below(90))},
      {"city", std::string(kCities[static_cast<std::size_t>(random.Below(kCities.size()))])}};
}

Result<World> World::Make(const definition::Definition& definition, const std::vector<Customer>& customers,
                          Random& random) {
  World world;
  for (const auto& [name, wanted] : definition.simulator.collections) {
    Collection& collection = world.collections_[name];
    collection.key = wanted.key;
    boost::json::array parents;
    const std::string& each = wanted.each;
    if (each == "customers") {
      for (const auto& customer : customers) {
        parents.push_back(boost::json::object{{"name", customer.name}, {"domain", customer.domain}});
      }
    } else {
      const auto found = world.collections_.find(each);
      if (found != world.collections_.end()) parents = found->second.rows;
    }
    for (const auto& parent : parents) {
      for (std::int64_t i = 0; i < wanted.count; ++i) {
        boost::json::value n = collection.next++;
        const boost::json::object fake = FakeValues(random);
        templates::Context context;
        context.Set("n", n).Set("customer", parent).Set("parent", parent).Set("fake", fake);
        WHARF_ASSIGN(auto row, definition::Evaluate(wanted.row, context));
        if (row.value) collection.rows.push_back(*std::move(row.value));
      }
    }
  }
  return world;
}

boost::json::array World::All(const std::string& name) const {
  const std::scoped_lock lock(*mutex_);
  const auto found = collections_.find(name);
  return found == collections_.end() ? boost::json::array() : found->second.rows;
}

std::optional<boost::json::object> World::Find(const std::string& name, const std::string& key) const {
  const std::scoped_lock lock(*mutex_);
  const auto found = collections_.find(name);
  if (found == collections_.end()) return std::nullopt;
  for (const auto& row : found->second.rows) {
    if (row.is_object() && KeyOf(row, found->second.key) == key) return row.get_object();
  }
  return std::nullopt;
}

boost::json::object World::Add(const std::string& name, boost::json::object row) {
  const std::scoped_lock lock(*mutex_);
  Collection& collection = collections_[name];
  boost::json::value whole = std::move(row);
  if (KeyOf(whole, collection.key).empty()) collection.key.Put(whole, collection.next++);
  collection.rows.push_back(whole);
  return whole.get_object();
}

std::optional<boost::json::object> World::Change(const std::string& name, const std::string& key,
                                                 const boost::json::object& members) {
  const std::scoped_lock lock(*mutex_);
  Collection& collection = collections_[name];
  for (auto& row : collection.rows) {
    if (!row.is_object() || KeyOf(row, collection.key) != key) continue;
    for (const auto& [member, value] : members) row.get_object()[member] = value;
    return row.get_object();
  }
  return std::nullopt;
}

bool World::Remove(const std::string& name, const std::string& key) {
  const std::scoped_lock lock(*mutex_);
  Collection& collection = collections_[name];
  for (auto at = collection.rows.begin(); at != collection.rows.end(); ++at) {
    if (KeyOf(*at, collection.key) != key) continue;
    collection.rows.erase(at);
    return true;
  }
  return false;
}

}  // namespace wharf::simulator
