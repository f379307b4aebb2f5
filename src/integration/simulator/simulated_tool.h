#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "integration/definition/definition.h"
#include "integration/simulator/fault.h"
#include "integration/simulator/world.h"
#include "net/http_server.h"

namespace wharf::simulator {

/// A stand-in for a vendor's API, made from its definition alone: it checks the sign-in as the vendor would, pages and
/// wraps rows as the actions expect, keeps what is written, holds callers to the definition's budgets, and answers the
/// vendor's own errors. Safe from any thread.
class SimulatedTool {
 public:
  SimulatedTool(std::shared_ptr<const definition::Definition> definition, World world, Fault fault, const Clock& clock,
                Random& random);
  ~SimulatedTool();

  /// For HttpServer.
  net::Response Answer(const net::Request& request);

  /// What a connection to this tool is filled in with: {"sign_in","fields","secrets"} of the first way without a
  /// person's authorization.
  [[nodiscard]] boost::json::object Credentials() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wharf::simulator
