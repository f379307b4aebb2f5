#include "integration/mapping/name_scanner.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "base/fold.h"

namespace wharf::mapping {
namespace {

constexpr char kLetter = 'a';
constexpr char kNothing = '\0';

std::size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

// Takes one code point off `text`; 0 for a byte that is no UTF-8.
char32_t NextCodePoint(std::string_view text, std::size_t& length) {
  const auto lead = static_cast<unsigned char>(text.front());
  length = SequenceLength(lead);
  if (length == 1) return lead;
  if (length == 0 || length > text.size()) {
    length = 1;
    return 0;
  }
  constexpr std::array<unsigned, 5> kLeadBits = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code_point = lead & kLeadBits.at(length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) {
      length = 1;
      return 0;
    }
    code_point = code_point << 6U | (byte & 0x3FU);
  }
  return code_point;
}

// What a character does, as the ASCII character that does the same; kLetter for what words are made of.
char RoleOf(char32_t c) {
  if (c < 0x80) {
    const auto ascii = static_cast<char>(c);
    return (ascii >= '0' && ascii <= '9') || (ascii >= 'A' && ascii <= 'Z') || (ascii >= 'a' && ascii <= 'z') ? kLetter
                                                                                                              : ascii;
  }
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x02BC:
    case 0x00B4:
    case 0x2032:
    case 0xFF07:
      return '\'';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0xFF0D:
      return '-';
    case 0xFF08:
    case 0xFF3B:
    case 0x3010:
    case 0x3014:
      return '(';
    case 0xFF09:
    case 0xFF3D:
    case 0x3011:
    case 0x3015:
      return ')';
    case 0xFF06:
      return '&';
    case 0xFF0F:
      return '/';
    case 0x3231:  // the signs for Japanese and Korean companies
    case 0x3232:
    case 0x321C:
      return '*';
    default:
      break;
  }
  const auto letter = static_cast<UChar32>(c);
  if (u_isalnum(letter) != 0 || (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0) return kLetter;
  if (u_charType(letter) == U_FORMAT_CHAR) return kNothing;
  return u_isUWhiteSpace(letter) != 0 ? ' ' : ',';
}

bool IsSmall(char c) { return c >= 'a' && c <= 'z'; }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
// "Unit71" is "Unit 71"; "L3", "F5" and "G4S" are words.
std::size_t TrailingDigits(std::string_view word) {
  std::size_t digits = 0;
  while (digits < word.size() && word[word.size() - 1 - digits] >= '0' && word[word.size() - 1 - digits] <= '9')
    ++digits;
  const std::string_view letters = word.substr(0, word.size() - digits);
  const bool plain = std::all_of(letters.begin(), letters.end(), [](char c) { return c < '0' || c > '9'; });
  return letters.size() >= 3 && plain ? digits : 0;
}

bool IsInitial(const ScannedWord& word) {
  return !word.ampersand && !word.text.empty() && (word.text.front() < '0' || word.text.front() > '9') &&
         word.text.size() == SequenceLength(static_cast<unsigned char>(word.text.front()));
}

// Whether two words are one: initials in a row, and very short ones around "&" ("AT&T", "AT & T").
bool Joins(const ScannedWord& left, const ScannedWord& right, bool across_ampersand) {
  if (left.section != right.section || left.bracketed != right.bracketed) return false;
  if (across_ampersand && left.text.size() <= 2 && right.text.size() <= 2 &&
      (left.chunk == right.chunk || left.initials || right.initials)) {
    return true;
  }
  return left.initials && right.initials;
}

bool IsAsciiAlnum(char c) { return IsSmall(c) || IsCapital(c) || (c >= '0' && c <= '9'); }

}  // namespace

const std::vector<ScannedWord>& NameScanner::Scan(std::string_view name) {
  words_.clear();
  begins_.clear();
  folded_.clear();
  raw_.clear();
  next_ = {};
  depth_ = 0;
  last_was_small_ = false;
  last_was_blank_ = true;
  std::size_t code_points = 0;
  while (!name.empty() && code_points++ < kMaxCodePoints && words_.size() < kMaxWords) {
    std::size_t length = 1;
    const char32_t c = NextCodePoint(name, length);
    const char role = c == 0 ? ',' : RoleOf(c);
    if (role == kLetter) {
      Letter(name.substr(0, length));
    } else if (role == '*' && c >= 0x80) {
      EndWord();
      Letter(name.substr(0, length));
      EndWord();
    } else if (role != kNothing && role != '\'' && role != '`') {
      Punctuation(role, length == name.size() || name[length] == ' ');
    }
    name.remove_prefix(length);
  }
  EndWord();
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i].ampersand) continue;
    const std::size_t end = i + 1 < begins_.size() ? begins_[i + 1] : folded_.size();
    words_[i].text = std::string_view(folded_).substr(begins_[i], end - begins_[i]);
  }
  JoinInitials();
  return words_;
}

void NameScanner::Letter(std::string_view bytes) {
  const char c = bytes.front();
  if (bytes.size() > 1) {
    raw_ascii_ = false;
  } else if (IsCapital(c) && last_was_small_ && raw_.size() < 64) {
    raw_humps_ |= std::uint64_t{1} << raw_.size();
  }
  raw_ += bytes;
  last_was_small_ = IsSmall(c);
  last_was_blank_ = false;
}

void NameScanner::Punctuation(char mark, bool blank_after) {
  if (mark == '.') SplitInitial();
  EndWord();
  switch (mark) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
      ++next_.chunk;
      last_was_blank_ = true;
      return;
    case '&':
    case '+':
      AddWord(folded_.size(), true);
      break;
    case '-':
    case '~':
      if (last_was_blank_ && blank_after && !words_.empty()) ++next_.section;
      break;
    case '|':
      ++next_.section;
      break;
    case '(':
    case '[':
    case '{':
      ++depth_;
      break;
    case ')':
    case ']':
    case '}':
      if (depth_ > 0) --depth_;
      break;
    case '/':
    case '\\':
      next_.slashed = true;
      break;
    default:
      break;
  }
  next_.bracketed = depth_ > 0;
  last_was_blank_ = false;
}

// "MorganP.C." without its blanks: the capital before the point is an initial.
void NameScanner::SplitInitial() {
  if (!raw_ascii_ || raw_.size() < 2 || raw_.size() > 64 || (raw_humps_ >> (raw_.size() - 1) & 1U) == 0) return;
  const char initial = raw_.back();
  raw_.pop_back();
  raw_humps_ &= (std::uint64_t{1} << raw_.size()) - 1;
  EndWord();
  raw_ += initial;
}

void NameScanner::EndWord() {
  last_was_small_ = false;
  if (raw_.empty()) return;
  const std::size_t begin = folded_.size();
  if (raw_ascii_) {
    for (const char c : raw_) folded_ += static_cast<char>(IsCapital(c) ? c + ('a' - 'A') : c);
  } else {
    raw_humps_ = 0;
    for (const char c : FoldForSearch(raw_)) {
      if (IsAsciiAlnum(c) || static_cast<unsigned char>(c) >= 0x80) folded_ += c;
    }
  }
  if (folded_.size() > begin) {
    const std::size_t digits = TrailingDigits(std::string_view(folded_).substr(begin));
    AddWord(begin, false);
    raw_humps_ = 0;
    if (digits > 0) AddWord(folded_.size() - digits, false);
  }
  raw_.clear();
  raw_humps_ = 0;
  raw_ascii_ = true;
}

void NameScanner::AddWord(std::size_t begin, bool ampersand) {
  if (words_.size() == kMaxWords) return;
  ScannedWord word = next_;
  word.ampersand = ampersand;
  word.humps = ampersand ? 0 : raw_humps_;
  if (ampersand) word.text = "and";
  begins_.push_back(begin);
  words_.push_back(word);
}

void NameScanner::JoinInitials() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    ScannedWord word = words_[i];
    word.initials = IsInitial(word);
    const bool across_ampersand = kept >= 2 && words_[kept - 1].ampersand;
    const std::size_t left_at = kept - (across_ampersand ? 2 : 1);
    if (kept == 0 || word.ampersand || !Joins(words_[left_at], word, across_ampersand)) {
      words_[kept++] = word;
      continue;
    }
    ScannedWord& left = words_[left_at];
    // The folded words lie side by side, so the joined word is one view.
    const std::size_t gap = static_cast<std::size_t>(word.text.data() - left.text.data());
    left.text = std::string_view(left.text.data(), gap + word.text.size());
    left.spaced = left.spaced || left.chunk != word.chunk;
    left.slash_inside = left.slash_inside || word.slashed != left.slashed;
    left.chunk = word.chunk;
    left.humps = 0;
    left.initials = true;
    kept = left_at + 1;
  }
  words_.resize(kept);
}

}  // namespace wharf::mapping
