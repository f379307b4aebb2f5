#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "base/search_text.h"
#include "storage/database.h"

namespace wharf::organization {

/// A live organization as everybody reads it.
struct Organization {
  OrganizationId id;
  OrganizationId parent;  ///< nil for the root
  std::string name;
  std::string folded_name;  ///< for order and search: base/fold.h
  std::string slug;
  std::vector<std::string> domains;
  std::vector<std::string> tags;
  bool enabled = true;
  std::int64_t version = 1;
  Time created;
  Time updated;
  std::string updated_by;
};

/// The live tree at one moment, in memory: immutable, shared by all threads without a lock.
///
/// Organizations stand in preorder with the children of each ordered by folded name, so the position is the order in
/// which a tree is drawn, and everything below an organization is one interval of positions. Filtering, ordering and
/// counting organizations is done here and not in SQL: the same on both databases, and exact.
///
/// About 500 bytes an organization. Made in time linear in the number of organizations once they are ordered by name.
class Directory {
 public:
  using Position = std::uint32_t;
  /// Positions from `enter` up to and without `leave`.
  struct Interval {
    Position enter = 0;
    Position leave = 0;
    auto operator<=>(const Interval&) const = default;
    [[nodiscard]] bool Holds(Position position) const { return enter <= position && position < leave; }
    [[nodiscard]] std::size_t size() const { return leave - enter; }
  };
  using Rows = std::vector<std::shared_ptr<const Organization>>;

  /// `organizations` in any order. What does not hang on the one root is left out.
  Directory(Rows organizations, std::int64_t revision);

  /// The tree after some organizations changed or came (`changed`) and some went (`removed`).
  [[nodiscard]] std::shared_ptr<const Directory> With(const Rows& changed, std::span<const OrganizationId> removed,
                                                      std::int64_t revision) const;

  /// The revision of topic "organizations" that this is the state of.
  [[nodiscard]] std::int64_t revision() const { return revision_; }
  [[nodiscard]] std::size_t size() const { return organizations_.size(); }
  [[nodiscard]] bool empty() const { return organizations_.empty(); }

  [[nodiscard]] const Organization& At(Position position) const { return *organizations_[position]; }
  /// Constant time; nullptr if there is none.
  [[nodiscard]] const Organization* Find(OrganizationId id) const;
  [[nodiscard]] std::optional<Position> PositionOf(OrganizationId id) const;

  /// The organization and all below it.
  [[nodiscard]] Interval Subtree(Position position) const { return {position, leave_[position]}; }
  /// nullopt for the root.
  [[nodiscard]] std::optional<Position> ParentOf(Position position) const;
  /// Ordered by folded name.
  [[nodiscard]] std::span<const Position> ChildrenOf(Position position) const;
  /// 0 for the root.
  [[nodiscard]] std::size_t DepthOf(Position position) const { return depth_[position]; }
  /// Levels below it: 0 without children. Linear in the subtree.
  [[nodiscard]] std::size_t HeightOf(Position position) const;
  /// The nearest first, the root last; empty for the root.
  [[nodiscard]] std::vector<Position> AncestorsOf(Position position) const;
  /// From the root down to the organization itself.
  [[nodiscard]] std::vector<Position> PathOf(Position position) const;
  /// Enabled itself and below enabled ones only: what automations, suggestions and refreshes may touch.
  [[nodiscard]] bool IsActive(Position position) const { return active_[position] != 0; }
  /// All positions ordered by folded name, then id.
  [[nodiscard]] std::span<const Position> ByName() const { return by_name_; }

  /// Those whose folded name holds the folded text, ordered by folded name, then id. Under a millisecond for 50,000.
  [[nodiscard]] std::vector<Position> NamesHolding(std::string_view folded) const;
  /// The same for name, slug, domains and tags.
  [[nodiscard]] std::vector<Position> Holding(std::string_view folded) const;

  /// The child of `parent` with that name, whatever its case and Unicode form.
  [[nodiscard]] std::optional<Position> ChildNamed(Position parent, std::string_view name) const;
  /// All organizations with that name, whatever its case and Unicode form.
  [[nodiscard]] std::vector<Position> Named(std::string_view name) const;
  [[nodiscard]] std::optional<Position> WithSlug(std::string_view slug) const;
  [[nodiscard]] std::optional<Position> WithDomain(std::string_view domain) const;

 private:
  struct SortedByName {};
  struct Keys {
    std::unordered_map<std::string_view, Position> slugs;
    std::unordered_map<std::string_view, Position> domains;
  };

  Directory(Rows organizations, std::int64_t revision, SortedByName sorted);
  void Arrange(Rows by_name);
  void IndexIds();
  [[nodiscard]] std::vector<Position> NamedAmong(std::span<const Position> by_name, std::string_view name) const;
  const Keys& keys() const;
  [[nodiscard]] std::vector<Position> Translate(const std::vector<std::uint32_t>& by_name) const;

  std::int64_t revision_;
  Rows organizations_;
  std::vector<Position> parent_;
  std::vector<Position> leave_;
  std::vector<std::uint16_t> depth_;
  std::vector<std::uint8_t> active_;
  std::vector<Position> by_name_;
  std::vector<Position> child_start_;
  std::vector<Position> children_;
  std::vector<Position> slots_;  ///< open addressing by id
  mutable std::once_flag keys_made_;
  mutable Keys keys_;
  // In the order of by_name_; made when first asked for.
  mutable std::once_flag names_made_;
  mutable SearchText names_;
  mutable std::once_flag texts_made_;
  mutable SearchText texts_;
};

/// The current directory of a database, kept until the tree changes. Safe from any thread.
///
/// A current snapshot costs one tiny query; after a change only the changed rows are read.
class DirectoryCache {
 public:
  explicit DirectoryCache(storage::Database& database) : database_(database) {}

  Result<std::shared_ptr<const Directory>> Current();
  /// As the transaction of `session` sees it. Not after BeginChange in the same transaction.
  Result<std::shared_ptr<const Directory>> Current(storage::Session& session);

  struct Change {
    std::shared_ptr<const Directory> before;  ///< exact: nobody else changes the tree until the transaction ends
    std::int64_t revision = 0;                ///< to be stored in each row that changes
  };
  /// The first step of every transaction that changes the tree: waits for other such transactions and keeps them out
  /// until this one ends, so that names, slugs, domains and cycles can be checked in memory.
  Result<Change> BeginChange(storage::Session& session);

 private:
  std::shared_ptr<const Directory> Cached();
  Result<std::shared_ptr<const Directory>> At(storage::Session& session, std::int64_t revision);

  storage::Database& database_;
  std::mutex mutex_;
  std::mutex loading_;  ///< one load at a time: the others wait for its answer
  std::shared_ptr<const Directory> cached_;
};

}  // namespace wharf::organization
