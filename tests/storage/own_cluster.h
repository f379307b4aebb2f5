#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "storage/test_database.h"

namespace wharf::storage {

/// A PostgreSQL server of this test alone, to be stopped, frozen and killed. It is gone with the object.
class OwnCluster {
 public:
  OwnCluster() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wharf-cluster-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder_ = pattern;
    url_ = Run("start");
  }
  ~OwnCluster() {
    Run("stop", "immediate");
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  OwnCluster(const OwnCluster&) = delete;
  OwnCluster& operator=(const OwnCluster&) = delete;

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const std::string& folder() const { return folder_; }
  /// As a power cut would, without writing anything more.
  void StopAtOnce() { Run("stop", "immediate"); }
  void StartAgain() { Run("up"); }
  /// The process that accepts connections.
  [[nodiscard]] pid_t ServerProcess() const {
    pid_t process = 0;
    std::ifstream(folder_ + "/data/postmaster.pid") >> process;
    return process;
  }

 private:
  std::string Run(const std::string& command, const std::string& more = "") {
    const std::string line = std::string(WHARF_SOURCE_DIR "/scripts/postgres-cluster ") + command + " " + folder_ +
                             " " + more + " 2>>" + folder_ + ".log";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(line.c_str(), "r"), pclose);
    std::array<char, 1024> text{};
    const std::size_t size = fread(text.data(), 1, text.size(), pipe.get());
    std::string output(text.data(), size);
    while (!output.empty() && output.back() == '\n') output.pop_back();
    return output;
  }

  std::string folder_;
  std::string url_;
};

}  // namespace wharf::storage
