#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wharf::templates {

/// One line of a case file. A case file is read by people first:
///
///     # a comment
///     given {"a": 7}             the context of the lines below
///     strict on                  strict mode for the lines below (off at the beginning)
///     0.000{{ a }}    -> 0.0007  renders as this text
///     {{ a }}         => 7       yields this JSON value in native mode
///     {{ a            !! 1:1: the expression is not closed    fails; the message holds this
///
/// `⏎` stands for a line end and `·` for a blank, in templates and texts; blanks around both are cut.
struct Case {
  std::size_t line = 0;
  std::string given;
  bool strict = false;
  std::string source;
  std::string arrow;
  std::string expected;
};

std::vector<Case> ReadCases(std::string_view text, std::size_t first_line = 1);

/// Empty if the case holds; else what came instead.
std::string Check(const Case& each);

std::string ReadFile(const std::string& path);

}  // namespace wharf::templates
