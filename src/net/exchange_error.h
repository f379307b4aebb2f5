#pragma once

#include <curl/curl.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/exchange.h"
#include "net/reply_reader.h"

namespace wharf::net {

/// What is known of an exchange that failed.
struct Failure {
  CURLcode code = CURLE_OK;
  std::string_view detail;           ///< libcurl's own words; only looked into, never shown
  bool sent = false;                 ///< bytes of the request had left
  std::optional<IpAddress> refused;  ///< the address that the guard refused at connect time
  ReplyReader::Stop stop = ReplyReader::Stop::none;
};

/// The failure in our codes and words. Names the origin, never the query, headers or body.
Error Explain(CURL* curl, const ExchangeInput& input, const Failure& failure);

/// "The address 10.0.0.7 of psa.example is a private address …".
Error AddressRefused(const std::string& host, const IpAddress& address);

/// Why the certificate of the server was not accepted, in words; for failures of TLS only.
std::string TlsReason(CURL* curl, const std::string& host, const Failure& failure);

}  // namespace wharf::net
