#include "storage/data_key_cache.h"

namespace wharf::storage {

std::optional<Secret> DataKeyCache::Find(OrganizationId organization) {
  const std::lock_guard lock(mutex_);
  const auto found = by_organization_.find(organization);
  if (found == by_organization_.end()) return std::nullopt;
  latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
  return found->second->second;
}

void DataKeyCache::Put(OrganizationId organization, const Secret& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_organization_.find(organization); found != by_organization_.end()) {
    latest_first_.erase(found->second);
    by_organization_.erase(found);
  }
  latest_first_.emplace_front(organization, key);
  by_organization_.emplace(organization, latest_first_.begin());
  if (latest_first_.size() > most_) {
    by_organization_.erase(latest_first_.back().first);
    latest_first_.pop_back();
  }
}

}  // namespace wharf::storage
