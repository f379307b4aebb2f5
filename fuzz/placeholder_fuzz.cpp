#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "storage/postgres_sql.h"

/// The numbered SQL is the given one with some of its question marks replaced, from $1 upwards and without a gap.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  const auto numbered = wharf::storage::NumberParameters(sql);
  std::string_view sent = numbered.sql;
  std::size_t next = 1;
  for (const char c : sql) {
    const std::string mark = "$" + std::to_string(next);
    if (c == '?' && sent.starts_with(mark)) {
      sent.remove_prefix(mark.size());
      ++next;
    } else if (sent.empty() || sent.front() != c) {
      std::abort();
    } else {
      sent.remove_prefix(1);
    }
  }
  if (!sent.empty() || next != numbered.parameters + 1) std::abort();
  return 0;
}
