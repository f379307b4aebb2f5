#include "integration/mapping/name_families.h"

#include <algorithm>
#include <cstdint>
#include <unordered_set>

namespace wharf::mapping {

namespace {

constexpr std::uint32_t kRareRows = 4;

bool Tells(const Token& token, const Vocabulary& vocabulary) {
  return !token.noted && vocabulary[token.word].kind != WordKind::function_word;
}

std::size_t CountMembers(const NameTable& table, const Vocabulary& vocabulary) {
  std::unordered_set<std::uint64_t> word_sets;
  word_sets.reserve(table.names().size());
  for (const Name& name : table.names()) word_sets.insert(name.word_set);

  std::size_t members = 0;
  for (const Name& name : table.names()) {
    const std::span<const Token> tokens = table.tokens(name);
    const auto is_rare = [&](const Token& token) { return vocabulary[token.word].rows <= kRareRows; };
    const auto telling =
        std::count_if(tokens.begin(), tokens.end(), [&](const Token& token) { return Tells(token, vocabulary); });
    const auto rare = std::count_if(tokens.begin(), tokens.end(),
                                    [&](const Token& token) { return Tells(token, vocabulary) && is_rare(token); });
    if (telling < 2) continue;
    members += std::any_of(tokens.begin(), tokens.end(),
                           [&](const Token& token) {
                             const auto rare_others = rare - (is_rare(token) ? 1 : 0);
                             return Tells(token, vocabulary) && (telling > 2 || rare_others > 0) &&
                                    word_sets.contains(name.word_set - MixWord(token.word));
                           })
                   ? 1U
                   : 0U;
  }
  return members;
}

}  // namespace

double FamilyShare(std::initializer_list<const NameTable*> tables, const Vocabulary& vocabulary) {
  std::size_t members = 0;
  std::size_t names = 0;
  for (const NameTable* table : tables) {
    members += CountMembers(*table, vocabulary);
    names += table->names().size();
  }
  return names == 0 ? 0 : static_cast<double>(members) / static_cast<double>(names);
}

}  // namespace wharf::mapping
