#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "integration/mapping/name_scanner.h"
#include "integration/mapping/name_words.h"

namespace wharf::mapping {

/// One word of a name, folded. The views live until the parser's next call.
struct NameWord {
  std::string_view text;       ///< as written: "grp"
  std::string_view canonical;  ///< what it stands for: "group"
  WordKind kind = WordKind::content;
  bool noted = false;            ///< from brackets, or after a dash or slash: a remark rather than the name
  bool located = false;          ///< after "of" or "in": says which one of several
  bool spaced_initials = false;  ///< see ScannedWord
  std::uint64_t humps = 0;       ///< see ScannedWord
};

/// A name, or one of several names in one text ("Alder Ltd dba Finch Dental").
struct ParsedName {
  std::vector<NameWord> words;    ///< without the legal form, in the order of the text
  std::uint64_t legal_forms = 0;  ///< equal for equal sets of legal forms; 0 for none
  bool remarked = false;          ///< a remark such as "(closed)" was left out
};

/// Understands names as people of all countries type them: legal forms before and after, remarks such as
/// "(do not use)", places in brackets, abbreviations, numbers, "dba". Never fails; see NameScanner for what is a word.
/// Keeps its buffers, so it is for one thread.
class NameParser {
 public:
  /// The names in `name`, the main one first; at least one, maybe without words.
  std::span<const ParsedName> Parse(std::string_view name);

 private:
  struct Part {  // words that brackets, dashes or slashes set apart
    std::size_t begin = 0;
    std::size_t end = 0;
    bool noted = false;
    bool remark = false;
  };

  void FindParts(const std::vector<ScannedWord>& scanned);
  /// Adds a part's words to the name at `current`, or to one that begins in it; gives the place of the last.
  std::size_t AddPart(const std::vector<ScannedWord>& scanned, const Part& part, std::size_t current);
  ParsedName& NewName();
  static NameWord Interpret(const ScannedWord& scanned);
  void StripLegalForms(ParsedName& name);
  void Finish(ParsedName& name);

  NameScanner scanner_;
  std::vector<Part> parts_;
  std::vector<std::string_view> texts_;
  std::vector<ParsedName> names_;  // the first `count_` are in use
  std::size_t count_ = 0;
};

}  // namespace wharf::mapping
