#include "integration/mapping/name_words.h"

#include <array>
#include <unordered_map>

namespace wharf::mapping {
namespace {

struct Spelling {
  std::string_view canonical;
  std::string_view others;  // separated by blanks
};

// Words that say little about which organization it is, each with its abbreviations.
constexpr auto kGeneric = std::to_array<Spelling>({
    {"group", "grp gp groups gruppe groupe grupo gruppo groep grupa ryhma"},
    {"international", "intl internat internationale internacional internazionale"},
    {"global", "globl"},
    {"worldwide", "ww"},
    {"enterprises", "ent entp enterprise"},
    {"industries", "ind inds indus industry industrie industria"},
    {"technology", "tech techs technologies technologie technologia"},
    {"systems", "sys syst system"},
    {"solutions", "sol soln solns solution"},
    {"services", "svc svcs serv servs srv srvs srvcs service servicios serviços"},
    {"associates", "assoc assocs assc associate associated"},
    {"association", "assn assoc"},
    {"partners", "ptnrs prtnrs partner"},
    {"ventures", "venture"},
    {"companies", "cos"},
    {"company", "co compagnie compania companhia"},
    {"corporation", "corp corps"},
    {"incorporated", "inc"},
    {"limited", "ltd"},
    {"brands", "brand"},
    {"products", "prods prod product"},
    {"organization", "org organisation"},
    {"trust", "tr"},
    {"financial", "finl"},
    {"insurance", "ins"},
    {"communications", "commun communication"},
    {"operations", "ops"},
    {"online", ""},
    {"com", ""},
    {"net", ""},
});

// Words that do tell organizations apart, with the abbreviations that people use for them.
constexpr auto kContent = std::to_array<Spelling>({
    {"national", "natl nat"},
    {"american", "amer"},
    {"manufacturing", "mfg mfr mfrs manuf mfrg"},
    {"management", "mgmt mgt mngmt mgmnt"},
    {"brothers", "bros"},
    {"center", "ctr cntr centre centers centres"},
    {"department", "dept"},
    {"district", "dist distr"},
    {"equipment", "equip eqpt eqp"},
    {"veterinary", "vet"},
    {"construction", "const constr constn cnstr"},
    {"university", "univ"},
    {"hospital", "hosp"},
    {"medical", "med"},
    {"pharmacy", "pharm"},
    {"pharmaceuticals", "pharma pharmaceutical pharms"},
    {"engineering", "eng engr engrg engnrg"},
    {"electric", "elec elect"},
    {"development", "dev devel dvlpmt"},
    {"properties", "prop props property"},
    {"laboratories", "lab labs laboratory"},
    {"library", "lib"},
    {"school", "sch schl"},
    {"academy", "acad"},
    {"institute", "inst"},
    {"foundation", "fdn fndn found fndtn"},
    {"government", "gov govt"},
    {"county", "cnty"},
    {"saint", "st ste"},
    {"mount", "mt"},
    {"fort", "ft"},
    {"building", "bldg"},
    {"builders", "bldrs"},
    {"transport", "transp transportation"},
    {"marketing", "mktg mkt mrktg"},
    {"markets", "mkts"},
    {"accounting", "acctg acct accts accountancy"},
    {"attorneys", "atty attys attorney"},
    {"environmental", "env enviro envir environ"},
    {"bankshares", "bancshares bancshs"},
    {"bancorp", "bancorporation"},
    {"health", "hlth"},
    {"power", "pwr"},
    {"petroleum", "petr petrol"},
    {"chemical", "chem chemicals"},
    {"realty", "rlty"},
    {"investment", "invt invst investments"},
    {"federal", "fed"},
    {"capital", "cap"},
    {"plumbing", "plbg"},
    {"heating", "htg"},
    {"supply", "suppl"},
    {"warehouse", "whse"},
    {"wholesale", "whsl"},
    {"railroad", "rr"},
    {"railway", "ry rwy"},
    {"logistics", "logs logistic"},
    {"restaurant", "rest restaurants"},
    {"therapeutics", "therap"},
    {"first", "1st"},
    {"second", "2nd"},
    {"third", "3rd"},
    {"fourth", "4th"},
    {"fifth", "5th"},
    {"sons", "sohne son soehne fils hijos figli zonen sonner soner"},
    {"doctor", "dr"},
    {"professional", "prof"},
    {"community", "cmnty"},
    {"orthopedics", "ortho orthopaedics orthopedic orthopaedic"},
    {"pediatrics", "peds paediatrics pediatric paediatric"},
    {"theater", "theatre"},
    {"aluminum", "aluminium"},
    {"gray", "grey"},
    {"color", "colour"},
    {"jewelry", "jewellery jewelers jewellers"},
});

struct WordList {
  WordKind kind;
  std::string_view words;
};

constexpr auto kLists = std::to_array<WordList>({
    {WordKind::holding, "holdings holding hldg hldgs hldngs holdco"},
    // Articles, prepositions and "and" in the languages of customers' names.
    {WordKind::function_word,
     "the a an of for in at on by to from with and und et y e i og och en ja ve si de du des del della dello delle dei "
     "di da "
     "do dos das la le les los las el il lo gli der die den dem het van von vom zu zum zur au aux no nr num number "
     // "and" and "the" as fingers slip.
     "adn nad annd aand andd teh hte thhe tthe"},
    {WordKind::direction,
     "north south east west northern southern eastern western northeast northwest southeast southwest northeastern "
     "northwestern southeastern southwestern nord sud ost est ouest norte sur este oeste ne nw sw upper lower"},
    {WordKind::place,
     "usa us uk eu emea apac america europe asia africa canada mexico brazil argentina chile australia zealand ireland "
     "england "
     "scotland wales britain germany deutschland france spain espana italy italia portugal netherlands nederland "
     "belgium "
     "switzerland schweiz suisse austria osterreich sweden sverige norway norge denmark danmark finland suomi poland "
     "polska "
     "czech hungary romania bulgaria greece turkey israel india china japan korea taiwan singapore malaysia indonesia "
     "thailand vietnam philippines emirates dubai africa egypt nigeria kenya "
     "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois "
     "indiana "
     "iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana "
     "nebraska "
     "nevada hampshire jersey ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington "
     "wisconsin "
     "wyoming ontario quebec alberta manitoba victoria queensland tasmania "
     "york chicago houston phoenix philadelphia dallas austin jacksonville columbus charlotte indianapolis seattle "
     "denver "
     "boston nashville detroit portland memphis baltimore milwaukee albuquerque tucson fresno sacramento atlanta omaha "
     "miami "
     "oakland minneapolis tulsa tampa cleveland cincinnati pittsburgh anchorage toledo newark orlando buffalo madison "
     "reno "
     "boise akron dayton houston toronto montreal vancouver calgary ottawa winnipeg london manchester birmingham leeds "
     "glasgow "
     "liverpool edinburgh bristol dublin sydney melbourne brisbane perth adelaide auckland wellington berlin hamburg "
     "munich "
     "munchen cologne koln frankfurt stuttgart dusseldorf leipzig dresden vienna wien zurich geneva geneve bern basel "
     "paris lyon "
     "marseille toulouse bordeaux lille nantes madrid barcelona valencia sevilla lisbon lisboa porto rome roma milan "
     "milano "
     "turin torino naples napoli amsterdam rotterdam utrecht brussels bruxelles antwerp stockholm gothenburg oslo "
     "bergen "
     "copenhagen kobenhavn helsinki warsaw warszawa krakow prague praha budapest bucharest athens istanbul tokyo osaka "
     "seoul "
     "beijing shanghai mumbai delhi bangalore "
     "tx fl ny nj ca il mi ga nc va md mn wi mo tn ky ks nv ut az nm wy sd ct ri nh vt ak ar ms wv dc bc qc nsw vic "
     "qld"},
    {WordKind::alias_marker, "dba aka fka nka ta formerly"},
});

constexpr std::string_view kNotes =
    "managed unmanaged msa main hq headquarters client customer prospect lead tier old new former dup test vip "
    "onboarding "
    "offboarding active disabled suspended on hold internal demo trial billing bill to contract do not use pending "
    "deleted "
    "merged platinum gold silver bronze basic premium standard";
constexpr std::string_view kStrongNotes =
    "closed inactive dnu terminated archived duplicate offboarded churned dormant cancelled canceled";

// Roman numerals from two on; "i" alone is more often a letter.
constexpr auto kRoman =
    std::to_array<std::string_view>({"ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii"});
constexpr auto kRomanDigits = std::to_array<std::string_view>({"2", "3", "4", "6", "7", "8", "9", "11", "12", "13"});

template <class Visit>
void ForEachWord(std::string_view words, Visit visit) {
  while (!words.empty()) {
    const std::size_t blank = words.find(' ');
    if (blank != 0) visit(words.substr(0, blank));
    if (blank == std::string_view::npos) return;
    words.remove_prefix(blank + 1);
  }
}

using Dictionary = std::unordered_map<std::string_view, KnownWord>;

Dictionary MakeDictionary() {
  Dictionary dictionary;
  const auto add = [&](std::string_view word, std::string_view canonical, WordKind kind) {
    dictionary.emplace(word, KnownWord{.word = word, .canonical = canonical, .kind = kind});
  };
  const auto add_spellings = [&](const Spelling& spelling, WordKind kind) {
    add(spelling.canonical, spelling.canonical, kind);
    ForEachWord(spelling.others, [&](std::string_view word) { add(word, spelling.canonical, kind); });
  };
  for (const WordList& list : kLists) {
    ForEachWord(list.words, [&](std::string_view word) {
      add(word, list.kind == WordKind::holding ? std::string_view("holdings") : word, list.kind);
    });
  }
  for (const Spelling& spelling : kGeneric) add_spellings(spelling, WordKind::generic);
  for (const Spelling& spelling : kContent) add_spellings(spelling, WordKind::content);
  for (std::size_t i = 0; i < kRoman.size(); ++i) add(kRoman.at(i), kRomanDigits.at(i), WordKind::number);
  const auto note = [&](std::string_view word, KnownWord::Status status) {
    add(word, word, WordKind::content);  // has no effect on a word that is known for something else, too
    dictionary.at(word).status = status;
  };
  ForEachWord(kNotes, [&](std::string_view word) { note(word, KnownWord::Status::noted); });
  ForEachWord(kStrongNotes, [&](std::string_view word) { note(word, KnownWord::Status::always); });
  return dictionary;
}

}  // namespace

const KnownWord* FindKnownWord(std::string_view folded) {
  static const Dictionary dictionary = MakeDictionary();
  const auto found = dictionary.find(folded);
  return found == dictionary.end() ? nullptr : &found->second;
}

}  // namespace wharf::mapping
