#include "integration/simulator/simulated_tool.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "integration/call/waiting.h"
#include "integration/definition/evaluate.h"
#include "integration/definition/request.h"
#include "integration/simulator/answers.h"
#include "integration/simulator/sign_in.h"
#include "integration/simulator/vendor.h"

namespace wharf::simulator {
namespace {

/// A source of chance that many threads draw from.
class SharedRandom final : public Random {
 public:
  explicit SharedRandom(Random& source) : source_(source) {}
  void Fill(std::span<std::uint8_t> bytes) override {
    const std::scoped_lock lock(mutex_);
    source_.Fill(bytes);
  }

 private:
  std::mutex mutex_;
  Random& source_;
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

struct SimulatedTool::State {
  State(std::shared_ptr<const definition::Definition> definition, World world, Fault fault, const Clock& time,
        Random& chance)
      : vendor(std::move(definition)),
        clock(time),
        random(chance),
        sign_in(vendor, clock, random),
        faults(fault, vendor),
        answers(vendor, std::move(world), faults, random) {}

  /// The vendor's 429 for whoever calls more often than its definition says that it allows.
  std::optional<net::Response> Limited(const net::Request& request) {
    const auto wait =
        budgets.Reserve("", vendor.definition().limits.budgets, request.method, request.path, clock.Now(), 0);
    if (wait.count() <= 0) return std::nullopt;
    net::Response response = vendor.Refuse("rate_limited", 429, "Too many requests.");
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    response.headers.Set("Retry-After", std::to_string(seconds));
    return response;
  }

  Vendor vendor;
  const Clock& clock;
  SharedRandom random;
  SignIn sign_in;
  Faults faults;
  call::Budgets budgets;
  Answers answers;
};

SimulatedTool::SimulatedTool(std::shared_ptr<const definition::Definition> definition, World world, Fault fault,
                             const Clock& clock, Random& random)
    : state_(std::make_unique<State>(std::move(definition), std::move(world), fault, clock, random)) {}

SimulatedTool::~SimulatedTool() = default;

net::Response SimulatedTool::Answer(const net::Request& request) {
  State& state = *state_;
  const Vendor& vendor = state.vendor;
  const definition::Definition& definition = vendor.definition();
  if (auto said = state.sign_in.Answer(request)) return *std::move(said);
  if (!request.path.starts_with(vendor.base_path())) {
    return JsonResponse(404, boost::json::object{{"message", "No such address."}});
  }
  if (!state.sign_in.Accepts(request)) return vendor.Refuse("unauthorized", 401, "The key is not valid.");
  if (auto limited = state.Limited(request)) return *std::move(limited);
  if (auto faulty = state.faults.Instead()) return *std::move(faulty);
  const auto path = Segments(request.path.substr(vendor.base_path().size()));
  // Literal paths first: `/companies/statuses` is not a company.
  const definition::Action* best = nullptr;
  std::string best_id;
  boost::json::object best_input;
  for (const auto& [id, action] : definition.actions) {
    if (action.generic || action.request.method != request.method) continue;
    boost::json::object input;
    std::string address = action.request.address.source;
    address = address.substr(0, address.find('?'));
    if (!MatchPath(Segments(address), path, input)) continue;
    const bool answers = definition::Find(definition.simulator.answers, id) != nullptr;
    if (best == nullptr || input.size() < best_input.size() ||
        (answers && input.size() == best_input.size() && best_id.empty())) {
      best = &action;
      best_id = id;
      best_input = std::move(input);
    }
  }
  if (best == nullptr) return vendor.Refuse("not_found", 404, "No such address.");
  const auto* answer = definition::Find(definition.simulator.answers, best_id);
  if (answer != nullptr) return state.answers.Do(request, *best, **answer, best_input);
  return JsonResponse(
      200, best->output.rows ? boost::json::value(boost::json::array()) : boost::json::value(boost::json::object()));
}

boost::json::object SimulatedTool::Credentials() const { return state_->vendor.Credentials(); }

}  // namespace wharf::simulator
