#include "integration/simulator/simulated_tool.h"

#include <algorithm>
#include <array>
#include <set>
#include <thread>

#include "base/encoding.h"
#include "integration/auth/authenticator.h"
#include "integration/definition/evaluate.h"
#include "integration/definition/request.h"
#include "integration/definition/settings.h"
#include "net/url.h"

namespace wharf::simulator {
namespace {

using definition::AsText;
using definition::Block;

constexpr std::array<std::pair<std::string_view, Fault>, 9> kFaults{{{"none", Fault::none},
                                                                     {"unauthorized", Fault::unauthorized},
                                                                     {"rate_limited", Fault::rate_limited},
                                                                     {"server_error", Fault::server_error},
                                                                     {"html", Fault::html},
                                                                     {"empty", Fault::empty},
                                                                     {"half_body", Fault::half_body},
                                                                     {"slow", Fault::slow},
                                                                     {"repeat_page", Fault::repeat_page}}};

net::Response Json(int status, const boost::json::value& body) {
  net::Response response;
  response.status = status;
  response.headers.Set("Content-Type", "application/json");
  response.body = boost::json::serialize(body);
  return response;
}

std::string SampleValue(const std::string& name, const definition::Field& field) {
  if (!field.default_value.is_null()) return AsText(field.default_value);
  if (field.kind() == "uuid") return "11111111-2222-4333-8444-555555555555";
  if (field.kind() == "host") return "sample.example";
  if (field.kind() == "url") return "https://sample.example";
  if (field.kind() == "email") return "sample@example.com";
  return "sample-" + name;
}

/// No vendor and no database behind the credentials: only what they evaluate to is wanted.
class NoTokens final : public auth::TokenStore {
 public:
  Result<std::optional<auth::TokenSet>> Load(std::string_view) override { return std::optional<auth::TokenSet>(); }
  Result<void> Save(std::string_view, const auth::TokenSet&) override { return {}; }
  Result<void> Forget(std::string_view) override { return {}; }
  Result<void> Capture(const boost::json::object&) override { return {}; }
  Result<void> Alone(std::string_view, const std::function<Result<void>()>& work) override { return work(); }
};
class NoExchange final : public auth::Exchange {
 public:
  Result<auth::Answer> SendSecret(net::OutboundRequest, std::string_view) override { return Error{}; }
  Result<auth::Answer> SendUnsigned(const definition::Request&, const templates::Context&,
                                    const definition::Errors&) override {
    return Error{};
  }
};

std::vector<std::string> Segments(const std::string& path) {
  std::vector<std::string> segments;
  for (std::size_t from = 0; from < path.size();) {
    const std::size_t end = std::min(path.find('/', from), path.size());
    if (end > from) segments.push_back(path.substr(from, end - from));
    from = end + 1;
  }
  return segments;
}

/// Whether the path is the pattern's; fills in what its placeholders took.
bool MatchPath(const std::vector<std::string>& pattern, const std::vector<std::string>& path,
               boost::json::object& input) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string& part = pattern[i];
    if (part.starts_with('{') && part.ends_with('}')) {
      const std::string name = part.substr(part[1] == '+' ? 2 : 1, part.size() - (part[1] == '+' ? 3 : 2));
      input[name] = PercentDecode(path[i]);
    } else if (part != path[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<Fault> ParseFault(std::string_view name) {
  if (name.empty()) return Fault::none;
  for (const auto& [known, fault] : kFaults) {
    if (known == name) return fault;
  }
  return std::nullopt;
}

struct SimulatedTool::State {
  std::shared_ptr<const definition::Definition> definition;
  World world;
  Fault fault;
  const Clock& clock;
  Random& random;
  boost::json::object fields;  ///< of every way together
  std::string base_path;
  std::mutex mutex;
  std::set<std::string> tokens;
  int calls = 0;

  [[nodiscard]] templates::Context Context() const {
    templates::Context context;
    context.Set("fields", fields);
    return context;
  }

  net::Response Refuse(std::string_view kind, int otherwise, std::string_view message) {
    for (const auto& [name, block] : definition->simulator.refusals) {
      if (name != kind) continue;
      templates::Context context = Context();
      const boost::json::value words(message);
      context.Set("message", words);
      boost::json::value body = boost::json::object();
      if (block->Has("body")) {
        auto made = definition::Evaluate(block->Tree("body"), context);
        if (made && made->value) body = *made->value;
      }
      net::Response response = Json(static_cast<int>(block->Integer("status")), body);
      for (const auto& [header, text] : block->TemplateMap("headers")) {
        auto value = definition::EvaluateText(text, context);
        if (value && value->text) response.headers.Set(header, *value->text);
      }
      return response;
    }
    return Json(otherwise, boost::json::object{{"message", message}});
  }

  [[nodiscard]] std::string ValueAt(const net::Request& request, const auth::Put& put) const {
    switch (put.place.where) {
      case definition::Place::Where::header:
        return std::string(request.headers.Get(put.place.name).value_or(""));
      case definition::Place::Where::query:
        return std::string(request.Query(put.place.name).value_or(""));
      case definition::Place::Where::cookie:
        return std::string(request.Cookie(put.place.name).value_or(""));
      default:
        return {};
    }
  }

  bool IsSignedIn(const net::Request& request) {
    NoTokens no_tokens;
    NoExchange no_exchange;
    const boost::json::object captured;
    for (const auto& [name, way] : definition->connection.sign_in) {
      if (way.auth->kind.starts_with("oauth2_") || way.auth->kind == "login") {
        const std::string given(request.headers.Get("Authorization").value_or(""));
        const std::scoped_lock lock(mutex);
        if (given.starts_with("Bearer ") && tokens.contains(given.substr(7))) return true;
        continue;
      }
      templates::Context context = Context();
      context.Set("captured", captured);
      const auth::Situation situation{context, no_tokens, no_exchange, clock, random, "", ""};
      const auto expected = auth::MakeAuthenticator(*way.auth)->Attach(situation);
      if (!expected) continue;
      const bool all = std::all_of(expected->begin(), expected->end(),
                                   [&](const auth::Put& put) { return ValueAt(request, put) == AsText(put.value); });
      if (all) return true;
    }
    return false;
  }

  /// The token endpoint of the first OAuth way: whoever proves to be the sample client gets a token.
  std::optional<net::Response> TokenEndpoint(const net::Request& request) {
    for (const auto& [name, way] : definition->connection.sign_in) {
      if (!way.auth->kind.starts_with("oauth2_")) continue;
      templates::Context context = Context();
      const auto url = definition::EvaluateText(way.auth->Template("token_url"), context);
      const auto parsed = url && url->text ? net::Url::Parse(*url->text) : Result<net::Url>(Error{});
      if (!parsed || parsed->path() != request.path) continue;
      const auto id = definition::EvaluateText(way.auth->Template("client_id"), context);
      const auto secret = definition::EvaluateText(way.auth->Template("client_secret"), context);
      const std::string wanted_id = id && id->text ? *id->text : "";
      const std::string wanted_secret = secret && secret->text ? *secret->text : "";
      boost::json::object form;
      for (const std::string& pair : SplitForm(request.body)) {
        const auto equals = pair.find('=');
        if (equals != std::string::npos) form[FormDecode(pair.substr(0, equals))] = FormDecode(pair.substr(equals + 1));
      }
      const std::string basic = "Basic " + Base64Encode(FormEncode(wanted_id) + ":" + FormEncode(wanted_secret));
      const auto in_form = [&](const char* field) {
        const auto* value = form.if_contains(field);
        return value == nullptr ? std::string() : AsText(*value);
      };
      const bool by_header = request.headers.Get("Authorization").value_or("") == basic;
      const bool by_form = in_form("client_id") == wanted_id && in_form("client_secret") == wanted_secret;
      if (!by_header && !by_form) return Json(401, boost::json::object{{"error", "invalid_client"}});
      const std::string token = "sim-" + random.Token(18);
      const std::scoped_lock lock(mutex);
      tokens.insert(token);
      return Json(200, boost::json::object{{"access_token", token},
                                           {"token_type", "Bearer"},
                                           {"expires_in", 3600},
                                           {"refresh_token", "sim-" + random.Token(18)},
                                           {"scope", in_form("scope")}});
    }
    return std::nullopt;
  }

  static std::vector<std::string> SplitForm(const std::string& body) {
    std::vector<std::string> pairs;
    for (std::size_t from = 0; from < body.size();) {
      const std::size_t end = std::min(body.find('&', from), body.size());
      pairs.push_back(body.substr(from, end - from));
      from = end + 1;
    }
    return pairs;
  }

  std::optional<net::Response> Faulty(const net::Request& request) {
    switch (fault) {
      case Fault::unauthorized:
        return Refuse("unauthorized", 401, "The key is not valid.");
      case Fault::rate_limited: {
        const std::scoped_lock lock(mutex);
        if (++calls % 3 != 0) {
          net::Response response = Refuse("rate_limited", 429, "Too many requests.");
          response.headers.Set("Retry-After", "1");
          return response;
        }
        return std::nullopt;
      }
      case Fault::server_error:
        return Refuse("server_error", 500, "Internal error.");
      case Fault::html: {
        net::Response response;
        response.headers.Set("Content-Type", "text/html");
        response.body = "<!doctype html><html><body>Please sign in</body></html>";
        return response;
      }
      case Fault::empty:
        return net::Response{204, {}, {}, {}};
      case Fault::half_body: {
        net::Response response = Json(200, nullptr);
        response.body = "{\"items\": [{\"id\": 1, \"na";
        return response;
      }
      case Fault::slow:
        std::this_thread::sleep_for(std::chrono::seconds(20));
        return std::nullopt;
      case Fault::repeat_page:
      case Fault::none:
        break;
    }
    static_cast<void>(request);
    return std::nullopt;
  }

  struct Window {
    std::size_t first = 0;
    std::size_t size = 0;
  };

  static std::string At(const net::Request& request, const Block& block) {
    const auto place = definition::ToPlace(block);
    if (place.where == definition::Place::Where::query) return std::string(request.Query(place.name).value_or(""));
    if (place.where == definition::Place::Where::header)
      return std::string(request.headers.Get(place.name).value_or(""));
    return {};
  }

  /// Cuts the page that was asked for out of the rows, and says what follows.
  void CutPage(const net::Request& request, const Block& paging, boost::json::array& rows, boost::json::value& body,
               net::Response& response) {
    std::size_t size = 50;
    if (const Block* block = paging.Inner("size")) {
      const std::string asked = At(request, *block);
      size = static_cast<std::size_t>(
          std::max(1, asked.empty() ? static_cast<int>(block->Integer("default")) : std::atoi(asked.c_str())));
      if (block->Has("maximum")) size = std::min(size, static_cast<std::size_t>(block->Integer("maximum")));
    }
    std::size_t first = 0;
    if (paging.kind == "page") {
      const std::string asked = At(request, *paging.Inner("send"));
      const auto number = asked.empty() ? paging.Integer("first") : std::atoll(asked.c_str());
      first = static_cast<std::size_t>(std::max<std::int64_t>(0, number - paging.Integer("first"))) * size;
    } else if (paging.kind == "offset") {
      first = static_cast<std::size_t>(std::max(0LL, std::atoll(At(request, *paging.Inner("send")).c_str())));
    } else if (paging.kind == "link") {
      first = static_cast<std::size_t>(
          std::max(0, std::atoi(std::string(request.Query("sim_from").value_or("0")).c_str())));
    } else if (paging.kind == "cursor") {
      first = AfterCursor(request, paging, rows);
    }
    if (fault == Fault::repeat_page && first >= size) first = rows.size() > size ? size : 0;
    first = std::min(first, rows.size());
    const std::size_t last = std::min(rows.size(), first + size);
    const std::size_t total = rows.size();
    boost::json::array page(rows.begin() + static_cast<std::ptrdiff_t>(first),
                            rows.begin() + static_cast<std::ptrdiff_t>(last));
    const bool more = last < total || fault == Fault::repeat_page;
    if (paging.kind == "link" && more) {
      const std::string next = NextUrl(request, last);
      if (paging.Has("body")) {
        paging.Path("body").Put(body, boost::json::string(next));
      } else {
        response.headers.Set(paging.Has("header") ? paging.Text("header") : "Link",
                             "<" + next + ">; rel=\"" + paging.Text("rel") + "\"");
      }
    }
    if (paging.kind == "cursor") {
      const Block& next = *paging.Inner("next");
      if (next.Has("body") && more) next.Path("body").Put(body, boost::json::string(std::to_string(last)));
      if (next.Has("header") && more) response.headers.Set(next.Text("header"), std::to_string(last));
    }
    for (const Block* stop : paging.Blocks("stop")) {
      if (stop->kind != "total") continue;
      if (stop->Has("items")) stop->Path("items").Put(body, static_cast<std::int64_t>(total));
      if (stop->Has("pages")) stop->Path("pages").Put(body, static_cast<std::int64_t>((total + size - 1) / size));
    }
    rows = std::move(page);
  }

  static std::size_t AfterCursor(const net::Request& request, const Block& paging, const boost::json::array& rows) {
    const std::string token = At(request, *paging.Inner("send"));
    const Block& next = *paging.Inner("next");
    if (token.empty()) return 0;
    if (!next.Has("last_item")) return static_cast<std::size_t>(std::max(0, std::atoi(token.c_str())));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto* found = next.Path("last_item").Find(rows[i]);
      if (found != nullptr && AsText(*found) == token) return i + 1;
    }
    return 0;
  }

  static std::string NextUrl(const net::Request& request, std::size_t from) {
    std::string url = "http://" + std::string(request.headers.Get("Host").value_or("localhost")) + request.path + "?";
    for (const auto& [name, value] : request.query) {
      if (name != "sim_from") url += PercentEncode(name) + "=" + PercentEncode(value) + "&";
    }
    return url + "sim_from=" + std::to_string(from);
  }

  net::Response List(const net::Request& request, const definition::Action& action, const Block& answer,
                     const templates::Context& context) {
    boost::json::array rows = world.All(answer.Text("of"));
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
    net::Response response = Json(200, nullptr);
    boost::json::value body = boost::json::object();
    if (action.paging) CutPage(request, *action.paging, rows, body, response);
    const Block* place = action.output.rows.get();
    if (place == nullptr || place->Path("at").steps.empty()) {
      body = std::move(rows);
    } else {
      place->Path("at").Put(body, std::move(rows));
    }
    response.body = boost::json::serialize(body);
    return response;
  }

  std::string KeyIn(const Block& answer, const boost::json::object& input, const templates::Context& context) const {
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
    if (!answer.Has("answer")) return Json(status, row);
    templates::Context scope(&context);
    scope.Set("row", row);
    auto made = definition::Evaluate(answer.Tree("answer"), scope);
    return Json(status, made && made->value ? *made->value : boost::json::value(row));
  }

  net::Response Do(const net::Request& request, const definition::Action& action, const Block& answer,
                   const boost::json::object& path_input) {
    boost::json::object input = path_input;
    boost::json::error_code failure;
    boost::json::value body =
        request.body.empty() ? boost::json::value(nullptr) : boost::json::parse(request.body, failure);
    if (failure) return Refuse("invalid", 400, "The body is not JSON.");
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
    const boost::json::object fake = FakeValues(random);
    templates::Context context = Context();
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
    if (answer.kind == "create") return Write(201, answer, world.Add(answer.Text("of"), members), context);
    if (answer.kind == "fixed") {
      boost::json::value fixed;
      if (answer.Has("body")) {
        auto made = definition::Evaluate(answer.Tree("body"), context);
        if (made && made->value) fixed = *made->value;
      }
      return Json(static_cast<int>(answer.Integer("status")), fixed);
    }
    if (answer.kind == "delete") {
      if (!world.Remove(answer.Text("of"), key)) return Refuse("not_found", 404, "Not found.");
      return net::Response{static_cast<int>(answer.Integer("status")), {}, {}, {}};
    }
    const auto row =
        answer.kind == "update" ? world.Change(answer.Text("of"), key, members) : world.Find(answer.Text("of"), key);
    if (!row) return Refuse("not_found", 404, "Not found.");
    if (answer.kind == "update") return Write(200, answer, *row, context);
    return Json(200, *row);
  }
};

SimulatedTool::SimulatedTool(std::shared_ptr<const definition::Definition> definition, World world, Fault fault,
                             const Clock& clock, Random& random)
    : state_(new State{std::move(definition), std::move(world), fault, clock, random, {}, {}, {}, {}, 0}) {
  const auto& connection = state_->definition->connection;
  for (const auto& [name, way] : connection.sign_in) {
    for (const auto& [field_name, field] : definition::FieldsOf(connection, name)) {
      state_->fields[field_name] = SampleValue(field_name, *field);
    }
  }
  const boost::json::object captured;
  templates::Context context = state_->Context();
  context.Set("captured", captured);
  const auto base = definition::FirstUsable(connection.base_url, context);
  if (base && base->text) {
    if (const auto url = net::Url::Parse(*base->text)) state_->base_path = url->path();
  }
  while (state_->base_path.ends_with('/')) state_->base_path.pop_back();
}

SimulatedTool::~SimulatedTool() = default;

net::Response SimulatedTool::Answer(const net::Request& request) {
  State& state = *state_;
  if (auto token = state.TokenEndpoint(request)) return *std::move(token);
  if (!request.path.starts_with(state.base_path))
    return Json(404, boost::json::object{{"message", "No such address."}});
  if (!state.IsSignedIn(request)) return state.Refuse("unauthorized", 401, "The key is not valid.");
  if (auto faulty = state.Faulty(request)) return *std::move(faulty);
  const auto path = Segments(request.path.substr(state.base_path.size()));
  // Literal paths first: `/companies/statuses` is not a company.
  const definition::Action* best = nullptr;
  std::string best_id;
  boost::json::object best_input;
  for (const auto& [id, action] : state.definition->actions) {
    if (action.generic || action.request.method != request.method) continue;
    boost::json::object input;
    std::string address = action.request.address.source;
    address = address.substr(0, address.find('?'));
    if (!MatchPath(Segments(address), path, input)) continue;
    const bool answers = definition::Find(state.definition->simulator.answers, id) != nullptr;
    if (best == nullptr || input.size() < best_input.size() ||
        (answers && input.size() == best_input.size() && best_id.empty())) {
      best = &action;
      best_id = id;
      best_input = std::move(input);
    }
  }
  if (best == nullptr) return state.Refuse("not_found", 404, "No such address.");
  const auto* answer = definition::Find(state.definition->simulator.answers, best_id);
  if (answer == nullptr)
    return Json(
        200, best->output.rows ? boost::json::value(boost::json::array()) : boost::json::value(boost::json::object()));
  return state.Do(request, *best, **answer, best_input);
}

boost::json::object SimulatedTool::Credentials() const {
  const auto& connection = state_->definition->connection;
  std::string chosen;
  for (const auto& [name, way] : connection.sign_in) {
    if (chosen.empty() && way.auth->kind != "oauth2_authorization_code") chosen = name;
  }
  boost::json::object fields;
  boost::json::object secrets;
  for (const auto& [name, field] : definition::FieldsOf(connection, chosen)) {
    if (field->hidden) continue;
    (field->secret ? secrets : fields)[name] = state_->fields.at(name);
  }
  return {{"sign_in", chosen}, {"fields", std::move(fields)}, {"secrets", std::move(secrets)}};
}

}  // namespace wharf::simulator
