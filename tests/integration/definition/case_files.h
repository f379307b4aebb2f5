#pragma once

#include <string>
#include <vector>

namespace wharf::definition {

/// The whole file as text; a failure of the test if it cannot be read.
std::string ReadText(const std::string& path);

/// A case of a *.test file: `### title`, then YAML, then `-> line:column: message` lines.
struct Case {
  std::string title;
  std::string yaml;
  std::vector<std::string> expected;
};
std::vector<Case> ReadCases(const std::string& path);

/// The YAML with those parts of a smallest definition behind it that it does not have itself: so a case holds only what
/// it is about, and its lines keep their numbers.
std::string Completed(std::string yaml);

/// A fenced block of a Markdown page.
struct Fence {
  std::string info;  ///< what stands behind the ```
  std::string text;
  int line = 0;
};
std::vector<Fence> ReadFences(const std::string& page);

}  // namespace wharf::definition
