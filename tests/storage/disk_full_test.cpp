// A disk that is really full: a small file system in memory (known-faults 10.1). Needs root to mount it.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "storage/backup.h"
#include "storage/database_fixture.h"

namespace wharf::storage {
namespace {

/// A tmpfs of `megabytes`, gone with the object.
class SmallDisk {
 public:
  SmallDisk(int megabytes, const std::string& more = "") {
    std::string pattern = (std::filesystem::temp_directory_path() / "wharf-disk-XXXXXX").string();
    path_ = mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    const std::string options = "size=" + std::to_string(megabytes) + "m" + more;
    mounted_ = !path_.empty() && mount("tmpfs", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Takes all room but `left` bytes.
  void Fill(std::uintmax_t left) const {
    const std::uintmax_t room = std::filesystem::space(path_).available;
    if (room > left) std::ofstream(path_ + "/ballast") << std::string(room - left, 'x');
  }
  void Empty() const { std::filesystem::remove(path_ + "/ballast"); }

 private:
  std::string path_;
  bool mounted_ = false;
};

Result<void> AddRows(Database& database, int from, int count) {
  return database.Write([&](Session& session) -> Result<void> {
    for (int i = from; i < from + count; ++i) {
      WHARF_TRY(session.Execute("INSERT INTO revision (topic, value) VALUES (?, ?)",
                                std::to_string(i) + std::string(2000, 'x'), i));
    }
    return {};
  });
}

std::int64_t CountRows(Database& database) {
  const auto count = database.ReadValue<std::int64_t>([](Session& session) -> Result<std::int64_t> {
    WHARF_ASSIGN(const Rows rows, session.Query("SELECT COUNT(*) FROM revision"));
    return rows[0].Int(0);
  });
  EXPECT_TRUE(count.ok()) << count.error().message;
  return count.ok() ? *count : -1;
}

/// Adds rows until the disk is full; returns how many are confirmed.
int AddUntilFull(Database& database, int from) {
  int confirmed = from;
  for (;;) {
    const auto added = AddRows(database, confirmed, 20);
    if (added) {
      confirmed += 20;
      continue;
    }
    EXPECT_EQ(added.error().code, "storage_full") << added.error().message;
    EXPECT_EQ(added.error().kind, ErrorKind::resource_exhausted);
    return confirmed;
  }
}

TEST(DiskFullTest, sqlite_says_so_loses_nothing_and_goes_on_when_there_is_room) {
  const SmallDisk disk(12);
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small disk needs root";
  auto database = Open({.folder = disk.path() + "/data"});
  ASSERT_TRUE(database.ok()) << database.error().message;
  int confirmed = 0;
  for (int round = 0; round < 3; ++round) {
    disk.Fill(1'000'000);
    confirmed = AddUntilFull(**database, confirmed);
    EXPECT_EQ(CountRows(**database), confirmed);
    EXPECT_EQ(Backup(**database, disk.path() + "/a.backup").error().code, "storage_full");
    EXPECT_FALSE(std::filesystem::exists(disk.path() + "/a.backup"));
    disk.Empty();
    const auto added = AddRows(**database, confirmed, 20);
    ASSERT_TRUE(added.ok()) << added.error().message;
    confirmed += 20;
    EXPECT_EQ(CountRows(**database), confirmed);
  }
  *database = nullptr;
  database = Open({.folder = disk.path() + "/data"});
  ASSERT_TRUE(database.ok());
  EXPECT_EQ(CountRows(**database), confirmed);
  const auto check =
      (*database)->ReadValue<Rows>([](Session& session) { return session.Query("PRAGMA integrity_check"); });
  EXPECT_EQ(check->at(0).Text(0), "ok");
}

TEST(DiskFullTest, sqlite_on_a_disk_without_any_room_opens_or_says_why_not) {
  const SmallDisk disk(1);
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small disk needs root";
  disk.Fill(0);
  const auto database = Open({.folder = disk.path() + "/data"});
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(database.error().code, "storage_full") << database.error().message;
}

TEST(DiskFullTest, postgresql_says_so_loses_nothing_and_goes_on_when_there_is_room) {
  if (!TestDatabase::HasPostgres()) GTEST_SKIP() << "WHARF_TEST_POSTGRES is not set";
  // The server writes as another user.
  const SmallDisk disk(12, ",mode=777");
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small disk needs root";
  const TestDatabase place(Dialect::postgresql);
  std::filesystem::create_directory(disk.path() + "/space");
  std::filesystem::permissions(disk.path() + "/space", std::filesystem::perms::all);
  if (std::system(("chown postgres " + disk.path() + "/space").c_str()) != 0) GTEST_SKIP() << "no user postgres";
  const std::string space = "wharf_full_" + std::to_string(getpid());
  {
    auto database = Open(place.options());
    ASSERT_TRUE(database.ok());
    const auto run = [&](const std::string& sql) {
      return (*database)->Read([&](Session& session) { return session.RunScript(sql); });
    };
    const auto made = run("CREATE TABLESPACE " + space + " LOCATION '" + disk.path() + "/space'");
    if (!made) GTEST_SKIP() << "the server cannot use the small disk: " << made.error().message;
    ASSERT_TRUE(run("ALTER TABLE revision SET TABLESPACE " + space).ok());
    disk.Fill(1'000'000);
    const int confirmed = AddUntilFull(**database, 0);
    EXPECT_EQ(CountRows(**database), confirmed);
    disk.Empty();
    EXPECT_TRUE(AddRows(**database, confirmed, 20).ok());
    EXPECT_EQ(CountRows(**database), confirmed + 20);
    ASSERT_TRUE(run("DROP TABLE revision").ok());
    ASSERT_TRUE(run("DROP TABLESPACE " + space).ok());
  }
}

}  // namespace
}  // namespace wharf::storage
