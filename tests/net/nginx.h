#pragma once

#include <string>

namespace wharf::net::test {

/// A real nginx on free loopback ports, unprivileged, in a folder of its own that goes with it. Certificates are made
/// by openssl at start; `ca` signs all but the self-signed one.
class Nginx {
 public:
  Nginx();
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  /// False if nginx or openssl are not installed; `problem` says it.
  [[nodiscard]] bool running() const { return process_ > 0; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] std::string File(const std::string& name) const { return folder_ + "/" + name; }
  [[nodiscard]] std::string Read(const std::string& name) const;
  [[nodiscard]] std::string CaFile() const { return File("ca.pem"); }

  int plain = 0;       ///< http
  int good = 0;        ///< https, certificate for good.test, HTTP/2
  int wrong_name = 0;  ///< https, certificate for other.example and *.wild.example
  int expired = 0;
  int self_signed = 0;
  int client_wanted = 0;  ///< https, only for clients with a certificate of `ca`
  int old_tls = 0;        ///< https, TLS 1.1 at most

 private:
  bool MakeCertificates();
  void WriteConfig();
  bool Start();

  std::string folder_;
  std::string problem_;
  int process_ = 0;
};

}  // namespace wharf::net::test
