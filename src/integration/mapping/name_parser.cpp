#include "integration/mapping/name_parser.h"

#include <algorithm>
#include <utility>

#include "integration/mapping/name_legal_forms.h"
#include "integration/mapping/name_spelling.h"

namespace wharf::mapping {
namespace {

constexpr std::string_view kNoForm = "-";

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool IsOneLetter(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }) == 1;
}

// Sets of forms are compared, not their order: "Co., Ltd." is "Ltd. Co.".
std::uint64_t AddForm(std::uint64_t forms, std::uint16_t form) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  return forms ^ ((form + 1U) * kOdd);
}

bool SaysWhere(std::string_view preposition) {
  return preposition == "of" || preposition == "in" || preposition == "at";
}

// Whether words between brackets or after a dash are a remark of the tool's users about the customer.
bool IsRemark(std::span<const ScannedWord> words) {
  bool status = false;
  for (const ScannedWord& word : words) {
    const KnownWord* known = FindKnownWord(word.text);
    if (known != nullptr && known->status != KnownWord::Status::no) {
      status = true;
    } else if (!IsDigits(word.text) && (known == nullptr || known->kind != WordKind::function_word)) {
      return false;
    }
  }
  return status;
}

// "Coproration" is no names either.
bool IsMisspeltForm(std::string_view word) {
  if (word.size() < 6 || word.size() > 13) return false;
  for (const std::string_view form : {"company", "corporation", "incorporated", "limited"}) {
    if (OneSlipLikeness(word, form) > 0) return true;
  }
  return false;
}

bool IsForms(std::span<const ScannedWord> words) {
  return std::all_of(words.begin(), words.end(), [](const ScannedWord& word) { return IsLegalWord(word.text); });
}

// "/DE/" and "\NEW\" after a company's name say where it is registered.
bool IsRegistrationMark(std::span<const ScannedWord> words) {
  return words.front().slashed && words.size() == 1 && !words.front().slash_inside &&
         (words.front().text.size() <= 3 || words.front().text == "new");
}

}  // namespace

std::span<const ParsedName> NameParser::Parse(std::string_view name) {
  const std::vector<ScannedWord>& scanned = scanner_.Scan(name);
  count_ = 0;
  FindParts(scanned);
  NewName();
  std::size_t current = 0;  // the name that plain words belong to
  for (const Part& part : parts_) {
    if (part.remark) {
      names_.front().remarked = true;
      continue;
    }
    const std::size_t last = AddPart(scanned, part, current);
    if (!part.noted) current = last;
  }
  for (std::size_t i = 0; i < count_; ++i) Finish(names_[i]);
  return std::span(names_).first(count_);
}

ParsedName& NameParser::NewName() {
  if (count_ == names_.size()) names_.emplace_back();
  ParsedName& name = names_[count_++];
  name.words.clear();
  name.legal_forms = 0;
  name.remarked = false;
  return name;
}

void NameParser::FindParts(const std::vector<ScannedWord>& scanned) {
  parts_.clear();
  for (std::size_t i = 0; i < scanned.size(); ++i) {
    const ScannedWord& word = scanned[i];
    if (i > 0) {
      const ScannedWord& last = scanned[i - 1];
      if (word.section == last.section && word.bracketed == last.bracketed && word.slashed == last.slashed) {
        parts_.back().end = i + 1;
        continue;
      }
    }
    parts_.push_back({.begin = i, .end = i + 1, .noted = word.bracketed || word.section > 0, .remark = false});
  }
  bool named = false;  // whether a part remains that is the name
  for (Part& part : parts_) {
    const auto words = std::span(scanned).subspan(part.begin, part.end - part.begin);
    part.remark = (part.begin > 0 && IsRegistrationMark(words)) || (parts_.size() > 1 && IsRemark(words)) ||
                  (part.noted && IsForms(words));
    if (!part.remark && !named) {
      part.noted = false;  // "OLD - Acme": the first part that is no remark is the name
      named = true;
    }
  }
  if (!named) {
    for (Part& part : parts_) part.remark = false;
  }
}

NameWord NameParser::Interpret(const ScannedWord& scanned) {
  NameWord word{.text = scanned.text, .canonical = scanned.text, .humps = scanned.humps};
  word.spaced_initials = scanned.spaced && scanned.text != "sa" && scanned.text.size() < 3;
  if (word.spaced_initials && IsLegalWord(scanned.text)) word.kind = WordKind::generic;
  if (const KnownWord* known = FindKnownWord(scanned.text)) {
    // "M & T" is no mount: initials that were joined stand for themselves.
    const bool joined = scanned.initials && scanned.text.size() > 1 && known->canonical != known->word;
    if (!joined) {
      word.canonical = known->canonical;
      word.kind = known->kind;
    }
    if (word.text == "ta" && !scanned.slash_inside) word.kind = WordKind::content;
  } else if (IsDigits(scanned.text)) {
    word.kind = WordKind::number;
    const std::size_t zeros = std::min(scanned.text.find_first_not_of('0'), scanned.text.size() - 1);
    word.canonical = scanned.text.substr(zeros);
  } else if (IsOneLetter(scanned.text)) {
    word.kind = WordKind::letter;
  }
  return word;
}

std::size_t NameParser::AddPart(const std::vector<ScannedWord>& scanned, const Part& part, std::size_t current) {
  bool alias = false;  // a name of its own began in this part
  for (std::size_t i = part.begin; i < part.end; ++i) {
    NameWord word = Interpret(scanned[i]);
    if (word.kind == WordKind::alias_marker) {
      if (!names_.front().words.empty()) {
        NewName();
        current = count_ - 1;
        alias = true;
      }
      continue;
    }
    ParsedName& name = names_[current];
    if (alias && name.words.empty() && (word.text == "known" || word.text == "as")) continue;
    word.noted = part.noted && !alias;
    if (word.noted && IsOneLetter(word.text)) word.kind = WordKind::letter;  // "(Class A)" has no article
    word.located = !name.words.empty() && SaysWhere(name.words.back().text);
    name.words.push_back(word);
  }
  return current;
}

void NameParser::StripLegalForms(ParsedName& name) {
  // Remarks stand after the name: the form ends where they begin.
  const auto first_note =
      std::find_if(name.words.begin(), name.words.end(), [](const NameWord& word) { return word.noted; });
  std::size_t end = static_cast<std::size_t>(first_note - name.words.begin());
  const std::size_t whole = end;
  texts_.clear();
  // Initials after a family name ("SMITH A O") may look like a legal form.
  for (std::size_t i = 0; i < end; ++i) texts_.push_back(name.words[i].spaced_initials ? kNoForm : name.words[i].text);
  const auto dangles = [&](std::size_t i) { return name.words[i].text == "the" || name.words[i].text == "and"; };
  for (;;) {
    while (end > 1 && (dangles(end - 1) || (FindKnownWord(texts_[end - 1]) != nullptr &&
                                            FindKnownWord(texts_[end - 1])->status == KnownWord::Status::always))) {
      --end;
    }
    const LegalForm form = LegalFormAtEnd(std::span(texts_).first(end));
    if (form.words == 0) {
      if (end < 2 || !IsMisspeltForm(texts_[end - 1])) break;
      --end;
      continue;
    }
    end -= form.words;
    name.legal_forms = AddForm(name.legal_forms, form.form);
  }
  const LegalForm leading = LegalFormAtStart(std::span(texts_).first(end));
  if (leading.words > 0) name.legal_forms = AddForm(name.legal_forms, leading.form);
  name.words.erase(name.words.begin() + static_cast<std::ptrdiff_t>(end),
                   name.words.begin() + static_cast<std::ptrdiff_t>(whole));
  name.words.erase(name.words.begin(), name.words.begin() + static_cast<std::ptrdiff_t>(leading.words));
}

void NameParser::Finish(ParsedName& name) {
  if (name.words.empty()) return;
  // "Acme (UK) Ltd": the remark goes behind what it stands in.
  std::stable_partition(name.words.begin(), name.words.end(), [](const NameWord& word) { return !word.noted; });
  StripLegalForms(name);
  for (NameWord& word : name.words) {
    const std::string_view core = WithoutAttachedForms(word.text);
    if (core.size() == word.text.size()) continue;
    word.text = core;
    word.canonical = core;
    name.legal_forms = AddForm(name.legal_forms, 0);
  }
}

}  // namespace wharf::mapping
