#include "integration/mapping/suggest_slips.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "integration/mapping/key_index.h"

namespace wharf::mapping {
namespace {

constexpr std::size_t kShortest = 6;
constexpr std::size_t kLongest = 40;

std::string Letters(std::span<const Token> tokens, const Vocabulary& vocabulary) {
  std::string letters;
  for (const Token& token : tokens) {
    const Word& word = vocabulary[token.word];
    if (!token.noted && word.kind != WordKind::function_word) letters += word.letters;
  }
  return letters;
}

// Hashes of a text without one of its letters, and of the text itself: two texts one slip apart share one of them.
template <class Visit>
void ForEachSlip(const std::string& letters, Visit visit) {
  if (letters.size() < kShortest || letters.size() > kLongest) return;
  std::string slipped;
  visit(NameTable::HashLetters(letters));
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i > 0 && letters[i] == letters[i - 1]) continue;
    slipped.assign(letters, 0, i).append(letters, i + 1);
    visit(NameTable::HashLetters(slipped));
  }
}

std::unordered_set<std::uint64_t> WordSets(const NameTable& table) {
  std::unordered_set<std::uint64_t> sets;
  sets.reserve(table.names().size());
  for (const Name& name : table.names()) sets.insert(name.word_set);
  return sets;
}

}  // namespace

SlipPairs::SlipPairs(const NameTable& organizations, const NameTable& options, const Vocabulary& vocabulary)
    : begins_(organizations.names().size() + 1, 0) {
  const auto for_each_lone = [&](const NameTable& table, const NameTable& others, auto visit) {
    const std::unordered_set<std::uint64_t> equals = WordSets(others);
    for (std::uint32_t at = 0; at < table.names().size(); ++at) {
      const Name& name = table.names()[at];
      if (equals.contains(name.word_set)) continue;
      ForEachSlip(Letters(table.tokens(name), vocabulary), [&](std::uint64_t key) { visit(key, at); });
    }
  };
  KeyIndex index;
  for_each_lone(organizations, options, [&](std::uint64_t key, std::uint32_t at) { index.Add(key, at); });
  index.Build();

  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for_each_lone(options, organizations, [&](std::uint64_t key, std::uint32_t at) {
    const std::span<const std::uint32_t> found = index.Find(key);
    for (const std::uint32_t organization : found.first(std::min(found.size(), kMost)))
      pairs.emplace_back(organization, at);
  });
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  std::size_t next = 0;
  for (std::uint32_t at = 0; at < organizations.names().size(); ++at) {
    for (; next < pairs.size() && pairs[next].first == at; ++next) {
      if (options_.size() - begins_[at] < kMost) options_.push_back(pairs[next].second);
    }
    begins_[at + 1] = static_cast<std::uint32_t>(options_.size());
  }
}

}  // namespace wharf::mapping
