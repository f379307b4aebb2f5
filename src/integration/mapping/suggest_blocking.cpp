#include "integration/mapping/suggest_blocking.h"

#include <algorithm>
#include <string>
#include <utility>

namespace wharf::mapping {
namespace {

// "GE" are the initials of too many.
constexpr std::size_t kFewestInitials = 3;
constexpr std::size_t kMostInitials = 8;
// How many names come in for their initials, or as the same words or letters.
constexpr std::size_t kMostByInitials = 6;
constexpr std::size_t kMostAlike = 12;
// Names that share less of their weight come to nothing, except a few that may share initials besides.
constexpr float kLeastCommon = 0.4F;
constexpr std::size_t kAlwaysKept = 8;

std::uint64_t PairKey(WordId a, WordId b) { return MixWord(a) + MixWord(b); }

std::string Initials(std::span<const Token> tokens, const Vocabulary& vocabulary, bool with_articles) {
  std::string initials;
  for (const Token& token : tokens) {
    const Word& word = vocabulary[token.word];
    if (token.noted || word.has_digit || (!with_articles && word.kind == WordKind::function_word)) continue;
    initials += word.letters.front();
  }
  return initials;
}

}  // namespace

CandidateIndex::CandidateIndex(const NameTable& organizations, const NameTable& options, const Vocabulary& vocabulary,
                               const Spelling& spelling)
    : organizations_(organizations),
      options_(options),
      vocabulary_(vocabulary),
      spelling_(spelling),
      word_begins_(vocabulary.size() + 1, 0),
      slips_(organizations, options, vocabulary),
      scores_(options.names().size()) {
  const auto for_each_word = [&](auto visit) {
    for (std::uint32_t at = 0; at < options_.names().size(); ++at) {
      for (const Token& token : options_.tokens(options_.names()[at])) {
        if (Tells(token.word)) visit(token.word, at);
      }
    }
  };
  for_each_word([&](WordId word, std::uint32_t) { ++word_begins_[word + 1]; });
  for (std::size_t i = 1; i < word_begins_.size(); ++i) word_begins_[i] += word_begins_[i - 1];
  word_names_.resize(word_begins_.back());
  std::vector<std::uint32_t> next(word_begins_.begin(), word_begins_.end() - 1);
  for_each_word([&](WordId word, std::uint32_t at) { word_names_[next[word]++] = at; });

  for (std::uint32_t at = 0; at < options_.names().size(); ++at) IndexName(at);
  pairs_.Build();
  whole_.Build();
  initials_.Build();
}

void CandidateIndex::IndexName(std::uint32_t at) {
  const Name& name = options_.names()[at];
  const std::span<const Token> tokens = options_.tokens(name);
  whole_.Add(name.word_set, at);
  if (tokens.size() > 1) whole_.Add(name.letters, at);
  if (tokens.size() == 1 || name.all_letters != name.letters) whole_.Add(name.all_letters, at);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (std::size_t j = i + 1; j < tokens.size() && j < i + 8; ++j) {
      if (IsCommon(tokens[i].word) && IsCommon(tokens[j].word)) pairs_.Add(PairKey(tokens[i].word, tokens[j].word), at);
    }
  }
  for (const bool with_articles : {false, true}) {
    const std::string initials = Initials(tokens, vocabulary_, with_articles);
    if (initials.size() >= kFewestInitials && initials.size() <= kMostInitials)
      initials_.Add(NameTable::HashLetters(initials), at);
  }
}

std::span<const std::uint32_t> CandidateIndex::NamesWith(WordId word) const {
  return std::span(word_names_).subspan(word_begins_[word], word_begins_[word + 1] - word_begins_[word]);
}

void CandidateIndex::Touch(std::uint32_t name) {
  if (scores_[name].shared == 0 && !scores_[name].certain) touched_.push_back(name);
}

void CandidateIndex::Credit(std::span<const std::uint32_t> names, float weight) {
  for (const std::uint32_t name : names) {
    Touch(name);
    scores_[name].shared += weight;
  }
}

void CandidateIndex::Keep(std::span<const std::uint32_t> names, std::size_t most) {
  for (const std::uint32_t name : names.first(std::min(names.size(), most))) {
    Touch(name);
    scores_[name].certain = true;
  }
}

void CandidateIndex::CollectWords(std::span<const Token> tokens) {
  words_.clear();
  for (const Token& token : tokens) {
    if (!Tells(token.word)) continue;
    if (std::find(words_.begin(), words_.end(), token.word) != words_.end()) continue;
    words_.push_back(token.word);
    if (!IsCommon(token.word)) Credit(NamesWith(token.word), vocabulary_[token.word].weight);
    for (const SpellingNeighbour& neighbour : spelling_.Of(token.word)) {
      if (IsCommon(neighbour.word)) continue;
      const float weight = std::min(vocabulary_[token.word].weight, vocabulary_[neighbour.word].weight);
      Credit(NamesWith(neighbour.word), weight * neighbour.likeness);
    }
  }
}

// Common words count in twos; a misspelt word stands for those it may be.
void CandidateIndex::CollectPairs(std::span<const Token> tokens) {
  words_.clear();
  for (const Token& token : tokens) {
    if (IsCommon(token.word)) words_.push_back(token.word);
    for (const SpellingNeighbour& neighbour : spelling_.Of(token.word)) {
      if (IsCommon(neighbour.word) && words_.size() < 2 * tokens.size()) words_.push_back(neighbour.word);
    }
  }
  for (std::size_t i = 0; i < words_.size(); ++i) {
    for (std::size_t j = i + 1; j < words_.size() && j < i + 16; ++j) {
      const std::span<const std::uint32_t> names = pairs_.Find(PairKey(words_[i], words_[j]));
      if (names.size() > kMostShared) continue;
      Credit(names, vocabulary_[words_[i]].weight + vocabulary_[words_[j]].weight);
    }
  }
}

void CandidateIndex::CollectWhole(const Name& name, std::span<const Token> tokens) {
  Keep(whole_.Find(name.word_set), kMostAlike);
  Keep(whole_.Find(name.letters), kMostAlike);
  Keep(whole_.Find(name.all_letters), kMostAlike);
  for (const Token& token : tokens) {
    if (token.noted || !Tells(token.word)) continue;
    for (const SpellingNeighbour& neighbour : spelling_.Of(token.word)) {
      if (IsCommon(neighbour.word))
        Keep(whole_.Find(name.word_set - MixWord(token.word) + MixWord(neighbour.word)), kMostAlike);
    }
  }
}

void CandidateIndex::CollectInitials(std::span<const Token> tokens) {
  std::size_t telling = 0;
  for (const Token& token : tokens) telling += Tells(token.word) && !token.noted ? 1U : 0U;
  if (telling <= 2) {
    for (const Token& token : tokens) {
      const Word& written = vocabulary_[token.written];
      if (written.letters.size() < kFewestInitials || written.has_digit) continue;
      if (written.letters.size() <= kMostInitials)
        Keep(initials_.Find(NameTable::HashLetters(written.letters)), kMostByInitials);
      if (telling == 1) CollectCompounds(written.letters);
    }
    return;
  }
  for (const bool with_articles : {false, true}) {
    const std::string initials = Initials(tokens, vocabulary_, with_articles);
    if (initials.size() < kFewestInitials || initials.size() > kMostInitials) continue;
    if (const auto word = vocabulary_.Find(initials); word && !IsCommon(*word)) Keep(NamesWith(*word), kMostByInitials);
  }
}

// "Wabtec" may be made of beginnings of words whose initials are three or four of its letters, the first among them.
void CandidateIndex::CollectCompounds(std::string_view letters) {
  if (letters.size() < 5 || letters.size() > 10) return;
  std::string initials(1, letters.front());
  const auto look_up = [&] { Keep(initials_.Find(NameTable::HashLetters(initials)), kMostByInitials); };
  for (std::size_t second = 1; second < letters.size(); ++second) {
    for (std::size_t third = second + 1; third < letters.size(); ++third) {
      initials.assign({letters.front(), letters[second], letters[third]});
      look_up();
      for (std::size_t fourth = third + 1; fourth < letters.size(); ++fourth) {
        initials.resize(3);
        initials += letters[fourth];
        look_up();
      }
    }
  }
}

std::span<const std::uint32_t> CandidateIndex::Find(std::uint32_t organization_name) {
  const Name& name = organizations_.names()[organization_name];
  const std::span<const Token> tokens = organizations_.tokens(name);
  found_.clear();
  CollectWords(tokens);
  CollectPairs(tokens);
  CollectWhole(name, tokens);
  CollectInitials(tokens);
  Keep(slips_.Of(organization_name), SlipPairs::kMost);

  ranked_.clear();
  for (const std::uint32_t at : touched_) {
    const Score score = std::exchange(scores_[at], Score{});
    const float all = name.weight + options_.names()[at].weight;
    ranked_.emplace_back((score.certain ? -1 : 0) - 2 * score.shared / std::max(all, 1e-6F), at);
  }
  touched_.clear();
  if (ranked_.size() > kMostCandidates) {
    std::nth_element(ranked_.begin(), ranked_.begin() + kMostCandidates, ranked_.end());
    ranked_.resize(kMostCandidates);
  }
  std::sort(ranked_.begin(), ranked_.end());
  for (const auto& [rank, at] : ranked_) {
    if (found_.size() >= kAlwaysKept && -rank < kLeastCommon) break;
    found_.push_back(at);
  }
  std::sort(found_.begin(), found_.end());
  return found_;
}

}  // namespace wharf::mapping
