#include <algorithm>

#include "template/nearest.h"
#include "template/parser.h"

namespace wharf::templates {
namespace {

bool IsItemFilter(std::string_view name) {
  return std::find(std::begin(kItemFilters), std::end(kItemFilters), name) != std::end(kItemFilters);
}

/// The text of a constant text expression.
std::optional<std::string_view> QuotedName(const Expression& expression) {
  const Value* constant = expression.AsConstant();
  if (constant == nullptr || !constant->Is(Kind::text)) return std::nullopt;
  return constant->AsText();
}

std::size_t FirstParameter(const Callable& callable) { return callable.has_subject ? 1 : 0; }

}  // namespace

ExpressionPtr Parser::ParseFilters(ExpressionPtr value, Site begin) {
  while (value != nullptr) {
    if (TakeSymbol("|")) {
      value = ParseFilter(std::move(value), begin);
    } else if (TakeName("is")) {
      value = ParseTest(std::move(value), begin);
    } else {
      break;
    }
  }
  return value;
}

ExpressionPtr Parser::ParseFilter(ExpressionPtr value, Site begin) {
  if (Current().kind != TokenKind::name) {
    return Fail(Current().begin, "the name of a filter is expected after `|`, not " + Describe(Current()));
  }
  const Token& name = Take();
  if (!IsItemFilter(name.text)) return ParseCall(library_.filters, "filter", name, std::move(value));
  Arguments arguments;
  if (IsSymbol("(") && !ParseArguments(arguments)) return nullptr;
  if (name.text == "map") return BuildMap(std::move(value), std::move(arguments), name, begin);
  return BuildSelect(std::move(value), std::move(arguments), name, begin);
}

ExpressionPtr Parser::ParseTest(ExpressionPtr value, Site begin) {
  const bool negated = TakeName("not");
  if (Current().kind != TokenKind::name) {
    return Fail(Current().begin, "the name of a test is expected after `is`, not " + Describe(Current()));
  }
  const Token& name = Take();
  const auto* callable = FindCallable(library_.tests, "test", name.text, name.begin);
  Arguments arguments;
  if (callable == nullptr || !ParseTestArguments(arguments)) return nullptr;
  auto bound = Bind(*callable, std::move(value), std::move(arguments), name.begin);
  if (bound == nullptr || !negated) return bound;
  return Finish(std::make_unique<NotNode>(std::move(bound)), begin);
}

bool Parser::ParseTestArguments(Arguments& arguments) {
  if (IsSymbol("(")) return ParseArguments(arguments);
  // One argument may stand without parentheses: `is divisibleby 3`.
  bool follows = false;
  switch (Current().kind) {
    case TokenKind::name:
      if (IsName("is")) return Fail(Current().begin, "tests cannot be chained with `is`; join them with `and`"), false;
      follows = !IsName("else") && !IsName("or") && !IsName("and") && !IsName("if") && !IsName("in") && !IsName("not");
      break;
    case TokenKind::string:
    case TokenKind::whole:
    case TokenKind::real:
      follows = true;
      break;
    default:
      follows = IsSymbol("[") || IsSymbol("{");
      break;
  }
  if (!follows) return true;
  const Site begin = Current().begin;
  arguments.positional.push_back(ParsePostfix(ParsePrimary(), begin));
  return arguments.positional.back() != nullptr;
}

bool Parser::ParseArguments(Arguments& arguments) {
  Take();  // the opening parenthesis
  while (!IsSymbol(")")) {
    if (IsSymbol("*") || IsSymbol("**")) {
      return Fail(Current().begin, "`*` cannot spread arguments here; write them one by one"), false;
    }
    if (Current().kind == TokenKind::name && Ahead().kind == TokenKind::symbol && Ahead().text == "=") {
      const Token& name = Take();
      Take();
      arguments.named.push_back({std::string(name.text), name.begin, ParseExpression()});
      if (arguments.named.back().value == nullptr) return false;
    } else if (!arguments.named.empty()) {
      return Fail(Current().begin, "an argument without a name cannot follow one with a name; put it first"), false;
    } else {
      arguments.positional.push_back(ParseExpression());
      if (arguments.positional.back() == nullptr) return false;
    }
    if (!TakeSymbol(",")) break;
  }
  return Expect(")", "at the end of the arguments");
}

ExpressionPtr Parser::ParseCall(const Callables& callables, std::string_view what, const Token& name,
                                ExpressionPtr subject) {
  const auto* callable = FindCallable(callables, what, name.text, name.begin);
  if (callable == nullptr) return nullptr;
  Arguments arguments;
  if (IsSymbol("(") && !ParseArguments(arguments)) return nullptr;
  return Bind(*callable, std::move(subject), std::move(arguments), name.begin);
}

const std::shared_ptr<const Callable>* Parser::FindCallable(const Callables& callables, std::string_view what,
                                                            std::string_view name, Site at) {
  const auto found = callables.find(name);
  if (found != callables.end()) return &found->second;
  std::string message = "there is no " + std::string(what) + " `" + std::string(name) + "`";
  if (const auto nearest = Nearest(name, NamesOf(callables))) {
    message += "; did you mean `" + *nearest + "`?";
  } else if (what == "function" && library_.filters.contains(name)) {
    message += "; it is a filter, write `value | " + std::string(name) + "`";
  } else {
    message += "; the language reference lists all of them";
  }
  return Fail(at, message);
}

ExpressionPtr Parser::BuildMap(ExpressionPtr list, Arguments arguments, const Token& name, Site begin) {
  const auto each = [&](ExpressionPtr body, bool names_are_members) -> ExpressionPtr {
    if (body == nullptr) return nullptr;
    return Finish(std::make_unique<EachNode>(EachMode::map, std::move(list), std::move(body), names_are_members),
                  begin);
  };
  auto item = Finish(std::make_unique<ItemNode>(), name.begin);
  if (!arguments.positional.empty()) {
    return each(ApplyNamed(library_.filters, "filter", std::move(item), std::move(arguments), name), false);
  }
  const auto is_attribute = [](const Named& named) { return named.name == "attribute"; };
  const auto attribute = std::find_if(arguments.named.begin(), arguments.named.end(), is_attribute);
  if (attribute != arguments.named.end()) {
    auto value = Finish(std::make_unique<AttributeNode>(std::move(item), std::move(attribute->value)), name.begin);
    arguments.named.erase(attribute);
    if (value == nullptr || arguments.named.empty()) return each(std::move(value), false);
    if (arguments.named.size() > 1 || arguments.named.front().name != "default") {
      return Fail(name.begin, "with `attribute` the filter `map` takes only `default` besides");
    }
    Arguments otherwise;
    otherwise.positional.push_back(std::move(arguments.named.front().value));
    return each(Bind(library_.filters.at("default"), std::move(value), std::move(otherwise), name.begin), false);
  }
  if (arguments.named.empty()) {
    return Fail(name.begin, "`map` needs a filter in quotes, `attribute='…'`, or members as `name=expression`");
  }
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> members;
  for (Named& named : arguments.named) {
    auto key = Finish(std::make_unique<ConstantNode>(std::move(named.name)), named.at);
    members.emplace_back(std::move(key), std::move(named.value));
  }
  return each(Finish(std::make_unique<DictNode>(std::move(members)), name.begin), true);
}

ExpressionPtr Parser::BuildSelect(ExpressionPtr list, Arguments arguments, const Token& name, Site begin) {
  const bool by_attribute = name.text.ends_with("attr");
  const EachMode mode = name.text.starts_with("select") ? EachMode::select : EachMode::reject;
  auto subject = Finish(std::make_unique<ItemNode>(), name.begin);
  if (by_attribute) {
    if (arguments.positional.empty()) {
      return Fail(name.begin, "`" + std::string(name.text) + "` needs the name of a member in quotes");
    }
    auto path = std::move(arguments.positional.front());
    arguments.positional.erase(arguments.positional.begin());
    subject = Finish(std::make_unique<AttributeNode>(std::move(subject), std::move(path)), name.begin);
    if (subject == nullptr) return nullptr;
  }
  if (!arguments.positional.empty()) {
    subject = ApplyNamed(library_.tests, "test", std::move(subject), std::move(arguments), name);
    if (subject == nullptr) return nullptr;
  } else if (!arguments.named.empty()) {
    return Fail(arguments.named.front().at,
                "`" + std::string(name.text) + "` needs the name of a test in quotes first");
  } else if (by_attribute) {
    // Rows that lack the member are false, not an error, also in strict mode.
    Arguments otherwise;
    otherwise.positional.push_back(Finish(std::make_unique<ConstantNode>(Value::None()), name.begin));
    subject = Bind(library_.filters.at("default"), std::move(subject), std::move(otherwise), name.begin);
    if (subject == nullptr) return nullptr;
  }
  return Finish(std::make_unique<EachNode>(mode, std::move(list), std::move(subject), false), begin);
}

ExpressionPtr Parser::ApplyNamed(const Callables& callables, std::string_view what, ExpressionPtr subject,
                                 Arguments arguments, const Token& user) {
  const Expression& callee = *arguments.positional.front();
  const auto quoted = QuotedName(callee);
  if (!quoted) {
    return Fail(callee.span.begin,
                "`" + std::string(user.text) + "` needs the name of a " + std::string(what) + " in quotes here");
  }
  const auto* callable = FindCallable(callables, what, *quoted, callee.span.begin);
  if (callable == nullptr) return nullptr;
  if (IsItemFilter(*quoted) && what == "filter") {
    return Fail(callee.span.begin, "`" + std::string(*quoted) + "` cannot be used inside `map`");
  }
  const Site at = callee.span.begin;
  arguments.positional.erase(arguments.positional.begin());
  return Bind(*callable, std::move(subject), std::move(arguments), at);
}

ExpressionPtr Parser::Bind(const std::shared_ptr<const Callable>& callable, ExpressionPtr subject, Arguments arguments,
                           Site at) {
  const std::size_t first = FirstParameter(*callable);
  CallNode::Arguments placed;
  placed.slots.resize(first + callable->parameters.size());
  if (callable->has_subject) placed.slots[0] = std::move(subject);
  if (!PlacePositional(*callable, arguments.positional, at, placed) ||
      !PlaceNamed(*callable, arguments.named, placed)) {
    return nullptr;
  }
  for (std::size_t i = 0; i < callable->parameters.size(); ++i) {
    if (callable->parameters[i].required && placed.slots[first + i] == nullptr) {
      return Fail(
          at, callable->what + " `" + callable->name + "` needs the argument `" + callable->parameters[i].name + "`");
    }
  }

  std::shared_ptr<const void> prepared;
  if (callable->prepare != nullptr) {
    std::vector<Value> constants;
    for (const auto& slot : placed.slots) {
      const Value* constant = slot == nullptr ? nullptr : slot->AsConstant();
      constants.push_back(constant == nullptr ? Value() : *constant);
    }
    auto result = callable->prepare(constants);
    if (!result) return Fail(at, result.error().message);
    prepared = *std::move(result);
  }
  return Finish(std::make_unique<CallNode>(callable, std::move(placed), std::move(prepared)), at);
}

bool Parser::PlacePositional(const Callable& callable, std::vector<ExpressionPtr>& values, Site at,
                             CallNode::Arguments& placed) {
  const std::size_t first = FirstParameter(callable);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i < callable.parameters.size()) {
      placed.slots[first + i] = std::move(values[i]);
    } else if (callable.takes_rest) {
      placed.slots.push_back(std::move(values[i]));
    } else {
      const std::size_t most = callable.parameters.size();
      const std::string count =
          most == 0 ? "no arguments" : "at most " + std::to_string(most) + (most == 1 ? " argument" : " arguments");
      return Fail(at, callable.what + " `" + callable.name + "` takes " + count), false;
    }
  }
  return true;
}

bool Parser::PlaceNamed(const Callable& callable, std::vector<Named>& values, CallNode::Arguments& placed) {
  const std::size_t first = FirstParameter(callable);
  for (Named& named : values) {
    const auto parameter = std::find_if(callable.parameters.begin(), callable.parameters.end(),
                                        [&](const Parameter& known) { return known.name == named.name; });
    if (parameter != callable.parameters.end()) {
      auto& slot = placed.slots[first + static_cast<std::size_t>(parameter - callable.parameters.begin())];
      if (slot != nullptr) return Fail(named.at, "the argument `" + named.name + "` is given twice; remove one"), false;
      slot = std::move(named.value);
    } else if (callable.takes_keywords) {
      placed.keywords.emplace_back(std::move(named.name), std::move(named.value));
    } else {
      std::vector<std::string> known;
      for (const Parameter& each : callable.parameters) known.push_back(each.name);
      const auto nearest = Nearest(named.name, known);
      return Fail(named.at, callable.what + " `" + callable.name + "` has no argument `" + named.name + "`" +
                                (nearest ? "; did you mean `" + *nearest + "`?" : "")),
             false;
    }
  }
  return true;
}

}  // namespace wharf::templates
