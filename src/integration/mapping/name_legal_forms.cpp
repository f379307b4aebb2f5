#include "integration/mapping/name_legal_forms.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wharf::mapping {
namespace {

// One legal form a line: its spellings, folded, separated by bars. Letters of an abbreviation stand together, as the
// tokens do ("S.à r.l." is "sa rl"). Sources: the ISO 20275 list of entity legal forms (GLEIF) and the forms' own laws.
constexpr auto kForms = std::to_array<std::string_view>({
    // English
    "inc|incorporated|incorp",
    "corp|corporation|corporated",
    "co|company|and co|and company",
    "ltd|limited|co ltd|co limited|company limited|company ltd|and co ltd|and company limited",
    "llc|llc co|ltd liability co|limited liability company|limited liability co|lc|ltd co",
    "llp|limited liability partnership|lllp",
    "lp|limited partnership|ltd partnership",
    "plc|public limited company|public ltd co|public limited co|public ltd company|ccc",
    "pc|professional corporation|prof corp|professional corp",
    "pllc|professional limited liability company|plc llc",
    "pa|professional association",
    "pty ltd|ptyltd|pty limited|proprietary limited|pty|pte ltd|pte limited|pte|private limited|pvt ltd|pvt "
    "limited|pvt|private ltd",
    "ulc|unlimited company|unlimited|unltd",
    "cic|community interest company|cio|clg|dac|designated activity company",
    "gp|general partnership",
    "nl|no liability",
    "na|national association",
    "fsb|ssb",
    "501c3|nonprofit|non profit",
    // German
    "gmbh|ges mbh|gesmbh|gesellschaft mbh|gesellschaft mit beschrankter haftung|mbh|ggmbh|gemeinnutzige gmbh",
    "gmbh and co kg|gmbh and co kgaa|gmbh and co|gmbh co kg|ag and co kg|ag and co kgaa|ug and co kg|gmbh and co "
    "ohg|se and co kg|"
    "se and co kgaa",
    "ag|aktiengesellschaft",
    "kg|kommanditgesellschaft|kgaa|co kg|and co kg",
    "ohg|offene handelsgesellschaft",
    "gbr",
    "ug|ug haftungsbeschrankt|unternehmergesellschaft|unternehmergesellschaft haftungsbeschrankt",
    "ek|e kfm|ekfm|e kfr|ekfr|einzelunternehmen|inh",
    "ev|eingetragener verein",
    "eg|eingetragene genossenschaft",
    "se",
    "sagl",
    // French, also Belgium, Luxembourg, Switzerland, Canada
    "sarl|sa rl|societe a responsabilite limitee|eurl",
    "sas|sasu|societe par actions simplifiee",
    "sa|societe anonyme|sociedad anonima|sociedade anonima|societe anonyme simplifiee",
    "snc|sci|scp|scop|selarl|sel|sca|scs|scrl|scea|earl|gie",
    "asbl|aisbl",
    "ltee|limitee|enr|senc|sencrl",
    // Dutch
    "bv|besloten vennootschap|bvba|sprl",
    "nv|naamloze vennootschap",
    "vof|cv|cvba|vzw|ivzw|stichting",
    // Italian
    "spa|societa per azioni|sapa",
    "srl|srls|societa a responsabilita limitata",
    "sscarl|scarl|sc arl|sca rl|soc coop|coop|cooperativa|onlus",
    // Spanish, Portuguese
    "sl|slu|sll|sociedad limitada|slne",
    "sau|sa de cv|sab de cv|sapi de cv|s de rl de cv|srl de cv|de cv|sa cv",
    "ltda|lda|limitada|eireli|epp|mei|unipessoal lda|cia ltda|y cia|e cia|and cia|cia",
    "eirl|saic|sac|saa",
    // Nordic, Baltic
    "ab|aktiebolag|aktiebolaget|publ|ab publ",
    "hb|handelsbolag|kb|kommanditbolag|ek for",
    "as|asa|aksjeselskap|aktieselskab|ans|enk",
    "aps|anpartsselskab|ks|ps|ivs|amba",
    "oy|oyj|osakeyhtio|oy ab|tmi",
    "hf|ehf|ohf",
    "ou|osauhing|fie|mtu|uab|sia|vsi",
    // Central and eastern Europe
    "sp zoo|spolka zoo|spolka z ograniczona odpowiedzialnoscia|sp z oo|spzoo",
    "sp k|sp j|sp p|spk|spj|spolka komandytowa|spolka jawna|spolka akcyjna|ska|sp zoo sp k|sp zoo spk",
    "sro|spol sro|spolecnost s rucenim omezenym|vos",
    "akc spol|akciova spolecnost",
    "kft|korlatolt felelossegu tarsasag|bt|rt|nyrt|zrt|kkt",
    "doo|dooel|jdoo|dd|ad|ead|ood|eood",
    "pfa|sc srl",
    "ae|epe|ike|αε|α ε|επε|ικε|οε|εε|ανωνυμη εταιρεια",
    "ооо|общество с ограниченнои ответственностью|ooo",
    "зао|оао|пао|ао|акционерное общество|zao|oao|pao|ao|нпао",
    "ип|чп|фоп|тов|тзов|пп|tov|чао|прат|пат",
    // Turkey, Middle East
    "ltd sti|limited sirketi|limited sti|sti|tic ltd sti|san ve tic ltd sti|sanayi ve ticaret ltd sti",
    "anonim sirketi|san ve tic as|sanayi ve ticaret as|tic as|holding as",
    "fze|fzco|fz llc|fzc|wll|ksc|kscc|saog|saoc|pjsc|psc|qsc|bsc|jsc|ojsc|cjsc|llc fz|dmcc",
    "בעמ|בע מ",
    "sal",
    // Asia
    "kk|kabushiki kaisha|kabushiki gaisha|株式会社|株",
    "yk|yugen kaisha|yugen gaisha|有限会社|有",
    "gk|godo "
    "kaisha|合同会社|合资会社|合名会社|一般社団法人|一般財団法人|医療法人|社会福祉法人|学校法人|特定非営利活動法人|"
    "npo法人",
    "有限公司|有限责任公司|有限責任公司|股份有限公司|集团有限公司|集團有限公司|控股有限公司|公司",
    "주식회사|유한회사|주",
    "sdn bhd|bhd|sendirian berhad|berhad",
    "pt|tbk|pt tbk|persero",
    "tnhh|cong ty tnhh|cong ty co phan|cong ty|ctcp",
    "public company limited|pcl|บริษัท|จำกัด|จํากัด|มหาชน",
    "opc|huf",
});

// Those that also stand before the name.
constexpr auto kLeading = std::to_array<std::string_view>(
    {"sarl",         "sas",          "sasu",         "eurl",
     "sa",           "sci",          "scp",          "selarl",
     "earl",         "gie",          "asbl",         "ooo",
     "зао",          "оао",          "пао",          "ао",
     "ооо",          "ип",           "тов",          "чп",
     "фоп",          "пп",           "прат",         "общество с ограниченнои ответственностью",
     "zao",          "oao",          "pao",          "tov",
     "pt",           "cv",           "uab",          "sia",
     "as",           "ab",           "ou",           "oy",
     "kk",           "株式会社",     "株",           "有限会社",
     "有",           "合同会社",     "주식회사",     "주",
     "유한회사",     "医療法人",     "社会福祉法人", "学校法人",
     "一般社団法人", "一般財団法人", "cong ty tnhh", "cong ty co phan",
     "ctcp",         "บริษัท",         "sc",           "stichting",
     "vzw"});

// Those of scripts without blanks, the longest first.
constexpr auto kAttached = std::to_array<std::string_view>(
    {"一般社団法人", "一般財団法人", "社会福祉法人", "集团有限公司", "集團有限公司", "股份有限公司", "控股有限公司",
     "有限责任公司", "有限責任公司", "医療法人", "学校法人", "株式会社", "有限会社", "合同会社", "有限公司", "주식회사",
     "유한회사"});

struct Phrase {
  std::vector<std::string_view> words;
  std::uint16_t form = 0;
};

struct FormTable {
  std::unordered_map<std::string_view, std::vector<Phrase>> by_last_word;
  std::unordered_map<std::string_view, std::vector<Phrase>> by_first_word;  // of the leading ones
};

bool IsAnd(std::string_view word) {
  return word == "and" || word == "und" || word == "et" || word == "y" || word == "e";
}

bool SameWord(std::string_view a, std::string_view b) { return a == b || (IsAnd(a) && IsAnd(b)); }

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

void LongestFirst(std::unordered_map<std::string_view, std::vector<Phrase>>& phrases) {
  for (auto& [word, list] : phrases) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Phrase& a, const Phrase& b) { return a.words.size() > b.words.size(); });
  }
}

FormTable MakeTable() {
  FormTable table;
  std::uint16_t form = 0;
  for (const std::string_view line : kForms) {
    ++form;
    for (const std::string_view spelling : Split(line, '|')) {
      Phrase phrase{.words = Split(spelling, ' '), .form = form};
      if (std::find(kLeading.begin(), kLeading.end(), spelling) != kLeading.end()) {
        table.by_first_word[phrase.words.front()].push_back(phrase);
      }
      table.by_last_word[phrase.words.back()].push_back(std::move(phrase));
    }
  }
  LongestFirst(table.by_last_word);
  LongestFirst(table.by_first_word);
  return table;
}

const FormTable& Table() {
  static const FormTable table = MakeTable();
  return table;
}

}  // namespace

LegalForm LegalFormAtEnd(std::span<const std::string_view> words) {
  if (words.size() < 2) return {};
  const auto found = Table().by_last_word.find(words.back());
  if (found == Table().by_last_word.end()) return {};
  for (const Phrase& phrase : found->second) {
    if (phrase.words.size() < words.size() &&
        std::equal(phrase.words.rbegin(), phrase.words.rend(), words.rbegin(), SameWord)) {
      return {phrase.words.size(), phrase.form};
    }
  }
  return {};
}

LegalForm LegalFormAtStart(std::span<const std::string_view> words) {
  if (words.size() < 2) return {};
  const auto found = Table().by_first_word.find(words.front());
  if (found == Table().by_first_word.end()) return {};
  for (const Phrase& phrase : found->second) {
    if (phrase.words.size() < words.size() &&
        std::equal(phrase.words.begin(), phrase.words.end(), words.begin(), SameWord)) {
      return {phrase.words.size(), phrase.form};
    }
  }
  return {};
}

std::string_view WithoutAttachedForms(std::string_view word) {
  if (static_cast<unsigned char>(word.front()) < 0x80) return word;
  for (const std::string_view form : kAttached) {
    if (word.size() <= form.size()) continue;
    if (word.starts_with(form)) return word.substr(form.size());
    if (word.ends_with(form)) return word.substr(0, word.size() - form.size());
  }
  return word;
}

bool IsLegalWord(std::string_view word) { return Table().by_last_word.contains(word); }

}  // namespace wharf::mapping
