#include "net/nginx.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace wharf::net::test {
namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// Free ports, all different: they are held together and then let go.
std::vector<int> FreePorts(std::size_t count) {
  std::vector<int> sockets;
  std::vector<int> ports;
  for (std::size_t i = 0; i < count; ++i) {
    sockets.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = Loopback(0);
    socklen_t length = sizeof address;
    bind(sockets.back(), reinterpret_cast<sockaddr*>(&address), length);
    getsockname(sockets.back(), reinterpret_cast<sockaddr*>(&address), &length);
    ports.push_back(ntohs(address.sin_port));
  }
  for (const int socket : sockets) close(socket);
  return ports;
}

bool Answers(int port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  const bool connected = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return connected;
}

}  // namespace

Nginx::Nginx() {
  std::string name = std::filesystem::temp_directory_path().string() + "/wharf-nginx-XXXXXX";
  folder_ = mkdtemp(name.data());
  if (access(kNginx, X_OK) != 0) {
    problem_ = "nginx is not installed; run: apt install nginx-light";
    return;
  }
  if (!MakeCertificates()) {
    problem_ = "openssl made no certificates; run: apt install openssl";
    return;
  }
  // Another process may take one of the free ports before nginx does.
  for (int i = 0; i < 3 && !Start(); ++i) {
  }
  if (process_ == 0) problem_ = "nginx could not be started: " + Read("error.log");
}

Nginx::~Nginx() {
  if (process_ > 0) {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  std::filesystem::remove_all(folder_);
}

std::string Nginx::Read(const std::string& name) const {
  std::ostringstream text;
  text << std::ifstream(File(name)).rdbuf();
  return text.str();
}

bool Nginx::MakeCertificates() {
  const std::string script = R"(set -e; cd "$1"
key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $key -keyout ca.key -out ca.pem -subj '/CN=Test authority' -days 30
openssl req -x509 $key -keyout self_signed.key -out self_signed.pem -subj /CN=good.test -days 30
make() {
  printf 'subjectAltName=%s\n' "$2" > "$1.ext"
  openssl req $key -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "$3" -days "$4" -extfile "$1.ext" -out "$1.pem"
}
make good DNS:good.test 2 30
make wrong_name DNS:other.example,DNS:*.wild.example 3 30
make expired DNS:good.test 4 -1
make client DNS:client.test 5 30
printf '%0100d' 0 > file
) > "$1/log" 2>&1)";
  const std::string command = "(" + script;
  std::array<const char*, 6> arguments = {"sh", "-c", command.c_str(), "sh", folder_.c_str(), nullptr};
  pid_t child = 0;
  if (posix_spawn(&child, "/bin/sh", nullptr, nullptr, const_cast<char**>(arguments.data()), environ) != 0)
    return false;
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

void Nginx::WriteConfig() {
  std::ofstream config(File("nginx.conf"));
  config << "daemon off; master_process off; pid " << File("pid") << "; error_log " << File("error.log") << ";\n"
         << "events { worker_connections 256; }\nhttp { access_log off; keepalive_requests 100000; root " << folder_
         << ";\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    config << kind << "_temp_path " << folder_ << ";\n";
  }
  const auto server = [&](int port, const std::string& certificate, const std::string& more = "") {
    config << "server { listen 127.0.0.1:" << port << (certificate.empty() ? "" : " ssl http2") << "; " << more;
    if (!certificate.empty()) {
      config << " ssl_certificate " << File(certificate + ".pem") << "; ssl_certificate_key "
             << File(certificate + ".key") << ";";
    }
    config << " location /seen { return 200 \"$server_protocol $ssl_client_s_dn $http_authorization\"; } }\n";
  };
  server(plain, "");
  server(good, "good");
  server(wrong_name, "wrong_name");
  server(expired, "expired");
  server(self_signed, "self_signed");
  server(client_wanted, "good", "ssl_verify_client on; ssl_client_certificate " + CaFile() + ";");
  server(old_tls, "good", "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;");
  config << "}\n";
}

bool Nginx::Start() {
  const auto ports = FreePorts(7);
  plain = ports[0];
  good = ports[1];
  wrong_name = ports[2];
  expired = ports[3];
  self_signed = ports[4];
  client_wanted = ports[5];
  old_tls = ports[6];
  WriteConfig();
  const std::string config = File("nginx.conf");
  const std::string log = File("error.log");
  std::array<const char*, 6> arguments = {kNginx, "-c", config.c_str(), "-e", log.c_str(), nullptr};
  pid_t child = 0;
  if (posix_spawn(&child, kNginx, nullptr, nullptr, const_cast<char**>(arguments.data()), environ) != 0) return false;
  for (int i = 0; i < 1000; ++i) {
    if (waitpid(child, nullptr, WNOHANG) == child) return false;
    // One port after the other begins to listen.
    if (std::ranges::all_of(ports, Answers)) {
      process_ = child;
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  return false;
}

}  // namespace wharf::net::test
