#include "organization/job_input.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

namespace wharf::organization {
namespace {

constexpr std::size_t kPart = std::size_t{1} << 20U;

Error Damaged() {
  return {ErrorKind::internal, "job_input_damaged", "The stored file of the job is damaged. Upload it again."};
}

Result<std::string> Compress(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  // Level 1: CSV shrinks to a quarter already, and a hundred parts have to be packed while a person waits.
  const int done = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                             reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 1);
  if (done != Z_OK)
    return Error{ErrorKind::resource_exhausted, "out_of_memory", "There is no memory to pack the file."};
  packed.resize(size);
  return packed;
}

Result<std::string> Uncompress(std::string_view packed, std::int64_t size) {
  if (size < 0 || size > static_cast<std::int64_t>(kPart)) return Damaged();
  std::string bytes(static_cast<std::size_t>(size), '\0');
  uLongf unpacked = bytes.size();
  const int done = uncompress(reinterpret_cast<Bytef*>(bytes.data()), &unpacked,
                              reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (done != Z_OK || unpacked != bytes.size()) return Damaged();
  return bytes;
}

}  // namespace

Result<void> StoreJobInput(storage::Session& session, JobId job, std::string_view bytes) {
  std::int64_t part = 0;
  do {
    const std::string_view piece = bytes.substr(0, kPart);
    WHARF_ASSIGN(std::string packed, Compress(piece));
    WHARF_TRY(session.Execute("INSERT INTO job_input (job_id, part, size, bytes) VALUES (?, ?, ?, ?)", job, part,
                              static_cast<std::int64_t>(piece.size()), storage::Value::Bytes(std::move(packed))));
    bytes.remove_prefix(piece.size());
    ++part;
  } while (!bytes.empty());
  return {};
}

Result<std::string> LoadJobInput(storage::Session& session, JobId job) {
  std::string bytes;
  std::int64_t next = 0;
  const storage::Value id(job);
  WHARF_TRY(session.ForEach("SELECT part, size, bytes FROM job_input WHERE job_id = ? ORDER BY part", std::span(&id, 1),
                            [&](const storage::Row& row) -> Result<void> {
                              if (row.Int(0) != next++) return Damaged();
                              WHARF_ASSIGN(const std::string piece, Uncompress(row.Text(2), row.Int(1)));
                              bytes += piece;
                              return {};
                            }));
  if (next == 0) {
    return Error{ErrorKind::not_found, "job_input_gone", "The file of the job is no longer there. Upload it again."};
  }
  return bytes;
}

Result<void> DropJobInput(storage::Session& session, JobId job) {
  WHARF_TRY(session.Execute("DELETE FROM job_input WHERE job_id = ?", job));
  return {};
}

}  // namespace wharf::organization
