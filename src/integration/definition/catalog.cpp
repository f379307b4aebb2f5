#include "integration/definition/catalog.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <optional>
#include <thread>
#include <utility>

#include "integration/definition/icon.h"
#include "integration/definition/loader.h"

namespace wharf::definition {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = 32U << 20U;

void Complain(std::vector<Diagnostic>& errors, const fs::path& file, std::string message, Position at = {}) {
  errors.push_back({file.string(), at, "", std::move(message)});
}

std::optional<std::string> ReadFile(const fs::path& file, std::vector<Diagnostic>& errors) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    Complain(errors, file, "this file is missing");
    return std::nullopt;
  }
  if (fs::file_size(file, error) > kMostBytes || error) {
    Complain(errors, file, "this file is larger than 32 MiB");
    return std::nullopt;
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    Complain(errors, file, "this file cannot be read; check its rights");
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// The sections, in order; more may stand between them.
void CheckGuide(const std::string& guide, const fs::path& file, std::vector<Diagnostic>& errors) {
  std::size_t from = 0;
  const auto text = "\n" + guide;
  for (const auto& section : GuideSections()) {
    const auto found = text.find("\n## " + section + "\n", from);
    if (found == std::string::npos) {
      const auto elsewhere = text.find("\n## " + section + "\n") != std::string::npos;
      Complain(errors, file,
               "the section \"## " + section + "\" " +
                   (elsewhere ? "stands too early; the order is: " : "is missing; a guide has: ") +
                   "What you need, Step by step, Permissions, Customers",
               {1, 1});
      continue;
    }
    const auto body = text.find_first_not_of(" \n\r\t", found + section.size() + 5);
    if (body == std::string::npos || text.compare(body, 3, "## ") == 0) {
      const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(found) + 1, '\n');
      Complain(errors, file, "the section \"" + section + "\" is empty", {static_cast<std::uint32_t>(line), 1});
    }
    from = found + 1;
  }
}

struct Folder {
  std::string id;
  CatalogEntry entry;
  std::vector<Diagnostic> errors;
};

Folder LoadFolder(const fs::path& path, const Vocabulary& vocabulary, const templates::Environment& environment) {
  Folder folder;
  folder.id = path.filename().string();
  const auto file = path / "integration.yaml";
  if (const auto text = ReadFile(file, folder.errors)) {
    auto loaded = Load(*text, file.string(), vocabulary, environment);
    folder.errors.insert(folder.errors.end(), loaded.errors.begin(), loaded.errors.end());
    folder.entry.definition = std::move(loaded.definition);
    if (folder.entry.definition && folder.entry.definition->id != folder.id) {
      Complain(folder.errors, file,
               "the id is \"" + folder.entry.definition->id + "\", but the folder is \"" + folder.id +
                   "\"; they must be the same",
               {1, 1});
    }
  }
  if (auto icon = ReadFile(path / "icon.svg", folder.errors)) {
    const auto wrong = CheckIcon(*icon, (path / "icon.svg").string());
    folder.errors.insert(folder.errors.end(), wrong.begin(), wrong.end());
    folder.entry.icon = *std::move(icon);
  }
  if (auto guide = ReadFile(path / "guide.md", folder.errors)) {
    CheckGuide(*guide, path / "guide.md", folder.errors);
    folder.entry.guide = *std::move(guide);
  }
  return folder;
}

std::vector<fs::path> Folders(const fs::path& catalog, std::vector<Diagnostic>& errors) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(catalog, error)) {
    if (entry.is_directory(error) && !entry.path().filename().string().starts_with('.'))
      folders.push_back(entry.path());
  }
  if (error) Complain(errors, catalog, "this folder cannot be read: " + error.message());
  std::ranges::sort(folders);
  return folders;
}

/// All folders at once, on as many threads as there are cores: loading is what the start of the server waits for.
std::vector<Folder> LoadFolders(const std::vector<fs::path>& paths, const Vocabulary& vocabulary,
                                const templates::Environment& environment) {
  std::vector<Folder> folders(paths.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (auto i = next++; i < paths.size(); i = next++) folders[i] = LoadFolder(paths[i], vocabulary, environment);
  };
  std::vector<std::jthread> helpers;
  const auto wanted = std::min<std::size_t>({std::thread::hardware_concurrency(), paths.size() / 8 + 1, 8});
  for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back(work);
  work();
  helpers.clear();
  return folders;
}

}  // namespace

const CatalogEntry* Catalog::Find(std::string_view id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

LoadedCatalog LoadCatalog(const fs::path& folder, const Vocabulary& vocabulary,
                          const templates::Environment& environment) {
  LoadedCatalog loaded;
  std::map<std::string, CatalogEntry, std::less<>> entries;
  for (auto& one : LoadFolders(Folders(folder, loaded.errors), vocabulary, environment)) {
    if (one.errors.empty()) entries.emplace(one.id, std::move(one.entry));
    loaded.errors.insert(loaded.errors.end(), one.errors.begin(), one.errors.end());
  }
  loaded.catalog = Catalog(std::move(entries));
  return loaded;
}

std::vector<Diagnostic> CheckCatalog(const fs::path& path, const Vocabulary& vocabulary,
                                     const templates::Environment& environment) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    if (fs::exists(path / "integration.yaml", error)) {
      // A folder may be named with a slash at its end or as ".".
      return LoadFolder(fs::canonical(path, error), vocabulary, environment).errors;
    }
    return LoadCatalog(path, vocabulary, environment).errors;
  }
  std::vector<Diagnostic> errors;
  if (const auto text = ReadFile(path, errors)) return Load(*text, path.string(), vocabulary, environment).errors;
  return errors;
}

std::vector<std::string> GuideSections() { return {"What you need", "Step by step", "Permissions", "Customers"}; }

}  // namespace wharf::definition
