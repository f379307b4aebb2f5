#include "template/template.h"

#include <charconv>

#include "template/compare.h"
#include "template/display.h"
#include "template/lexer.h"
#include "template/library.h"
#include "template/parser.h"
#include "template/statements.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

constexpr std::size_t kMaxSource = std::size_t{1} << 20U;

/// The expression, if there is exactly one and nothing but blanks around it. Comments have left no trace.
const Expression* LoneExpression(const Body& body) {
  const Expression* lone = nullptr;
  for (const auto& statement : body) {
    if (const std::string* text = statement->AsText()) {
      if (text->find_first_not_of(" \t\r\n\f\v") != std::string::npos) return nullptr;
    } else if (lone != nullptr || statement->AsExpression() == nullptr) {
      return nullptr;
    } else {
      lone = statement->AsExpression();
    }
  }
  return lone;
}

Result<Rendered> RenderWith(Run& run, const Program& program) {
  Output output;
  if (!RenderBody(program.body, run, output)) return run.TakeError();
  return output.Take();
}

}  // namespace

Result<Template> Template::Compile(std::string_view source, const Environment& environment) {
  if (source.size() > kMaxSource) {
    return Error{ErrorKind::resource_exhausted, "template_limit", "1:1: the template is over 1 MiB; split it"};
  }
  if (!IsValidUtf8(source)) {
    return Error{ErrorKind::invalid_argument, "template_syntax", "1:1: the template is not UTF-8; save it as UTF-8"};
  }
  auto program = std::make_shared<Program>();
  program->source = source;
  WHARF_ASSIGN(auto tokens, Tokenize(program->source));
  WHARF_ASSIGN(program->body, Parser(program->source, std::move(tokens), environment.library()).ParseTemplate());
  program->lone = LoneExpression(program->body);
  return Template(std::move(program));
}

Result<Rendered> Template::Render(const Context& context, const EvaluateOptions& options) const {
  Run run(program_->source, context, options);
  return RenderWith(run, *program_);
}

Result<Outcome> Template::Evaluate(const Context& context, const EvaluateOptions& options) const {
  Run run(program_->source, context, options);
  if (program_->lone == nullptr) {
    WHARF_ASSIGN(Rendered rendered, RenderWith(run, *program_));
    return Outcome{boost::json::value(boost::json::string(rendered.text)), rendered.secret, false};
  }
  const Value value = program_->lone->Evaluate(run);
  if (value.failed()) return run.TakeError();
  run.site = program_->lone->span.begin;
  const std::uint64_t secrets_before = run.secrets_read();
  Conversion conversion;
  auto json = ToJson(run, value, conversion);
  if (!json) return run.TakeError();
  const bool secret = conversion.secret || run.secrets_read() != secrets_before;
  return Outcome{*std::move(json), secret, value.Is(Kind::undefined)};
}

Result<bool> Template::Holds(const Context& context, const EvaluateOptions& options) const {
  Run run(program_->source, context, options);
  if (program_->lone == nullptr) {
    WHARF_ASSIGN(const Rendered rendered, RenderWith(run, *program_));
    return !rendered.text.empty();
  }
  const Value value = program_->lone->Evaluate(run);
  if (value.failed()) return run.TakeError();
  run.site = program_->lone->span.begin;
  if (value.Is(Kind::undefined) && options.strict) {
    run.FailUndefined(value);
    return run.TakeError();
  }
  const auto holds = IsTrue(run, value);
  return holds ? Result<bool>(*holds) : run.TakeError();
}

bool Template::IsLoneExpression() const { return program_->lone != nullptr; }

bool Template::IsPlainText() const {
  for (const auto& statement : program_->body) {
    if (statement->AsText() == nullptr) return false;
  }
  return true;
}

std::string_view Template::Source() const { return program_->source; }

std::vector<Reference> Template::References() const {
  Reads reads{program_->source};
  for (const auto& statement : program_->body) statement->CollectReads(reads);
  return std::move(reads.found);
}

std::string Reference::Text() const {
  std::string text = root;
  for (const std::string& member : members) text += member == "[]" ? member : "." + member;
  return text;
}

Located Locate(const Error& error) {
  const std::string_view message = error.message;
  Located located;
  const auto read = [](std::string_view text, std::size_t& number) {
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    return status == std::errc() && end < text.data() + text.size() && *end == ':'
               ? static_cast<std::size_t>(end - text.data()) + 1
               : std::size_t{0};
  };
  const std::size_t line = read(message, located.line);
  const std::size_t column = line == 0 ? 0 : read(message.substr(line), located.column);
  if (column == 0 || message.substr(line + column, 1) != " ") return {0, 0, message};
  located.message = message.substr(line + column + 1);
  return located;
}

}  // namespace wharf::templates
