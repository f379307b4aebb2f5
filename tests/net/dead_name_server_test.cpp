#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "net/calls.h"
#include "net/lying_server.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;
using test::Outcome;
using test::Stopwatch;

constexpr const char* kInside = "WHARF_TEST_OWN_NETWORK";
constexpr int kNotPossible = 77;

/// In a network of its own: loopback up, and a name server that takes every question and answers none.
bool MakeDeadNameServer() {
  const int name_server = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP;
  if (ioctl(name_server, SIOCSIFFLAGS, &loopback) != 0) return false;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(53);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(name_server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
  std::string file = std::filesystem::temp_directory_path().string() + "/wharf-resolv-XXXXXX";
  const int handle = mkstemp(file.data());
  const std::string text = "nameserver 127.0.0.1\n";
  const bool written = write(handle, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(handle);
  const bool mounted = written && mount(file.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0;
  unlink(file.c_str());
  return mounted;
}

void CallWithDeadNameServer() {
  test::LyingServer healthy(test::Always(test::Ok("x")));
  test::Caller caller{{{"127.0.0.1"}}};
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&, i] {
      const Stopwatch watch;
      EXPECT_EQ(Outcome(caller.Get("http://name" + std::to_string(i) + ".example/", milliseconds(1000))), "timed_out");
      EXPECT_LT(watch.Milliseconds(), 1900);
    });
    threads.emplace_back([&] {
      const Stopwatch watch;
      EXPECT_EQ(Outcome(caller.Get(healthy.Url(), milliseconds(1000))), "200");
      EXPECT_LT(watch.Milliseconds(), 900);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

/// This program again, with only this test, as root of its own namespaces. The exit status, or -1.
int RunInOwnNetwork() {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  const std::string command = std::string(kInside) + "=1 exec '" + self + "' --gtest_filter=DeadNameServer.*";
  std::array<const char*, 8> arguments = {"unshare", "--map-root-user", "--net", "--mount", "sh",
                                          "-c",      command.c_str(),   nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, "unshare", nullptr, nullptr, const_cast<char**>(arguments.data()), environ) != 0) return -1;
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(DeadNameServer, fault_3_3_the_limit_holds_others_go_on_and_the_program_ends_at_once) {
  if (std::getenv(kInside) != nullptr) {
    if (!MakeDeadNameServer()) std::_Exit(kNotPossible);
    CallWithDeadNameServer();
    return;
  }
  // Probed apart, so that a machine without namespaces is told from a test that failed inside.
  if (std::system("unshare --map-root-user --net --mount true 2>/dev/null") != 0) {
    GTEST_SKIP() << "this machine gives no namespaces to this user";
  }
  const Stopwatch watch;
  const int status = RunInOwnNetwork();
  if (status == kNotPossible) GTEST_SKIP() << "/etc/resolv.conf cannot be replaced in a namespace here";
  EXPECT_EQ(status, 0);
  EXPECT_LT(watch.Milliseconds(), 4000);  // the look-ups themselves hang for ten seconds
}

}  // namespace
}  // namespace wharf::net
