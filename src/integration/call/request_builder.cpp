#include "integration/call/request_builder.h"

#include <algorithm>
#include <cctype>

#include "base/encoding.h"
#include "integration/call/encode.h"
#include "integration/definition/evaluate.h"
#include "net/url.h"

namespace wharf::call {
namespace {

using definition::AsText;
using definition::EvaluateText;
using definition::Place;

Error BadInput(const std::string& name, const std::string& message) {
  return {ErrorKind::invalid_argument, "invalid_input", message, {{"/" + name, "invalid", message}}};
}

/// One segment of a path from an input, or several where slashes are kept.
Result<std::string> Segment(const std::string& name, const std::string& value, bool keep_slashes) {
  std::string out;
  std::size_t from = 0;
  while (true) {
    const std::size_t slash = keep_slashes ? value.find('/', from) : std::string::npos;
    const std::string part = value.substr(from, slash == std::string::npos ? slash : slash - from);
    if (part.empty() || part == "." || part == "..") {
      return BadInput(name, "“" + name + "” goes into the path of the call and cannot be empty, `.` or `..`.");
    }
    out += PercentEncode(part);
    if (slash == std::string::npos) return out;
    out += '/';
    from = slash + 1;
  }
}

Result<std::string> FillPlaceholders(const std::string& address, const definition::Request& request,
                                     const boost::json::object* input) {
  std::string filled = address;
  for (const std::string& name : request.placeholders) {
    const bool slashes = std::find(request.slash_placeholders.begin(), request.slash_placeholders.end(), name) !=
                         request.slash_placeholders.end();
    const auto* value = input == nullptr ? nullptr : input->if_contains(name);
    if (value == nullptr) return BadInput(name, "“" + name + "” is missing; it is part of the path of the call.");
    WHARF_ASSIGN(const std::string segment, Segment(name, AsText(*value), slashes));
    const std::string written = (slashes ? "{+" : "{") + name + "}";
    for (std::size_t at = filled.find(written); at != std::string::npos;
         at = filled.find(written, at + segment.size())) {
      filled.replace(at, written.size(), segment);
    }
  }
  return filled;
}

/// The address with `{{ }}` evaluated. What templates yield must stay in the path.
Result<std::string> Address(const definition::TemplateText& address, const templates::Context& context) {
  WHARF_ASSIGN(const auto made, EvaluateText(address, context));
  std::string text = made.text.value_or("");
  const auto bad = [](unsigned char c) { return c < 0x21 || c == '#' || c == '\\' || c == 0x7F; };
  if (std::any_of(text.begin(), text.end(), bad)) {
    return Error{ErrorKind::invalid_argument, "address_invalid",
                 "A setting puts a blank, `#` or `\\` into the address of the call. Correct it under Configuration."};
  }
  return text;
}

std::string Joined(const std::string& base, const std::string& path) {
  if (path.starts_with("http://") || path.starts_with("https://")) return path;
  std::string joined = base;
  while (joined.ends_with('/')) joined.pop_back();
  if (!path.empty() && !path.starts_with('/') && !path.starts_with('?')) joined += '/';
  return joined + path;
}

Result<void> PutInputs(const RequestParts& parts, const definition::Request& request, PlannedRequest& plan) {
  for (const auto& [name, value] : *parts.input) {
    const auto* input = definition::Find(parts.action->input, name);
    if (input == nullptr) continue;
    const std::string as = input->as.empty() ? std::string(name) : input->as;
    switch (input->in) {
      case definition::InputPlace::query:
        plan.query[as] = value;
        if (input->secret) plan.secret_query.push_back(as);
        break;
      case definition::InputPlace::header:
        if (!net::IsHeaderSafe(AsText(value))) return BadInput(std::string(name), input->label + " holds a line end.");
        plan.headers.Set(as, AsText(value));
        break;
      case definition::InputPlace::cookie:
        plan.cookies[as] = AsText(value);
        break;
      case definition::InputPlace::body: {
        if (!plan.body) plan.body = boost::json::object();
        definition::DataPath path = request.inputs_at.value_or(definition::DataPath{});
        std::string step;
        for (const char c : as + ".") {
          if (c == '.' && !step.empty()) {
            path.steps.emplace_back(std::exchange(step, {}));
          } else if (c != '.') {
            step += c;
          }
        }
        path.Put(*plan.body, value);
        break;
      }
      case definition::InputPlace::path:
      case definition::InputPlace::by_template:
        break;
    }
  }
  return {};
}

Result<void> AddTemplates(const definition::Named<definition::TemplateText>& texts, const templates::Context& context,
                          bool headers, PlannedRequest& plan) {
  for (const auto& [name, text] : texts) {
    if (headers) {
      WHARF_ASSIGN(const auto made, EvaluateText(text, context));
      if (made.text && !made.text->empty()) plan.headers.Set(name, *made.text);
      continue;
    }
    WHARF_ASSIGN(auto made, definition::Evaluate(text, context));
    if (!made.value || made.value->is_null()) continue;
    plan.query[name] = *std::move(made.value);
    if (made.secret) plan.secret_query.push_back(name);
  }
  return {};
}

Result<void> AddConnection(const RequestParts& parts, PlannedRequest& plan) {
  const auto& connection = parts.target.definition->connection;
  WHARF_TRY(AddTemplates(connection.headers, parts.context, true, plan));
  WHARF_TRY(AddTemplates(connection.query, parts.context, false, plan));
  if (const auto* way = definition::Find(connection.sign_in, parts.target.way)) {
    WHARF_TRY(AddTemplates(way->headers, parts.context, true, plan));
  }
  return {};
}

const definition::Block* OrDefault(const definition::BlockPtr& own, const definition::BlockPtr& common) {
  return own ? own.get() : common.get();
}

std::string EscapedQuery(const std::string& text, const std::string& unescaped) {
  std::string out;
  for (const char c : text) {
    out += unescaped.find(c) == std::string::npos ? PercentEncode(std::string_view(&c, 1)) : std::string(1, c);
  }
  return out;
}

}  // namespace

Result<std::string> BaseUrl(const Target& target, const definition::Action* action, const templates::Context& context) {
  const auto& connection = target.definition->connection;
  const auto* way = definition::Find(connection.sign_in, target.way);
  const std::vector<definition::TemplateText>* texts = &connection.base_url;
  if (way != nullptr && !way->base_url.empty()) texts = &way->base_url;
  if (action != nullptr && !action->base_url.empty()) texts = &action->base_url;
  WHARF_ASSIGN(const auto base, definition::FirstUsable(*texts, context));
  if (!base.text) {
    return Error{
        ErrorKind::invalid_argument, "settings_incomplete",
        "The address of " + target.definition->name + " is not known yet. Fill in the settings it is made of."};
  }
  return *base.text;
}

Result<PlannedRequest> PlanRequest(const definition::Request& request, const RequestParts& parts) {
  PlannedRequest plan;
  const auto& calls = parts.target.definition->calls;
  plan.method = request.method;
  plan.encode = OrDefault(request.encode, calls.encode);
  plan.decode = OrDefault(request.decode, calls.decode);
  plan.query_lists = !request.query_lists.empty() ? request.query_lists : calls.query_lists;
  if (plan.query_lists.empty()) plan.query_lists = "repeat";
  plan.query_unescaped = !request.query_unescaped.empty() ? request.query_unescaped : calls.query_unescaped;
  plan.timeout = request.timeout.value_or(calls.timeout);
  plan.headers.Set("Accept", "application/json");
  WHARF_TRY(AddConnection(parts, plan));

  WHARF_ASSIGN(std::string address, Address(request.address, parts.context));
  WHARF_ASSIGN(address, FillPlaceholders(address, request, parts.input));
  plan.url = Joined(parts.base_url, address);
  WHARF_TRY(AddTemplates(request.query, parts.context, false, plan));
  WHARF_TRY(AddTemplates(request.headers, parts.context, true, plan));
  if (request.body) {
    WHARF_ASSIGN(auto body, definition::Evaluate(*request.body, parts.context));
    plan.body = std::move(body.value);
  }
  if (parts.action != nullptr && parts.input != nullptr) WHARF_TRY(PutInputs(parts, request, plan));
  return plan;
}

Result<PlannedRequest> PlanGeneric(const RequestParts& parts) {
  const boost::json::object& input = *parts.input;
  const auto text = [&](const char* name) {
    const auto* value = input.if_contains(name);
    return value == nullptr ? std::string() : AsText(*value);
  };
  PlannedRequest plan;
  plan.method = text("method");
  plan.encode = parts.target.definition->calls.encode.get();
  plan.decode = parts.target.definition->calls.decode.get();
  plan.timeout = parts.target.definition->calls.timeout;
  plan.headers.Set("Accept", "application/json");
  WHARF_TRY(AddConnection(parts, plan));
  const std::string path = text("path");
  if (path.find("://") != std::string::npos || path.starts_with("//")) {
    return BadInput("path", "The path begins below the connection's address: `/v2/devices`, not a whole URL.");
  }
  plan.url = Joined(parts.base_url, path);
  if (const auto* query = input.if_contains("query"); query != nullptr && query->is_object()) {
    for (const auto& [name, value] : query->get_object()) plan.query[name] = value;
  }
  if (const auto* headers = input.if_contains("headers"); headers != nullptr && headers->is_object()) {
    for (const auto& [name, value] : headers->get_object()) {
      if (!net::IsHeaderSafe(AsText(value))) return BadInput("headers", "A header holds a line end.");
      plan.headers.Set(std::string(name), AsText(value));
    }
  }
  if (const auto* body = input.if_contains("body"); body != nullptr && !body->is_null()) plan.body = *body;
  return plan;
}

void Apply(const auth::Put& put, PlannedRequest& plan) {
  switch (put.place.where) {
    case Place::Where::query:
      plan.query[put.place.name] = put.value;
      if (put.secret) plan.secret_query.push_back(put.place.name);
      break;
    case Place::Where::header:
      plan.headers.Set(put.place.name, AsText(put.value));
      if (put.secret) plan.credential_headers.push_back(put.place.name);
      break;
    case Place::Where::cookie:
      plan.cookies[put.place.name] = AsText(put.value);
      break;
    case Place::Where::form:
      plan.form[put.place.name] = put.value;
      break;
    case Place::Where::variable:
      plan.variables[put.place.name] = put.value;
      break;
    case Place::Where::body: {
      if (!plan.body) plan.body = boost::json::object();
      put.place.path.Put(*plan.body, put.value);
      break;
    }
    case Place::Where::path: {
      const std::string written = "{" + put.place.name + "}";
      const auto at = plan.url.find(written);
      if (at != std::string::npos) plan.url.replace(at, written.size(), PercentEncode(AsText(put.value)));
      break;
    }
  }
}

Result<std::string> Effective(const std::string& url, const Target& target) {
  if (target.send_to.empty()) return url;
  WHARF_ASSIGN(const net::Url original, net::Url::Parse(url));
  WHARF_ASSIGN(const net::Url instead, net::Url::Parse(target.send_to));
  return instead.Origin() + original.path() + (original.query() ? "?" + *original.query() : "");
}

Result<FinishedRequest> Finish(const PlannedRequest& plan, const Target& target, const templates::Context& context,
                               Random& random) {
  WHARF_ASSIGN(net::Url url, net::Url::Parse(plan.url));
  net::Url shown = url;
  // A list gives its name several times; the first use replaces what the address brought, the others add.
  std::vector<std::string> used;
  std::string unescaped_tail;
  for (const auto& [name, value] : Flatten(plan.query, plan.query_lists)) {
    const bool again = std::find(used.begin(), used.end(), name) != used.end();
    const std::string top = name.substr(0, name.find('['));
    const bool secret = std::find(plan.secret_query.begin(), plan.secret_query.end(), top) != plan.secret_query.end();
    if (!plan.query_unescaped.empty()) {
      url.RemoveQuery(name);
      unescaped_tail += (unescaped_tail.empty() ? "" : "&") + EscapedQuery(name, plan.query_unescaped) + "=" +
                        EscapedQuery(value, plan.query_unescaped);
    } else if (again) {
      url.AddQuery(name, value);
    } else {
      url.SetQuery(name, value);
    }
    if (!again) shown.SetQuery(name, secret ? "•••" : value);
    used.push_back(name);
  }
  FinishedRequest finished;
  finished.request.method = plan.method;
  std::string whole = url.ToString();
  if (!unescaped_tail.empty()) whole += (url.query() ? "&" : "?") + unescaped_tail;
  WHARF_ASSIGN(finished.request.url, Effective(whole, target));
  WHARF_ASSIGN(const std::string shown_at, Effective(shown.ToString(), target));
  finished.shown_url = PercentDecode(shown_at);
  finished.request.headers = plan.headers;
  finished.request.credential_headers = plan.credential_headers;
  std::string cookies;
  for (const auto& [name, value] : plan.cookies) {
    cookies += (cookies.empty() ? "" : "; ") + std::string(name) + "=" + AsText(value);
  }
  if (!cookies.empty()) finished.request.headers.Set("Cookie", cookies);
  WHARF_ASSIGN(EncodedBody body, Encode(plan.body, plan.encode, plan.form, plan.variables, context, random));
  finished.secret_body = body.secret;
  if (!body.content_type.empty()) {
    finished.request.body = std::move(body.bytes);
    if (!finished.request.headers.Get("Content-Type")) finished.request.headers.Set("Content-Type", body.content_type);
  }
  if (plan.timeout.count() > 0) finished.request.limits.total = plan.timeout;
  finished.request.verify_tls = target.verify_tls;
  finished.request.budget = target.budget;
  return finished;
}

}  // namespace wharf::call
