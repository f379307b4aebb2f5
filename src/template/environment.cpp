#include "template/environment.h"

#include <span>
#include <utility>

#include "template/display.h"
#include "template/library.h"

namespace wharf::templates {
namespace {

/// Reads the parameter list of a table row, `old new count? *rest **keywords`.
void ReadParameters(std::string_view list, Callable& callable) {
  while (!list.empty()) {
    const std::size_t blank = list.find(' ');
    std::string_view word = list.substr(0, blank);
    list.remove_prefix(blank == std::string_view::npos ? list.size() : blank + 1);
    if (word.starts_with("**")) {
      callable.takes_keywords = true;
    } else if (word.starts_with("*")) {
      callable.takes_rest = true;
    } else {
      const bool optional = word.ends_with('?');
      if (optional) word.remove_suffix(1);
      callable.parameters.push_back({std::string(word), !optional});
    }
  }
}

void Add(Callables& callables, std::span<const Builtin> table, std::string_view what, bool has_subject) {
  for (const Builtin& row : table) {
    Callable callable;
    callable.name = row.name;
    callable.what = what;
    callable.has_subject = has_subject;
    callable.undefined_allowed = row.undefined_allowed;
    callable.tells_presence = row.tells_presence;
    callable.receiver = row.receiver;
    callable.call = row.call;
    callable.prepare = row.prepare;
    ReadParameters(row.parameters, callable);
    callables.insert_or_assign(std::string(row.name), std::make_shared<const Callable>(std::move(callable)));
  }
}

Value CallHost(const Call& call) {
  std::vector<boost::json::value> arguments;
  Conversion conversion;
  for (const Value& argument : call.arguments()) {
    auto json = argument.Is(Kind::absent) ? boost::json::value(nullptr) : ToJson(call.run(), argument, conversion);
    if (!json) return Value::Failed();
    arguments.push_back(*std::move(json));
  }
  auto answer = call.host()->call(arguments);
  if (!answer) {
    Error error = std::move(answer).error();
    return call.Fail("`" + call.host()->name + "`: " + error.message);
  }
  return call.run().Keep(*std::move(answer), 0);
}

std::shared_ptr<const Callable> Wrap(HostFunction host, std::string_view what, bool has_subject) {
  Callable callable;
  callable.name = host.name;
  callable.what = what;
  callable.has_subject = has_subject;
  callable.call = CallHost;
  for (const std::string& name : host.required) callable.parameters.push_back({name, true});
  for (const std::string& name : host.optional) callable.parameters.push_back({name, false});
  callable.host = std::make_shared<const HostFunction>(std::move(host));
  return std::make_shared<const Callable>(std::move(callable));
}

}  // namespace

std::vector<std::string> NamesOf(const Callables& callables) {
  std::vector<std::string> names;
  names.reserve(callables.size());
  for (const auto& [name, callable] : callables) names.push_back(name);
  return names;
}

Environment::Environment() : library_(std::make_unique<Library>()) {
  for (const auto& table : {TextFilters(), LayoutFilters(), ListFilters(), OrderFilters(), NumberFilters(),
                            EncodingFilters(), RegexFilters(), TimeFilters()}) {
    Add(library_->filters, table, "filter", true);
  }
  for (const std::string_view name : kItemFilters) {
    library_->filters.insert_or_assign(std::string(name), std::make_shared<const Callable>());
  }
  Add(library_->tests, StandardTests(), "test", true);
  Add(library_->functions, StandardFunctions(), "function", false);
  Add(library_->methods, TextMethods(), "method", true);
  Add(library_->methods, DictMethods(), "method", true);
}

Environment::~Environment() = default;

void Environment::AddFilter(HostFunction filter) {
  std::string name = filter.name;
  library_->filters.insert_or_assign(std::move(name), Wrap(std::move(filter), "filter", true));
}

void Environment::AddFunction(HostFunction function) {
  std::string name = function.name;
  library_->functions.insert_or_assign(std::move(name), Wrap(std::move(function), "function", false));
}

std::vector<std::string> Environment::FilterNames() const { return NamesOf(library_->filters); }
std::vector<std::string> Environment::TestNames() const { return NamesOf(library_->tests); }
std::vector<std::string> Environment::FunctionNames() const { return NamesOf(library_->functions); }

}  // namespace wharf::templates
