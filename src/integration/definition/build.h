#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "integration/definition/definition.h"
#include "integration/definition/problems.h"

namespace wharf::definition {

/// Makes the typed definition from the checked root block, and checks what only its meaning tells: that inputs have a
/// place, that lists are lists, that nothing goes round in circles. What is missing because of an earlier problem is
/// passed over in silence.
Definition Build(const Block& root, boost::json::object source, Problems& problems);

// The parts of Build, by file.
Connection BuildConnection(const Block& block, Problems& problems);
Named<Action> BuildActions(const Block& root, Problems& problems);
Action GenericAction();
Organizations BuildOrganizations(const Block& block, const Definition& definition, Problems& problems);
Simulator BuildSimulator(const Block* block);
/// What can be checked only when all parts are there.
void CheckMeaning(const Definition& definition, const Block& root, Problems& problems);

/// Value to label: from a list of values, or from names to labels. Anything else is a problem.
std::vector<Option> ReadChoices(const Value& value, Problems& problems);

/// The inputs read by any template in the block; `whole` if one reads `input` as a whole.
struct InputsRead {
  std::set<std::string> names;
  bool whole = false;
};
InputsRead FindInputsRead(const Block& block, const std::set<std::string>& except_members);

/// `ticket_id` → "Ticket id".
std::string TitleOf(std::string_view name);

/// The JSON Schema of one input.
boost::json::object SchemaOf(const Input& input, const Block& block);

}  // namespace wharf::definition
