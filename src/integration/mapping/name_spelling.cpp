#include "integration/mapping/name_spelling.h"

#include <algorithm>
#include <array>

namespace wharf::mapping {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kLongest = 32;
// Words that share all but one letter are compared with each other; above this many, the list is of no help.
constexpr std::size_t kLargestFamily = 64;

// What a slip costs, in letters of the word: a letter struck twice is hardly ever meant, another letter may well be.
constexpr float kDoubledLetter = 0.35F;
constexpr float kSwappedLetters = 0.45F;
constexpr float kLostLetter = 0.6F;
constexpr float kOtherLetter = 0.7F;

struct Variant {
  std::uint32_t hash = 0;
  WordId word = 0;
};

struct Pair {
  WordId from = 0;
  SpellingNeighbour to;
};

bool HasSpelling(const Word& word) {
  return !word.has_digit && word.letters.size() >= kShortest && word.letters.size() <= kLongest &&
         (word.kind == WordKind::content || word.kind == WordKind::generic || word.kind == WordKind::place ||
          word.kind == WordKind::holding);
}

bool IsRareBeside(const Word& rare, const Word& common) { return rare.rows <= 2 || rare.rows * 15 <= common.rows; }

const Word& Meant(const Vocabulary& vocabulary, WordId id) { return vocabulary[vocabulary[id].canonical]; }

void AddVariants(WordId id, std::string_view text, std::vector<Variant>& variants) {
  constexpr std::uint32_t kBasis = 2166136261U;
  constexpr std::uint32_t kPrime = 16777619U;
  std::uint32_t prefix = kBasis;
  for (std::size_t skipped = 0; skipped <= text.size(); ++skipped) {
    std::uint32_t hash = prefix;
    for (std::size_t i = skipped + 1; i < text.size(); ++i)
      hash = (hash ^ static_cast<unsigned char>(text[i])) * kPrime;
    variants.push_back({hash, id});  // skipping past the end leaves the whole word
    if (skipped < text.size()) prefix = (prefix ^ static_cast<unsigned char>(text[skipped])) * kPrime;
  }
}

// "Mueller" for "Müller", "Aastrom" for "Åström".
bool IsUmlautSpelling(std::string_view longer, std::string_view shorter) {
  if (longer.size() != shorter.size() + 1) return false;
  const auto at =
      static_cast<std::size_t>(std::mismatch(shorter.begin(), shorter.end(), longer.begin()).first - shorter.begin());
  if (at == 0) return false;
  const char before = longer[at - 1];
  return longer[at] == 'a' ? before == 'a' : longer[at] == 'e' && (before == 'a' || before == 'o' || before == 'u');
}

}  // namespace

std::size_t CountSlips(std::string_view a, std::string_view b, std::size_t limit) {
  constexpr std::size_t kRow = 128;
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit || b.size() >= kRow) return limit + 1;
  std::array<std::uint8_t, kRow> two_ago{};
  std::array<std::uint8_t, kRow> last{};
  std::array<std::uint8_t, kRow> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last.at(j) = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<std::uint8_t>(i);
    std::uint8_t best = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int other = a[i - 1] == b[j - 1] ? 0 : 1;
      int slips = std::min({last.at(j - 1) + other, last.at(j) + 1, row.at(j - 1) + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        slips = std::min(slips, two_ago.at(j - 2) + 1);
      row.at(j) = static_cast<std::uint8_t>(slips);
      best = std::min(best, row.at(j));
    }
    if (best > limit) return limit + 1;
    two_ago = last;
    last = row;
  }
  return std::min<std::size_t>(last.at(b.size()), limit + 1);
}

float OneSlipLikeness(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  if (a.size() < b.size()) std::swap(a, b);
  if (b.size() < kShortest || CountSlips(a, b, 1) > 1) return 0;
  if (IsUmlautSpelling(a, b)) return kOtherSpelling;
  if (a.size() == b.size() + 1 && a.back() == 's' && a.substr(0, b.size()) == b) return 0.97F;
  const auto letters = static_cast<float>(a.size());
  const auto differs = static_cast<std::size_t>(std::mismatch(b.begin(), b.end(), a.begin()).first - b.begin());
  const float first = differs == 0 ? 0.04F : 0;
  if (a.size() > b.size()) {
    const bool doubled = differs > 0 && a[differs] == a[differs - 1];
    return 1 - (doubled ? kDoubledLetter : kLostLetter) / letters - first;
  }
  if (a.substr(differs + 1) != b.substr(differs + 1)) return 1 - kSwappedLetters / letters - first;
  // Another letter makes another short word: "Cox", "Fox".
  if (a.size() < (differs == 0 ? 7U : 5U)) return 0;
  return 1 - kOtherLetter / letters - first;
}

Spelling::Spelling(const Vocabulary& vocabulary) : begins_(vocabulary.size() + 1, 0) {
  std::vector<Variant> variants;
  for (WordId id = 0; id < vocabulary.size(); ++id) {
    if (HasSpelling(vocabulary[id]) && Meant(vocabulary, id).rows > 0)
      AddVariants(id, vocabulary[id].letters, variants);
  }
  std::sort(variants.begin(), variants.end(),
            [](const Variant& a, const Variant& b) { return a.hash != b.hash ? a.hash < b.hash : a.word < b.word; });

  std::vector<Pair> pairs;
  for (std::size_t begin = 0; begin < variants.size();) {
    std::size_t end = begin + 1;
    while (end < variants.size() && variants[end].hash == variants[begin].hash) ++end;
    for (std::size_t i = begin; i < end && end - begin <= kLargestFamily; ++i) {
      for (std::size_t j = i + 1; j < end; ++j) {
        const WordId a = vocabulary[variants[i].word].canonical;
        const WordId b = vocabulary[variants[j].word].canonical;
        if (a == b || (!IsRareBeside(vocabulary[a], vocabulary[b]) && !IsRareBeside(vocabulary[b], vocabulary[a])))
          continue;
        const float likeness =
            OneSlipLikeness(vocabulary[variants[i].word].letters, vocabulary[variants[j].word].letters);
        if (likeness == 0) continue;
        pairs.push_back({a, {b, likeness}});
        pairs.push_back({b, {a, likeness}});
      }
    }
    begin = end;
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    if (a.from != b.from) return a.from < b.from;
    return a.to.word != b.to.word ? a.to.word < b.to.word : a.to.likeness > b.to.likeness;
  });
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0 && pairs[i].from == pairs[i - 1].from && pairs[i].to.word == pairs[i - 1].to.word) continue;
    neighbours_.push_back(pairs[i].to);
    ++begins_[pairs[i].from + 1];
  }
  for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
}

}  // namespace wharf::mapping
