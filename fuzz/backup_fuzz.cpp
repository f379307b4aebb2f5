#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "storage/backup_format.h"

namespace {

/// Counts what it is told, and checks that rows fit their table.
class Counter final : public wharf::storage::BackupVisitor {
 public:
  wharf::Result<void> Begin(const wharf::storage::BackupSummary&) override { return {}; }
  wharf::Result<void> Table(const std::string&, const std::vector<std::string>& columns) override {
    columns_ = columns.size();
    return {};
  }
  wharf::Result<void> Add(std::vector<wharf::storage::Value> row) override {
    if (row.size() != columns_) std::abort();
    ++rows;
    return {};
  }
  std::int64_t rows = 0;

 private:
  std::size_t columns_ = 0;
};

void Read(const std::string& path) {
  Counter counter;
  const auto read = wharf::storage::ReadBackup(path, counter);
  if (read && read->rows != counter.rows) std::abort();
}

}  // namespace

/// The input as a file as it is, and once more as the unpacked content of one, which gets past the compression.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int file = memfd_create("backup", MFD_CLOEXEC);
  if (file < 0) return 0;
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (write(file, data, size) == static_cast<ssize_t>(size)) Read(path);
  if (ftruncate(file, 0) != 0) std::abort();
  gzFile packed = gzopen(path.c_str(), "wb1");
  gzwrite(packed, data, static_cast<unsigned>(size));
  gzclose(packed);
  Read(path);
  close(file);
  return 0;
}
