#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace wharf::storage {

/// This test program once more, as another process that plays one role of child_roles_test.cpp: to be killed, stopped,
/// or to compete. It is killed and collected with the object. What it prints comes line by line.
class ChildProcess {
 public:
  ChildProcess(const std::string& role, const std::map<std::string, std::string>& environment) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    const std::string filter = "--gtest_filter=ChildRole.DISABLED_" + role;
    child_ = fork();
    if (child_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(ends[1], STDERR_FILENO);
      dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
      for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
      execl("/proc/self/exe", "test_storage", filter.c_str(), "--gtest_also_run_disabled_tests", nullptr);
      _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
  }
  ~ChildProcess() {
    Signal(SIGKILL);
    Wait();
    close(output_);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void Signal(int signal) const {
    if (child_ > 0) kill(child_, signal);
  }
  /// Waits for its end; its exit code, or -1 if a signal ended it.
  int Wait() {
    if (child_ <= 0) return status_;
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return status_;
  }
  /// The next line it says (see Say); empty when it has ended, or says nothing for half a minute.
  std::string Line() {
    std::string line;
    char c = 0;
    pollfd output{output_, POLLIN, 0};
    while (poll(&output, 1, 30'000) == 1 && read(output_, &c, 1) == 1) {
      if (c == '\n') return line;
      line += c;
    }
    return "";
  }

 private:
  pid_t child_ = -1;
  int output_ = -1;
  int status_ = -1;
};

/// Tells the parent a line, at once.
inline void Say(const std::string& line) {
  const std::string text = line + "\n";
  if (write(STDERR_FILENO, text.data(), text.size()) < 0) _exit(1);
}

}  // namespace wharf::storage
