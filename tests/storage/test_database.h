#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "base/encoding.h"
#include "base/random.h"
#include "storage/engine.h"
#include "storage/migrations.h"

namespace wharf::storage {

/// The place of a fresh database, removed with the object: a folder for SQLite, a database on the server named by
/// WHARF_TEST_POSTGRES for PostgreSQL. Header-only, so that the tests of every room can include it.
class TestDatabase {
 public:
  static const char* PostgresServer() { return std::getenv("WHARF_TEST_POSTGRES"); }
  static bool HasPostgres() { return PostgresServer() != nullptr && *PostgresServer() != '\0'; }

  enum class Content { schema, nothing };

  /// With Content::nothing no migration was applied. (An SQLite database is migrated when it is opened in any case.)
  explicit TestDatabase(Dialect dialect, Content content = Content::schema) : dialect_(dialect) {
    options_.pool = 4;
    std::string pattern = (Place() / "wharf-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp: " + pattern);
    options_.folder = pattern;
    if (dialect_ == Dialect::postgresql) MakeOnServer(content);
  }
  ~TestDatabase() {
    if (!name_.empty()) RunOnServer("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    std::error_code ignored;
    std::filesystem::remove_all(options_.folder, ignored);
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  [[nodiscard]] const OpenOptions& options() const { return options_; }

 private:
  /// Memory where there is a file system in memory: tests commit often, and a commit waits for the disk.
  static std::filesystem::path Place() {
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path();
  }

  /// The URL with another database: postgresql://user@host:port/NAME?options
  static std::string UrlOf(const std::string& name) {
    const std::string url = PostgresServer();
    const std::size_t host = url.find("://") + 3;
    const std::size_t slash = url.find('/', host);
    const std::size_t query = url.find('?', host);
    const std::string tail = query == std::string::npos ? "" : url.substr(query);
    return url.substr(0, std::min({slash, query, url.size()})) + "/" + name + tail;
  }

  static std::unique_ptr<Engine> Connect(const std::string& url) {
    OpenOptions options;
    options.url = url;
    options.pool = 1;
    auto engine = OpenPostgres(options);
    if (!engine) throw std::runtime_error(engine.error().message);
    return *std::move(engine);
  }

  static void Check(const Result<void>& result) {
    if (!result) throw std::runtime_error(result.error().message);
  }

  static void RunOnServer(const std::string& statement) {
    Check(Connect(PostgresServer())->Read([&](Session& session) { return session.RunScript(statement); }));
  }

  /// A database with all migrations is made once per schema and server, and copied for each test, which is much faster.
  static std::string TemplateName() {
    std::string all;
    for (const Migration& migration : Migrations())
      all += std::to_string(migration.number) + std::string(migration.postgresql);
    return "wharf_template_" + HexEncode(Sha256(all)).substr(0, 16);
  }

  void MakeOnServer(Content content) {
    SystemRandom random;
    const std::string made_from = TemplateName();
    name_ = "wharf_test_" + std::to_string(getpid()) + "_" + std::to_string(random.Below(1'000'000'000));
    options_.url = UrlOf(name_);
    if (content == Content::nothing) return RunOnServer("CREATE DATABASE " + name_);
    // The lock keeps tests that run at the same time from making the template twice, or copying it half made.
    Check(Connect(PostgresServer())->Upgrade([&](Session& session) -> Result<void> {
      WHARF_ASSIGN(const Rows rows, session.Query("SELECT 1 FROM pg_database WHERE datname = ?", made_from));
      if (rows.empty()) {
        RunOnServer("CREATE DATABASE " + made_from + "_new");
        {
          const auto engine = Connect(UrlOf(made_from + "_new"));
          WHARF_TRY(Migrate(*engine, Migrations()));
        }
        RunOnServer("ALTER DATABASE " + made_from + "_new RENAME TO " + made_from);
      }
      RunOnServer("CREATE DATABASE " + name_ + " TEMPLATE " + made_from);
      return {};
    }));
  }

  const Dialect dialect_;
  std::string name_;
  OpenOptions options_;
};

}  // namespace wharf::storage
