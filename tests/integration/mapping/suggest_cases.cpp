#include "suggest_cases.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "base/trim.h"

namespace wharf::mapping {
namespace {

class CaseReader {
 public:
  explicit CaseReader(const std::string& path) : path_(path), file_(path) {
    if (!file_) throw std::runtime_error(path + " cannot be read");
  }

  std::vector<SuggestCase> Run() {
    std::string line;
    while (std::getline(file_, line)) {
      ++line_;
      if (line.starts_with('#')) continue;
      if (Trim(line).empty()) {
        End();
      } else {
        Take(line);
      }
    }
    End();
    return std::move(cases_);
  }

 private:
  [[noreturn]] void Fail(const std::string& why) const {
    throw std::runtime_error(path_ + ":" + std::to_string(line_) + ": " + why);
  }

  void End() {
    if (case_.organizations.empty() && case_.options.empty()) return;
    if (case_.expected.empty()) Fail("the case above expects nothing");
    cases_.push_back(std::exchange(case_, {}));
  }

  void Take(const std::string& line) {
    if (case_.line == 0) case_.line = line_;
    if (const auto arrow = line.find("->"); arrow != std::string::npos && line.find(':') > arrow) {
      Expect(std::string(Trim(line.substr(0, arrow))), std::string(Trim(line.substr(arrow + 2))));
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) Fail("neither a row nor an expectation");
    AddRow(std::string(Trim(line.substr(0, colon))), std::string(Trim(line.substr(colon + 1))));
  }

  void AddRow(const std::string& key, const std::string& value) {
    if (key == "organization") {
      case_.organizations.push_back({.id = "o" + std::to_string(case_.organizations.size() + 1), .name = value});
      last_is_option_ = false;
    } else if (key == "option") {
      case_.options.push_back({.id = "c" + std::to_string(case_.options.size() + 1), .name = value});
      last_is_option_ = true;
    } else if (key == "domain") {
      (last_is_option_ ? case_.options.back().domains : case_.organizations.back().domains).push_back(value);
    } else if (key == "alias") {
      case_.options.back().aliases.push_back(value);
    } else if (key == "known as" || key == "identifier") {
      const std::size_t equals = value.find('=');
      if (equals == std::string::npos) Fail(key + " needs an equals sign");
      const std::string left(Trim(value.substr(0, equals)));
      const std::string right(Trim(value.substr(equals + 1)));
      if (key == "known as") {
        case_.organizations.back().known_as.push_back({left, right});
      } else {
        (last_is_option_ ? case_.options.back().identifiers : case_.organizations.back().identifiers)
            .push_back({left, right});
      }
    } else {
      Fail("no such row: " + key);
    }
  }

  void Expect(const std::string& organization, const std::string& rest) {
    std::istringstream words(rest);
    ExpectedSuggestion expected{.organization_id = organization.empty() ? "o1" : organization};
    words >> expected.kind;
    if (expected.kind.starts_with('c') && expected.kind != "confident") {
      expected.option_id = std::exchange(expected.kind, "");
      words >> expected.kind;
    } else if (expected.kind == "confident") {
      expected.option_id = "c1";
    }
    std::getline(words, expected.reason);
    expected.reason = std::string(Trim(expected.reason));
    case_.expected.push_back(expected);
  }

  std::string path_;
  std::ifstream file_;
  std::size_t line_ = 0;
  bool last_is_option_ = false;
  SuggestCase case_;
  std::vector<SuggestCase> cases_;
};

}  // namespace

std::vector<SuggestCase> ReadSuggestCases(const std::string& path) { return CaseReader(path).Run(); }

}  // namespace wharf::mapping
