#include "integration/mapping/name_table.h"

#include <utility>

namespace wharf::mapping {
namespace {

constexpr std::uint64_t kFnvBasis = 0xCBF29CE484222325U;
constexpr std::uint64_t kFnvPrime = 0x100000001B3U;

std::uint64_t HashOnto(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return hash;
}

}  // namespace

std::uint64_t NameTable::HashLetters(std::string_view text) { return HashOnto(kFnvBasis, text); }

void NameTable::Add(std::uint32_t row, std::uint16_t source, std::string_view text, NameParser& parser,
                    Vocabulary& vocabulary) {
  for (const ParsedName& parsed : parser.Parse(text)) {
    Name name{.row = row, .first_token = static_cast<std::uint32_t>(tokens_.size()), .source = source};
    name.remarked = parsed.remarked;
    name.legal_forms = parsed.legal_forms;
    for (const NameWord& word : parsed.words) {
      const WordId canonical = vocabulary.Add(word.canonical, word.kind);
      const WordId written = word.text == word.canonical ? canonical : vocabulary.AddVariant(word.text, canonical);
      if (word.humps != 0) vocabulary.at(written).humps = word.humps;
      tokens_.push_back({.word = canonical, .written = written, .noted = word.noted, .located = word.located});
    }
    name.token_count = static_cast<std::uint16_t>(tokens_.size() - name.first_token);
    if (name.token_count > 0) names_.push_back(name);
  }
}

void NameTable::CountRows(Vocabulary& vocabulary) const {
  std::vector<std::uint32_t> last_row(vocabulary.size(), 0);
  for (const Name& name : names_) {
    for (const Token& token : tokens(name)) {
      if (std::exchange(last_row[token.word], name.row + 1) != name.row + 1) ++vocabulary.at(token.word).rows;
    }
  }
}

void NameTable::Seal(const Vocabulary& vocabulary) {
  for (Name& name : names_) {
    std::uint64_t letters = kFnvBasis;
    std::uint64_t all_letters = kFnvBasis;
    name.weight = 0;
    name.word_set = 0;
    for (const Token& token : tokens(name)) {
      const Word& word = vocabulary[token.word];
      name.weight += word.weight;
      if (token.noted) continue;
      all_letters = HashOnto(all_letters, word.text);
      if (word.kind == WordKind::function_word) continue;
      letters = HashOnto(letters, word.text);
      name.word_set += MixWord(token.word);
    }
    name.letters = letters == kFnvBasis ? 0 : letters;
    name.all_letters = all_letters;
  }
}

}  // namespace wharf::mapping
