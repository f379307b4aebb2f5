#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "integration/call/call_record.h"
#include "integration/connection/connection.h"
#include "storage/database.h"

namespace wharf::connection {

/// A call as the activity of a connection shows it.
struct Call {
  std::string id;
  std::string source;  ///< "test", "try", "refresh", "health", "authorize"
  std::string why;     ///< how the connection was chosen
  std::optional<OrganizationId> organization;
  call::CallRecord record;
};

struct CallPage {
  std::vector<Call> items;
  std::int64_t total = 0;
  std::string until;  ///< for CallFilter, to go on through the same calls while new ones come; empty if there are none
};

struct CallFilter {
  std::optional<bool> failed = std::nullopt;
  std::string action = {};  ///< an action's id; empty: any
  std::string until = {};   ///< a call's id: what was written down with or before it
};

/// Keeps the records of calls until `Flush`, then writes them in one transaction. A record that cannot be written is
/// dropped: the work it tells of is worth more. Used by one thread; flushes when it goes.
class Activity final : public call::Recorder {
 public:
  Activity(storage::Database& database, const Clock& clock, Random& random, ConnectionId connection, std::string source,
           std::optional<OrganizationId> organization, std::string why)
      : database_(database),
        clock_(clock),
        random_(random),
        connection_(connection),
        source_(std::move(source)),
        organization_(organization),
        why_(std::move(why)) {}
  ~Activity() override;
  Activity(const Activity&) = delete;
  Activity& operator=(const Activity&) = delete;

  void Record(const call::CallRecord& record) override;
  void Flush();

 private:
  struct Waiting {
    std::string id;  ///< made when the call ended, so that ids tell the order of calls
    call::CallRecord record;
  };

  storage::Database& database_;
  const Clock& clock_;
  Random& random_;
  ConnectionId connection_;
  std::string source_;
  std::optional<OrganizationId> organization_;
  std::string why_;
  std::vector<Waiting> waiting_;
};

/// The newest first.
Result<CallPage> ListCalls(storage::Session& session, ConnectionId connection, const CallFilter& filter, int page,
                           int page_size);

}  // namespace wharf::connection
