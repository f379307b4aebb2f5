#include "storage/revision.h"

namespace wharf::storage {

Result<std::int64_t> BumpRevision(Session& session, std::string_view topic) {
  WHARF_ASSIGN(const Rows rows, session.Query("INSERT INTO revision (topic, value) VALUES (?, 1) ON CONFLICT (topic) "
                                              "DO UPDATE SET value = revision.value + 1 RETURNING value",
                                              topic));
  return rows.at(0).Int(0);
}

Result<std::int64_t> ReadRevision(Session& session, std::string_view topic) {
  WHARF_ASSIGN(const Rows rows, session.Query("SELECT value FROM revision WHERE topic = ?", topic));
  return rows.empty() ? 0 : rows[0].Int(0);
}

}  // namespace wharf::storage
