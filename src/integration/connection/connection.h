#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/secret.h"

namespace wharf::connection {

enum class HealthState { not_configured, incomplete, failing, healthy };
std::string_view NameOf(HealthState state);
HealthState ParseHealthState(std::string_view name);

/// How a connection is, in words, and what was seen last.
struct Health {
  HealthState state = HealthState::not_configured;
  std::string headline;  ///< "Huntress refuses this key"
  std::string detail;    ///< what was called, what came back, what to do
  std::string code;      ///< of the error; empty when healthy
  std::optional<Time> since;
  std::optional<Time> checked;
  std::optional<std::int64_t> duration_ms;
  std::string request;  ///< "GET api.huntress.io/v1/account"
  std::optional<int> status;
  std::string request_id;
};
boost::json::object ToJson(const Health& health);
Health HealthFromJson(const boost::json::object& json);

/// Whether a secret is there, and since when. The secret itself is never part of a Connection.
struct SecretNote {
  Time updated;
  std::string updated_by;
};

/// An integration installed in an organization.
struct Connection {
  ConnectionId id;
  std::string integration;
  OrganizationId organization;
  std::string name;
  std::string description;
  bool is_default = false;
  bool shared = false;  ///< descendants may use it
  bool verify_tls = true;
  std::string send_to;  ///< an origin that every call goes to instead
  std::string sign_in;  ///< the way that was picked; empty: none yet
  boost::json::object fields;
  boost::json::object filters;  ///< what narrows its customers: option_filters.h
  boost::json::object captured;
  bool configured = false;  ///< somebody saved its settings
  std::string expires_on;   ///< the day on which its key ends, "2026-12-02"; empty: not known
  Health health;
  std::map<std::string, SecretNote, std::less<>> secrets;
  std::int64_t version = 1;
  Time created;
  std::string created_by;
  Time updated;
  std::string updated_by;
};

/// How many days the key of a connection still has: 0 on its last day, negative after it; nullopt where nobody said.
std::optional<int> DaysLeft(const Connection& connection, Time now);

/// What a person changes of a connection. What is not set stays; a secret that is set to nullopt is removed.
struct ConnectionEdit {
  std::optional<std::string> name = std::nullopt;
  std::optional<std::string> description = std::nullopt;
  std::optional<bool> is_default = std::nullopt;
  std::optional<bool> shared = std::nullopt;
  std::optional<bool> verify_tls = std::nullopt;
  std::optional<std::string> send_to = std::nullopt;
  std::optional<std::string> sign_in = std::nullopt;
  std::optional<boost::json::object> fields = std::nullopt;
  std::optional<boost::json::object> filters = std::nullopt;  ///< those not named stay
  std::optional<std::string> expires_on = std::nullopt;       ///< empty: not known
  std::map<std::string, std::optional<Secret>, std::less<>> secrets = {};
  std::int64_t version = 0;
};

}  // namespace wharf::connection
