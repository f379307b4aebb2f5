#include "api/shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace wharf::api {

enum class Colour { red, default_ };
BOOST_DESCRIBE_ENUM(Colour, red, default_)

struct Wheel {
  std::string name;
  std::optional<int> size;
};
BOOST_DESCRIBE_STRUCT(Wheel, (), (name, size))

/// One of everything that is taken.
struct CartWanted {
  std::string title;
  bool open = false;
  std::int64_t count = 0;
  std::uint8_t small = 0;
  Colour colour{};
  Time at;
  OrganizationId owner;
  Secret key;
  std::optional<std::string> note;
  std::vector<Wheel> wheels;
  std::map<std::string, std::optional<Secret>> secrets;
  std::optional<boost::json::object> fields;
  boost::json::value anything;
  std::optional<bool> delete_;
};
BOOST_DESCRIBE_STRUCT(CartWanted, (),
                      (title, open, count, small, colour, at, owner, key, note, wheels, secrets, fields, anything,
                       delete_))

/// What one request says of wheels.
struct Wheels {
  std::vector<Wheel> wheels;
};
BOOST_DESCRIBE_STRUCT(Wheels, (), (wheels))

struct Vehicle {
  std::string name;
  std::optional<Colour> colour;
};
BOOST_DESCRIBE_STRUCT(Vehicle, (), (name, colour))

/// Holds its base's members and others of its own kind.
struct Cart : Vehicle {
  std::vector<Cart> pulls;
};
BOOST_DESCRIBE_STRUCT(Cart, (Vehicle), (pulls))

struct Weight {
  boost::json::value json;
  static boost::json::object Schema() { return {{"type", boost::json::array{"number", "string"}}}; }
};

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

boost::json::value Parse(std::string_view text) { return boost::json::parse(text); }

constexpr std::string_view kWhole = R"({
  "title": "A", "open": true, "count": -3, "small": 255, "colour": "default",
  "at": "2026-11-24T23:51:43.000Z", "owner": "019ab000-0000-7000-8000-000000000001", "key": "k",
  "wheels": [{"name": "left", "size": null}, {"name": "right", "size": 4}],
  "secrets": {"kept": "s", "removed": null}, "fields": {"x": 1}, "anything": [1], "delete": true})";

/// "/pointer code" of each thing that is wrong.
template <class T>
std::vector<std::string> WrongIn(std::string_view text) {
  const auto read = Read<T>(Parse(text));
  std::vector<std::string> wrong;
  if (read) return wrong;
  EXPECT_EQ(read.error().kind, ErrorKind::invalid_argument);
  EXPECT_EQ(read.error().code, "invalid_input");
  for (const FieldError& field : read.error().fields) wrong.push_back(field.pointer + " " + field.code);
  return wrong;
}

/// The whole body with one member replaced.
std::vector<std::string> WrongWith(std::string_view member, std::string_view value) {
  boost::json::value body = Parse(kWhole);
  body.as_object()[member] = Parse(value);
  return WrongIn<CartWanted>(boost::json::serialize(body));
}

TEST(Shape, a_body_with_everything_is_read) {
  const auto cart = Read<CartWanted>(Parse(kWhole));
  ASSERT_TRUE(cart) << cart.error().message;
  EXPECT_EQ(cart->title, "A");
  EXPECT_TRUE(cart->open);
  EXPECT_EQ(cart->count, -3);
  EXPECT_EQ(cart->small, 255);
  EXPECT_EQ(cart->colour, Colour::default_);
  EXPECT_EQ(FormatTime(cart->at), "2026-11-24T23:51:43.000Z");
  EXPECT_EQ(cart->owner.ToString(), "019ab000-0000-7000-8000-000000000001");
  EXPECT_EQ(cart->key.Reveal(), "k");
  EXPECT_FALSE(cart->note);
  ASSERT_EQ(cart->wheels.size(), 2U);
  EXPECT_FALSE(cart->wheels[0].size);
  EXPECT_EQ(cart->wheels[1].size, 4);
  EXPECT_EQ(cart->secrets.at("kept")->Reveal(), "s");
  EXPECT_FALSE(cart->secrets.at("removed").has_value());
  EXPECT_TRUE(cart->fields->contains("x"));
  EXPECT_TRUE(cart->anything.is_array());
  EXPECT_EQ(cart->delete_, true);
}

TEST(Shape, what_is_missing_is_told_and_what_may_be_left_out_is_not) {
  EXPECT_THAT(WrongIn<CartWanted>("{}"),
              ElementsAre("/title required", "/open required", "/count required", "/small required", "/colour required",
                          "/at required", "/owner required", "/key required", "/anything required"));
}

TEST(Shape, each_wrong_type_is_told_at_its_place) {
  EXPECT_THAT(WrongWith("title", "1"), ElementsAre("/title type"));
  EXPECT_THAT(WrongWith("title", "null"), ElementsAre("/title type"));
  EXPECT_THAT(WrongWith("open", "\"true\""), ElementsAre("/open type"));
  EXPECT_THAT(WrongWith("count", "\"1\""), ElementsAre("/count type"));
  EXPECT_THAT(WrongWith("colour", "\"green\""), ElementsAre("/colour choice"));
  EXPECT_THAT(WrongWith("colour", "\"default_\""), ElementsAre("/colour choice"));
  EXPECT_THAT(WrongWith("at", "\"yesterday\""), ElementsAre("/at format"));
  EXPECT_THAT(WrongWith("owner", "\"me\""), ElementsAre("/owner format"));
  EXPECT_THAT(WrongWith("key", "{}"), ElementsAre("/key type"));
  EXPECT_THAT(WrongWith("note", "[]"), ElementsAre("/note type"));
  EXPECT_THAT(WrongWith("wheels", "{}"), ElementsAre("/wheels type"));
  EXPECT_THAT(WrongWith("secrets", "[]"), ElementsAre("/secrets type"));
  EXPECT_THAT(WrongWith("fields", "[]"), ElementsAre("/fields type"));
  EXPECT_THAT(WrongIn<CartWanted>("[]"), ElementsAre(" type"));
}

TEST(Shape, a_number_must_be_whole_and_within_its_type) {
  EXPECT_THAT(WrongWith("small", "0"), ElementsAre());
  EXPECT_THAT(WrongWith("small", "7.0"), ElementsAre());
  EXPECT_THAT(WrongWith("small", "256"), ElementsAre("/small type"));
  EXPECT_THAT(WrongWith("small", "-1"), ElementsAre("/small type"));
  EXPECT_THAT(WrongWith("count", "1.5"), ElementsAre("/count type"));
  EXPECT_THAT(WrongWith("count", "9223372036854775807"), ElementsAre());
  EXPECT_THAT(WrongWith("count", "9223372036854775808"), ElementsAre("/count type"));
  EXPECT_THAT(WrongWith("count", "1e300"), ElementsAre("/count type"));
}

TEST(Shape, places_inside_lists_and_objects_are_pointed_at) {
  EXPECT_THAT(WrongWith("wheels", R"([{"name": "a"}, {"name": 1}, 7, {"size": "x"}])"),
              ElementsAre("/wheels/1/name type", "/wheels/2 type", "/wheels/3/name required", "/wheels/3/size type"));
  EXPECT_THAT(WrongWith("secrets", R"({"a/b~c": 1})"), ElementsAre("/secrets/a~1b~0c type"));
}

TEST(Shape, unknown_members_are_refused_by_name) {
  EXPECT_THAT(WrongIn<Wheels>(R"({"wheels": [], "weels": []})"), ElementsAre("/weels unknown"));
  EXPECT_THAT(WrongIn<Wheels>(R"({"wheels": [{"name": "a", "x/y": 1, "~": 2}]})"),
              ElementsAre("/wheels/0/x~1y unknown", "/wheels/0/~0 unknown"));
  // The C++ name of a member is not its name in JSON.
  EXPECT_THAT(WrongWith("delete_", "true"), ElementsAre("/delete_ unknown"));
}

TEST(Shape, whoever_sends_rubbish_learns_of_the_first_of_it) {
  std::string body = R"({"wheels": [)";
  for (int i = 0; i < 200; ++i) body += i == 0 ? "1" : ",1";
  const auto wrong = WrongIn<Wheels>(body + "]}");
  ASSERT_EQ(wrong.size(), 50U);
  EXPECT_EQ(wrong.back(), "/wheels/49 type");
}

TEST(Shape, the_message_names_the_first_place_and_no_value) {
  const auto read = Read<Wheels>(Parse(R"({"wheels": [{"name": 12345}]})"));
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("/wheels/0/name"));
  EXPECT_THAT(read.error().message, testing::Not(HasSubstr("12345")));
}

TEST(Shape, a_reply_has_all_members_those_of_its_base_first) {
  Cart cart;
  cart.name = "A";
  cart.pulls.emplace_back().colour = Colour::default_;
  EXPECT_EQ(boost::json::serialize(Write(cart)),
            R"({"name":"A","colour":null,"pulls":[{"name":"","colour":"default","pulls":[]}]})");
  EXPECT_EQ(boost::json::serialize(Write(std::map<std::string, std::optional<int>>{{"a", 1}, {"b", std::nullopt}})),
            R"({"a":1,"b":null})");
  EXPECT_EQ(boost::json::serialize(Write(std::variant<int, Vehicle>(7))), "7");
  EXPECT_EQ(boost::json::serialize(Write(Weight{"heavy"})), "\"heavy\"");
}

TEST(Shape, the_schema_says_what_is_read_and_written) {
  boost::json::object components;
  SchemaBook book(components);
  EXPECT_EQ(book.Of<CartWanted>(SchemaBook::Side::request).at("$ref"), "#/components/schemas/CartWanted");
  const auto& wanted = components.at("CartWanted");
  EXPECT_EQ(wanted.at("additionalProperties"), false);
  EXPECT_EQ(boost::json::serialize(wanted.at("required")),
            R"(["title","open","count","small","colour","at","owner","key","anything"])");
  const auto& members = wanted.at("properties");
  EXPECT_EQ(boost::json::serialize(members.at("note")), R"({"type":["string","null"]})");
  EXPECT_EQ(boost::json::serialize(members.at("at")), R"({"type":"string","format":"date-time"})");
  EXPECT_EQ(boost::json::serialize(members.at("wheels")),
            R"({"type":"array","items":{"$ref":"#/components/schemas/Wheel"}})");
  EXPECT_EQ(boost::json::serialize(members.at("secrets")),
            R"({"type":"object","additionalProperties":{"type":["string","null"],"format":"password"}})");
  EXPECT_TRUE(members.as_object().contains("delete"));
  EXPECT_EQ(boost::json::serialize(components.at("Colour")), R"({"type":"string","enum":["red","default"]})");

  EXPECT_EQ(book.Of<Cart>(SchemaBook::Side::reply).at("$ref"), "#/components/schemas/Cart");
  const auto& cart = components.at("Cart");
  EXPECT_EQ(boost::json::serialize(cart.at("required")), R"(["name","colour","pulls"])");
  EXPECT_FALSE(cart.as_object().contains("additionalProperties"));
  EXPECT_EQ(boost::json::serialize(cart.at("properties").at("colour")),
            R"({"anyOf":[{"$ref":"#/components/schemas/Colour"},{"type":"null"}]})");
  EXPECT_EQ(boost::json::serialize(book.Of<std::variant<Vehicle, bool>>(SchemaBook::Side::reply)),
            R"({"anyOf":[{"$ref":"#/components/schemas/Vehicle"},{"type":"boolean"}]})");
  book.Of<Weight>(SchemaBook::Side::reply);
  EXPECT_EQ(boost::json::serialize(components.at("Weight")), R"({"type":["number","string"]})");
}

}  // namespace
}  // namespace wharf::api
