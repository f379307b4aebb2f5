#pragma once

#include <boost/json.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "organization/variables.h"
#include "template/context.h"

namespace wharf::connection {

/// The effective variables of one organization, looked up only when a template asks. Secrets are opened for callers who
/// may write at the organization, marked secret, and told to `on_secret` before the template sees them.
class VariablesRecord final : public templates::Record {
 public:
  using OnSecret = std::function<void(std::string_view name, std::string_view value)>;
  VariablesRecord(organization::Variables& variables, organization::Access access, OrganizationId organization,
                  OnSecret on_secret)
      : variables_(variables),
        access_(std::move(access)),
        organization_(organization),
        on_secret_(std::move(on_secret)) {}

  [[nodiscard]] Result<templates::Found> Find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string> Names() const override;

 private:
  organization::Variables& variables_;
  const organization::Access access_;
  const OrganizationId organization_;
  const OnSecret on_secret_;
  mutable std::map<std::string, templates::Found, std::less<>> found_;
};

/// `org` in the templates of a definition: its id, name, domain and mapping as values, and its variables.
class OrganizationRecord final : public templates::Record {
 public:
  OrganizationRecord(boost::json::object values, const VariablesRecord* variables)
      : values_(std::move(values)), variables_(variables) {}

  [[nodiscard]] Result<templates::Found> Find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string> Names() const override;

 private:
  const boost::json::object values_;
  const VariablesRecord* variables_;
};

}  // namespace wharf::connection
