#include "integration/mapping/name_joining.h"

#include <algorithm>
#include <array>
#include <limits>

#include "integration/mapping/name_legal_forms.h"

namespace wharf::mapping {
namespace {

constexpr std::size_t kShortestSplit = 7;
constexpr std::size_t kLongestSplit = 63;
constexpr std::size_t kLongestPiece = 20;
constexpr float kImpossible = std::numeric_limits<float>::max();

bool IsHump(std::uint64_t humps, std::size_t at) { return at < 64 && (humps >> at & 1U) != 0; }

// Whether a piece begins and ends at capitals and has none inside.
bool IsBetweenHumps(std::uint64_t humps, std::size_t begin, std::size_t end, std::size_t size) {
  if (humps == 0 || (begin > 0 && !IsHump(humps, begin)) || (end < size && !IsHump(humps, end))) return false;
  for (std::size_t at = begin + 1; at < end; ++at) {
    if (IsHump(humps, at)) return false;
  }
  return true;
}

}  // namespace

NameJoining::NameJoining(Vocabulary& vocabulary, std::span<const NameTable* const> tables) : vocabulary_(vocabulary) {
  for (const NameTable* table : tables) CollectNeighbours(*table);
  const std::size_t words = vocabulary.size();
  for (WordId word = 0; word < words; ++word) {
    const Word& info = vocabulary[word];
    // A word that occurs twice is a word. One that occurs once may be several without their blanks.
    if (info.rows == 1 && info.kind == WordKind::content && info.text.size() >= kShortestSplit &&
        info.text.size() <= kLongestSplit && !neighbours_.contains(NameTable::HashLetters(info.text))) {
      DecideSplit(word);
    }
  }
}

// Two words side by side in some name: what is written as one elsewhere is joined here, not split there, because the
// joined word is the rarer and tells more.
void NameJoining::CollectNeighbours(const NameTable& table) {
  for (const Name& name : table.names()) {
    const std::span<const Token> tokens = table.tokens(name);
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      buffer_.assign(vocabulary_[tokens[i - 1].word].text);
      buffer_ += vocabulary_[tokens[i].word].text;
      if (buffer_.size() >= kShortestSplit) neighbours_.insert(NameTable::HashLetters(buffer_));
    }
  }
}

float NameJoining::PieceCost(WordId whole, std::size_t begin, std::size_t end) const {
  const Word& word = vocabulary_[whole];
  const std::string_view piece = word.text.substr(begin, end - begin);
  if (piece.size() < 2) return kImpossible;
  const KnownWord* known = FindKnownWord(piece);
  const bool last = end == word.text.size();
  if (piece.size() <= 3) {
    // Short pieces are found in every word; only "of", "the", and a legal form at the end are believed.
    if (!last && known != nullptr && known->kind == WordKind::function_word) return 1.5F;
    if (last && IsLegalWord(piece)) return 1.5F;
  }
  if (piece.size() >= 3) {
    if (const auto found = vocabulary_.Find(piece); found && *found != whole) {
      const std::uint32_t rows = vocabulary_[vocabulary_[*found].canonical].rows;
      if (rows >= 2) return 1;
      if (rows == 1 && piece.size() >= 4) return 1.5F;
    }
    if (piece.size() >= 4 && (known != nullptr || (last && IsLegalWord(piece)))) return 1.2F;
    if (IsBetweenHumps(word.humps, begin, end, word.text.size())) return 3;
  }
  return kImpossible;
}

std::vector<NameJoining::Piece> NameJoining::CheapestPieces(WordId whole) const {
  const Word& word = vocabulary_[whole];
  const std::string_view text = word.text;
  std::array<float, kLongestSplit + 1> cost{};
  std::array<std::size_t, kLongestSplit + 1> from{};
  cost.fill(kImpossible);
  cost[0] = 0;
  for (std::size_t end = 2; end <= text.size(); ++end) {
    for (std::size_t begin = end > kLongestPiece ? end - kLongestPiece : 0; begin + 1 < end; ++begin) {
      if (cost.at(begin) == kImpossible || (begin == 0 && end == text.size())) continue;
      const float piece = PieceCost(whole, begin, end);
      if (piece == kImpossible || cost.at(begin) + piece >= cost.at(end)) continue;
      cost.at(end) = cost.at(begin) + piece;
      from.at(end) = begin;
    }
  }
  std::vector<Piece> pieces;
  if (cost.at(text.size()) == kImpossible) return pieces;
  for (std::size_t end = text.size(); end > 0; end = from.at(end)) {
    const std::size_t begin = from.at(end);
    pieces.push_back({begin, end, PieceCost(whole, begin, end) < 3});
  }
  std::reverse(pieces.begin(), pieces.end());
  return pieces;
}

void NameJoining::DecideSplit(WordId whole) {
  std::vector<Piece> pieces = CheapestPieces(whole);
  const std::string_view text = vocabulary_[whole].text;
  const bool convincing = std::any_of(pieces.begin(), pieces.end(),
                                      [](const Piece& piece) { return piece.known && piece.end - piece.begin >= 4; });
  if (!convincing) return;
  // What was written together may end in a legal form, which a name of its own words has lost already.
  while (pieces.size() > 1 && IsLegalWord(text.substr(pieces.back().begin, pieces.back().end - pieces.back().begin)))
    pieces.pop_back();
  std::vector<WordId> words;
  for (const Piece& piece : pieces) {
    const std::string_view part = text.substr(piece.begin, piece.end - piece.begin);
    const KnownWord* known = FindKnownWord(part);
    words.push_back(known == nullptr ? vocabulary_.Add(part, WordKind::content)
                                     : vocabulary_.Add(known->canonical, known->kind));
  }
  splits_.emplace(whole, std::move(words));
}

void NameJoining::Split(const Token& token, std::vector<Token>& out) const {
  const auto split = splits_.find(token.word);
  if (split == splits_.end()) {
    out.push_back(token);
    return;
  }
  for (const WordId word : split->second)
    out.push_back({.word = word, .written = word, .noted = token.noted, .split = true});
}

bool NameJoining::Joins(const Token& left, const Token& right, Token& joined) {
  const Word& first = vocabulary_[left.word];
  const Word& second = vocabulary_[right.word];
  const auto joinable = [](const Word& word) {
    return word.kind != WordKind::function_word && word.kind != WordKind::number && word.kind != WordKind::alias_marker;
  };
  if (left.noted != right.noted || !joinable(first) || !joinable(second)) return false;
  if (first.text.size() + second.text.size() < 5 || second.text.size() < 2) return false;
  buffer_.assign(first.text);
  buffer_ += second.text;
  const auto word = vocabulary_.Find(buffer_);
  if (!word || vocabulary_[*word].rows == 0 || splits_.contains(*word)) return false;
  joined = {.word = *word, .written = *word, .noted = left.noted, .located = left.located, .joined = true};
  return true;
}

void NameJoining::operator()(std::span<const Token> tokens, std::vector<Token>& out) {
  const std::size_t first = out.size();
  for (const Token& token : tokens) Split(token, out);
  std::size_t kept = first;
  for (std::size_t i = first; i < out.size(); ++i) {
    Token joined;
    if (kept > first && Joins(out[kept - 1], out[i], joined)) {
      out[kept - 1] = joined;
    } else {
      out[kept++] = out[i];
    }
  }
  out.resize(kept);
}

}  // namespace wharf::mapping
