#include "integration/mapping/name_alignment.h"

#include <algorithm>
#include <bit>
#include <string>

namespace wharf::mapping {
namespace {

constexpr float kTwoSlips = 0.86F;
constexpr float kAbbreviation = 0.9F;
constexpr float kAbbreviatedName = 0.6F;
constexpr float kInitials = 0.85F;
constexpr std::size_t kShortestCompound = 5;
constexpr float kJoinedLetters = 0.99F;
constexpr float kJoinedMisspelt = 0.9F;

// Unlike articles and "of", these make another name: "Snap", "Snap-on".
bool IsPreposition(std::string_view word) {
  return word == "on" || word == "at" || word == "by" || word == "in" || word == "for" || word == "from" ||
         word == "to" || word == "with";
}

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

// "equip" for "equipment", "bldrs" for "builders": a beginning, or the word without its vowels.
bool Abbreviates(std::string_view shorter, std::string_view longer) {
  if (shorter.size() < 3 || shorter.size() + 2 > longer.size()) return false;
  if (longer.starts_with(shorter)) return shorter.size() <= 6;
  std::size_t at = 0;
  for (std::size_t i = 0; i < longer.size(); ++i) {
    if (i > 0 && IsVowel(longer[i])) continue;
    if (at == shorter.size() || shorter[at] != longer[i]) return false;
    ++at;
  }
  return at == shorter.size();
}

// How many letters of `word` are spelled by beginnings of `others`, every one of which takes part: "wabtec" by
// "westinghouse air brake technologies". False if not all are.
bool IsMadeOfBeginnings(std::string_view word, std::span<const std::string_view> others) {
  if (others.empty()) return word.empty();
  const std::string_view first = others.front();
  const auto same = static_cast<std::size_t>(std::mismatch(first.begin(), first.end(), word.begin(), word.end()).first -
                                             first.begin());
  for (std::size_t taken = std::min(same, word.size()); taken > 0; --taken) {
    if (IsMadeOfBeginnings(word.substr(taken), others.subspan(1))) return true;
  }
  return false;
}

class Aligner {
 public:
  Aligner(std::span<const Token> first, std::span<const Token> second, const Vocabulary& vocabulary,
          const Spelling& spelling)
      : sides_{first, second}, vocabulary_(vocabulary), spelling_(spelling) {
    for (std::size_t side = 0; side < 2; ++side) free_.at(side) = AllOf(sides_.at(side).size());
  }

  Alignment Run() {
    PairEqual();
    if (Unpaired()) PairLetters(false);
    if (Unpaired()) PairMisspelt();
    if (Unpaired()) PairLetters(true);
    if (Unpaired()) PairAbbreviated();
    if (Unpaired()) PairInitials(0);
    if (Unpaired()) PairInitials(1);
    if (Unpaired()) PairBeginnings(0);
    if (Unpaired()) PairBeginnings(1);
    CompareOrder();
    CountLeftovers();
    return result_;
  }

 private:
  using Mask = std::uint64_t;

  static Mask AllOf(std::size_t count) { return count >= 64 ? ~Mask{0} : (Mask{1} << count) - 1; }
  static Mask Bit(std::size_t at) { return Mask{1} << at; }

  [[nodiscard]] const Word& At(std::size_t side, std::size_t at) const { return vocabulary_[sides_.at(side)[at].word]; }
  [[nodiscard]] const Word& WrittenAt(std::size_t side, std::size_t at) const {
    return vocabulary_[sides_.at(side)[at].written];
  }
  [[nodiscard]] bool Unpaired() const { return Telling(0) != 0 && Telling(1) != 0; }

  template <class Visit>
  static void ForEach(Mask mask, Visit visit) {
    for (; mask != 0; mask &= mask - 1) visit(static_cast<std::size_t>(std::countr_zero(mask)));
  }

  // The free words that say something.
  [[nodiscard]] Mask Telling(std::size_t side) const {
    Mask telling = 0;
    ForEach(free_.at(side), [&](std::size_t at) {
      if (At(side, at).kind != WordKind::function_word) telling |= Bit(at);
    });
    return telling;
  }

  void Take(std::size_t first, std::size_t second) {
    free_[0] &= ~Bit(first);
    free_[1] &= ~Bit(second);
    if (At(0, first).kind != WordKind::function_word) partners_.at(first) = static_cast<std::uint8_t>(second + 1);
  }

  void Share(float weight, float likeness) {
    result_.shared += weight * likeness;
    for (float& left : result_.left_weight) left += weight * (1 - likeness);
  }

  void PairEqual();
  void PairMisspelt();
  void PairAbbreviated();
  void PairInitials(std::size_t side);
  [[nodiscard]] Mask InitialsOf(std::string_view initials, std::size_t side, std::size_t from) const;
  void PairBeginnings(std::size_t side);
  void PairLetters(bool misspelt);
  bool TryLetters(Mask first, Mask second, bool misspelt);
  void CompareOrder();
  void CountLeftovers();
  template <class Likeness>
  void PairBest(std::uint32_t difference, Likeness likeness);

  std::array<std::span<const Token>, 2> sides_;
  const Vocabulary& vocabulary_;
  const Spelling& spelling_;
  std::array<Mask, 2> free_{};
  std::array<std::uint8_t, 64> partners_{};  // of the first name's words: a place in the second, plus 1
  Alignment result_;
};

void Aligner::PairEqual() {
  for (std::size_t i = 0; i < sides_[0].size() && i < 64; ++i) {
    for (Mask rest = free_[1]; rest != 0; rest &= rest - 1) {
      const auto j = static_cast<std::size_t>(std::countr_zero(rest));
      if (sides_[0][i].word != sides_[1][j].word) continue;
      Take(i, j);
      const Word& word = At(0, i);
      if (word.kind == WordKind::function_word) break;
      result_.shared += word.weight;
      const bool split = sides_[0][i].split || sides_[1][j].split;
      if (split || sides_[0][i].joined != sides_[1][j].joined) result_.differences |= kJoined;
      if (!split && result_.shared_count < result_.shared_words.size()) {
        result_.shared_words.at(result_.shared_count++) = sides_[0][i].word;
      }
      if (!split && sides_[0][i].written != sides_[1][j].written) result_.differences |= kAbbreviated;
      break;
    }
  }
}

template <class Likeness>
void Aligner::PairBest(std::uint32_t difference, Likeness likeness) {
  ForEach(Telling(0), [&](std::size_t i) {
    float best = 0;
    std::size_t best_at = 0;
    ForEach(Telling(1), [&](std::size_t j) {
      const float alike = likeness(i, j);
      if (alike <= best) return;
      best = alike;
      best_at = j;
    });
    if (best == 0) return;
    Take(i, best_at);
    // A misspelling is rare, but it weighs what the word does that was meant.
    Share(std::min(At(0, i).weight, At(1, best_at).weight), best);
    if (best < kOtherSpelling) result_.differences |= difference;
  });
}

void Aligner::PairMisspelt() {
  PairBest(kMisspelt, [&](std::size_t i, std::size_t j) -> float {
    for (const SpellingNeighbour& neighbour : spelling_.Of(sides_[0][i].word)) {
      if (neighbour.word == sides_[1][j].word) return neighbour.likeness;
    }
    const Word& a = At(0, i);
    const Word& b = At(1, j);
    const bool long_and_rare =
        a.letters.size() >= 8 && b.letters.size() >= 8 && !a.has_digit && !b.has_digit && (a.rows <= 2 || b.rows <= 2);
    return long_and_rare && CountSlips(a.letters, b.letters, 2) == 2 ? kTwoSlips : 0;
  });
}

void Aligner::PairAbbreviated() {
  PairBest(kAbbreviated, [&](std::size_t i, std::size_t j) -> float {
    const Word& a = WrittenAt(0, i);
    const Word& b = WrittenAt(1, j);
    if (a.has_digit || b.has_digit || a.text.front() != b.text.front()) return 0;
    const Word& longer = a.text.size() > b.text.size() ? a : b;
    const Word& shorter = a.text.size() > b.text.size() ? b : a;
    if (!Abbreviates(shorter.text, longer.text)) return 0;
    // People shorten common words; a name that begins like another is another ("TEN Holdings", "Tenable Holdings").
    const bool common = vocabulary_[longer.canonical].rows >= 3 || FindKnownWord(longer.text) != nullptr;
    return common ? kAbbreviation : kAbbreviatedName;
  });
}

// The free words of a side from `from` on whose first letters are `initials`, each word one letter; articles may lack.
Aligner::Mask Aligner::InitialsOf(std::string_view initials, std::size_t side, std::size_t from) const {
  Mask taken = 0;
  std::size_t matched = 0;
  for (std::size_t at = from; at < sides_.at(side).size() && at < 64 && matched < initials.size(); ++at) {
    const Word& word = At(side, at);
    if ((free_.at(side) & Bit(at)) != 0 && word.text.front() == initials[matched]) {
      ++matched;
      taken |= Bit(at);
    } else if (word.kind != WordKind::function_word) {
      return 0;
    }
  }
  return matched == initials.size() ? taken : 0;
}

void Aligner::PairInitials(std::size_t side) {
  const std::size_t other = 1 - side;
  for (Mask mine = Telling(side); mine != 0; mine &= mine - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(mine));
    const Word& word = WrittenAt(side, i);
    if (word.text.size() < 3 || word.text.size() > 8 || word.has_digit) continue;
    for (Mask starts = Telling(other); starts != 0; starts &= starts - 1) {
      const Mask run = InitialsOf(word.text, other, static_cast<std::size_t>(std::countr_zero(starts)));
      if (run == 0) continue;
      float weight = 0;
      ForEach(run, [&](std::size_t at) { weight += At(other, at).weight; });
      Share((weight + word.weight) / 2, kInitials);
      result_.differences |= kAcronym;
      free_.at(side) &= ~Bit(i);
      free_.at(other) &= ~run;
      break;
    }
  }
}

// One word made of the beginnings of all that is left of the other name.
void Aligner::PairBeginnings(std::size_t side) {
  const std::size_t other = 1 - side;
  const Mask mine = Telling(side);
  if (!std::has_single_bit(mine) || std::popcount(Telling(other)) < 2 || std::popcount(Telling(other)) > 8) return;
  const Word& word = WrittenAt(side, static_cast<std::size_t>(std::countr_zero(mine)));
  if (word.letters.size() < kShortestCompound || word.letters.size() > 12 || word.has_digit) return;
  std::array<std::string_view, 8> words;
  std::size_t count = 0;
  float weight = word.weight / 2;
  ForEach(Telling(other), [&](std::size_t at) {
    words.at(count++) = At(other, at).letters;
    weight += At(other, at).weight / 2;
  });
  if (!IsMadeOfBeginnings(word.letters, std::span(words).first(count))) return;
  Share(weight, kInitials);
  result_.differences |= kCompound;
  free_.at(side) &= ~mine;
  free_.at(other) &= ~Telling(other);
}

void Aligner::PairLetters(bool misspelt) {
  if (!TryLetters(Telling(0), Telling(1), misspelt)) TryLetters(free_[0], free_[1], misspelt);
}

// What is left on both sides may be the same letters with blanks elsewhere: "Blue Water", "Bluewater", "Bleu water".
bool Aligner::TryLetters(Mask first, Mask second, bool misspelt) {
  const std::array<Mask, 2> masks = {first, second};
  std::array<std::size_t, 2> lengths{};
  float weight = 0;
  bool digits = false;
  bool rare = false;
  for (std::size_t side = 0; side < 2; ++side) {
    ForEach(masks.at(side), [&](std::size_t at) {
      const Word& word = At(side, at);
      lengths.at(side) += word.letters.size();
      weight += word.weight / 2;
      digits = digits || word.has_digit;
      rare = rare || word.rows <= 2;
    });
  }
  const std::size_t shortest = std::min(lengths[0], lengths[1]);
  const bool one_each = std::has_single_bit(first) && std::has_single_bit(second);
  const bool may_be_misspelt = misspelt && !digits && rare && !one_each && shortest >= 6;
  const std::size_t limit = !may_be_misspelt ? 0 : shortest >= 14 ? 2 : 1;
  if (std::max(lengths[0], lengths[1]) - shortest > limit) return false;

  std::array<std::string, 2> letters;
  for (std::size_t side = 0; side < 2; ++side) {
    ForEach(masks.at(side), [&](std::size_t at) { letters.at(side) += At(side, at).letters; });
  }
  const bool equal = letters[0] == letters[1];
  if (!equal && (limit == 0 || CountSlips(letters[0], letters[1], limit) > limit)) return false;
  Share(weight, equal ? kJoinedLetters : kJoinedMisspelt);
  result_.differences |= equal ? kJoined : kJoined | kMisspelt;
  free_[0] &= ~first;
  free_[1] &= ~second;
  return true;
}

void Aligner::CompareOrder() {
  std::uint8_t last = 0;
  for (const std::uint8_t partner : std::span(partners_).first(std::min<std::size_t>(sides_[0].size(), 64))) {
    if (partner == 0) continue;
    if (partner < last) result_.differences |= kReordered;
    last = partner;
  }
}

void Aligner::CountLeftovers() {
  for (std::size_t side = 0; side < 2; ++side) {
    ForEach(free_.at(side), [&](std::size_t at) {
      const Token& token = sides_.at(side)[at];
      const Word& word = At(side, at);
      result_.left_weight.at(side) += token.noted ? 0 : word.weight;
      std::uint8_t& left = result_.left.at(side);
      if (word.kind == WordKind::function_word) {
        if (IsPreposition(word.text)) result_.differences |= kPreposition;
        return;
      }
      if (word.kind == WordKind::number) {
        left |= kLeftNumber;
      } else if (token.noted) {
        left |= kLeftNote;
      } else if (token.located || word.kind == WordKind::place || word.kind == WordKind::direction) {
        left |= kLeftPlace;
      } else if (word.kind == WordKind::letter) {
        left |= kLeftLetter;
      } else if (word.kind == WordKind::holding) {
        left |= kLeftHolding;
      } else {
        left |= word.kind == WordKind::generic ? kLeftGeneric : kLeftContent;
      }
    });
  }
}

}  // namespace

Alignment Align(std::span<const Token> first, std::span<const Token> second, const Vocabulary& vocabulary,
                const Spelling& spelling) {
  return Aligner(first, second, vocabulary, spelling).Run();
}

}  // namespace wharf::mapping
