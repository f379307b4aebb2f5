#pragma once

#include <boost/json.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "integration/definition/definition.h"
#include "integration/simulator/messy_names.h"

namespace wharf::simulator {

/// The rows that a simulated tool keeps, by collection. Safe from any thread.
class World {
 public:
  /// Makes all rows: for each customer, and for each row of another collection, as the definition says.
  static Result<World> Make(const definition::Definition& definition, const std::vector<Customer>& customers,
                            Random& random);

  [[nodiscard]] boost::json::array All(const std::string& collection) const;
  [[nodiscard]] std::optional<boost::json::object> Find(const std::string& collection, const std::string& key) const;
  /// Gives the row a key if it has none.
  boost::json::object Add(const std::string& collection, boost::json::object row);
  std::optional<boost::json::object> Change(const std::string& collection, const std::string& key,
                                            const boost::json::object& members);
  bool Remove(const std::string& collection, const std::string& key);

 private:
  struct Collection {
    definition::DataPath key;
    boost::json::array rows;
    std::int64_t next = 1;
  };
  std::map<std::string, Collection> collections_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

/// `fake` in templates: made-up words, dates and numbers.
boost::json::object FakeValues(Random& random);

}  // namespace wharf::simulator
