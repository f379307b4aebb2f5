#include "template/statements.h"

#include "template/compare.h"
#include "template/display.h"
#include "template/unicode.h"

namespace wharf::templates {

bool Output::Append(Run& run, std::string_view text) {
  const std::size_t limit = run.options().limits.output_bytes;
  if (text.size() > limit || rendered_.text.size() > limit - text.size()) {
    run.FailLimit("output", std::to_string(limit) + " bytes");
    return false;
  }
  rendered_.text += text;
  return run.Charge(1 + text.size() / 16);
}

bool Output::AppendValue(Run& run, const Value& value) {
  const std::uint64_t secrets_before = run.secrets_read();
  const std::size_t begin = rendered_.text.size();
  if (!DisplayOutput(run, value, rendered_.text)) return false;
  MarkSecret(value.secret() || run.secrets_read() != secrets_before);
  // Bytes of b64decode and the like must not leave as text; they can sit inside lists too.
  if (!IsValidUtf8(std::string_view(rendered_.text).substr(begin))) {
    run.Fail("the result holds bytes that are not UTF-8; encode them with `| b64encode` or `| hex`");
    return false;
  }
  return true;
}

bool RenderBody(const Body& body, Run& run, Output& output) {
  for (const auto& statement : body) {
    if (!statement->Render(run, output)) return false;
  }
  return true;
}

bool ExpressionStatement::Render(Run& run, Output& output) const {
  const Value value = expression_->Evaluate(run);
  run.site = expression_->span.begin;
  return !value.failed() && output.AppendValue(run, value);
}

bool IfStatement::Render(Run& run, Output& output) const {
  for (const Branch& branch : branches_) {
    if (branch.condition == nullptr) return RenderBody(branch.body, run, output);
    const Value condition = branch.condition->Evaluate(run);
    if (condition.failed()) return false;
    run.site = branch.condition->span.begin;
    if (condition.Is(Kind::undefined) && run.options().strict) return !run.FailUndefined(condition).failed();
    const auto holds = IsTrue(run, condition);
    if (!holds) return false;
    // Which branch is taken tells of the condition, even if nothing of it is printed.
    output.MarkSecret(condition.secret());
    if (*holds) return RenderBody(branch.body, run, output);
  }
  return true;
}

void IfStatement::CollectReads(Reads& reads) const {
  for (const Branch& branch : branches_) {
    if (branch.condition != nullptr) branch.condition->CollectReads(reads);
    for (const auto& statement : branch.body) statement->CollectReads(reads);
  }
}

}  // namespace wharf::templates
