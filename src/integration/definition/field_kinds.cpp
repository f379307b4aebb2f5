#include "integration/definition/field_kinds.h"

#include <utility>
#include <vector>

namespace wharf::definition {
namespace {

using namespace spec;

/// What every kind of setting has.
std::vector<FieldSpec> Common(std::vector<FieldSpec> own) {
  std::vector<FieldSpec> all;
  all.push_back(Text("label", "What the person reads beside the field.").Required());
  all.push_back(Text("help", "One or two sentences below it: where to find the value."));
  for (auto& field : own) all.push_back(std::move(field));
  all.push_back(Text("placeholder", "An example of a value, shown in the empty field."));
  all.push_back(Flag("required", "Whether it must be filled in.").Default(true));
  all.push_back(Condition("visible_when", "Shown, and counted as given, only while this is true.").Sees({"fields"}));
  all.push_back(Flag("advanced", "Shown only when the person asks for more.").Default(false));
  return all;
}

/// What kinds have that are typed as text.
std::vector<FieldSpec> Typed(std::vector<FieldSpec> own = {}) {
  std::vector<FieldSpec> all;
  all.push_back(Text("default", "The value until the person changes it."));
  all.push_back(Object("pattern", "What the tidied value must look like as a whole.",
                       {"",
                        {Pattern("match", "A regular expression (RE2).").Required(),
                         Text("message", "What the person reads when it does not match.").Required()}}));
  all.push_back(Text("prefix", "Shown before the field; removed from the value if pasted with it."));
  all.push_back(Text("suffix", "Shown after the field; removed from the value if pasted with it."));
  for (auto& field : own) all.push_back(std::move(field));
  return Common(std::move(all));
}

FieldSpec Case() {
  return OneOf("letters", "Whether upper and lower case are kept.",
               {{"keep", "As typed."}, {"lower", "Made lower case."}, {"upper", "Made upper case."}})
      .Default("keep");
}

void Add(Vocabulary& vocabulary, std::string name, std::string help, std::vector<FieldSpec> fields) {
  const bool secret = name == "secret";
  vocabulary.Add(slots::field, {std::move(name), help, {help, std::move(fields)}, secret});
}

}  // namespace

void AddFieldKinds(Vocabulary& vocabulary) {
  Add(vocabulary, "text", "A line of text. Blanks around it are removed.", Typed({Case()}));
  Add(vocabulary, "multiline", "Several lines, kept as they are: a key, a certificate.", Typed());
  Add(vocabulary, "secret", "A text that is sealed, never shown again and never sent back.",
      Common({Flag("multiline", "Several lines: a private key.").Default(false),
              Object("pattern", "What it must look like as a whole.",
                     {"",
                      {Pattern("match", "A regular expression (RE2).").Required(),
                       Text("message", "What the person reads when it does not match.").Required()}})}));
  Add(vocabulary, "url", "An absolute http or https URL. Slashes at its end are removed.",
      Typed({Flag("https", "Whether only https is accepted.").Default(true),
             Flag("path", "Whether it may have a path; else a pasted one is removed.").Default(true)}));
  Add(vocabulary, "host", "A host name, perhaps with a port. From a pasted URL only the host is kept.", Typed());
  Add(vocabulary, "choice", "One of some values.",
      Common({AnyValue("choices", "Value to what the person reads.").Required(),
              Text("default", "The value until the person changes it."),
              Flag("other", "Whether another value can be typed.").Default(false)}));
  Add(vocabulary, "boolean", "Yes or no.",
      Common({Flag("default", "The value until the person changes it.").Default(false)}));
  Add(vocabulary, "number", "A number.",
      Common({Number("default", "The value until the person changes it."), Number("minimum", "The smallest accepted."),
              Number("maximum", "The largest accepted."), Flag("whole", "Whole numbers only.").Default(true)}));
  Add(vocabulary, "list", "Several texts, one a line.",
      Common({ListOf(Text("default", "The values until the person changes them.")),
              Integer("maximum", "The most accepted.").Default(100)}));
  Add(vocabulary, "uuid", "An id of 36 characters; made lower case, braces are removed.", Typed());
  Add(vocabulary, "email", "A mail address.", Typed({Case()}));
  vocabulary.Add(slots::field, {"constant",
                                "A value that no person fills in: used like a setting, and kept in one place.",
                                {"",
                                 {Text("label", "What it is, for readers of the file."), Text("help", "More of that."),
                                  AnyValue("value", "The value.").Required()}}});
}

}  // namespace wharf::definition
