#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/fold.h"
#include "base/text_encoding.h"

// Any bytes are decoded, read, written and read back to the same fields.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const wharf::DecodedText decoded = wharf::DecodeText({reinterpret_cast<const char*>(data), size});
  if (!wharf::IsValidUtf8(decoded.text)) std::abort();
  const std::string folded = wharf::FoldForSearch(decoded.text);
  if (wharf::FoldForSearch(folded) != folded) std::abort();

  wharf::Result<wharf::CsvReader> reader = wharf::CsvReader::Open(decoded.text);
  if (!reader) return 0;
  wharf::CsvWriter writer;
  writer.Row({"header"});
  std::vector<std::vector<std::string>> rows;
  wharf::CsvRow row;
  for (wharf::Result<bool> more = reader->Next(row); more && *more; more = reader->Next(row)) {
    std::vector<std::string_view> fields;
    for (std::size_t i = 0; i < row.size(); ++i) fields.push_back(row[i]);
    writer.Row(fields);
    rows.emplace_back(fields.begin(), fields.end());
  }
  const std::string text = "sep=,\r\n" + writer.Take();
  wharf::Result<wharf::CsvReader> again = wharf::CsvReader::Open(text);
  if (!again) std::abort();
  for (const std::vector<std::string>& expected : rows) {
    if (const wharf::Result<bool> more = again->Next(row); !more || !*more) std::abort();
    if (row.size() != expected.size()) std::abort();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (row[i] != expected[i]) std::abort();
    }
  }
  return 0;
}
