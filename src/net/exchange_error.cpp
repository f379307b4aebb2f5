#include "net/exchange_error.h"

#include <cerrno>
#include <system_error>

namespace wharf::net {
namespace {

std::string Seconds(std::chrono::milliseconds time) {
  // What is left of a longer limit is told as that limit.
  if (time.count() % 1000 == 0 || time.count() > 10'000) return std::to_string((time.count() + 500) / 1000) + " s";
  return std::to_string(time.count()) + " ms";
}

curl_off_t Micros(CURL* curl, CURLINFO info) {
  curl_off_t value = 0;
  curl_easy_getinfo(curl, info, &value);
  return value;
}

std::string Place(const ExchangeInput& input) { return input.hop.url.Origin(); }

/// Whom the connection was for: the server, or the proxy before it.
std::string Peer(const ExchangeInput& input) {
  return input.route.proxy ? "the proxy " + input.route.proxy->url.Origin() : Place(input);
}

bool Connected(CURL* curl) { return Micros(curl, CURLINFO_CONNECT_TIME_T) > 0; }

Error TimedOut(CURL* curl, const ExchangeInput& input, const Failure& failure) {
  const auto connect = input.request.limits.connect;
  const bool in_time = Remaining(input.deadline) > std::chrono::milliseconds(0);
  if (!failure.sent && in_time) {
    return {ErrorKind::unavailable, "connect_failed",
            "No connection to " + Peer(input) + " within " + Seconds(connect) +
                "; check that it is up and that no firewall is between."};
  }
  std::string during = "while connecting to " + Peer(input);
  if (failure.sent) {
    during = Micros(curl, CURLINFO_STARTTRANSFER_TIME_T) > 0 ? "while the reply of " + Place(input) + " came in"
                                                             : "while " + Place(input) + " had not answered";
  } else if (Connected(curl)) {
    during = "during the TLS handshake with " + Peer(input);
  }
  const bool unknown = failure.sent && !IsIdempotent(input.hop.method);
  return {unknown ? ErrorKind::interrupted : ErrorKind::deadline_exceeded, "timed_out",
          "The time limit of " + Seconds(input.request.limits.total) + " ran out " + during +
              (unknown ? "; it is unknown whether the request was carried out." : ".")};
}

Error NoConnection(CURL* curl, const ExchangeInput& input) {
  long number = 0;
  curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
  std::string reason = "no connection could be made";
  if (number == ECONNREFUSED) reason = "nothing listens there (connection refused)";
  if (number == ENETUNREACH || number == EHOSTUNREACH) reason = "there is no way to it from this machine";
  if (number == ECONNRESET) reason = "it closed the connection at once";
  return {ErrorKind::unavailable, "connect_failed",
          "Could not connect to " + Peer(input) + ": " + reason + ". Check address, port and firewall."};
}

Error Lost(const ExchangeInput& input, const Failure& failure) {
  if (!failure.sent) {
    return {ErrorKind::unavailable, "connect_failed",
            "The connection to " + Peer(input) + " ended before the request was sent; try again later."};
  }
  const bool harmless = IsIdempotent(input.hop.method);
  return {ErrorKind::interrupted, "connection_lost",
          Place(input) + " ended the connection before its reply was whole" +
              (harmless ? "." : "; it is unknown whether the request was carried out.")};
}

Error TooLarge(const ExchangeInput& input) {
  return {ErrorKind::resource_exhausted, "response_too_large",
          "The reply of " + Place(input) + " is larger than the limit of " +
              std::to_string(input.request.limits.max_body) + " bytes; ask for less at once or raise the limit."};
}

Error Broken(const ExchangeInput& input, const std::string& how) {
  return {ErrorKind::vendor_error, "response_broken",
          "The reply of " + Place(input) + " is not valid HTTP: " + how + ". Is this the right address and port?"};
}

/// libcurl reports a refused CONNECT as a connection that failed while receiving.
std::optional<Error> ProxyRefused(CURL* curl, const ExchangeInput& input) {
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &status);
  if (!input.route.proxy || status == 0 || status / 100 == 2) return std::nullopt;
  std::string message = "The proxy " + input.route.proxy->url.Origin() + " refused the way to " + Place(input) +
                        " (status " + std::to_string(status) + "). ";
  message += status == 407 ? "Put user and password into HTTPS_PROXY." : "Ask its operator to allow it.";
  return Error{ErrorKind::unavailable, "proxy_failed", std::move(message)};
}

bool Mentions(const Failure& failure, std::string_view word) {
  return failure.detail.find(word) != std::string_view::npos;
}

Error Received(const ExchangeInput& input, const Failure& failure) {
  if (failure.sent && (Mentions(failure, "hunk") || Mentions(failure, "hexadecimal"))) {
    return Broken(input, "its chunks are malformed");
  }
  if (failure.sent && Mentions(failure, "header")) return Broken(input, "its header is too large or malformed");
  return Lost(input, failure);
}

std::optional<Error> TlsFailure(CURL* curl, const ExchangeInput& input, const Failure& failure) {
  switch (failure.code) {
    case CURLE_SSL_CERTPROBLEM:
      return Error{ErrorKind::invalid_argument, "tls_failed",
                   "The client certificate or its key cannot be used; check that both are PEM and belong together."};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Error{ErrorKind::vendor_error, "tls_failed", TlsReason(curl, input.hop.url.host(), failure)};
    default:
      return std::nullopt;
  }
}

}  // namespace

Error AddressRefused(const std::string& host, const IpAddress& address) {
  const std::string text = address.ToString();
  const std::string of_host = host == text ? "" : " of " + host;
  const std::string reason(InwardReason(address).value_or("not the one that was checked"));
  return {
      ErrorKind::blocked, "address_not_allowed",
      "The address " + text + of_host + " is " + reason +
          ", and calls may not go there. If this is one of your own tools, an administrator can put it on the list of "
          "allowed inward addresses."};
}

Error Explain(CURL* curl, const ExchangeInput& input, const Failure& failure) {
  if (failure.refused) return AddressRefused(input.route.host, *failure.refused);
  if (failure.stop == ReplyReader::Stop::body_too_large) return TooLarge(input);
  if (failure.stop == ReplyReader::Stop::header_too_large) return Broken(input, "its header is larger than 256 kB");
  if (auto tls = TlsFailure(curl, input, failure)) return *std::move(tls);
  switch (failure.code) {
    case CURLE_OPERATION_TIMEDOUT:
      return TimedOut(curl, input, failure);
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      if (auto refused = ProxyRefused(curl, input)) return *std::move(refused);
      return NoConnection(curl, input);
    case CURLE_RECV_ERROR:
      if (auto refused = ProxyRefused(curl, input)) return *std::move(refused);
      return Received(input, failure);
    case CURLE_OK:  // to libcurl, half a header is a reply
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
    case CURLE_ABORTED_BY_CALLBACK:
      return Lost(input, failure);
    case CURLE_FILESIZE_EXCEEDED:
      return TooLarge(input);
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Broken(input, "it does not begin with an HTTP status");
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:
      return Broken(input, "its compressed body cannot be decoded");
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
      return Broken(input, "its header is malformed");
    case CURLE_OUT_OF_MEMORY:
      // So libcurl also calls a header line of more than 100 kB.
      if (failure.sent) return Broken(input, "its header is too large");
      return {ErrorKind::resource_exhausted, "connect_failed", "There is no memory left for this call."};
    default:
      return {failure.sent ? ErrorKind::interrupted : ErrorKind::internal,
              failure.sent ? "connection_lost" : "connect_failed",
              "The call to " + Place(input) + " failed: " + curl_easy_strerror(failure.code) + "."};
  }
}

}  // namespace wharf::net
