#pragma once

#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wharf::net::test {

/// The cases of a data file: `left -> right` a line, blanks around both cut; `#` begins a comment line.
inline std::vector<std::pair<std::string, std::string>> Cases(const std::string& name) {
  const auto trim = [](std::string text) {
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  };
  std::ifstream file(std::string(WHARF_SOURCE_DIR) + "/tests/net/" + name);
  std::vector<std::pair<std::string, std::string>> cases;
  for (std::string line; std::getline(file, line);) {
    const std::size_t arrow = line.rfind("->");
    if (line.empty() || line.starts_with('#') || arrow == std::string::npos) continue;
    cases.emplace_back(trim(line.substr(0, arrow)), trim(line.substr(arrow + 2)));
  }
  return cases;
}

/// The fields of a left side, by `|`.
inline std::vector<std::string> Fields(const std::string& text) {
  std::vector<std::string> fields;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t bar = text.find(" |", begin);
    std::string field = text.substr(begin, bar == std::string::npos ? bar : bar - begin);
    field.erase(0, field.find_first_not_of(' ') == std::string::npos ? field.size() : field.find_first_not_of(' '));
    field.erase(field.find_last_not_of(' ') + 1);
    fields.push_back(field);
    if (bar == std::string::npos) return fields;
    begin = bar + 2;
  }
}

}  // namespace wharf::net::test
