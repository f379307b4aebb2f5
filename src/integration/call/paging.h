#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/result.h"
#include "integration/auth/attachment.h"
#include "integration/definition/definition.h"
#include "template/context.h"

namespace wharf::call {

/// How to ask for a page: values to put into the action's request, or a whole URL instead of its address.
struct PageRequest {
  auth::Attachment puts;
  std::string url;               ///< absolute or relative to the page before; empty: the action's own address
  bool keep_parameters = false;  ///< parameters of the first URL that `url` lacks are added again
};

/// What came, for the decision about the next page.
struct PageFacts {
  const boost::json::object& response;  ///< the `response` variable
  boost::json::array& rows;             ///< as read, before shaping; a page that only repeats is emptied
};

/// Walks the pages of one list. Pure: it sees answers and says what to ask for next; it neither calls nor waits.
///
/// The walk always ends: at what the definition's stop rules and the kind itself say, when a cursor or URL comes again,
/// when a page brings no row that is new, and at the safety limits. `warnings` tell what a person should know. Works
/// from what arrived, not from what was asked for: a vendor that caps the page size costs no rows.
class PageWalk {
 public:
  struct Limits {
    std::optional<std::int64_t> pages;  ///< below the definition's own safety limit
    std::optional<std::int64_t> items;
    std::optional<std::int64_t> size;  ///< rows a page to ask for
  };
  PageWalk(const definition::Block& paging, const Limits& limits);
  ~PageWalk();

  Result<PageRequest> First(const templates::Context& context);
  /// nullopt: that was the last page.
  Result<std::optional<PageRequest>> Next(const PageFacts& facts, const templates::Context& context);

  /// `page` as templates see it: number, offset, size, token.
  [[nodiscard]] const boost::json::object& variable() const { return page_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  /// There is more than was fetched: a limit ended the walk.
  [[nodiscard]] bool truncated() const { return truncated_; }
  [[nodiscard]] std::int64_t pages() const { return pages_; }

 private:
  bool AllRepeated(const boost::json::array& rows);
  Result<bool> Stops(const PageFacts& facts, const templates::Context& context);
  Result<bool> StopHolds(const definition::Block& stop, const PageFacts& facts, const templates::Context& context);
  bool IsShort(std::int64_t received);
  bool ReachedSafety();
  Result<std::optional<PageRequest>> NextByKind(const PageFacts& facts, const templates::Context& context);
  std::optional<PageRequest> NextLink(const PageFacts& facts);
  Result<std::optional<PageRequest>> NextCursor(const PageFacts& facts, const templates::Context& context);
  PageRequest Numbered(std::int64_t number);
  void AddSize(PageRequest& request) const;

  const definition::Block& block_;
  std::int64_t size_ = 0;
  std::int64_t most_pages_ = 0;
  std::int64_t most_items_ = 0;
  std::int64_t largest_page_ = 0;
  std::int64_t received_ = 0;
  std::int64_t pages_ = 0;
  std::int64_t number_ = 0;
  std::string token_;
  boost::json::object page_;
  std::unordered_set<std::size_t> seen_rows_;
  std::unordered_set<std::string> seen_tokens_;
  std::vector<std::string> warnings_;
  bool truncated_ = false;
};

}  // namespace wharf::call
