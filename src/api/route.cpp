#include "api/route.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "net/problem.h"

namespace wharf::api {
namespace {

int StatusOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_argument:
      return 422;
    case ErrorKind::unauthenticated:
      return 401;
    case ErrorKind::permission_denied:
      return 403;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::already_exists:
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::rate_limited:
      return 429;
    case ErrorKind::vendor_error:
    case ErrorKind::blocked:
      return 502;
    case ErrorKind::deadline_exceeded:
      return 504;
    case ErrorKind::cancelled:
    case ErrorKind::interrupted:
      return 409;
    case ErrorKind::unavailable:
      return 503;
    case ErrorKind::resource_exhausted:
      return 413;
    case ErrorKind::internal:
      return 500;
  }
  return 500;
}

}  // namespace

void Asked::Expect(std::string_view parameter) const {
  if (route.Knows(parameter)) return;
  throw std::logic_error("the route " + std::string(route.method) + " " + std::string(route.path) +
                         " does not tell of the parameter " + std::string(parameter));
}

std::string Asked::Text(std::string_view parameter) const {
  Expect(parameter);
  return std::string(request.Query(parameter).value_or(std::string_view()));
}

int Asked::Number(std::string_view parameter, int otherwise) const {
  Expect(parameter);
  const auto text = request.Query(parameter);
  if (!text) return otherwise;
  int number = 0;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
  return failure == std::errc{} && end == text->data() + text->size() && number >= 0 ? number : otherwise;
}

bool Asked::Flag(std::string_view parameter, bool otherwise) const {
  Expect(parameter);
  const auto text = request.Query(parameter);
  return text ? *text == "true" || *text == "1" : otherwise;
}

std::vector<std::string> Asked::Texts(std::string_view parameter) const {
  Expect(parameter);
  std::vector<std::string> texts;
  for (const auto& [name, value] : request.query) {
    if (name == parameter) texts.push_back(value);
  }
  return texts;
}

Result<std::optional<OrganizationId>> Asked::Organization(std::string_view parameter) const {
  const auto given = Texts(parameter);
  if (given.empty()) return std::optional<OrganizationId>();
  const auto id = given.size() == 1 ? OrganizationId::Parse(given.front()) : std::nullopt;
  // An empty, strange or doubled organization is no organization, and never all of them.
  if (!id) return organization::OrganizationNotFound();
  return std::optional<OrganizationId>(*id);
}

int Asked::page_size() const {
  Expect("page_size");
  const auto text = request.Query("page_size");
  if (text && (*text == "all" || *text == "0")) return 0;
  return std::min(std::max(Number("page_size", 10), 1), 1000);
}

std::pair<std::string, bool> Asked::Sort() const {
  std::string sort = Text("sort");
  const bool descending = sort.starts_with('-');
  return {descending ? sort.substr(1) : sort, descending};
}

Result<boost::json::value> Anyone::Json() const {
  if (request.body.empty()) return boost::json::value(boost::json::object());
  boost::json::error_code failure;
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::json::value body = boost::json::parse(request.body, failure, {}, options);
  if (failure) {
    return Error{ErrorKind::invalid_argument, "body_not_json", "The body of the request must be a JSON object."};
  }
  return body;
}

bool Route::Knows(std::string_view parameter) const {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const Parameter& known) { return known.name == parameter; });
}

Route Route::Here() && {
  on = net::RunOn::socket_thread;
  return std::move(*this);
}

Route Route::Asks(std::vector<Parameter> more) && {
  parameters.insert(parameters.end(), more.begin(), more.end());
  return std::move(*this);
}

Route Route::Pages() && { return std::move(*this).Asks({{"page", Parameter::Kind::number}, {"page_size"}}); }

Route Route::TakesFile(std::string_view media) && {
  takes_media = media;
  upload = true;
  return std::move(*this);
}

Route Route::GivesFile(std::string_view media) && {
  gives_media = media;
  return std::move(*this);
}

Route Route::GivesNothing() && {
  form.statuses = {204};
  return std::move(*this);
}

Route Route::GivesRedirect() && {
  form.statuses = {303};
  return std::move(*this);
}

Reply Reply::File(std::string content_type, std::string name, std::string bytes) {
  net::Response response;
  response.headers.Set("Content-Type", std::move(content_type));
  if (!name.empty()) response.headers.Set("Content-Disposition", "attachment; filename=\"" + name + "\"");
  response.headers.Set("X-Content-Type-Options", "nosniff");
  response.body = std::move(bytes);
  Reply reply;
  reply.whole = std::move(response);
  return reply;
}

std::optional<std::string> TextOrNull(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

net::Response ProblemOf(const Error& error, const std::string& request_id) {
  // Here it is the server that has no room, not the request that is too large.
  const int status = error.code == "storage_full" ? 507 : StatusOf(error.kind);
  net::Response response = net::Problem(status, error.code, error.message);
  boost::json::object body = boost::json::parse(response.body).as_object();
  body["request_id"] = request_id;
  if (!error.fields.empty()) {
    boost::json::array errors;
    for (const FieldError& field : error.fields) {
      errors.push_back(
          boost::json::object{{"pointer", field.pointer}, {"code", field.code}, {"message", field.message}});
    }
    body["errors"] = std::move(errors);
  }
  if (error.retry_after_ms > 0) {
    response.headers.Set("Retry-After", std::to_string((error.retry_after_ms + 999) / 1000));
  }
  response.body = boost::json::serialize(body);
  return response;
}

}  // namespace wharf::api
