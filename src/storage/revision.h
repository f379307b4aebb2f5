#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "storage/database.h"

namespace wharf::storage {

/// Counts `topic` up and returns the new number (1 the first time). Whoever writes tables of which other processes keep
/// a copy in memory calls this in the same transaction; they compare with ReadRevision before they use their copy.
/// Writers of one topic wait for each other from here to the end of the transaction, so call it late.
Result<std::int64_t> BumpRevision(Session& session, std::string_view topic);

/// The number of `topic`, 0 if it never changed. One look-up by primary key.
Result<std::int64_t> ReadRevision(Session& session, std::string_view topic);

}  // namespace wharf::storage
