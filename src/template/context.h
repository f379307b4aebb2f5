#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace wharf::templates {

class Record;

/// What a name stands for: nothing, a JSON value that stays where it is, one made for this question, or a record.
///
/// A secret mark goes with the value through every filter and operator; the outcome of an evaluation tells of it.
struct Found {
  using Place = std::variant<std::monostate, const boost::json::value*, const boost::json::object*,
                             const boost::json::array*, std::shared_ptr<const boost::json::value>, const Record*>;
  Place place;
  bool secret = false;

  static Found Nothing() { return {}; }
  /// The value must outlive the evaluation.
  static Found Borrowed(const boost::json::value& value, bool secret = false) { return {&value, secret}; }
  static Found Borrowed(boost::json::value&& value, bool secret = false) = delete;
  /// A value made on request; kept until the evaluation ends.
  static Found Owned(boost::json::value value, bool secret = false) {
    return {std::make_shared<const boost::json::value>(std::move(value)), secret};
  }
  /// A record inside a record. Must outlive the evaluation.
  static Found Of(const Record& record) { return {&record, false}; }

  explicit operator bool() const { return place.index() != 0; }
};

/// A mapping whose members are looked up only when a template asks for them: the way to offer what is costly to get
/// (variables in a database) or what is secret in parts (the fields of a connection).
///
/// One evaluation calls it from one thread, but may ask for the same member again.
class Record {
 public:
  virtual ~Record() = default;
  /// `Nothing` if there is no such member. An error ends the evaluation and is handed to the caller as it is.
  [[nodiscard]] virtual Result<Found> Find(std::string_view name) const = 0;
  /// All member names in the order in which a person should see them: for `items`, `tojson`, output as a whole, and
  /// the "nearest name" of an error. Names that Find does not know are left out of the output.
  [[nodiscard]] virtual std::vector<std::string> Names() const = 0;
};

/// A JSON object of which some members are secret. The object must outlive it.
class PartlySecret final : public Record {
 public:
  PartlySecret(const boost::json::object& object, std::vector<std::string> secret_names)
      : object_(&object), secret_names_(std::move(secret_names)) {}
  PartlySecret(boost::json::object&&, std::vector<std::string>) = delete;

  [[nodiscard]] Result<Found> Find(std::string_view name) const override;
  [[nodiscard]] std::vector<std::string> Names() const override;

 private:
  const boost::json::object* object_;
  std::vector<std::string> secret_names_;
};

/// The names that a template can read, in layers: a name of a later layer hides the same name of earlier ones and of
/// the outer context. Copies no values: whatever is set here must outlive the evaluations.
///
/// Setting a name again replaces its value, so one context serves all rows of a table. A context that nobody changes
/// can be used by several threads at once, if its records can.
class Context {
 public:
  Context() = default;
  /// Names that are not found here are looked up in `outer`, which must outlive this.
  explicit Context(const Context* outer) : outer_(outer) {}

  Context& Set(std::string_view name, const boost::json::value& value, bool secret = false);
  Context& Set(std::string_view name, const boost::json::object& value, bool secret = false);
  Context& Set(std::string_view name, const boost::json::array& value, bool secret = false);
  Context& Set(std::string_view name, const Record& record);
  Context& Set(std::string_view, boost::json::value&&, bool = false) = delete;
  Context& Set(std::string_view, boost::json::object&&, bool = false) = delete;
  Context& Set(std::string_view, boost::json::array&&, bool = false) = delete;

  /// Every member of the object, or of the record, becomes a name.
  Context& SetMembersOf(const boost::json::object& object, bool secret = false);
  Context& SetMembersOf(const Record& record);
  Context& SetMembersOf(boost::json::object&&, bool = false) = delete;

  [[nodiscard]] Result<Found> Find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> Names() const;

 private:
  struct Layer {
    std::string name;  ///< empty: the members of `found` are the names
    Found found;
  };
  Context& Put(std::string_view name, Found found);

  const Context* outer_ = nullptr;
  std::vector<Layer> layers_;
};

}  // namespace wharf::templates
