#include <algorithm>
#include <map>

#include "api/overview_view.h"
#include "api/resource.h"
#include "base/fold.h"
#include "organization/organization_list.h"

namespace wharf::api {
namespace {

using connection::Connection;
using connection::HealthState;
using organization::Right;

/// What the overview is made of: the connections the caller sees, and their mapping in figures.
struct Facts {
  OrganizationId here;
  std::vector<Connection> connections;
  std::size_t organizations = 0;
  std::size_t filled = 0;
  std::size_t places = 0;
  std::size_t open = 0;
  std::size_t suggested = 0;
  /// Of connections with something to map: what a person should know about them.
  std::map<ConnectionId, mapping::Summary> mapped;
};

Result<Facts> Gather(const Asked& asked) {
  Facts facts;
  WHARF_ASSIGN(const auto chosen, asked.Organization());
  WHARF_ASSIGN(const auto scope, asked.access.Scope(chosen));
  facts.here = asked.access.directory().At(scope.front().enter).id;
  for (const auto& interval : scope) facts.organizations += interval.size();
  WHARF_ASSIGN(facts.connections, asked.services.connections.List(asked.access, chosen));
  for (const Connection& connection : facts.connections) {
    const auto* entry = asked.services.catalog.Find(connection.integration);
    if (entry == nullptr || entry->definition->organizations.variables.empty()) continue;
    WHARF_ASSIGN(const auto s, asked.services.mappings.Summarize(asked.access, connection.id, chosen));
    facts.filled += s.mapped;
    facts.places += s.all;
    facts.open += s.suggested + s.ambiguous + s.gone + s.conflict;
    facts.suggested += s.suggested;
    facts.mapped.emplace(connection.id, s);
  }
  return facts;
}

std::string LinkTo(const Connection& connection) {
  return "/integrations/" + connection.integration + "/" + connection.id.ToString();
}

std::string ToolName(const Asked& asked, const Connection& connection) {
  const auto* entry = asked.services.catalog.Find(connection.integration);
  return entry == nullptr ? connection.integration : entry->definition->name;
}

bool NeedsSomebody(const Connection& connection) {
  return connection.health.state == HealthState::failing || connection.health.state == HealthState::incomplete;
}

std::string Count(std::size_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

/// A connection that does not work, and whom that is about.
NeedsYou BrokenConnection(const Asked& asked, const Facts& facts, const Connection& connection) {
  const bool refused = connection.health.code == "settings_refused" || connection.health.code == "credentials_refused";
  std::string detail = ToolName(asked, connection) + ", " + connection.name;
  const auto mapped = facts.mapped.find(connection.id);
  if (mapped != facts.mapped.end() && mapped->second.mapped > 0) {
    detail += "; " + Count(mapped->second.mapped, "mapped organization is", "mapped organizations are") + " affected";
  }
  return {"connection",           connection.health.headline, std::move(detail),
          connection.integration, LinkTo(connection),         refused ? "Put in a new key" : "Look at it"};
}

/// A key that ends soon, or has ended; nobody is told earlier than a month before.
std::optional<NeedsYou> EndingKey(const Asked& asked, const Connection& connection) {
  constexpr int kReminded = 30;
  const auto left = connection::DaysLeft(connection, asked.services.clock.Now());
  if (!left || *left > kReminded) return std::nullopt;
  std::string when = "in " + Count(static_cast<std::size_t>(std::max(*left, 0)), "day", "days");
  if (*left == 0) when = "today";
  return NeedsYou{"expiry",
                  "The key of " + ToolName(asked, connection) +
                      (*left < 0 ? " ended on " + connection.expires_on : " ends " + when),
                  connection.name + "; put in a new one and the day on which that one ends",
                  connection.integration,
                  LinkTo(connection),
                  "Put in a new key"};
}

/// Customers that are mapped and that the tool no longer has.
NeedsYou GoneCustomers(const Asked& asked, const Connection& connection, std::size_t gone) {
  return {"mapping",
          Count(gone, "mapped customer is", "mapped customers are") + " gone from " + ToolName(asked, connection),
          "The ids stay as they are until somebody maps the organizations anew or clears them",
          connection.integration,
          LinkTo(connection) + "?tab=mapping&status=gone",
          "Look at " + std::string(gone == 1 ? "it" : "them")};
}

std::vector<NeedsYou> NeedsYouView(const Asked& asked, const Facts& facts) {
  std::vector<NeedsYou> items;
  for (const Connection& connection : facts.connections) {
    if (NeedsSomebody(connection)) items.push_back(BrokenConnection(asked, facts, connection));
    if (auto ending = EndingKey(asked, connection)) items.push_back(*std::move(ending));
    const auto mapped = facts.mapped.find(connection.id);
    if (mapped == facts.mapped.end() || mapped->second.gone == 0) continue;
    items.push_back(GoneCustomers(asked, connection, mapped->second.gone));
  }
  return items;
}

Result<std::vector<SetupStep>> SetupSteps(const Asked& asked, const Facts& facts) {
  std::vector<SetupStep> steps;
  const auto psa = std::find_if(facts.connections.begin(), facts.connections.end(), [&](const Connection& connection) {
    const auto* entry = asked.services.catalog.Find(connection.integration);
    const auto& categories = entry == nullptr ? std::vector<std::string>() : entry->definition->categories;
    return connection.health.state == HealthState::healthy &&
           std::find(categories.begin(), categories.end(), "psa") != categories.end();
  });
  const bool linked = psa != facts.connections.end();
  steps.push_back({"psa", "Link your PSA",
                   linked ? ToolName(asked, *psa) + ", tested" : "The tool that knows all your customers", linked,
                   "/integrations", "Choose it"});
  const bool customers = facts.organizations > 1;
  steps.push_back({"organizations", "Bring in your customers",
                   customers ? Count(facts.organizations - 1, "organization", "organizations")
                   : linked  ? "From " + ToolName(asked, *psa) + ", each mapped at once, or from a CSV file"
                             : "From the PSA, each mapped at once, or from a CSV file",
                   customers, "/organizations/import", "Import organizations"});
  const bool mapped =
      facts.places > 0 && facts.filled * 10 >= (facts.places - std::min(facts.places, facts.connections.size())) * 8;
  steps.push_back(
      {"mapping", "Map them in your tools",
       std::to_string(facts.filled) + " of " + std::to_string(facts.places) + " places filled" +
           (facts.suggested > 0 ? "; " + std::to_string(facts.suggested) + " suggestions wait for you" : ""),
       mapped, "/mapping", facts.suggested > 0 ? "Review suggestions" : "Map them"});
  const bool more = facts.connections.size() > 1;
  steps.push_back({"tools", "Add the next tool",
                   more ? std::to_string(facts.connections.size()) + " tools linked" : "RMM, documentation, code", more,
                   "/integrations", "Choose it"});
  if (asked.access.May(Right::administer, facts.here)) {
    WHARF_ASSIGN(const auto users, asked.services.users.List(asked.access, "", 1, 2));
    steps.push_back(
        {"colleague", "Invite a colleague",
         users.total > 1 ? std::to_string(users.total) + " people can sign in" : "Only you can sign in so far",
         users.total > 1, "/users", "Invite"});
  }
  return steps;
}

/// What one person did to many things in one go: a save of forty mappings is one line, and not forty.
std::string TitleOf(const Asked& asked, const Facts& facts, const organization::AuditRecord& first, std::size_t count) {
  if (count == 1) return first.summary;
  const auto in_tool = [&] {
    const auto found = std::find_if(facts.connections.begin(), facts.connections.end(),
                                    [&](const Connection& one) { return one.id.ToString() == first.subject_id; });
    return found == facts.connections.end() ? std::string() : " in " + ToolName(asked, *found);
  };
  const std::string organizations = std::to_string(count) + " organizations";
  if (first.action == "mapping.saved") return "Mapped " + organizations + in_tool();
  if (first.action == "mapping.cleared") return "Unmapped " + organizations + in_tool();
  if (first.action == "organization.created") return "Created " + organizations;
  return first.summary + ", and " + std::to_string(count - 1) + " more like it";
}

Result<std::vector<Happening>> Today(const Asked& asked, const Facts& facts) {
  constexpr int kLooked = 300;
  constexpr std::size_t kShown = 8;
  organization::AuditFilter filter;
  filter.organization = facts.here;
  filter.from = asked.services.clock.Now() - std::chrono::hours(24);
  WHARF_ASSIGN(const auto page, asked.services.audit.List(asked.access, filter, 1, kLooked));
  const auto alike = [](const organization::AuditRecord& one, const organization::AuditRecord& other) {
    constexpr std::chrono::minutes kOneGo{10};
    if (one.action != other.action || one.actor != other.actor || one.at - other.at > kOneGo) return false;
    return one.subject_kind != "mapping" || one.subject_id == other.subject_id;
  };
  std::vector<Happening> items;
  for (std::size_t first = 0; first < page.items.size() && items.size() < kShown;) {
    const auto& record = page.items[first];
    std::size_t next = first + 1;
    while (next < page.items.size() && alike(page.items[next - 1], page.items[next])) ++next;
    const std::string link = next - first == 1 ? "/audit?selected=" + record.id : "/audit?action=" + record.action;
    items.push_back({record.at, TitleOf(asked, facts, record, next - first), "by " + record.actor, link});
    first = next;
  }
  return items;
}

std::string Headline(const Facts& facts, std::size_t needs) {
  return Count(facts.connections.size(), "tool", "tools") + " linked, " +
         Count(facts.organizations, "organization", "organizations") + ", " +
         (needs == 0 ? "nothing needs you." : Count(needs, "thing needs", "things need") + " you.");
}

Result<Overview> ShowOverview(const Asked& asked) {
  WHARF_ASSIGN(const Facts facts, Gather(asked));
  Overview view;
  view.organization = {facts.here, asked.access.directory().Find(facts.here)->name};
  view.needs_you = NeedsYouView(asked, facts);
  view.headline = Headline(facts, view.needs_you.size());
  WHARF_ASSIGN(view.setup.steps, SetupSteps(asked, facts));
  for (const SetupStep& step : view.setup.steps) view.setup.done += step.done ? 1 : 0;
  view.setup.total = view.setup.steps.size();
  WHARF_ASSIGN(view.today, Today(asked, facts));
  return view;
}

Result<NavigationCounts> Navigation(const Asked& asked) {
  WHARF_ASSIGN(const Facts facts, Gather(asked));
  return NavigationCounts{facts.connections.size(), facts.open, facts.organizations, NeedsYouView(asked, facts).size()};
}

Result<ListOf<SearchHit>> Search(const Asked& asked) {
  const std::string q = FoldForSearch(asked.Text("q"));
  ListOf<SearchHit> hits;
  const auto add = [&](SearchKind kind, std::string title, std::string subtitle, std::string link) {
    hits.items.push_back({kind, std::move(title), std::move(subtitle), std::move(link)});
  };
  if (q.empty()) return hits;
  WHARF_ASSIGN(const auto connections, asked.services.connections.List(asked.access, std::nullopt));
  for (const Connection& connection : connections) {
    const std::string tool = ToolName(asked, connection);
    if (FoldForSearch(tool + " " + connection.name).find(q) != std::string::npos) {
      add(SearchKind::connection, tool, connection.name, LinkTo(connection));
    }
    const auto* entry = asked.services.catalog.Find(connection.integration);
    if (entry == nullptr) continue;
    for (const auto& [id, action] : entry->definition->actions) {
      if (hits.items.size() < 40 && FoldForSearch(action.name).find(q) != std::string::npos) {
        add(SearchKind::action, action.name, tool, LinkTo(connection) + "?tab=actions&action=" + id);
      }
    }
  }
  WHARF_ASSIGN(const auto organizations, SwitcherSearch(asked.access, asked.Text("q")));
  for (const auto position : organizations.items) {
    if (hits.items.size() >= 50) break;
    const auto& organization = asked.access.directory().At(position);
    const auto parent = asked.access.VisibleParentOf(position);
    add(SearchKind::organization, organization.name, parent ? asked.access.directory().At(*parent).name : "",
        "/?organization=" + organization.id.ToString());
  }
  organization::VariableFilter variables;
  variables.search = asked.Text("q");
  WHARF_ASSIGN(const auto found, asked.services.variables.List(asked.access, variables, 1, 10));
  for (const auto& item : found.items) {
    const auto* where = asked.access.directory().Find(item.variable.organization);
    add(SearchKind::variable, item.variable.name, where == nullptr ? "" : where->name,
        "/variables?organization=" + item.variable.organization.ToString() + "&name=" + item.variable.name);
  }
  return hits;
}

}  // namespace

std::vector<Route> OverviewRoutes() {
  return {
      Get<ShowOverview>("/api/v1/overview", "What needs a person, the set-up, and what happened today")
          .Asks({{"organization"}}),
      Get<Navigation>("/api/v1/navigation", "Counts for the navigation").Asks({{"organization"}}),
      Get<Search>("/api/v1/search", "Go to…").Asks({{"q"}}),
  };
}

}  // namespace wharf::api
