#include "template/value.h"

#include <cmath>
#include <functional>
#include <limits>

#include "template/compare.h"

namespace wharf::templates {

Value Value::Undefined(const Expression* where) {
  Value value(Form::undefined);
  value.where_ = where;
  return value;
}

Value Value::Boolean(bool flag) {
  Value value(Form::boolean);
  value.whole_ = flag ? 1 : 0;
  return value;
}

Value Value::Integer(std::int64_t number) {
  Value value(Form::integer);
  value.whole_ = number;
  return value;
}

Value Value::Unsigned(std::uint64_t number) {
  if (number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return Integer(static_cast<std::int64_t>(number));
  }
  Value value(Form::unsigned_integer);
  value.unsigned_ = number;
  return value;
}

Value Value::Real(double number) {
  Value value(Form::real);
  value.real_ = number;
  return value;
}

Value Value::Text(std::string_view text) {
  Value value(Form::text);
  value.text_ = text.data();
  value.size_ = text.size();
  return value;
}

Value Value::Time(std::int64_t milliseconds) {
  Value value(Form::time);
  value.whole_ = milliseconds;
  return value;
}

Value Value::Of(const List& list) {
  Value value(Form::list);
  value.list_ = &list;
  return value;
}

Value Value::Of(const Dict& dict) {
  Value value(Form::dict);
  value.dict_ = &dict;
  return value;
}

Value Value::Of(const Record& record) {
  Value value(Form::record);
  value.record_ = &record;
  return value;
}

Value Value::Of(const boost::json::array& json) {
  Value value(Form::array);
  value.array_ = &json;
  return value;
}

Value Value::Of(const boost::json::object& json) {
  Value value(Form::object);
  value.object_ = &json;
  return value;
}

Value Value::Of(const boost::json::value& json) {
  switch (json.kind()) {
    case boost::json::kind::null:
      return None();
    case boost::json::kind::bool_:
      return Boolean(json.get_bool());
    case boost::json::kind::int64:
      return Integer(json.get_int64());
    case boost::json::kind::uint64:
      return Unsigned(json.get_uint64());
    case boost::json::kind::double_:
      return Real(json.get_double());
    case boost::json::kind::string:
      return Text({json.get_string().data(), json.get_string().size()});
    case boost::json::kind::array:
      return Of(json.get_array());
    case boost::json::kind::object:
      return Of(json.get_object());
  }
  return None();
}

Kind Value::kind() const {
  switch (form_) {
    case Form::absent:
      return Kind::absent;
    case Form::failed:
      return Kind::failed;
    case Form::undefined:
      return Kind::undefined;
    case Form::none:
      return Kind::none;
    case Form::boolean:
      return Kind::boolean;
    case Form::integer:
    case Form::unsigned_integer:
      return Kind::integer;
    case Form::real:
      return Kind::real;
    case Form::text:
      return Kind::text;
    case Form::time:
      return Kind::time;
    case Form::list:
    case Form::array:
      return Kind::list;
    case Form::dict:
    case Form::object:
    case Form::record:
      return Kind::dict;
  }
  return Kind::absent;
}

Wide Value::AsInteger() const { return form_ == Form::unsigned_integer ? Wide{unsigned_} : Wide{whole_}; }

std::size_t Value::ListSize() const { return form_ == Form::list ? list_->items.size() : array_->size(); }

Value Value::ListAt(std::size_t index) const {
  return (form_ == Form::list ? list_->items[index] : Of((*array_)[index])).Marked(secret_);
}

bool Value::IsTuple() const { return form_ == Form::list && list_->tuple; }

bool IsScalar(const Value& value) {
  switch (value.kind()) {
    case Kind::none:
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
    case Kind::text:
    case Kind::time:
      return true;
    default:
      return false;
  }
}

std::size_t HashScalar(const Value& key) {
  switch (key.kind()) {
    case Kind::text:
      return std::hash<std::string_view>{}(key.AsText());
    case Kind::boolean:
    case Kind::integer:
      return std::hash<std::uint64_t>{}(static_cast<std::uint64_t>(key.AsInteger()));
    case Kind::real: {
      // A real that is a whole number equals that number, so it must hash like it.
      const double number = key.AsReal();
      constexpr double kEdge = 18446744073709551616.0;
      if (std::trunc(number) == number && number >= -kEdge / 2 && number < kEdge) {
        return std::hash<std::uint64_t>{}(static_cast<std::uint64_t>(static_cast<Wide>(number)));
      }
      return std::hash<double>{}(number);
    }
    case Kind::time:
      return std::hash<std::int64_t>{}(key.AsTime());
    default:
      return 0;
  }
}

std::size_t Dict::Position(const Value& key) const {
  if (index.empty()) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (ScalarsEqual(entries[i].key, key)) return i;
    }
    return kNowhere;
  }
  const std::size_t mask = index.size() - 1;
  for (std::size_t at = HashScalar(key) & mask; index[at] != 0; at = (at + 1) & mask) {
    const std::size_t position = index[at] - 1;
    if (ScalarsEqual(entries[position].key, key)) return position;
  }
  return kNowhere;
}

const Value* Dict::Find(const Value& key) const {
  const std::size_t position = Position(key);
  return position == kNowhere ? nullptr : &entries[position].value;
}

}  // namespace wharf::templates
