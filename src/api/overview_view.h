#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/organization_view.h"

namespace wharf::api {

/// Something that waits for a person.
struct NeedsYou {
  std::string kind;
  std::string title;
  std::string detail;
  std::optional<std::string> integration_id;
  std::string link;  ///< a path of the page
  std::string action_label;
};
BOOST_DESCRIBE_STRUCT(NeedsYou, (), (kind, title, detail, integration_id, link, action_label))

struct SetupStep {
  std::string id;
  std::string title;
  std::string detail;
  bool done = false;
  std::string link;
  std::string action_label;
};
BOOST_DESCRIBE_STRUCT(SetupStep, (), (id, title, detail, done, link, action_label))

struct SetupProgress {
  std::size_t done = 0;
  std::size_t total = 0;
  std::vector<SetupStep> steps;
};
BOOST_DESCRIBE_STRUCT(SetupProgress, (), (done, total, steps))

struct Happening {
  Time at;
  std::string title;
  std::string detail;
  std::optional<std::string> link;
};
BOOST_DESCRIBE_STRUCT(Happening, (), (at, title, detail, link))

struct Overview {
  OrganizationRef organization;
  std::string headline;
  std::vector<NeedsYou> needs_you;
  SetupProgress setup;
  std::vector<Happening> today;
};
BOOST_DESCRIBE_STRUCT(Overview, (), (organization, headline, needs_you, setup, today))

struct NavigationCounts {
  std::size_t installed = 0;
  std::size_t mapping_open = 0;
  std::size_t organizations = 0;
  std::size_t needs_you = 0;
};
BOOST_DESCRIBE_STRUCT(NavigationCounts, (), (installed, mapping_open, organizations, needs_you))

enum class SearchKind { connection, action, organization, variable };
BOOST_DESCRIBE_ENUM(SearchKind, connection, action, organization, variable)

struct SearchHit {
  SearchKind kind{};
  std::string title;
  std::string subtitle;
  std::string link;
};
BOOST_DESCRIBE_STRUCT(SearchHit, (), (kind, title, subtitle, link))

}  // namespace wharf::api
