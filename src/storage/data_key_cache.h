#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/id.h"
#include "base/secret.h"

namespace wharf::storage {

/// The data keys used last, wiped when they go. Safe from any thread.
class DataKeyCache {
 public:
  explicit DataKeyCache(std::size_t most) : most_(most) {}
  std::optional<Secret> Find(OrganizationId organization);
  void Put(OrganizationId organization, const Secret& key);

 private:
  using Entry = std::pair<OrganizationId, Secret>;
  const std::size_t most_;
  std::mutex mutex_;
  std::list<Entry> latest_first_;
  std::unordered_map<OrganizationId, std::list<Entry>::iterator> by_organization_;
};

}  // namespace wharf::storage
