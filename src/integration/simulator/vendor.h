#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "integration/definition/definition.h"
#include "net/http_server.h"
#include "template/context.h"

namespace wharf::simulator {

net::Response JsonResponse(int status, const boost::json::value& body);

/// The vendor as its definition describes it, with a made-up account: each field's default, else `sample-<field>`.
/// Immutable, safe from any thread.
class Vendor {
 public:
  explicit Vendor(std::shared_ptr<const definition::Definition> definition);

  [[nodiscard]] const definition::Definition& definition() const { return *definition_; }
  /// The account's fields, of every way of signing in together.
  [[nodiscard]] const boost::json::object& fields() const { return fields_; }
  /// What comes before the paths of the actions, without a slash at its end.
  [[nodiscard]] const std::string& base_path() const { return base_path_; }
  /// `fields` for the definition's templates.
  [[nodiscard]] templates::Context Context() const;

  /// The vendor's own error: that of `simulator.refusals`, else the status with a message.
  [[nodiscard]] net::Response Refuse(std::string_view kind, int otherwise, std::string_view message) const;

  /// What a connection is filled in with: {"sign_in","fields","secrets"} of the first way without a person's
  /// authorization.
  [[nodiscard]] boost::json::object Credentials() const;

 private:
  std::shared_ptr<const definition::Definition> definition_;
  boost::json::object fields_;
  std::string base_path_;
};

}  // namespace wharf::simulator
