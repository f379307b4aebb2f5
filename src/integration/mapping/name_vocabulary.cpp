#include "integration/mapping/name_vocabulary.h"

#include <algorithm>
#include <cmath>

namespace wharf::mapping {
namespace {

// How much a word of each kind counts, and in how many of a thousand names we expect it before we have seen any: in a
// short list, a word seen once may still be a common one.
struct KindWeight {
  float factor = 1;
  float prior = 0.5F;
};

KindWeight WeightOf(WordKind kind) {
  switch (kind) {
    case WordKind::generic:
      return {0.5F, 20};
    case WordKind::holding:
      return {0.15F, 20};
    case WordKind::function_word:
    case WordKind::alias_marker:
      return {0, 100};
    case WordKind::letter:
      return {0.4F, 5};
    case WordKind::number:
    case WordKind::direction:
    case WordKind::place:
      return {0.9F, 2};
    case WordKind::content:
      break;
  }
  return {};
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The last byte of a letter's UTF-8 tells the letters of one alphabet apart, which is all that counting slips needs.
std::string LastBytes(std::string_view text) {
  std::string letters;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool continues = i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xC0U) == 0x80U;
    if (!continues) letters += text[i];
  }
  return letters;
}

}  // namespace

WordId Vocabulary::Add(std::string_view text, WordKind kind) {
  if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
  const auto id = static_cast<WordId>(words_.size());
  Word word{.text = texts_.emplace_back(text), .kind = kind};
  word.letters = IsAscii(text) ? word.text : std::string_view(texts_.emplace_back(LastBytes(text)));
  word.has_digit = std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  word.canonical = id;
  words_.push_back(word);
  ids_.emplace(word.text, id);
  return id;
}

WordId Vocabulary::AddVariant(std::string_view text, WordId canonical) {
  const std::size_t before = words_.size();
  const WordId id = Add(text, words_[canonical].kind);
  if (id == before) words_[id].canonical = canonical;
  return id;
}

std::optional<WordId> Vocabulary::Find(std::string_view text) const {
  const auto found = ids_.find(text);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

void Vocabulary::Weigh(std::size_t total_rows) {
  constexpr float kPriorRows = 500;
  const float rows = static_cast<float>(total_rows) + kPriorRows;
  for (Word& word : words_) {
    const KindWeight kind = WeightOf(word.kind);
    const float share = (static_cast<float>(word.rows) + kind.prior * kPriorRows / 1000) / rows;
    word.weight = kind.factor * -std::log(std::min(share, 0.9F));
  }
}

}  // namespace wharf::mapping
