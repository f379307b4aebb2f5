#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/shape.h"

namespace wharf::api {

/// What an administrator sets for the whole installation, and what follows from it.
struct Settings {
  std::string public_url;
  std::vector<std::string> allow_list;
  int health_check_hours = 0;
  int option_refresh_hours = 0;
  int retention_days = 0;
  std::int64_t version = 0;
  std::string redirect_uri;  ///< to enter at vendors
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (public_url, allow_list, health_check_hours, option_refresh_hours, retention_days, version,
                       redirect_uri))

struct SettingsPatch {
  std::optional<std::string> public_url;
  std::optional<std::vector<std::string>> allow_list;
  std::optional<int> health_check_hours;
  std::optional<int> option_refresh_hours;
  std::optional<int> retention_days;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SettingsPatch, (),
                      (public_url, allow_list, health_check_hours, option_refresh_hours, retention_days, version))

struct DatabaseState {
  std::string kind;
  std::optional<std::int64_t> size_bytes;
  std::optional<std::string> path;
};
BOOST_DESCRIBE_STRUCT(DatabaseState, (), (kind, size_bytes, path))

struct JobCounts {
  std::int64_t waiting = 0;
  std::int64_t running = 0;
};
BOOST_DESCRIBE_STRUCT(JobCounts, (), (waiting, running))

struct CatalogState {
  std::size_t integrations = 0;
  std::vector<std::string> problems;
};
BOOST_DESCRIBE_STRUCT(CatalogState, (), (integrations, problems))

/// How the process is that answers.
struct Status {
  std::string version;
  DatabaseState database;
  std::int64_t uptime_seconds = 0;
  JobCounts jobs;
  CatalogState catalog;
  std::optional<int> workers;
};
BOOST_DESCRIBE_STRUCT(Status, (), (version, database, uptime_seconds, jobs, catalog, workers))

}  // namespace wharf::api
