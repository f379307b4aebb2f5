#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/integration_view.h"
#include "api/resource.h"
#include "integration/call/call_record.h"
#include "integration/connection/connection.h"

namespace wharf::api {

/// Whether a secret is there, and since when; never the secret.
struct SecretState {
  bool set = false;
  std::optional<Time> updated_at;
  std::optional<std::string> updated_by;
};
BOOST_DESCRIBE_STRUCT(SecretState, (), (set, updated_at, updated_by))

/// Of a connection whose way to sign in needs a person in the vendor's page.
struct OAuthState {
  bool needed = true;
  bool authorized = false;
  std::optional<std::string> account;
  std::optional<Time> authorized_at;
  std::optional<std::string> authorized_by;
  std::optional<Time> expires_at;
  bool expiry_known = false;
  std::optional<Time> last_refresh_at;
  std::vector<std::string> scopes;
};
BOOST_DESCRIBE_STRUCT(OAuthState, (),
                      (needed, authorized, account, authorized_at, authorized_by, expires_at, expiry_known,
                       last_refresh_at, scopes))

struct ConnectionMapping {
  bool has = false;
  std::optional<std::string> reason;  ///< why there is nothing to map
  std::vector<MappingVariable> variables;
};
BOOST_DESCRIBE_STRUCT(ConnectionMapping, (), (has, reason, variables))

/// A stand-in for the tool that runs beside Wharf.
struct SampleState {
  bool in_use = false;
};
BOOST_DESCRIBE_STRUCT(SampleState, (), (in_use))

/// An integration installed in an organization, as its page shows it.
struct Connection {
  ConnectionId id;
  std::string integration_id;
  std::string integration_name;
  OrganizationId organization_id;
  std::string organization_name;
  std::string name;
  std::string description;
  bool is_default = false;
  bool share_with_descendants = false;
  bool verify_tls = true;
  std::string send_to;     ///< an origin that every call goes to instead; empty: none
  std::string expires_on;  ///< the day on which its key ends, as "2026-12-02"; empty: nobody said
  std::optional<std::string> sign_in;
  std::map<std::string, FieldValue> fields;
  std::map<std::string, SecretState> secrets;
  Health health;
  std::optional<OAuthState> oauth;
  ConnectionMapping mapping;
  bool can_edit = false;
  std::int64_t version = 0;
  Time created_at;
  Time updated_at;
  std::optional<SampleState> sample;
};
BOOST_DESCRIBE_STRUCT(Connection, (),
                      (id, integration_id, integration_name, organization_id, organization_name, name, description,
                       is_default, share_with_descendants, verify_tls, send_to, expires_on, sign_in, fields, secrets,
                       health, oauth, mapping, can_edit, version, created_at, updated_at, sample))

struct Installed {
  Connection connection;
  bool created = false;  ///< false: it was there already
};
BOOST_DESCRIBE_STRUCT(Installed, (), (connection, created))

struct TestStep {
  std::string text;
  bool ok = false;
  std::optional<std::int64_t> duration_ms;
};
BOOST_DESCRIBE_STRUCT(TestStep, (), (text, ok, duration_ms))

struct TestResult {
  bool ok = false;
  Health health;
  std::vector<TestStep> steps;
};
BOOST_DESCRIBE_STRUCT(TestResult, (), (ok, health, steps))

/// What a call was made for.
enum class CallSource { test, try_, refresh, health, authorize };
BOOST_DESCRIBE_ENUM(CallSource, test, try_, refresh, health, authorize)

/// A call of a tool as it was made; URL and error hold no secret.
struct MadeCall {
  Time at;
  std::optional<std::string> action_id;
  std::optional<std::string> action_name;
  std::optional<OrganizationId> organization_id;
  std::optional<std::string> organization_name;
  CallSource source = CallSource::try_;
  std::string method;
  std::string url;
  std::optional<int> status;
  std::int64_t duration_ms = 0;
  std::int64_t waited_ms = 0;
  int attempts = 1;
  std::int64_t request_bytes = 0;
  std::int64_t response_bytes = 0;
  std::optional<std::string> error;
  std::optional<std::string> request_id;
  std::optional<std::string> why;  ///< how the connection was chosen
};
BOOST_DESCRIBE_STRUCT(MadeCall, (),
                      (at, action_id, action_name, organization_id, organization_name, source, method, url, status,
                       duration_ms, waited_ms, attempts, request_bytes, response_bytes, error, request_id, why))

/// One that is kept in the connection's activity.
struct Call : MadeCall {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Call, (MadeCall), (id))

/// A page of calls, the newest first.
struct Activity : PageOf<Call> {
  std::optional<std::string> until;  ///< to go on through the same calls while new ones come
  BOOST_DESCRIBE_CLASS(Activity, (PageOf<Call>), (until), (), ())

  Activity(PageOf<Call> calls, std::optional<std::string> last) : PageOf(std::move(calls)), until(std::move(last)) {}
};

struct ConnectionUse {
  std::string kind;
  std::string name;
  std::optional<std::string> link;
};
BOOST_DESCRIBE_STRUCT(ConnectionUse, (), (kind, name, link))

struct UsedBy {
  std::size_t mapped_organizations = 0;
  std::size_t organizations_sharing = 0;
  std::vector<ConnectionUse> items;
};
BOOST_DESCRIBE_STRUCT(UsedBy, (), (mapped_organizations, organizations_sharing, items))

struct RunResult {
  bool ok = false;
  std::optional<MadeCall> call;  ///< the last one; null if nothing was called
  boost::json::value output;
  std::optional<std::int64_t> row_count;  ///< of an action that lists
  std::int64_t pages = 0;
  bool truncated = false;
  std::vector<std::string> warnings;
  std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(RunResult, (), (ok, call, output, row_count, pages, truncated, warnings, error))

/// What the tool's customers can be narrowed by before they are mapped.
struct OptionFilter {
  std::string name;
  std::string label;
  std::string help;
  FieldKind kind = FieldKind::choice;
  bool multiple = false;
  std::vector<Choice> choices;
  FieldValue value;                  ///< what is picked
  std::optional<std::string> error;  ///< why the tool did not tell its choices
};
BOOST_DESCRIBE_STRUCT(OptionFilter, (), (name, label, help, kind, multiple, choices, value, error))

/// The vendor's page to send the person to.
struct AuthorizationPage {
  std::string url;
};
BOOST_DESCRIBE_STRUCT(AuthorizationPage, (), (url))

// What is taken.

struct ConnectionWanted {
  std::string integration_id;
  OrganizationId organization_id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ConnectionWanted, (), (integration_id, organization_id, name))

/// What is left out stays; a secret that is null is removed. The definition checks `fields`.
struct ConnectionPatch {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<bool> is_default;
  std::optional<bool> share_with_descendants;
  std::optional<bool> verify_tls;
  std::optional<std::string> send_to;
  std::optional<std::string> expires_on;  ///< empty: nobody knows
  std::optional<std::string> sign_in;
  std::optional<boost::json::object> fields;
  std::map<std::string, std::optional<Secret>> secrets;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ConnectionPatch, (),
                      (name, description, is_default, share_with_descendants, verify_tls, send_to, expires_on, sign_in,
                       fields, secrets, version))

struct ConnectionRemoval {
  std::optional<std::string> confirm_name;  ///< its name, typed, where something depends on it
};
BOOST_DESCRIBE_STRUCT(ConnectionRemoval, (), (confirm_name))

struct AuthorizationWanted {
  std::optional<std::string> return_to;  ///< a path of the page
};
BOOST_DESCRIBE_STRUCT(AuthorizationWanted, (), (return_to))

struct RunWanted {
  std::optional<boost::json::object> input;
  std::optional<OrganizationId> organization_id;  ///< on whose behalf
  std::optional<std::int64_t> max_pages;
};
BOOST_DESCRIBE_STRUCT(RunWanted, (), (input, organization_id, max_pages))

Result<Connection> ConnectionView(const Asked& asked, const connection::Connection& connection);
/// The filters of its options with their choices and what is picked.
std::vector<OptionFilter> OptionFiltersView(const Asked& asked, const connection::Connection& connection);
/// The page sees filters as settings: these take them out of what it sends, and put them into what it gets.
boost::json::object TakeFilters(const definition::Definition& definition, const std::string& way,
                                boost::json::object& fields);
boost::json::object FieldsWithFilters(const definition::Definition* definition,
                                      const connection::Connection& connection);
MadeCall CallView(const call::CallRecord& record, const definition::Definition* definition);

}  // namespace wharf::api
