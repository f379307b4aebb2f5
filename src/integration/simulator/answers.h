#pragma once

#include <boost/json.hpp>

#include "base/random.h"
#include "integration/definition/definition.h"
#include "integration/simulator/fault.h"
#include "integration/simulator/vendor.h"
#include "integration/simulator/world.h"

namespace wharf::simulator {

/// What the actions of a simulated tool answer, and do to its world. Safe from any thread.
class Answers {
 public:
  Answers(const Vendor& vendor, World world, const Faults& faults, Random& random)
      : vendor_(vendor), world_(std::move(world)), faults_(faults), random_(random) {}

  /// `answer` is the block of slot `simulation` for the action; `path_input` what its path held.
  net::Response Do(const net::Request& request, const definition::Action& action, const definition::Block& answer,
                   const boost::json::object& path_input);

 private:
  net::Response List(const net::Request& request, const definition::Action& action, const definition::Block& answer,
                     const templates::Context& context);

  const Vendor& vendor_;
  World world_;
  const Faults& faults_;
  Random& random_;
};

}  // namespace wharf::simulator
