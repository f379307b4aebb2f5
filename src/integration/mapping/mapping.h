#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"

namespace wharf::mapping {

enum class OptionState { current, fresh, renamed, gone };
std::string_view NameOf(OptionState state);  ///< "current", "new", "renamed", "gone"

/// A customer record pulled from the tool.
struct Option {
  std::string id;
  std::string name;
  std::vector<std::string> domains;
  std::string detail;  ///< what tells it from others of the same name
  OptionState state = OptionState::current;
  std::optional<std::string> previous_name;
  std::optional<Time> gone_since;
};

/// What is known of the options of one connection and variable.
struct Pull {
  bool ever = false;  ///< false: nothing was pulled yet, and a value is typed
  std::optional<Time> fetched;
  std::int64_t count = 0;
  std::int64_t generation = 0;
  std::string error;  ///< of the last pull; the options of the one before are kept
};

/// A saved mapping.
struct Mapping {
  OrganizationId organization;
  std::string variable;
  std::string value;        ///< the option's id, or what was typed
  std::string option_name;  ///< as it was called when it was saved
  std::int64_t version = 0;
  Time updated;
  std::string updated_by;
};

struct Candidate {
  std::string option_id;
  int score = 0;  ///< 0 to 100
  std::string reason;
};

/// What is proposed for an organization, until it is saved or discarded.
struct StoredSuggestion {
  OrganizationId organization;
  std::string variable;
  std::string kind;       ///< "confident", "ambiguous", "weak"
  std::string option_id;  ///< of a confident one
  int score = 0;
  std::string reason;
  bool included = false;  ///< Save mappings writes it
  std::vector<Candidate> candidates;
};

/// Which other connection of the same variable an organization is mapped in: the variable has one value.
struct LockedBy {
  ConnectionId connection;
  std::string name;
  OrganizationId organization;  ///< where that connection is: it may be out of sight
};

}  // namespace wharf::mapping
