#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wharf::mapping {

/// One word as it stands in a name, folded (see FoldForSearch).
struct ScannedWord {
  std::string_view text;
  std::uint64_t humps = 0;    ///< bit i: a capital followed a small letter before byte i, as in "TitanSecurity"
  std::uint32_t chunk = 0;    ///< words of one chunk have no blank between them
  std::uint16_t section = 0;  ///< counts the " - " before it
  bool bracketed = false;
  bool slashed = false;       ///< a slash stands before it
  bool slash_inside = false;  ///< letters that a slash joined: "A/S"
  bool ampersand = false;     ///< written "&" or "+"; the text is "and"
  bool initials = false;      ///< one letter, or a row of them joined
  bool spaced = false;        ///< a row of letters that blanks parted: "A O"
};

/// Cuts a name into words: the characters' part of reading names. Letters and digits make words, apostrophes vanish,
/// single letters in a row stand together ("J. B." and "JB" are alike, as are "S.p.A.", "A/S" and "M&T"), digits after
/// a word are their own ("Unit71"), everything else separates. Any bytes are a name: those that are no UTF-8 separate.
/// Keeps its buffers, so it is for one thread.
class NameScanner {
 public:
  /// At most this much of a name is looked at.
  static constexpr std::size_t kMaxCodePoints = 512;
  static constexpr std::size_t kMaxWords = 64;

  /// The words live until the next call.
  const std::vector<ScannedWord>& Scan(std::string_view name);

 private:
  void Letter(std::string_view bytes);
  void Punctuation(char mark, bool blank_after);
  void SplitInitial();
  void EndWord();
  void AddWord(std::size_t begin, bool ampersand);
  void JoinInitials();

  std::string raw_;
  std::uint64_t raw_humps_ = 0;
  bool raw_ascii_ = true;
  bool last_was_small_ = false;
  bool last_was_blank_ = true;
  std::string folded_;
  std::vector<std::size_t> begins_;  // of the words in folded_
  ScannedWord next_;                 // what the next word will carry
  int depth_ = 0;
  std::vector<ScannedWord> words_;
};

}  // namespace wharf::mapping
