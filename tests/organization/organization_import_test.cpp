#include "organization/organization_import.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "organization/job_caller.h"
#include "organization/job_input.h"
#include "organization/organization_fixture.h"
#include "storage/job_queue.h"

extern char** environ;

namespace wharf::organization {
namespace {

using storage::Job;
using storage::JobState;

constexpr storage::JobTimes kQuick{.lease = std::chrono::milliseconds(1500), .poll = std::chrono::milliseconds(50)};

class ImportTest : public OrganizationTest {
 protected:
  void Build() override {
    OrganizationTest::Build();
    queue_ = std::make_unique<storage::JobQueue>(db(), system_clock_, random_, kQuick);
    import_ = std::make_unique<OrganizationImport>(db(), *queue_, *directories_, *audit_, *users_, clock_, random_);
    report_ = std::make_unique<ImportReport>(db());
    import_->Register();
  }
  void TearDown() override {
    queue_.reset();
    import_.reset();
    report_.reset();
    OrganizationTest::TearDown();
  }

  Job WaitFor(JobId id) {
    for (int i = 0; i < 4000; ++i) {
      const auto job = queue_->Find(id);
      if (job.ok() && *job && (*job)->ended) return **job;
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    ADD_FAILURE() << "the job does not end";
    return {};
  }
  /// Imports the text below the root and returns the ended job.
  Job Import(const Access& access, std::string_view text, std::optional<OrganizationId> place = std::nullopt) {
    const auto job = import_->Start(access, place.value_or(root_), text, "customers.csv");
    EXPECT_TRUE(job.ok()) << job.error().message;
    if (!job.ok()) return {};
    queue_->Start(1);
    const Job ended = WaitFor(job->id);
    queue_->Stop();
    return ended;
  }
  /// "<line> <outcome> <code>" for each row of the report that says something.
  std::string Report(const Job& job, bool all = false) {
    const auto rows = report_->List(Admin(), job, std::nullopt, 1, 0);
    std::string text;
    for (const ImportRow& row : rows->items) {
      if (!all && row.outcome == ImportOutcome::imported) continue;
      text += std::to_string(row.line) + " " + std::string(NameOf(row.outcome)) +
              (row.code.empty() ? "" : " " + row.code) + "\n";
    }
    return text;
  }

  SystemClock system_clock_;
  std::unique_ptr<storage::JobQueue> queue_;
  std::unique_ptr<OrganizationImport> import_;
  std::unique_ptr<ImportReport> report_;
};
WHARF_ON_BOTH_DATABASES(ImportTest);

TEST_P(ImportTest, every_row_gets_its_outcome_and_its_code) {
  ASSERT_TRUE(
      organizations_
          ->Create(Admin(), {.name = "Here Already", .parent = root_, .domains = {"taken.example"}, .slug = "taken"})
          .ok());
  const auto twin_parent = Make("Branch");
  Make("Twin", twin_parent);
  Make("Twin");
  const std::string file =
      "organizationName,managingOrgId,domain,orgSlug,isEnabled,tagNames\r\n"
      "Alder & Finch,,alder.example,alder,yes,\"gold, dental\"\r\n"  // 2 imported
      ",,,,,\r\n"                                                    // 3
      "HERE already,,,,,\r\n"                                        // 4
      "alder & FINCH,,,,,\r\n"                                       // 5
      "Kid,Alder & Finch,,,no,\r\n"                                  // 6 imported
      "Kid,alder,,kid-two,,\r\n"                                     // 7 the same place by slug
      "Lost,Nobody,,,,\r\n"                                          // 8
      "Lost,00000000-0000-7000-8000-000000000001,,,,\r\n"            // 9
      "Ambiguous,Twin,,,,\r\n"                                       // 10
      "0190a5c2-7b1e-7c3d-8e4f-5a6b7c8d9e0f,,,,,\r\n"                // 11
      "Bad Slug,,,Not A Slug,,\r\n"                                  // 12
      "Taken Slug,,,taken,,\r\n"                                     // 13
      "Twice Slug,,,alder,,\r\n"                                     // 14
      "Bad Domain,,http://x.example/a,,,\r\n"                        // 15
      "Taken Domain,,TAKEN.example,,,\r\n"                           // 16
      "Twice Domain,,other.example; alder.example,,,\r\n"            // 17
      "Maybe,,,,perhaps,\r\n"                                        // 18
      "Tagged,,,,," +
      std::string(51, 't') + "\r\n" +  // 19
      std::string(256, 'n') +
      ",,,,,\r\n"                  // 20
      "\"Two\r\nLines\",,,,,\r\n"  // 21 imported, with a blank
      "Last,,,,,";                 // 23 imported, without an end
  const Job job = Import(Admin(), file);
  ASSERT_EQ(job.state, JobState::done) << boost::json::serialize(job.result);
  EXPECT_EQ(Report(job),
            "3 failed REQUIRED_FIELD\n4 skipped DUPLICATE_IN_DATABASE\n5 failed DUPLICATE_IN_FILE\n"
            "7 failed DUPLICATE_IN_FILE\n8 failed NOT_FOUND\n9 failed NOT_FOUND\n10 failed NOT_FOUND\n"
            "11 failed RESERVED_NAME\n12 failed INVALID_SLUG\n13 failed INVALID_SLUG\n14 failed INVALID_SLUG\n"
            "15 failed INVALID_FORMAT\n16 failed DUPLICATE_DOMAIN_IN_DATABASE\n17 failed DUPLICATE_DOMAIN_IN_FILE\n"
            "18 failed INVALID_FORMAT\n19 failed INVALID_TAGS\n20 failed MAX_LENGTH_EXCEEDED\n");
  EXPECT_EQ(job.result.at("imported").as_int64(), 4);
  EXPECT_EQ(job.result.at("skipped").as_int64(), 1);
  EXPECT_EQ(job.result.at("failed").as_int64(), 16);
  const auto duplicate = report_->List(Admin(), job, ImportOutcome::failed, 1, 0)->items.at(1);
  EXPECT_EQ(duplicate.message, "The name stands in line 2 already. Leave one of them out.");
  const auto directory = Current();
  const auto alder = directory->ChildNamed(0, "Alder & Finch");
  ASSERT_TRUE(alder);
  EXPECT_EQ(directory->At(*alder).tags, (std::vector<std::string>{"gold", "dental"}));
  const auto kid = directory->ChildNamed(*alder, "Kid");
  ASSERT_TRUE(kid);
  EXPECT_FALSE(directory->At(*kid).enabled);
  EXPECT_TRUE(directory->ChildNamed(0, "Two Lines"));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM job_input"), 0) << "the file goes when the job is done";
}

TEST_P(ImportTest, the_preview_tells_what_the_job_then_does) {
  Make("Here");
  const std::string file = "Name;Parent;Note\nNew;;x\nKid;New;x\nHere;;x\nNew;;x\n;;x\n";
  const auto preview = import_->Preview(Admin(), root_, file);
  ASSERT_TRUE(preview.ok()) << preview.error().message;
  EXPECT_EQ(preview->delimiter, ';');
  ASSERT_EQ(preview->columns.size(), 3U);
  EXPECT_EQ(preview->columns[1].field, ImportField::parent);
  EXPECT_FALSE(preview->columns[2].field);
  EXPECT_EQ(preview->notices, std::vector<std::string>{"The column \"Note\" is not known and is left alone."});
  EXPECT_EQ(preview->rows.size(), 5U);
  EXPECT_EQ(Current()->size(), 2U) << "a preview makes nothing";
  std::string problems;
  for (const ImportRow& row : preview->problems) problems += std::to_string(row.line) + " " + row.code + " ";
  EXPECT_EQ(problems, "4 DUPLICATE_IN_DATABASE 5 DUPLICATE_IN_FILE 6 REQUIRED_FIELD ");
  const Job job = Import(Admin(), file);
  EXPECT_EQ(job.result.at("imported").as_int64(), preview->counts.imported);
  EXPECT_EQ(job.result.at("skipped").as_int64(), preview->counts.skipped);
  EXPECT_EQ(job.result.at("failed").as_int64(), preview->counts.failed);
}

TEST_P(ImportTest, files_come_as_excel_writes_them) {
  // Row 7.1 of the known faults.
  const std::string utf8 = "\xEF\xBB\xBF Name ;domain\nM\u00fcller & S\u00f6hne;one.example\n";
  ASSERT_EQ(Import(Admin(), utf8).result.at("imported").as_int64(), 1);
  const std::string windows = "sep=;\nname;domain\nB\xE4r & S\xF6hne;two.example\n";
  const auto preview = import_->Preview(Admin(), root_, windows);
  EXPECT_EQ(preview->encoding, TextEncoding::windows_1252);
  EXPECT_FALSE(preview->notices.empty());
  ASSERT_EQ(Import(Admin(), windows).result.at("imported").as_int64(), 1);
  std::string utf16 = "\xFF\xFE";
  for (const char c : std::string("name\tdomain\r\nWide\tthree.example\r\n")) utf16 += {c, '\0'};
  ASSERT_EQ(Import(Admin(), utf16).result.at("imported").as_int64(), 1);
  for (const char* name : {"Müller & Söhne", "Bär & Söhne", "Wide"})
    EXPECT_TRUE(Current()->ChildNamed(0, name)) << name;
}

TEST_P(ImportTest, a_file_that_cannot_be_read_is_refused_at_once_and_a_broken_one_where_it_breaks) {
  const auto refused = import_->Start(Admin(), root_, "customer;city\nA;B\n", "x.csv");
  ASSERT_EQ(CodeOf(refused), "column_missing");
  EXPECT_NE(refused.error().message.find("customer, city"), std::string::npos);
  EXPECT_EQ(CodeOf(import_->Start(Admin(), root_, "", "x.csv")), "csv_empty");
  EXPECT_EQ(CodeOf(import_->Start(Admin(), root_, std::string(kMostImportBytes + 1, 'a'), "x.csv")), "file_too_large");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM job"), 0);
  // Row 7.2: the rows before an unclosed quote are there, and the report names its line.
  const Job job = Import(Admin(), "name\nGood\n\"Smith, \"\"Bob\"\" Ltd\"\nlone \" quote\n\"never closed\nand on\n");
  EXPECT_EQ(job.state, JobState::done);
  EXPECT_EQ(Report(job), "5 failed INVALID_FORMAT\n");
  EXPECT_EQ(job.result.at("imported").as_int64(), 3);
  EXPECT_TRUE(Current()->ChildNamed(0, "Smith, \"Bob\" Ltd"));
}

TEST_P(ImportTest, names_that_differ_only_in_case_or_unicode_form_are_one) {
  const Job job = Import(Admin(), "name\nCaf\u00e9\nCAF\u00c9\nCafe\u0301\nCafe\n");
  EXPECT_EQ(Report(job), "3 failed DUPLICATE_IN_FILE\n4 failed DUPLICATE_IN_FILE\n");
}

TEST_P(ImportTest, a_row_goes_only_where_its_starter_may_write) {
  const auto mine = Make("Mine");
  const auto seen = Make("Seen", mine);
  Make("Hidden");
  const auto invited = users_->Invite(Admin(), {"Bert", "bert@example.com", {{mine, Role::editor}}});
  const auto bert = invited->user.id;
  const Access access = As({{mine, Role::editor}}, "Bert", bert);
  EXPECT_EQ(CodeOf(import_->Start(access, root_, "name\nX\n", "x.csv")), "organization_not_found");
  const Job job = Import(access, "name,parent\nA,\nB,Hidden\nC,Seen\n", mine);
  EXPECT_EQ(Report(job), "3 failed NOT_FOUND\n");
  EXPECT_EQ(CodeOf(report_->List(As({{root_, Role::viewer}}), job, std::nullopt, 1, 0)), "ok");
  EXPECT_EQ(CodeOf(report_->List(AsNobody(), job, std::nullopt, 1, 0)), "organization_not_found");
  // With the role taken away before the job runs, nothing is written.
  ASSERT_TRUE(users_->Edit(Admin(), bert, {.grants = {{{seen, Role::viewer}}}, .version = 1}).ok());
  const auto before = Current()->size();
  const Job late = Import(access, "name,parent\nD,\nE,Seen\n", mine);
  EXPECT_EQ(Report(late), "2 failed NOT_FOUND\n3 failed UNAUTHORIZED\n");
  EXPECT_EQ(Current()->size(), before);
  ASSERT_TRUE(users_->Remove(Admin(), bert).ok());
  EXPECT_EQ(Import(access, "name\nF\n", mine).state, JobState::failed);
}

TEST_P(ImportTest, the_report_comes_as_csv_and_in_pages) {
  std::string file = "name\n";
  for (int i = 0; i < 1100; ++i) file += "=cmd " + std::to_string(i) + "\n";
  file += "\n,\n";
  const Job job = Import(Admin(), file);
  const auto page = report_->List(Admin(), job, ImportOutcome::imported, 3, 500);
  EXPECT_EQ(page->total, 1100);
  EXPECT_EQ(page->items.size(), 100U);
  std::string csv;
  ASSERT_TRUE(report_
                  ->WriteCsv(Admin(), job, std::nullopt,
                             [&](std::string_view piece) -> Result<void> {
                               csv += piece;
                               return {};
                             })
                  .ok());
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1102);
  EXPECT_NE(csv.find("2,'=cmd 0,imported,,\r\n"), std::string::npos) << csv.substr(0, 200);
  EXPECT_EQ(report_->Count(Admin(), job)->total(), 1101);
}

TEST_P(ImportTest, ten_thousand_rows_are_imported) {
  std::string file = "name,parent,domains,tags\n";
  for (int i = 0; i < 10'000; ++i) {
    const std::string number = std::to_string(i);
    file += "Customer " + number + "," + (i % 10 == 0 ? "" : "Customer " + std::to_string(i / 10 * 10)) + ",c" +
            number + ".example,\"gold;t" + std::to_string(i % 7) + "\"\n";
  }
  const auto begin = std::chrono::steady_clock::now();
  const Job job = Import(Admin(), file);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("10,000 rows took %.1f s\n", took.count());
  EXPECT_EQ(job.result.at("imported").as_int64(), 10'000) << Report(job).substr(0, 500);
  EXPECT_EQ(Current()->size(), 10'001U);
}

TEST_P(ImportTest, a_cancelled_import_keeps_what_is_done) {
  std::string file = "name\n";
  for (int i = 0; i < 20'000; ++i) file += "Customer " + std::to_string(i) + "\n";
  const auto job = import_->Start(Admin(), root_, file, "x.csv");
  queue_->Start(1);
  while (Count("SELECT COUNT(*) FROM import_report") == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  ASSERT_TRUE(queue_->Cancel(job->id).ok());
  const Job ended = WaitFor(job->id);
  queue_->Stop();
  EXPECT_EQ(ended.state, JobState::cancelled);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM import_report"), Count("SELECT COUNT(*) FROM organization") - 1);
}

TEST_P(ImportTest, a_file_survives_in_pieces) {
  std::string bytes;
  SeededRandom random(3);
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(random.Below(256));
  for (int i = 0; i < 3'000'000; ++i) bytes += "abc\n"[i % 4];
  const auto job = import_->Start(Admin(), root_, "name\nX\n", "x.csv");
  ASSERT_TRUE(db().Write([&](storage::Session& session) -> Result<void> {
                    WHARF_TRY(DropJobInput(session, job->id));
                    return StoreJobInput(session, job->id, bytes);
                  })
                  .ok());
  const auto back =
      db().ReadValue<std::string>([&](storage::Session& session) { return LoadJobInput(session, job->id); });
  ASSERT_TRUE(back.ok());
  EXPECT_TRUE(*back == bytes);
  ASSERT_TRUE(db().Write([&](storage::Session& session) -> Result<void> {
                    WHARF_TRY(session.Execute("DELETE FROM job_input WHERE part = 1"));
                    return {};
                  })
                  .ok());
  EXPECT_EQ(
      CodeOf(db().ReadValue<std::string>([&](storage::Session& session) { return LoadJobInput(session, job->id); })),
      "job_input_damaged");
}

/// Another process that works on imports until it is killed. Started below with the database in its environment.
TEST(ImportWorker, works_in_a_process_of_its_own) {
  const char* folder = std::getenv("WHARF_TEST_IMPORT_FOLDER");
  const char* url = std::getenv("WHARF_TEST_IMPORT_URL");
  if (folder == nullptr || url == nullptr) GTEST_SKIP() << "only as a child of the next test";
  const auto database = storage::Open({.url = url, .folder = folder, .pool = 4});
  ASSERT_TRUE(database.ok()) << database.error().message;
  SystemClock clock;
  SystemRandom random;
  Passwords passwords(PasswordCost::minimal);
  DirectoryCache directories(**database);
  AuditLog audit(**database, clock, random);
  Users users(**database, audit, passwords, clock, random);
  storage::JobQueue queue(**database, clock, random, kQuick);
  OrganizationImport import(**database, queue, directories, audit, users, clock, random);
  import.Register();
  queue.Start(1);
  std::this_thread::sleep_for(std::chrono::minutes(5));
}

pid_t StartWorker(const storage::OpenOptions& options) {
  const std::string folder = "WHARF_TEST_IMPORT_FOLDER=" + options.folder;
  const std::string url = "WHARF_TEST_IMPORT_URL=" + options.url;
  std::vector<char*> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) environment.push_back(*variable);
  environment.push_back(const_cast<char*>(folder.c_str()));
  environment.push_back(const_cast<char*>(url.c_str()));
  environment.push_back(nullptr);
  std::string program = "/proc/self/exe";
  std::string filter = "--gtest_filter=ImportWorker.*";
  std::array<char*, 3> arguments = {program.data(), filter.data(), nullptr};
  pid_t pid = 0;
  EXPECT_EQ(posix_spawn(&pid, program.c_str(), nullptr, nullptr, arguments.data(), environment.data()), 0);
  return pid;
}

TEST_P(ImportTest, kill_minus_nine_in_the_middle_loses_nothing_and_doubles_nothing) {
  constexpr int rows = 4000;
  std::string file = "name,parent,domains\n";
  for (int i = 0; i < rows; ++i) {
    file += "Customer " + std::to_string(i) + "," + (i % 5 == 0 ? "" : "Customer " + std::to_string(i / 5 * 5)) + ",c" +
            std::to_string(i) + ".example\n";
  }
  file += "Customer 0,,\n";  // names the first row, which an earlier process has read
  const auto job = import_->Start(Admin(), root_, file, "customers.csv");
  ASSERT_TRUE(job.ok());
  std::int64_t confirmed = 0;
  int kills = 0;
  for (; kills < 3; ++kills) {
    const pid_t worker = StartWorker(options());
    const std::int64_t until = confirmed + 300;
    for (int i = 0; i < 6000 && confirmed < until; ++i) {
      confirmed = Count("SELECT COUNT(*) FROM import_report");
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_GE(confirmed, until) << "the worker does not go on";
    kill(worker, SIGKILL);
    waitpid(worker, nullptr, 0);
    EXPECT_GE(Count("SELECT COUNT(*) FROM import_report"), confirmed) << "what was confirmed is there";
  }
  queue_->Start(1);
  const Job ended = WaitFor(job->id);
  queue_->Stop();
  ASSERT_EQ(ended.state, JobState::done) << boost::json::serialize(ended.result);
  EXPECT_EQ(ended.result.at("imported").as_int64(), rows);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM organization"), rows + 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM audit_entry WHERE action = 'organization.created'"), rows);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM import_report"), rows + 1);
  EXPECT_EQ(Report(ended), std::to_string(rows + 2) + " failed DUPLICATE_IN_FILE\n");
}

}  // namespace
}  // namespace wharf::organization
