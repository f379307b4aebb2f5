#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/shape.h"
#include "api/variable_view.h"
#include "api/words.h"
#include "integration/connection/connection.h"
#include "integration/definition/catalog.h"

namespace wharf::api {

/// Two letters and the category that gives the tint, where there is no icon.
struct IntegrationMark {
  std::string letters;
  std::string category;
};
BOOST_DESCRIBE_STRUCT(IntegrationMark, (), (letters, category))

/// Whether a definition came with Wharf or was added here.
enum class DefinitionSource { stock, custom };
BOOST_DESCRIBE_ENUM(DefinitionSource, stock, custom)

/// What a tile of the catalogue shows.
struct Tile {
  std::string id;
  std::string name;
  std::string summary;
  std::string description;
  std::vector<std::string> categories;
  std::vector<std::string> aliases;  ///< other names it is looked for by
  IntegrationMark mark;
  std::optional<std::string> icon_url;
  std::optional<Time> updated_at;
  DefinitionSource source = DefinitionSource::stock;
};
BOOST_DESCRIBE_STRUCT(Tile, (),
                      (id, name, summary, description, categories, aliases, mark, icon_url, updated_at, source))

/// How a connection is, in words, and what was seen last.
struct Health {
  connection::HealthState state{};
  std::string text;  ///< short, for tiles
  std::string headline;
  std::string detail;
  std::optional<Time> since;
  std::optional<Time> checked_at;
  std::optional<std::int64_t> duration_ms;
  std::optional<std::string> request;
  std::optional<int> status;
  std::optional<std::string> request_id;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(Health, (),
                      (state, text, headline, detail, since, checked_at, duration_ms, request, status, request_id,
                       code))

struct TileConnection {
  ConnectionId id;
  std::string name;
  bool is_default = false;
  Health health;
};
BOOST_DESCRIBE_STRUCT(TileConnection, (), (id, name, is_default, health))

struct TileMapping {
  bool has = false;
  std::optional<std::string> reason;  ///< why there is nothing to map
  std::size_t mapped = 0;
  std::size_t total = 0;
};
BOOST_DESCRIBE_STRUCT(TileMapping, (), (has, reason, mapped, total))

struct InstalledTile : Tile {
  std::vector<TileConnection> connections;
  Health health;  ///< the worst of them
  std::optional<TileMapping> mapping;
  std::optional<std::string> provided_by;  ///< the organization above that shares it; null: installed here
};
BOOST_DESCRIBE_STRUCT(InstalledTile, (Tile), (connections, health, mapping, provided_by))

struct Category {
  std::string id;
  std::string name;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Category, (), (id, name, count))

struct HealthCounts {
  std::int64_t healthy = 0;
  std::int64_t attention = 0;
  std::int64_t not_configured = 0;
};
BOOST_DESCRIBE_STRUCT(HealthCounts, (), (healthy, attention, not_configured))

struct Integrations {
  std::vector<InstalledTile> installed;
  std::vector<InstalledTile> provided;
  std::vector<Tile> available;
  std::vector<Category> categories;
  HealthCounts health;
};
BOOST_DESCRIBE_STRUCT(Integrations, (), (installed, provided, available, categories, health))

/// The kinds of the definition format (docs/users/definition-reference.md).
enum class FieldKind { text, multiline, secret, url, host, choice, boolean, number, list, uuid, email };
BOOST_DESCRIBE_ENUM(FieldKind, text, multiline, secret, url, host, choice, boolean, number, list, uuid, email)

/// A value of a setting, as its kind has it.
struct FieldValue {
  boost::json::value json;
  static boost::json::object Schema();
};

/// A setting as a form needs it.
struct Field {
  std::string name;
  std::string label;
  FieldKind kind{};
  bool required = false;
  std::optional<std::string> help;
  FieldValue default_;
  std::optional<std::string> placeholder;
  bool advanced = false;  ///< folded away until asked for
  std::optional<std::string> pattern;
  std::optional<std::string> pattern_message;
  std::optional<std::string> prefix;
  std::optional<std::string> suffix;
  std::optional<std::vector<Choice>> choices;
  bool other = false;      ///< of a choice: another value may be typed
  bool multiline = false;  ///< of a secret: several lines, as a private key has
  bool whole = false;      ///< of a number: no fractions
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<std::string> visible_when_template;  ///< a condition over `fields`, as the definition writes it
};
BOOST_DESCRIBE_STRUCT(Field, (),
                      (name, label, kind, required, help, default_, placeholder, advanced, pattern, pattern_message,
                       prefix, suffix, choices, other, multiline, whole, minimum, maximum, visible_when_template))

struct SignInWay {
  std::string id;
  std::string label;
  std::optional<std::string> help;
  std::string kind;
  bool is_oauth_code = false;  ///< a person authorizes in the vendor's page
  std::vector<Field> fields;
};
BOOST_DESCRIBE_STRUCT(SignInWay, (), (id, label, help, kind, is_oauth_code, fields))

struct ActionSummary {
  std::string id;
  std::string name;
  std::optional<std::string> description;
  std::optional<std::string> category;
  std::string method;
  std::string path;
  bool read_only = false;
  bool lists = false;
  bool deprecated = false;
};
BOOST_DESCRIBE_STRUCT(ActionSummary, (), (id, name, description, category, method, path, read_only, lists, deprecated))

struct Action : ActionSummary {
  boost::json::object input_schema;                 ///< JSON Schema 2020-12
  std::optional<boost::json::value> output_schema;  ///< of a row, or of the value
};
BOOST_DESCRIBE_STRUCT(Action, (ActionSummary), (input_schema, output_schema))

/// Whether a mapping's value is picked from the tool's customers or typed.
enum class MappingKind { option, text };
BOOST_DESCRIBE_ENUM(MappingKind, option, text)

struct MappingVariable {
  std::string name;
  std::string label;
  MappingKind kind{};
};
BOOST_DESCRIBE_STRUCT(MappingVariable, (), (name, label, kind))

struct IntegrationConnection : TileConnection {
  OrganizationId organization_id;
};
BOOST_DESCRIBE_STRUCT(IntegrationConnection, (TileConnection), (organization_id))

struct Integration : Tile {
  std::string version;
  std::string guide_markdown;
  std::vector<std::string> sources;
  std::vector<std::string> unconfirmed;
  std::vector<SignInWay> sign_in;
  std::vector<Field> fields;  ///< shared by all ways
  bool has_organizations = false;
  std::optional<std::string> no_organizations_reason;
  std::vector<MappingVariable> variables;
  std::vector<ActionSummary> actions;
  std::string base_url_template;
  std::vector<IntegrationConnection> connections;
  std::string redirect_uri;
  std::string definition_yaml_url;
};
BOOST_DESCRIBE_STRUCT(Integration, (Tile),
                      (version, guide_markdown, sources, unconfirmed, sign_in, fields, has_organizations,
                       no_organizations_reason, variables, actions, base_url_template, connections, redirect_uri,
                       definition_yaml_url))

struct Uninstalled {
  std::int64_t kept_mappings = 0;
  std::vector<std::string> dependents;
  std::optional<std::string> leftover_notice;  ///< what stays behind at the vendor
};
BOOST_DESCRIBE_STRUCT(Uninstalled, (), (kept_mappings, dependents, leftover_notice))

struct Dependents {
  std::int64_t mapped_organizations = 0;
  std::int64_t connections = 0;
  std::int64_t variables = 0;
  std::int64_t child_organizations = 0;
  std::vector<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Dependents, (), (mapped_organizations, connections, variables, child_organizations, text))

// What is taken.

struct InstallWanted {
  OrganizationId organization_id;
};
BOOST_DESCRIBE_STRUCT(InstallWanted, (), (organization_id))

struct UninstallWanted {
  OrganizationId organization_id;
  std::optional<std::string> confirm_name;  ///< the integration's name, typed, where something depends on it
  std::optional<bool> undo;                 ///< take back an installation that nobody has used yet
  std::optional<bool> forget_mappings;
};
BOOST_DESCRIBE_STRUCT(UninstallWanted, (), (organization_id, confirm_name, undo, forget_mappings))

IntegrationMark MarkView(const definition::Definition& definition);
Tile TileView(const definition::CatalogEntry& entry);
Health HealthView(const connection::Health& health);
TileConnection TileConnectionView(const connection::Connection& connection);
Field FieldView(const std::string& name, const definition::Field& field);
ActionSummary ActionSummaryView(const std::string& id, const definition::Action& action);
std::vector<MappingVariable> MappingVariablesView(const definition::Definition& definition);

}  // namespace wharf::api
