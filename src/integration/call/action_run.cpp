#include "integration/call/action_run.h"

#include <algorithm>
#include <utility>

#include "integration/call/generic_call.h"
#include "integration/call/input.h"
#include "integration/call/paging.h"
#include "integration/call/rows.h"
#include "integration/definition/evaluate.h"
#include "net/url.h"

namespace wharf::call {
namespace {

using definition::Action;

/// Everything one run has; the fan-out and the page walk share it.
struct Run {
  Caller& caller;
  const Action& action;
  const boost::json::object& input;
  const RunOptions& options;
  ActionResult& result;
  const GenericCall& generic;  ///< of the generic action
};

const definition::Block& OnePage() {
  static const definition::Block kNone{"none", {}, {}};
  return kNone;
}

const definition::Block& PagingOf(const Run& run) {
  if (run.action.generic) return run.generic.paging != nullptr ? *run.generic.paging : OnePage();
  return run.action.paging ? *run.action.paging : OnePage();
}

/// The next page's URL, absolute, and of the same origin as the page before (fault 2.4).
Result<std::string> FollowUrl(const PageRequest& next, const std::string& current, const std::string& first,
                              const Target& target) {
  WHARF_ASSIGN(const net::Url from, net::Url::Parse(current));
  WHARF_ASSIGN(net::Url url, from.Resolve(next.url));
  WHARF_ASSIGN(const net::Url original, net::Url::Parse(first));
  WHARF_ASSIGN(const std::string effective, Effective(first, target));
  WHARF_ASSIGN(const net::Url instead, net::Url::Parse(effective));
  if (!url.SameOrigin(from) && !url.SameOrigin(original) && !url.SameOrigin(instead)) {
    return Error{ErrorKind::vendor_error, "next_page_elsewhere",
                 "The vendor's link to the next page leads to another host (" + url.Origin() +
                     "). Wharf does not send credentials there; the list is not complete."};
  }
  if (next.keep_parameters && original.query()) {
    std::string rest = *original.query();
    for (std::size_t at = 0; at < rest.size();) {
      const std::size_t end = std::min(rest.find('&', at), rest.size());
      const std::string pair = rest.substr(at, end - at);
      const std::string name = pair.substr(0, pair.find('='));
      if (const auto value = original.Query(name); value && !url.Query(name)) url.AddQuery(name, *value);
      at = end + 1;
    }
  }
  return url.ToString();
}

/// Adds what came to the result, or hands it to whoever takes pages. False: enough.
Result<bool> Deliver(const Run& run, boost::json::array rows) {
  run.result.row_count += static_cast<std::int64_t>(rows.size());
  run.result.pages += 1;
  if (run.options.on_page) {
    return run.options.on_page({std::move(rows), run.result.pages, run.result.row_count});
  }
  std::move(rows.begin(), rows.end(), std::back_inserter(run.result.rows));
  return true;
}

Result<void> Keep(boost::json::array& rows, const definition::Named<definition::TemplateTree>& keep,
                  const templates::Context& context) {
  for (const auto& [name, tree] : keep) {
    WHARF_ASSIGN(const auto made, definition::Evaluate(tree, context));
    if (!made.value) continue;
    for (auto& row : rows) {
      if (row.is_object()) row.get_object()[name] = *made.value;
    }
  }
  return {};
}

class Pages {
 public:
  Pages(const Run& run, const templates::Context& context, const definition::ForEach* innermost)
      : run_(run),
        context_(&context),
        innermost_(innermost),
        walk_(PagingOf(run), {run.options.max_pages, Left(run), run.options.page_size}) {
    context_.Set("input", run.input);
  }

  Result<bool> Walk() {
    const Action& action = run_.action;
    const bool rows_wanted = action.generic ? run_.generic.lists() : action.output.rows != nullptr;
    WHARF_ASSIGN(PageRequest page, walk_.First(context_));
    for (;;) {
      if (run_.options.should_stop && run_.options.should_stop()) {
        return Error{ErrorKind::cancelled, "stopped", "The work was stopped."};
      }
      boost::json::value variable = walk_.variable();
      context_.Set("page", variable);
      WHARF_ASSIGN(GoodAnswer answer, Call(page));
      ++run_.result.calls;
      if (!rows_wanted) return Single(answer);
      bool go_on = true;
      WHARF_ASSIGN(auto next, TakePage(answer, go_on));
      if (!next || !go_on) break;
      if (!next->url.empty()) {
        WHARF_ASSIGN(next->url,
                     FollowUrl(*next, definition::AsText(answer.response.at("url")), first_url_, run_.caller.target()));
      }
      page = *std::move(next);
    }
    run_.result.truncated = run_.result.truncated || walk_.truncated();
    for (const auto& warning : walk_.warnings()) run_.result.warnings.push_back(warning);
    return !run_.result.truncated;
  }

 private:
  static std::optional<std::int64_t> Left(const Run& run) {
    if (!run.options.max_items) return std::nullopt;
    return std::max<std::int64_t>(1, *run.options.max_items - run.result.row_count);
  }

  Result<GoodAnswer> Call(const PageRequest& page) {
    Caller& caller = run_.caller;
    const auto plan = [&]() -> Result<PlannedRequest> {
      WHARF_ASSIGN(const std::string base, BaseUrl(caller.target(), &run_.action, context_));
      const RequestParts parts{caller.target(), context_, &run_.action, &run_.input, base};
      WHARF_ASSIGN(PlannedRequest made,
                   run_.action.generic ? PlanGeneric(parts) : PlanRequest(run_.action.request, parts));
      if (page.url.empty()) {
        for (const auto& put : page.puts) Apply(put, made);
        if (first_url_.empty()) {
          WHARF_ASSIGN(first_url_, OwnUrl(made));
        }
      } else {
        // The vendor's own URL already holds the query.
        made.url = page.url;
        made.query.clear();
      }
      return made;
    };
    const bool may_repeat = run_.action.generic ? made_by_get() : run_.action.safe || run_.action.idempotent;
    return caller.Send(plan, run_.action.request.auth, &run_.action, nullptr, "", {may_repeat, run_.options.patience},
                       context_);
  }

  /// As the definition means it, whatever address it is sent to: the vendor's links name that one.
  Result<std::string> OwnUrl(const PlannedRequest& plan) const {
    Target direct = run_.caller.target();
    direct.send_to.clear();
    WHARF_ASSIGN(const auto finished, Finish(plan, direct, context_, run_.caller.services().random));
    return finished.request.url;
  }

  [[nodiscard]] bool made_by_get() const {
    const auto* method = run_.input.if_contains("method");
    return method != nullptr && (*method == "GET" || *method == "HEAD");
  }

  /// Reads, decides about the next page, shapes, hands on: in this order, since the decision needs the rows as sent.
  Result<std::optional<PageRequest>> TakePage(GoodAnswer& answer, bool& go_on) {
    boost::json::array rows;
    templates::Context scope(&context_);
    scope.Set("response", answer.response);
    if (!answer.empty) {
      if (answer.response.at("body").is_null()) run_.result.blank = true;
      if (run_.action.generic) {
        rows = ReadGenericRows(answer.response.at("body"), run_.generic);
      } else {
        WHARF_ASSIGN(rows, ReadRows(answer.response.at("body"), *run_.action.output.rows));
      }
    }
    scope.Set("items", rows);
    const std::int64_t index = run_.result.row_count;
    WHARF_ASSIGN(auto next, walk_.Next({answer.response, rows}, scope));
    if (answer.empty) next.reset();
    WHARF_TRY(ShapeRows(rows, run_.action.output, context_, index));
    if (innermost_ != nullptr) WHARF_TRY(Keep(rows, innermost_->keep, context_));
    WHARF_ASSIGN(go_on, Deliver(run_, std::move(rows)));
    return next;
  }

  Result<bool> Single(GoodAnswer& answer) {
    ++run_.result.pages;
    const auto& value = run_.action.output.value;
    if (!value) {
      run_.result.value = answer.response.at("body");
      return true;
    }
    templates::Context scope(&context_);
    scope.Set("response", answer.response);
    WHARF_ASSIGN(auto made, definition::Evaluate(*value, scope));
    run_.result.value = made.value ? *std::move(made.value) : boost::json::value(nullptr);
    return true;
  }

  Run run_;
  templates::Context context_;
  const definition::ForEach* innermost_;
  PageWalk walk_;
  std::string first_url_;
};

/// Runs the levels of the fan-out from `level` inwards, then the pages.
Result<bool> FanOut(const Run& run, std::size_t level, const templates::Context& context) {
  const auto& levels = run.action.for_each;
  if (level == levels.size()) return Pages(run, context, levels.empty() ? nullptr : &levels.back()).Walk();
  const definition::ForEach& each = levels[level];
  RunOptions options = run.options;
  options.on_page = nullptr;
  options.max_items.reset();
  options.more_input.clear();
  WHARF_ASSIGN(ActionResult elements, RunSource(run.caller, *each.source, context, options));
  run.result.calls += elements.calls;
  for (auto& warning : elements.warnings) run.result.warnings.push_back(std::move(warning));
  const std::string as = each.as.empty() ? "parent" : each.as;
  for (std::size_t i = 0; i < elements.rows.size();) {
    boost::json::value element;
    if (each.batch > 1) {
      boost::json::array batch;
      for (; i < elements.rows.size() && batch.size() < static_cast<std::size_t>(each.batch); ++i) {
        batch.push_back(std::move(elements.rows[i]));
      }
      element = std::move(batch);
    } else {
      element = std::move(elements.rows[i++]);
    }
    templates::Context scope(&context);
    scope.Set(as, element);
    WHARF_ASSIGN(const bool go_on, FanOut(run, level + 1, scope));
    if (!go_on) return false;
  }
  return true;
}

Result<ActionResult> RunIn(Caller& caller, std::string_view id, const boost::json::object& given,
                           const templates::Context& outer, const RunOptions& options) {
  const Action* action = caller.target().definition->FindAction(id);
  if (action == nullptr) {
    return Error{ErrorKind::not_found, "no_such_action",
                 caller.target().definition->name + " has no action “" + std::string(id) + "”."};
  }
  WHARF_ASSIGN(const boost::json::object input, CompleteInput(*action, given, options.mapped));
  GenericCall generic;
  RunOptions limits = options;
  if (action->generic) {
    WHARF_ASSIGN(generic, ReadGenericCall(*caller.target().definition, input));
    if (generic.max_rows) limits.max_items = std::min(*generic.max_rows, options.max_items.value_or(*generic.max_rows));
  }
  WHARF_TRY(caller.Connect(false));
  templates::Context context(&outer);
  if (options.org != nullptr) context.Set("org", *options.org);
  context.Set("input", input);
  ActionResult result;
  result.lists = action->generic ? generic.lists() : action->output.rows != nullptr;
  WHARF_ASSIGN(const bool whole, FanOut({caller, *action, input, limits, result, generic}, 0, context));
  static_cast<void>(whole);
  if (generic.max_rows && result.row_count > *generic.max_rows && !options.on_page) {
    result.rows.resize(static_cast<std::size_t>(*generic.max_rows));
    result.row_count = *generic.max_rows;
    result.truncated = true;
  }
  return result;
}

}  // namespace

Result<ActionResult> RunAction(Caller& caller, std::string_view action, const boost::json::object& input,
                               const RunOptions& options) {
  return RunIn(caller, action, input, caller.context(), options);
}

Result<ActionResult> RunSource(Caller& caller, const definition::Block& source, const templates::Context& context,
                               const RunOptions& options) {
  if (source.kind == "values") {
    ActionResult known;
    known.lists = true;
    WHARF_ASSIGN(auto made, definition::Evaluate(source.Tree("values"), context));
    if (made.value && made.value->is_array()) known.rows = std::move(made.value->get_array());
    known.row_count = static_cast<std::int64_t>(known.rows.size());
    return known;
  }
  boost::json::object input;
  for (const auto& [name, value] : source.Map("input")) {
    WHARF_ASSIGN(auto made, definition::Evaluate(std::get<definition::TemplateTree>(value.held), context));
    if (made.value) input[name] = *std::move(made.value);
  }
  for (const auto& [name, value] : options.more_input) input[name] = value;
  return RunIn(caller, source.Text("action"), input, context, options);
}

}  // namespace wharf::call
