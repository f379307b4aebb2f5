#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "integration/call/caller.h"

namespace wharf::call {

/// One page of rows as it comes.
struct RowsPage {
  boost::json::array rows;
  std::int64_t number = 1;  ///< of the page, over the whole run
  std::int64_t rows_so_far = 0;
};

struct RunOptions {
  const templates::Record* org = nullptr;  ///< `org` in templates
  boost::json::object mapped;              ///< mapping variable → id ("" the main one), for `from: mapping`
  boost::json::object more_input;          ///< of RunSource: goes over what the source says itself
  std::optional<std::int64_t> max_pages;
  std::optional<std::int64_t> max_items;
  std::optional<std::int64_t> page_size;
  std::chrono::milliseconds patience{30'000};  ///< for each call with its tries
  /// Gets every page instead of the result; returning false ends the run early.
  std::function<Result<bool>(RowsPage)> on_page;
  /// Asked between calls.
  std::function<bool()> should_stop;
};

/// What an action gave.
struct ActionResult {
  bool lists = false;
  boost::json::value value;  ///< of an action without rows
  boost::json::array rows;   ///< unless `on_page` took them
  std::int64_t row_count = 0;
  std::int64_t pages = 0;
  std::int64_t calls = 0;
  bool truncated = false;
  bool blank = false;  ///< a list was expected, and an answer came without any content (204)
  std::vector<std::string> warnings;
};

/// Runs an action: checks its input, walks its pages, once for each element where it fans out. Unknown ids fail with
/// `not_found`. Other errors as Caller::Send; a list that breaks off in the middle fails as a whole, what `on_page`
/// took has been taken.
Result<ActionResult> RunAction(Caller& caller, std::string_view action, const boost::json::object& input,
                               const RunOptions& options);

/// The rows of a source (slot `source`): of another action, or values that are known.
Result<ActionResult> RunSource(Caller& caller, const definition::Block& source, const templates::Context& context,
                               const RunOptions& options);

}  // namespace wharf::call
