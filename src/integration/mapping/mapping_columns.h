#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/search_text.h"
#include "integration/mapping/mapping.h"
#include "organization/directory.h"
#include "storage/database.h"

namespace wharf::mapping {

enum class RowState;  // mappings.h

/// What the table of one connection and variable is filtered and ordered by, for all organizations, in memory:
/// immutable, shared by all threads. About 100 bytes for an organization that has a mapping or a suggestion.
class MappingColumns {
 public:
  struct Entry {
    OrganizationId organization;
    RowState state{};
    bool mapped = false;
    bool included = false;
    bool proposed = false;  ///< there is a suggestion of any kind
    bool shared = false;    ///< another organization is mapped to the same
    // By these rows are ordered; 0 where there is nothing to order by.
    std::uint32_t value_rank = 0;
    std::uint32_t updated_rank = 0;
    std::uint32_t score_rank = 0;
    std::uint32_t saver = 0;  ///< who saved the mapping, one more than the place in `savers_`; 0: nobody
  };

  /// Reads all of a connection and variable.
  static Result<std::shared_ptr<const MappingColumns>> Load(storage::Session& session, ConnectionId connection,
                                                            std::string_view variable, std::int64_t revision);

  [[nodiscard]] std::int64_t revision() const { return revision_; }
  [[nodiscard]] const Pull& pull() const { return pull_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const Entry& At(std::uint32_t number) const { return entries_[number]; }
  /// Which entries hold the folded text in the name of their value, or the text in its id. One flag for each.
  [[nodiscard]] std::vector<std::uint8_t> Holding(std::string_view folded, std::string_view text) const;
  /// Which entries were saved by somebody whose name holds the folded text. One flag for each.
  [[nodiscard]] std::vector<std::uint8_t> SavedBy(std::string_view folded) const;
  /// When the newest suggestion was made; unset where there is none.
  [[nodiscard]] std::optional<Time> suggested_at() const { return suggested_at_; }

  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  /// The entry of each position of the directory; kNone where there is nothing.
  [[nodiscard]] std::shared_ptr<const std::vector<std::uint32_t>> PlacedIn(
      const organization::Directory& directory) const;

 private:
  struct Reading;
  explicit MappingColumns(std::int64_t revision) : revision_(revision) {}

  std::int64_t revision_;
  Pull pull_;
  std::vector<Entry> entries_;
  SearchText names_;
  SearchText ids_;
  std::vector<std::string> savers_;  ///< folded; few people save many mappings
  std::optional<Time> suggested_at_;
  mutable std::mutex mutex_;
  mutable std::int64_t placed_for_ = -1;  ///< revision of the directory; guarded by mutex_
  mutable std::shared_ptr<const std::vector<std::uint32_t>> placed_;
};

/// Keeps the columns of the connections that were asked for last, at most about two million entries. Safe from any
/// thread.
class MappingColumnsCache {
 public:
  /// nullptr unless those of this revision are known.
  std::shared_ptr<const MappingColumns> Find(ConnectionId connection, const std::string& variable,
                                             std::int64_t revision);
  void Put(ConnectionId connection, const std::string& variable, std::shared_ptr<const MappingColumns> columns);

 private:
  struct Kept {
    std::shared_ptr<const MappingColumns> columns;
    std::uint64_t used = 0;
  };
  std::mutex mutex_;
  std::uint64_t clock_ = 0;
  std::unordered_map<std::string, Kept> kept_;
};

/// The topic whose revision grows with each change of the mappings, options, suggestions or connections of an
/// integration: one connection's mapping locks the rows of the others.
std::string MappingTopic(std::string_view integration);

}  // namespace wharf::mapping
