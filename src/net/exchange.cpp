#include "net/exchange.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "net/exchange_error.h"
#include "net/reply_reader.h"

namespace wharf::net {
namespace {

/// A server may close an idle connection at the moment we write to it. An idempotent request is then sent again, so it
/// may try older connections than one that would be lost for good; Node.js, the most hasty, closes after five seconds.
constexpr long kReuseIdempotentSeconds = 60;
constexpr long kReuseOtherSeconds = 3;
/// So that a change in the name service is noticed although a connection is always busy.
constexpr long kOldestConnectionSeconds = 600;
/// Debian's trusted authorities: one file with all, and beside it each by its hash. With the folder OpenSSL reads the
/// one it needs (a handshake of 5 ms), with libcurl's default, the file, all of them each time (55 ms).
constexpr const char* kAuthoritiesFile = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* kAuthoritiesFolder = "/etc/ssl/certs";

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

/// What libcurl's callbacks see.
struct Running {
  const ExchangeInput& input;
  CURL* curl;
  ReplyReader reader;
  std::optional<IpAddress> refused = std::nullopt;
  int attempts = 0;
  curl_off_t bytes_before = 0;  ///< of CONNECT to a proxy
};

curl_off_t RequestBytes(CURL* curl) {
  long bytes = 0;
  curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &bytes);
  return bytes;
}

bool Sent(const Running& running) { return running.attempts > 0 && RequestBytes(running.curl) > running.bytes_before; }

std::size_t OnHeader(char* data, std::size_t size, std::size_t count, void* user) {
  auto& running = *static_cast<Running*>(user);
  return running.reader.TakeHeaderLine({data, size * count}) ? size * count : 0;
}

std::size_t OnBody(char* data, std::size_t size, std::size_t count, void* user) {
  auto& running = *static_cast<Running*>(user);
  return running.reader.TakeBody({data, size * count}) ? size * count : 0;
}

/// Called before the request is written, again if libcurl wants to repeat it on a new connection.
int OnRequest(void* user, char* /*primary_ip*/, char* /*local_ip*/, int /*primary_port*/, int /*local_port*/) {
  auto& running = *static_cast<Running*>(user);
  if (running.attempts > 0 && Sent(running) && !IsIdempotent(running.input.hop.method)) return CURL_PREREQFUNC_ABORT;
  if (running.attempts == 0) running.bytes_before = RequestBytes(running.curl);
  ++running.attempts;
  return CURL_PREREQFUNC_OK;
}

/// The last word of the guard: the address is checked where it is connected to.
curl_socket_t OnSocket(void* user, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& running = *static_cast<Running*>(user);
  const Route& route = running.input.route;
  const auto target = IpAddress::FromSocket(address->addr);
  if (!target) return CURL_SOCKET_BAD;
  const bool resolved = std::ranges::find(route.addresses, *target) != route.addresses.end();
  if (!resolved || (!route.proxy && !running.input.guard.Allows(route.host, *target, route.port))) {
    running.refused = target;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Sets options and remembers whether one of them failed (out of memory, or a libcurl without it).
class Setter {
 public:
  explicit Setter(CURL* curl) : curl_(curl) {}
  template <class T>
  void operator()(CURLoption option, T value) {
    const CURLcode code = curl_easy_setopt(curl_, option, value);
    if (code != CURLE_OK && code_ == CURLE_OK) code_ = code;
  }
  [[nodiscard]] CURLcode code() const { return code_; }

 private:
  CURL* curl_;
  CURLcode code_ = CURLE_OK;
};

void Push(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return;
  static_cast<void>(list.release());
  list.reset(longer);
}

List HeaderLines(const ExchangeInput& input) {
  List lines;
  const Headers& headers = input.hop.headers;
  // libcurl spells an empty value "Name;" and a removed header "Name:".
  for (const auto& [name, value] : headers) {
    std::string line = name;
    line += value.empty() ? ";" : ": ";
    Push(lines, line += value);
  }
  if (!headers.Get("User-Agent")) Push(lines, "User-Agent: " + input.options.user_agent);
  if (!headers.Get("Content-Type")) Push(lines, "Content-Type:");
  Push(lines, "Expect:");
  return lines;
}

/// "host:port:address,address": libcurl then looks nothing up itself.
List AddressLines(const Route& route) {
  List lines;
  if (IpAddress::Parse(route.host)) return lines;
  std::string line = route.host + ":" + std::to_string(route.port) + ":";
  for (std::size_t i = 0; i < route.addresses.size(); ++i) {
    const std::string text = route.addresses[i].ToString();
    if (i > 0) line += ",";
    line += route.addresses[i].IsV4() ? text : "[" + text + "]";
  }
  Push(lines, line);
  return lines;
}

void SetMethod(Setter& set, const Hop& hop) {
  if (hop.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
    return;
  }
  const bool usually_with_body = hop.method == "POST" || hop.method == "PUT" || hop.method == "PATCH";
  if (!hop.body.empty() || usually_with_body) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(hop.body.size()));
    set(CURLOPT_POSTFIELDS, hop.body.empty() ? "" : hop.body.data());
  }
  set(CURLOPT_CUSTOMREQUEST, hop.method.c_str());
}

void SetTls(Setter& set, const ExchangeInput& input) {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, input.hop.verify_tls ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, input.hop.verify_tls ? 2L : 0L);
  set(CURLOPT_CERTINFO, 1L);  // so that a wrong name can be explained
  if (access(kAuthoritiesFile, R_OK) == 0) {
    set(CURLOPT_CAINFO, static_cast<const char*>(nullptr));
    set(CURLOPT_CAPATH, kAuthoritiesFolder);
  }
  if (!input.options.ca_file.empty()) set(CURLOPT_CAINFO, input.options.ca_file.c_str());
  if (!input.hop.with_certificate || !input.request.client_certificate_pem) return;
  const auto blob = [](std::string_view text) {
    // libcurl only reads it, and it is the request's, which outlives the exchange.
    return curl_blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY};  // NOLINT(*-const-cast)
  };
  curl_blob certificate = blob(*input.request.client_certificate_pem);
  set(CURLOPT_SSLCERTTYPE, "PEM");
  set(CURLOPT_SSLCERT_BLOB, &certificate);
  if (input.request.client_key_pem) {
    curl_blob key = blob(input.request.client_key_pem->Reveal());
    set(CURLOPT_SSLKEYTYPE, "PEM");
    set(CURLOPT_SSLKEY_BLOB, &key);
  }
}

void SetProxy(Setter& set, const Route& route) {
  set(CURLOPT_NOPROXY, "");  // the choice is made already, and not by libcurl's reading of the environment
  if (!route.proxy) {
    set(CURLOPT_PROXY, "");
    return;
  }
  const Url& url = route.proxy->url;
  const std::string address = url.Origin().substr(0, url.Origin().find("://")) + "://" +
                              (url.host().find(':') == std::string::npos ? url.host() : "[" + url.host() + "]") + ":" +
                              std::to_string(url.port());
  set(CURLOPT_PROXY, address.c_str());
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!route.proxy->user.empty()) {
    set(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_PROXYUSERNAME, route.proxy->user.c_str());
    set(CURLOPT_PROXYPASSWORD, std::string(route.proxy->password.Reveal()).c_str());
  }
}

void SetLimits(Setter& set, const ExchangeInput& input) {
  const long left = std::max<long>(1, Remaining(input.deadline).count());
  const long connect = std::max<long>(1, input.request.limits.connect.count());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TIMEOUT_MS, left);
  set(CURLOPT_CONNECTTIMEOUT_MS, std::min(left, connect));
  set(CURLOPT_MAXCONNECTS, 1L);
  set(CURLOPT_MAXAGE_CONN, IsIdempotent(input.hop.method) ? kReuseIdempotentSeconds : kReuseOtherSeconds);
  set(CURLOPT_MAXLIFETIME_CONN, kOldestConnectionSeconds);
  if (input.hop.method != "HEAD") {
    // Ends a reply that announces too much before it begins.
    set(CURLOPT_MAXFILESIZE_LARGE,
        static_cast<curl_off_t>(std::min<std::uint64_t>(input.request.limits.max_body, INT64_MAX)));
  }
}

void SetCallbacks(Setter& set, Running& running) {
  set(CURLOPT_HEADERFUNCTION, &OnHeader);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&running));
  set(CURLOPT_WRITEFUNCTION, &OnBody);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&running));
  set(CURLOPT_PREREQFUNCTION, &OnRequest);
  set(CURLOPT_PREREQDATA, static_cast<void*>(&running));
  set(CURLOPT_OPENSOCKETFUNCTION, &OnSocket);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&running));
}

OutboundResponse ToResponse(Running& running) {
  OutboundResponse response;
  response.status = running.reader.status();
  response.headers = std::move(running.reader.headers());
  response.body = std::move(running.reader.body());
  response.url = running.input.hop.url.ToString();
  if (running.input.hop.method != "HEAD" && response.headers.Get("Content-Encoding")) {
    // They describe the body as it was sent; ours is decoded (RFC 9110 §8.4).
    response.headers.Remove("Content-Encoding");
    response.headers.Remove("Content-Length");
  }
  return response;
}

}  // namespace

bool IsIdempotent(std::string_view method) {
  constexpr std::array<std::string_view, 5> kMethods = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
  return std::ranges::find(kMethods, method) != kMethods.end();
}

Result<OutboundResponse> Exchange(CURL* curl, const ExchangeInput& input) {
  Running running{input, curl, ReplyReader(input.request.limits.max_body)};
  const List headers = HeaderLines(input);
  const List addresses = AddressLines(input.route);
  std::array<char, CURL_ERROR_SIZE> detail{};
  Setter set(curl);
  set(CURLOPT_URL, input.hop.url.ToString().c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_ACCEPT_ENCODING, "");  // all that this libcurl can decode
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_RESOLVE, addresses.get());
  set(CURLOPT_ERRORBUFFER, detail.data());
  SetMethod(set, input.hop);
  SetTls(set, input);
  SetProxy(set, input.route);
  SetLimits(set, input);
  SetCallbacks(set, running);
  const CURLcode code = set.code() == CURLE_OK ? curl_easy_perform(curl) : set.code();
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);  // the buffer goes with this function, the handle may not
  if (code == CURLE_OK && running.reader.header_complete()) return ToResponse(running);
  const Failure failure{code, detail.data(), Sent(running), running.refused, running.reader.stop()};
  return Explain(curl, input, failure);
}

}  // namespace wharf::net
