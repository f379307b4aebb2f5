#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "integration/definition/definition.h"
#include "integration/definition/diagnostic.h"
#include "integration/definition/kind.h"

namespace wharf::templates {
class Environment;
}

namespace wharf::definition {

/// One integration with what stands beside its definition.
struct CatalogEntry {
  std::shared_ptr<const Definition> definition;
  std::string icon;   ///< SVG; see CheckIcon
  std::string guide;  ///< Markdown
};

/// The stock integrations: the folders of catalog/. Immutable once loaded; safe to read from any thread.
class Catalog {
 public:
  Catalog() = default;
  explicit Catalog(std::map<std::string, CatalogEntry, std::less<>> entries) : entries_(std::move(entries)) {}

  /// nullptr if there is no integration of this id.
  [[nodiscard]] const CatalogEntry* Find(std::string_view id) const;
  /// By id, in alphabetical order.
  [[nodiscard]] const std::map<std::string, CatalogEntry, std::less<>>& entries() const { return entries_; }

 private:
  std::map<std::string, CatalogEntry, std::less<>> entries_;
};

struct LoadedCatalog {
  Catalog catalog;                 ///< what is without errors
  std::vector<Diagnostic> errors;  ///< of the others; in order of file and place
};

/// Reads catalog/<id>/integration.yaml, icon.svg and guide.md of every folder in `folder`. A folder with any mistake is
/// left out, the others are there. Folders whose name begins with a dot are passed over. 200 definitions take under
/// 150 ms.
LoadedCatalog LoadCatalog(const std::filesystem::path& folder, const Vocabulary& vocabulary,
                          const templates::Environment& environment);

/// What `wharf catalog check [DIR|FILE]` says: DIR may be the catalogue, or the folder of one integration; a FILE alone
/// is checked as a definition. Empty: all is well.
std::vector<Diagnostic> CheckCatalog(const std::filesystem::path& path, const Vocabulary& vocabulary,
                                     const templates::Environment& environment);

/// The headings that each guide has, as `## ` lines, in this order.
std::vector<std::string> GuideSections();

}  // namespace wharf::definition
