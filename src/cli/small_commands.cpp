#include <iostream>

#include "base/clock.h"
#include "base/random.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/say.h"
#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/definition/catalog.h"
#include "integration/definition/schema.h"
#include "integration/mapping/suggest_csv.h"
#include "integration/simulator/vocabulary.h"
#include "storage/backup.h"
#include "storage/vault.h"
#include "template/environment.h"
#include "template/run_jsonl.h"

namespace wharf::cli {
namespace {

definition::Vocabulary WholeVocabulary() {
  definition::Vocabulary vocabulary;
  auth::AddKinds(vocabulary);
  call::AddKinds(vocabulary);
  simulator::AddKinds(vocabulary);
  return vocabulary;
}

Result<std::unique_ptr<storage::Database>> OpenDatabase(const std::string& data, const std::string& database) {
  storage::OpenOptions options;
  options.folder = data;
  options.url = database;
  return storage::Open(options);
}

const char* Environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread is started
  return value == nullptr ? "" : value;
}

}  // namespace

int CheckCatalog(const std::string& path) {
  const templates::Environment environment;
  const definition::Vocabulary vocabulary = WholeVocabulary();
  const auto problems = definition::CheckCatalog(FindData(path, "catalog"), vocabulary, environment);
  for (const auto& problem : problems) std::cerr << problem.ToString() << "\n";
  return problems.empty() ? 0 : 1;
}

int PrintSchema() {
  std::cout << definition::JsonSchemaText(WholeVocabulary());
  return 0;
}

int SuggestMappings(const std::string& organizations, const std::string& options, bool all) {
  auto left = ReadFile(organizations);
  if (!left) return Fail(left.error());
  auto right = ReadFile(options);
  if (!right) return Fail(right.error());
  std::vector<std::string> notices;
  const auto csv = mapping::SuggestCsv(*left, *right, all, &notices);
  for (const auto& notice : notices) std::cerr << "wharf: " << notice << "\n";
  if (!csv) return Fail(csv.error());
  std::cout << *csv;
  return 0;
}

int RunTemplates() {
  std::ios::sync_with_stdio(false);
  const SystemClock clock;
  templates::RunJsonLines(std::cin, std::cout, clock);
  return 0;
}

int MakeBackup(const std::string& data, const std::string& database, const std::string& file) {
  auto opened = OpenDatabase(data, database);
  if (!opened) return Fail(opened.error());
  const auto summary = storage::Backup(**opened, file);
  if (!summary) return Fail(summary.error());
  std::cout << "Backed up " << summary->rows << " rows of " << summary->tables << " tables to " << file
            << ". Keep the master key with it, in another place.\n";
  return 0;
}

int RestoreBackup(const std::string& data, const std::string& database, const std::string& file) {
  auto opened = OpenDatabase(data, database);
  if (!opened) return Fail(opened.error());
  const auto summary = storage::Restore(**opened, file);
  if (!summary) return Fail(summary.error());
  std::cout << "Restored " << summary->rows << " rows of " << summary->tables << " tables, as of "
            << FormatTime(summary->made) << ".\n";
  return 0;
}

int RotateMasterKey(const std::string& data, const std::string& database) {
  SystemRandom random;
  auto opened = OpenDatabase(data, database);
  if (!opened) return Fail(opened.error());
  const auto current = storage::LoadMasterKey(data, Environment("WHARF_MASTER_KEY"), false, random);
  if (!current) return Fail(current.error());
  const std::string given = Environment("WHARF_NEW_MASTER_KEY");
  if (given.empty()) {
    return Fail({ErrorKind::invalid_argument, "no_new_key",
                 "Put the new key (base64 of 32 bytes, for instance from `openssl rand -base64 32`) into "
                 "WHARF_NEW_MASTER_KEY."});
  }
  const auto next = storage::MasterKey::FromBase64(given);
  if (!next) return Fail(next.error());
  const auto count = storage::Vault::Rotate(**opened, *current, *next, random);
  if (!count) return Fail(count.error());
  std::cout << "Sealed " << *count << " data keys with the new master key. From now on start Wharf with it.\n";
  return 0;
}

}  // namespace wharf::cli
