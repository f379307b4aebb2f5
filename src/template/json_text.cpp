#include "template/json_text.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <new>
#include <vector>

#include "template/arithmetic.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

namespace json = boost::json;

/// Hands out memory up to a limit.
class Bounded final : public json::memory_resource {
 public:
  explicit Bounded(std::size_t limit) : left_(limit) {}

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    if (bytes > left_) throw std::bad_alloc();
    void* memory = json::storage_ptr()->allocate(bytes, alignment);
    left_ -= bytes;
    return memory;
  }
  void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override {
    left_ += bytes;
    json::storage_ptr()->deallocate(memory, bytes, alignment);
  }
  [[nodiscard]] bool do_is_equal(const json::memory_resource& other) const noexcept override { return this == &other; }

  std::size_t left_;
};

/// Builds values as Boost's own parser does, but reads numbers exactly.
class ExactHandler {
 public:
  explicit ExactHandler(const json::storage_ptr& memory) : stack(memory) { stack.reset(memory); }

  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  // The names and signatures are those that basic_parser calls.
  bool on_document_begin(json::error_code& /*error*/) { return true; }
  bool on_document_end(json::error_code& /*error*/) { return true; }
  bool on_object_begin(json::error_code& /*error*/) { return true; }
  bool on_object_end(std::size_t n, json::error_code& /*error*/) {
    stack.push_object(n);
    return true;
  }
  bool on_array_begin(json::error_code& /*error*/) { return true; }
  bool on_array_end(std::size_t n, json::error_code& /*error*/) {
    stack.push_array(n);
    return true;
  }
  bool on_key_part(json::string_view text, std::size_t /*n*/, json::error_code& /*error*/) {
    stack.push_chars(text);
    return true;
  }
  bool on_key(json::string_view text, std::size_t /*n*/, json::error_code& /*error*/) {
    stack.push_key(text);
    return true;
  }
  bool on_string_part(json::string_view text, std::size_t /*n*/, json::error_code& /*error*/) {
    stack.push_chars(text);
    return true;
  }
  bool on_string(json::string_view text, std::size_t /*n*/, json::error_code& /*error*/) {
    stack.push_string(text);
    return true;
  }
  bool on_number_part(json::string_view text, json::error_code& /*error*/) {
    number_.append(text.data(), text.size());
    return true;
  }
  bool on_int64(std::int64_t number, json::string_view /*text*/, json::error_code& /*error*/) {
    number_.clear();
    stack.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view /*text*/, json::error_code& /*error*/) {
    number_.clear();
    stack.push_uint64(number);
    return true;
  }
  bool on_double(double number, json::string_view text, json::error_code& error) {
    number_.append(text.data(), text.size());
    const bool whole = number_.find_first_of(".eE") == std::string::npos;
    const auto exact = whole ? std::nullopt : ParseReal(number_);
    number_.clear();
    if (!exact) {
      too_large = true;
      error = json::error::exponent_overflow;
      return false;
    }
    stack.push_double(std::isfinite(number) ? *exact : number);
    return true;
  }
  bool on_bool(bool flag, json::error_code& /*error*/) {
    stack.push_bool(flag);
    return true;
  }
  bool on_null(json::error_code& /*error*/) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(json::string_view /*text*/, json::error_code& /*error*/) { return true; }
  bool on_comment(json::string_view /*text*/, json::error_code& /*error*/) { return true; }

  json::value_stack stack;
  bool too_large = false;

 private:
  std::string number_;
};

class Writer {
 public:
  Writer(const JsonStyle& style, std::size_t limit) : style_(style), limit_(limit) {}

  [[nodiscard]] bool Full() const { return out.size() > limit_; }

  void Write(const json::value& value) {
    if (Full()) return;
    switch (value.kind()) {
      case json::kind::null:
        out += "null";
        break;
      case json::kind::bool_:
        out += value.get_bool() ? "true" : "false";
        break;
      case json::kind::int64:
        out += std::to_string(value.get_int64());
        break;
      case json::kind::uint64:
        out += std::to_string(value.get_uint64());
        break;
      case json::kind::double_:
        out += std::isfinite(value.get_double()) ? RealText(value.get_double()) : "null";
        break;
      case json::kind::string:
        WriteText({value.get_string().data(), value.get_string().size()});
        break;
      case json::kind::array:
        WriteArray(value.get_array());
        break;
      case json::kind::object:
        WriteObject(value.get_object());
        break;
    }
  }

  std::string out;

 private:
  void WriteArray(const json::array& array) {
    if (array.empty()) {
      out += "[]";
      return;
    }
    out += '[';
    ++level_;
    bool first = true;
    for (const json::value& element : array) {
      Separate(first);
      Write(element);
    }
    --level_;
    NewLine();
    out += ']';
  }

  void WriteObject(const json::object& object) {
    if (object.empty()) {
      out += "{}";
      return;
    }
    std::vector<const json::key_value_pair*> members;
    members.reserve(object.size());
    for (const auto& member : object) members.push_back(&member);
    if (style_.sorted) {
      std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key() < b->key(); });
    }
    out += '{';
    ++level_;
    bool first = true;
    for (const auto* member : members) {
      Separate(first);
      WriteText({member->key().data(), member->key().size()});
      out += style_.spaced || style_.indent >= 0 ? ": " : ":";
      Write(member->value());
    }
    --level_;
    NewLine();
    out += '}';
  }

  void Separate(bool& first) {
    if (!first) out += style_.spaced && style_.indent < 0 ? ", " : ",";
    first = false;
    NewLine();
  }

  void NewLine() {
    if (style_.indent < 0) return;
    out += '\n';
    out.append(level_ * static_cast<std::size_t>(style_.indent), ' ');
  }

  void WriteText(std::string_view text) {
    out += '"';
    for (std::size_t at = 0; at < text.size() && !Full();) {
      const auto byte = static_cast<unsigned char>(text[at]);
      if (byte >= 0x80) {
        const std::size_t length = CharacterLength(text, at);
        style_.ascii ? WriteUnit(CharacterAt(text, at)) : void(out += text.substr(at, length));
        at += length;
      } else {
        WriteAscii(text[at]);
        ++at;
      }
    }
    out += '"';
  }

  void WriteAscii(char c) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '<':
      case '>':
      case '&':
      case '\'':
        style_.html_safe ? WriteUnit(static_cast<char32_t>(c)) : out.push_back(c);
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || (c == 0x7f && style_.ascii)) {
          WriteUnit(static_cast<char32_t>(c));
        } else {
          out += c;
        }
    }
  }

  /// \uXXXX, or a surrogate pair of them.
  void WriteUnit(char32_t character) {
    if (character >= 0x10000) {
      WriteUnit(0xD800U + ((character - 0x10000U) >> 10U));
      character = 0xDC00U + ((character - 0x10000U) & 0x3FFU);
    }
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out += "0123456789abcdef"[character >> shift & 15U];
  }

  const JsonStyle style_;
  const std::size_t limit_;
  std::size_t level_ = 0;
};

Result<json::value> Parse(const json::storage_ptr& memory, std::string_view text) {
  json::parse_options options;
  options.max_depth = 64;
  json::basic_parser<ExactHandler> parser(options, memory);
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (!error) return parser.handler().stack.release();
  const std::string place = " at byte " + std::to_string(read + 1);
  if (parser.handler().too_large) {
    return Error{ErrorKind::invalid_argument, "number_too_large",
                 "a number has more digits than 64 bits hold" + place + "; send it as text"};
  }
  return Error{ErrorKind::invalid_argument, "json_invalid", "not JSON: " + error.message() + place};
}

}  // namespace

Result<json::value> ParseJson(std::string_view text) { return Parse(json::storage_ptr(), text); }

Result<json::value> ParseJsonWithin(std::size_t limit, std::string_view text) {
  try {
    return Parse(json::make_shared_resource<Bounded>(limit), text);
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::resource_exhausted, "json_too_large",
                 "the JSON needs over " + std::to_string(limit) + " bytes of memory; send less at a time"};
  }
}

std::string WriteJson(const json::value& value, const JsonStyle& style) {
  Writer writer(style, std::numeric_limits<std::size_t>::max());
  writer.Write(value);
  return std::move(writer.out);
}

std::optional<std::string> WriteJsonWithin(std::size_t limit, const json::value& value, const JsonStyle& style) {
  Writer writer(style, limit);
  writer.Write(value);
  return writer.Full() ? std::nullopt : std::optional(std::move(writer.out));
}

}  // namespace wharf::templates
