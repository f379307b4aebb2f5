#pragma once

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wharf::definition {

/// What may stand at a key of a definition. The same few types describe the fixed parts of the format and the fields of
/// every kind, so that checking, the JSON Schema, the written form and the reference of all of them come from one
/// place.
enum class FieldType {
  text,       ///< as it stands
  name,       ///< snake_case, 1 to 64 characters
  templated,  ///< text with `{{ }}`; a lone `{{ }}` keeps the type of its value
  condition,  ///< one lone `{{ }}`, read as true or false
  tree,       ///< any value; every text in it is a template
  value,      ///< any value, as it stands
  schema,     ///< JSON Schema 2020-12
  path,       ///< where in a value: `$`, `data.items`, `pages[*].rows`, `["odd.name"]`
  integer,
  number,
  boolean,
  choice,     ///< one of a few words
  duration,   ///< `500ms`, `30s`, `5m`, `1h`, `2d`
  pattern,    ///< a regular expression (RE2)
  status,     ///< HTTP statuses: `429`, `5xx`, `400-404`
  reference,  ///< the name of something else in the same file: an action, a paging style …
  list,       ///< one value is read as a list of one
  map,        ///< names to values, in order
  object,     ///< a fixed set of keys
  kind        ///< one of the kinds of a slot
};

struct Shape;

struct Choice {
  std::string value;
  std::string help;
};

/// One key: what it is called, what may stand there, and the sentence that editors and the reference show.
/// The setters are for writing a spec in one expression: `Templated("key", "The key itself.").Required()`.
struct FieldSpec {
  std::string name;
  FieldType type = FieldType::text;
  std::string help;
  bool required = false;
  boost::json::value default_value;          ///< null: none
  std::vector<Choice> choices;               ///< of a choice
  std::string slot;                          ///< of a kind
  std::string target;                        ///< of a reference: "action", "paging", "options", "auth", "collection"
  std::shared_ptr<const Shape> shape;        ///< of an object
  std::shared_ptr<const FieldSpec> element;  ///< of a list or a map
  /// Of a map: what its names are: "name" (snake_case), "identifier", "path", "action", "capability", "refusal"; "" for
  /// anything.
  std::string map_names = {};
  std::string declares = {};      ///< of a map: its names can be referred to, as this target
  bool owns = false;              ///< of a map: what an entry defines is known only inside it
  std::vector<std::string> adds;  ///< variables its templates see beyond those of the place around it
  std::string defines;  ///< its names (or, of a name, the value) become members of this variable; "*": a variable
  std::optional<bool> secrets;  ///< may its templates read secrets; absent: as the place around it
  std::optional<double> minimum;
  std::optional<double> maximum;

  FieldSpec Required() &&;
  FieldSpec Default(boost::json::value value) &&;
  FieldSpec Sees(std::vector<std::string> variables) &&;
  FieldSpec Secrets(bool allowed) &&;
  FieldSpec Defines(std::string variable) &&;
  FieldSpec Declares(std::string reference_target) &&;
  FieldSpec Owns() &&;
  FieldSpec Between(double low, double high) &&;
};

/// An object: its fields, and which of them exclude each other.
struct Shape {
  std::string help;
  std::vector<FieldSpec> fields;
  std::vector<std::string> exactly_one = {};  ///< one of these must be there, and only one
  std::vector<std::string> at_least_one = {};

  [[nodiscard]] const FieldSpec* Find(std::string_view name) const;
};

/// Makers of field specs, one for each type. A file of specs says `using namespace definition::spec`.
namespace spec {
FieldSpec Text(std::string name, std::string help);
FieldSpec Name(std::string name, std::string help);
FieldSpec Templated(std::string name, std::string help);
FieldSpec Condition(std::string name, std::string help);
FieldSpec Tree(std::string name, std::string help);
FieldSpec AnyValue(std::string name, std::string help);
FieldSpec Schema(std::string name, std::string help);
FieldSpec Path(std::string name, std::string help);
FieldSpec Integer(std::string name, std::string help);
FieldSpec Number(std::string name, std::string help);
FieldSpec Flag(std::string name, std::string help);
FieldSpec OneOf(std::string name, std::string help, std::vector<Choice> choices);
FieldSpec Duration(std::string name, std::string help);
FieldSpec Pattern(std::string name, std::string help);
FieldSpec Statuses(std::string name, std::string help);
FieldSpec Reference(std::string name, std::string target, std::string help);
FieldSpec ListOf(FieldSpec element);                             ///< takes name and help of the element
FieldSpec MapOf(FieldSpec element, std::string map_names = {});  ///< likewise
FieldSpec Object(std::string name, std::string help, Shape shape);
FieldSpec KindOf(std::string name, std::string slot, std::string help);
}  // namespace spec

/// One way to fill a slot: a name, a sentence, its own fields. The C++ unit that does it registers this beside itself.
struct KindSpec {
  std::string name;
  std::string help;
  Shape shape;
  bool secret = false;  ///< of a setting: its value is a secret
};

/// A place of the format that is filled by kinds. `text_kind` and `text_field` say what a bare text means there:
/// by default the name of a kind, or else the value of that field of that kind (`rows: data.items`).
struct SlotSpec {
  std::string name;
  std::string help;
  std::string default_kind;  ///< `kind:` may be left out and means this
  std::string text_kind;
  std::string text_field;
  std::string named_in = {};  ///< a text may also be the name of one of these, a map at the top of the definition
};

/// A name that templates can read. Where it can be read is said by the fields (`adds`).
struct VariableSpec {
  std::string name;
  std::string help;
  std::vector<std::string> members = {};  ///< empty: not known before it runs, unless `closed`
  bool closed = false;                    ///< has only members that a field of the definition defines
  bool secret = false;                    ///< the whole of it
};

/// The slots of format 1. A later issue adds slots of its own and kinds to these; it changes none.
namespace slots {
inline constexpr std::string_view authentication = "authentication";  ///< proves to the vendor who calls
inline constexpr std::string_view field = "field";                    ///< a setting that a person fills in
inline constexpr std::string_view connect_step = "connect_step";      ///< what is found out when connecting
inline constexpr std::string_view budget = "budget";                  ///< how often may be called
inline constexpr std::string_view wait_hint = "wait_hint";            ///< where the vendor says how long to wait
inline constexpr std::string_view outcome = "outcome";                ///< what an answer means
inline constexpr std::string_view paging = "paging";                  ///< how to get the next page
inline constexpr std::string_view stop = "stop";                      ///< how the last page is known
inline constexpr std::string_view encoder = "encoder";                ///< how a body is written
inline constexpr std::string_view decoder = "decoder";                ///< how a body is read
inline constexpr std::string_view rows = "rows";                      ///< which part of an answer is the list
inline constexpr std::string_view source = "source";                  ///< where a list comes from
inline constexpr std::string_view job = "job";                        ///< an operation that takes long
inline constexpr std::string_view changes = "changes";                ///< reading only what changed
inline constexpr std::string_view enrichment = "enrichment";          ///< one more call per row or batch
inline constexpr std::string_view receiver = "receiver";              ///< takes what the vendor posts
inline constexpr std::string_view event_source = "event_source";      ///< where events come from
inline constexpr std::string_view simulation = "simulation";          ///< how the simulator answers an action
}  // namespace slots

/// The words a definition may use: which kinds fill which slot. Filled once at start (each room adds its own), then
/// only read; safe to read from any thread.
class Vocabulary {
 public:
  /// Knows the slots and variables of format 1 and the kinds that this room implements (fields), and no others.
  Vocabulary();
  Vocabulary(Vocabulary&&) noexcept = default;
  Vocabulary& operator=(Vocabulary&&) noexcept = default;

  void AddSlot(SlotSpec slot);
  /// Adding a name twice to one slot is a programming error (checked in all builds).
  void Add(std::string_view slot, KindSpec kind);
  void AddVariable(VariableSpec variable);

  [[nodiscard]] const SlotSpec* Slot(std::string_view name) const;
  [[nodiscard]] const KindSpec* Kind(std::string_view slot, std::string_view name) const;
  /// In order of registration.
  [[nodiscard]] std::vector<const KindSpec*> Kinds(std::string_view slot) const;
  [[nodiscard]] std::vector<const SlotSpec*> Slots() const;
  [[nodiscard]] const VariableSpec* Variable(std::string_view name) const;

 private:
  struct Filled {
    SlotSpec spec;
    std::vector<std::unique_ptr<const KindSpec>> kinds;
  };
  [[nodiscard]] Filled* FindSlot(std::string_view name) const;

  std::vector<std::unique_ptr<Filled>> slots_;
  std::vector<VariableSpec> variables_;
};

/// Where a value is put into a call: exactly one of `query`, `header`, `cookie`, `body` (a path), `form`, `path`
/// (a `{placeholder}`) or `variable` (of GraphQL). Kinds that send something take these fields into theirs.
Shape PlaceShape(std::string help, std::vector<FieldSpec> more = {});

/// `headers`, `query`, `cookies`, `body`: any number of values, by template, put into each call.
Shape AttachShape(std::string help);

/// One call: method and address, query, headers, body. Used by actions, connect steps, login steps, jobs,
/// subscriptions.
Shape RequestShape();

/// `message` and `rules`, as everywhere where answers are judged.
Shape ErrorsShape();

}  // namespace wharf::definition
