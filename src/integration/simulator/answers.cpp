#include "integration/simulator/answers.h"

#include <utility>
#include <variant>

#include "integration/definition/evaluate.h"
#include "integration/simulator/pages.h"

namespace wharf::simulator {
namespace {

using definition::AsText;
using definition::Block;

std::string KeyIn(const Block& answer, const boost::json::object& input, const templates::Context& context) {
  if (answer.Has("by")) {
    const auto by = definition::EvaluateText(answer.Template("by"), context);
    return by && by->text ? *by->text : "";
  }
  std::string last;
  for (const auto& [name, value] : input) last = AsText(value);
  return last;
}

net::Response Write(int status, const Block& answer, const boost::json::object& row,
                    const templates::Context& context) {
  if (!answer.Has("answer")) return JsonResponse(status, row);
  templates::Context scope(&context);
  scope.Set("row", row);
  auto made = definition::Evaluate(answer.Tree("answer"), scope);
  return JsonResponse(status, made && made->value ? *made->value : boost::json::value(row));
}

}  // namespace

net::Response Answers::List(const net::Request& request, const definition::Action& action, const Block& answer,
                            const templates::Context& context) {
  boost::json::array rows = world_.All(answer.Text("of"));
  if (answer.Has("where")) {
    boost::json::array kept;
    for (const auto& row : rows) {
      templates::Context scope(&context);
      scope.Set("row", row);
      const auto holds = definition::Holds(answer.Template("where"), scope);
      if (holds && *holds) kept.push_back(row);
    }
    rows = std::move(kept);
  }
  net::Response response = JsonResponse(200, nullptr);
  boost::json::value body = boost::json::object();
  if (action.paging) CutPage(request, *action.paging, faults_.RepeatsPages(), rows, body, response);
  const Block* place = action.output.rows.get();
  if (place == nullptr || place->Path("at").steps.empty()) {
    body = std::move(rows);
  } else {
    place->Path("at").Put(body, std::move(rows));
  }
  response.body = boost::json::serialize(body);
  return response;
}

net::Response Answers::Do(const net::Request& request, const definition::Action& action, const Block& answer,
                          const boost::json::object& path_input) {
  boost::json::object input = path_input;
  boost::json::error_code failure;
  boost::json::value body =
      request.body.empty() ? boost::json::value(nullptr) : boost::json::parse(request.body, failure);
  if (failure) return vendor_.Refuse("invalid", 400, "The body is not JSON.");
  boost::json::object members;
  const auto& inputs_at = action.request.inputs_at;
  const boost::json::value* inner = inputs_at ? inputs_at->Find(body) : &body;
  if (inner != nullptr && inner->is_object()) members = inner->get_object();
  for (const auto& [name, value] : members) input[name] = value;
  for (const auto& [name, value] : request.query) input[name] = value;
  // On the wire some go by another name than the one that the definition's templates know.
  for (const auto& [name, one] : action.input) {
    const auto sent = one.as.empty() ? input.end() : input.find(one.as);
    if (sent != input.end()) input[name] = boost::json::value(sent->value());
  }
  const boost::json::object fake = FakeValues(random_);
  templates::Context context = vendor_.Context();
  context.Set("input", input).Set("fake", fake);
  for (const auto& [name, value] :
       answer.kind == "create" || answer.kind == "update" ? answer.Map("set") : definition::NamedValues()) {
    auto made = definition::Evaluate(std::get<definition::TemplateTree>(value.held), context);
    if (made && made->value) members[name] = *made->value;
  }
  const std::string key = answer.kind == "list" || answer.kind == "create" || answer.kind == "fixed"
                              ? ""
                              : KeyIn(answer, path_input, context);
  if (answer.kind == "list") return List(request, action, answer, context);
  if (answer.kind == "create") return Write(201, answer, world_.Add(answer.Text("of"), members), context);
  if (answer.kind == "fixed") {
    boost::json::value fixed;
    if (answer.Has("body")) {
      auto made = definition::Evaluate(answer.Tree("body"), context);
      if (made && made->value) fixed = *made->value;
    }
    return JsonResponse(static_cast<int>(answer.Integer("status")), fixed);
  }
  if (answer.kind == "delete") {
    if (!world_.Remove(answer.Text("of"), key)) return vendor_.Refuse("not_found", 404, "Not found.");
    return net::Response{static_cast<int>(answer.Integer("status")), {}, {}, {}};
  }
  const auto row =
      answer.kind == "update" ? world_.Change(answer.Text("of"), key, members) : world_.Find(answer.Text("of"), key);
  if (!row) return vendor_.Refuse("not_found", 404, "Not found.");
  if (answer.kind == "update") return Write(200, answer, *row, context);
  return JsonResponse(200, *row);
}

}  // namespace wharf::simulator
