#include "integration/simulator/vocabulary.h"

#include <string>
#include <utility>
#include <vector>

namespace wharf::simulator {
namespace {

using definition::FieldSpec;
using definition::Vocabulary;
using namespace definition::spec;

void Add(Vocabulary& vocabulary, std::string name, std::string help, std::vector<FieldSpec> fields) {
  vocabulary.Add(definition::slots::simulation, {std::move(name), help, {help, std::move(fields)}});
}

FieldSpec Of() { return Reference("of", "collection", "The collection.").Required(); }
FieldSpec By() { return Templated("by", "The key of the row; by default the last value in the path."); }

}  // namespace

void AddKinds(Vocabulary& vocabulary) {
  Add(vocabulary, "list", "The rows, paged and wrapped as the action expects.",
      {Of(), Condition("where", "Only rows for which this is true.")});
  Add(vocabulary, "get", "One row, or the vendor's `not_found`.", {Of(), By()});
  Add(vocabulary, "create", "Adds a row made of the body, and answers it.",
      {Of(), MapOf(Tree("set", "Members set besides.")), Tree("answer", "What is answered; by default the row.")});
  Add(vocabulary, "update", "Changes a row by the body, and answers it.",
      {Of(), By(), MapOf(Tree("set", "Members set besides.")),
       Tree("answer", "What is answered; by default the row.")});
  Add(vocabulary, "delete", "Removes a row.", {Of(), By(), Integer("status", "The status answered.").Default(204)});
  Add(vocabulary, "fixed", "Always the same.",
      {Integer("status", "The status.").Default(200), MapOf(Templated("headers", "Headers.")),
       Tree("body", "The body.")});
}

}  // namespace wharf::simulator
