#include "case_files.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>
#include <utility>

namespace wharf::definition {

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Case> ReadCases(const std::string& path) {
  std::vector<Case> cases;
  std::istringstream text(ReadText(path));
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("### ")) {
      cases.push_back({line.substr(4), "", {}});
    } else if (cases.empty()) {
      continue;
    } else if (line.starts_with("-> ")) {
      cases.back().expected.push_back(line.substr(3));
    } else if (cases.back().expected.empty()) {
      cases.back().yaml += line + "\n";
    }
  }
  return cases;
}

std::string Completed(std::string yaml) {
  static constexpr std::array<std::pair<const char*, const char*>, 7> kParts = {
      {{"format", "format: 1\n"},
       {"id", "id: example\n"},
       {"name", "name: Example\n"},
       {"categories", "categories: [other]\n"},
       {"connection", "connection: {sign_in: {open: {label: Open, auth: none}}, base_url: https://api.example.com}\n"},
       {"actions",
        "actions: {list_companies: {name: List companies, request: {get: /companies}, output: {rows: companies}}}\n"},
       {"organizations", "organizations: {none: There are none.}\n"}}};
  for (const auto& [key, part] : kParts) {
    const auto line = std::string(key) + ":";
    if (!yaml.starts_with(line) && yaml.find("\n" + line) == std::string::npos) yaml += part;
  }
  return yaml;
}

std::vector<Fence> ReadFences(const std::string& page) {
  std::vector<Fence> fences;
  std::istringstream text(page);
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) fences.push_back({line.substr(3), "", number});
    } else if (inside) {
      fences.back().text += line + "\n";
    }
  }
  return fences;
}

}  // namespace wharf::definition
