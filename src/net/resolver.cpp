#include "net/resolver.h"

#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

namespace wharf::net {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMaxThreads = 64;
constexpr std::size_t kMaxKept = 1024;
constexpr std::chrono::seconds kKeepAnswer{30};
constexpr std::chrono::seconds kKeepFailure{1};
constexpr std::chrono::seconds kIdleThread{10};

Error NotFound(const std::string& name) {
  return {
      ErrorKind::unavailable, "name_not_found",
      "The name " + name + " has no address, or no name server answered; check the spelling and this machine's DNS."};
}

Error TooSlow(const std::string& name) {
  return {ErrorKind::deadline_exceeded, "timed_out",
          "The time limit ran out while the name " + name + " was looked up; check this machine's name servers."};
}

/// Signals are for the program's own threads: a detached one must not be the one that is interrupted.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

struct Resolver::State {
  struct Name {
    bool started = false;
    bool done = false;
    int waiting = 0;
    steady_clock::time_point kept_until;
    std::vector<IpAddress> addresses;
    std::condition_variable changed;
  };

  explicit State(LookUp look_up_with) : look_up(std::move(look_up_with)) {}

  std::shared_ptr<Name> Want(const std::string& name);
  void Leave(const std::string& name, const std::shared_ptr<Name>& entry);
  void Forget();
  static void Start(const std::shared_ptr<State>& state);
  static void Work(const std::shared_ptr<State>& state);
  std::vector<IpAddress> Ask(const std::string& name) const;

  const LookUp look_up;
  std::mutex mutex;
  std::condition_variable work;
  std::map<std::string, std::shared_ptr<Name>> names;
  std::deque<std::string> queue;
  std::size_t threads = 0;
  std::size_t idle = 0;
  bool stopped = false;
};

std::vector<std::string> SystemLookUp(const std::string& name) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(name.c_str(), nullptr, &hints, &list) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
  std::vector<std::string> addresses;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (const auto address = IpAddress::FromSocket(*entry->ai_addr)) addresses.push_back(address->ToString());
  }
  return addresses;
}

std::vector<IpAddress> Resolver::State::Ask(const std::string& name) const {
  std::vector<IpAddress> addresses;
  try {
    for (const std::string& text : look_up(name)) {
      const auto address = IpAddress::Parse(text);
      if (address && std::ranges::find(addresses, *address) == addresses.end()) addresses.push_back(*address);
    }
  } catch (const std::exception&) {
    addresses.clear();  // out of memory, most likely: the same to the caller as a name server that is away
  }
  return addresses;
}

/// The entry of a name, newly queued unless a look-up runs or a kept answer is fresh. Called with the lock held.
std::shared_ptr<Resolver::State::Name> Resolver::State::Want(const std::string& name) {
  const auto found = names.find(name);
  if (found != names.end() && (!found->second->done || steady_clock::now() < found->second->kept_until)) {
    return found->second;
  }
  Forget();
  auto entry = std::make_shared<Name>();
  names[name] = entry;
  queue.push_back(name);
  return entry;
}

void Resolver::State::Forget() {
  if (names.size() < kMaxKept) return;
  const auto now = steady_clock::now();
  std::erase_if(names, [&](const auto& item) { return item.second->done && item.second->kept_until <= now; });
}

/// A name that nobody waits for any more is not looked up.
void Resolver::State::Leave(const std::string& name, const std::shared_ptr<Name>& entry) {
  if (--entry->waiting > 0 || entry->started) return;
  std::erase(queue, name);
  const auto found = names.find(name);
  if (found != names.end() && found->second == entry) names.erase(found);
}

void Resolver::State::Start(const std::shared_ptr<State>& state) {
  if (state->idle >= state->queue.size() || state->threads >= kMaxThreads) {
    state->work.notify_one();
    return;
  }
  const SignalsBlocked blocked;
  try {
    std::thread([state] { Work(state); }).detach();
    ++state->threads;
  } catch (const std::system_error&) {
    // No further thread to be had: those that run take the name when they are done, or the deadline ends the wait.
  }
}

void Resolver::State::Work(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  for (;;) {
    ++state->idle;
    const bool woken = state->work.wait_for(lock, kIdleThread, [&] { return state->stopped || !state->queue.empty(); });
    --state->idle;
    if (!woken || state->stopped) break;
    const std::string name = std::move(state->queue.front());
    state->queue.pop_front();
    const auto entry = state->names.at(name);
    entry->started = true;
    lock.unlock();
    auto addresses = state->Ask(name);
    lock.lock();
    entry->kept_until = steady_clock::now() + (addresses.empty() ? kKeepFailure : kKeepAnswer);
    entry->addresses = std::move(addresses);
    entry->done = true;
    entry->changed.notify_all();
  }
  --state->threads;
}

Resolver::Resolver(LookUp look_up) : state_(std::make_shared<State>(look_up ? std::move(look_up) : SystemLookUp)) {}

Resolver::~Resolver() {
  const std::lock_guard lock(state_->mutex);
  state_->stopped = true;
  state_->work.notify_all();
}

Result<std::vector<IpAddress>> Resolver::Resolve(const std::string& name, Deadline deadline) {
  std::unique_lock lock(state_->mutex);
  const auto entry = state_->Want(name);
  ++entry->waiting;
  if (!entry->done && !entry->started) State::Start(state_);
  const bool done = entry->changed.wait_until(lock, deadline, [&] { return entry->done; });
  if (!done) {
    state_->Leave(name, entry);
    return TooSlow(name);
  }
  --entry->waiting;
  if (entry->addresses.empty()) return NotFound(name);
  return entry->addresses;
}

}  // namespace wharf::net
