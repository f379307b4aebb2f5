// An import file of organizations, and the rules for what stands in it: no input crashes, and what is accepted is
// stable: cleaning it again changes nothing.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/csv.h"
#include "base/text_encoding.h"
#include "organization/organization_csv.h"
#include "organization/organization_rules.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckRecord(const wharf::organization::ImportRecord& record) {
  using namespace wharf::organization;
  const auto name = CleanName(record.name);
  Require(name.ok() && *name == record.name);
  Require(NameKey(record.name) == NameKey(NameKey(record.name)));
  for (const std::string& domain : record.domains) {
    const auto again = CleanDomain(domain);
    Require(again.ok() && *again == domain);
  }
  const auto tags = CleanTags(record.tags);
  Require(tags.ok() && *tags == record.tags);
  const std::string slug = MakeSlug(record.name, [](std::string_view) { return false; });
  Require(CheckSlug(slug).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wharf::organization;
  const wharf::DecodedText decoded = wharf::DecodeText(std::string(reinterpret_cast<const char*>(data), size));
  auto reader = wharf::CsvReader::Open(decoded.text);
  if (!reader) return 0;
  const auto columns = ImportColumns::Recognize(reader->columns());
  if (!columns) return 0;
  wharf::CsvRow row;
  for (;;) {
    const auto more = reader->Next(row);
    if (!more || !*more) return 0;
    const auto record = ReadImportRecord(row, *columns);
    if (record) CheckRecord(*record);
  }
}
