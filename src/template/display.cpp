#include "template/display.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "base/clock.h"
#include "template/arithmetic.h"
#include "template/time_format.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

void AppendEscape(char32_t character, std::string& out) {
  std::array<char, 12> buffer{};
  const auto code = static_cast<unsigned>(character);
  const char* format = code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
  std::snprintf(buffer.data(), buffer.size(), format, code);
  out += buffer.data();
}

/// Python's repr(str).
void AppendQuoted(std::string_view text, std::string& out) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  out += quote;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = CharacterLength(text, at);
    const char32_t character = CharacterAt(text, at);
    if (character == U'\n') {
      out += "\\n";
    } else if (character == U'\r') {
      out += "\\r";
    } else if (character == U'\t') {
      out += "\\t";
    } else if (character == U'\\' || character == static_cast<char32_t>(quote)) {
      out += '\\';
      out += static_cast<char>(character);
    } else if (IsPrintable(character)) {
      out += text.substr(at, length);
    } else {
      AppendEscape(length == 1 ? static_cast<unsigned char>(text[at]) : character, out);
    }
    at += length;
  }
  out += quote;
}

class Printer {
 public:
  Printer(Run& run, bool is_output, std::string& out)
      : run_(run),
        is_output_(is_output),
        limit_(is_output ? run.options().limits.output_bytes : run.MemoryLeft()),
        out_(out) {}

  bool Print(const Value& value, bool quoted) {
    switch (value.kind()) {
      case Kind::undefined:
        return PrintUndefined(value, quoted);
      case Kind::none:
        out_ += "None";
        break;
      case Kind::boolean:
        out_ += value.AsBoolean() ? "True" : "False";
        break;
      case Kind::integer:
        out_ += WholeText(value.AsInteger());
        break;
      case Kind::real:
        out_ += RealText(value.AsReal());
        break;
      case Kind::text:
        return PrintText(value.AsText(), quoted);
      case Kind::time:
        return PrintText(TimeText(value.AsTime()), quoted);
      case Kind::list:
        return PrintList(value);
      case Kind::dict:
        return PrintDict(value);
      default:
        return false;
    }
    return WithinLimit(out_.size());
  }

 private:
  bool WithinLimit(std::size_t size) {
    if (size <= limit_) return true;
    is_output_ ? run_.FailLimit("output", std::to_string(limit_) + " bytes") : run_.FailMemory();
    return false;
  }

  bool PrintUndefined(const Value& value, bool quoted) {
    if (run_.options().strict) {
      run_.FailUndefined(value);
      return false;
    }
    if (quoted) out_ += "Undefined";
    return true;
  }

  bool PrintText(std::string_view text, bool quoted) {
    if (!WithinLimit(text.size()) || !run_.Charge(text.size() / 16)) return false;
    if (quoted) {
      AppendQuoted(text, out_);
    } else {
      out_ += text;
    }
    return WithinLimit(out_.size());
  }

  bool PrintList(const Value& list) {
    if (!run_.Enter()) return false;
    out_ += list.IsTuple() ? '(' : '[';
    for (std::size_t i = 0; i < list.ListSize(); ++i) {
      if (i > 0) out_ += ", ";
      if (!run_.Charge(1) || !Print(list.ListAt(i), true)) return false;
    }
    if (list.IsTuple() && list.ListSize() == 1) out_ += ',';
    out_ += list.IsTuple() ? ')' : ']';
    run_.Leave();
    return WithinLimit(out_.size());
  }

  bool PrintDict(const Value& dict) {
    if (!run_.Enter()) return false;
    const auto members = run_.Members(dict);
    if (!members) return false;
    out_ += '{';
    bool first = true;
    for (const Entry& member : *members) {
      if (!first) out_ += ", ";
      first = false;
      if (!Print(member.key, true)) return false;
      out_ += ": ";
      if (!Print(member.value, true)) return false;
    }
    out_ += '}';
    run_.Leave();
    return WithinLimit(out_.size());
  }

  Run& run_;
  const bool is_output_;
  const std::size_t limit_;
  std::string& out_;
};

bool Count(Run& run, std::size_t bytes, Conversion& conversion) {
  conversion.bytes += bytes;
  if (conversion.bytes > run.options().limits.output_bytes) {
    run.FailLimit("output", std::to_string(run.options().limits.output_bytes) + " bytes");
    return false;
  }
  return run.Charge(1 + bytes / 16);
}

std::optional<boost::json::value> TextToJson(Run& run, std::string_view text, Conversion& conversion) {
  if (!Count(run, text.size(), conversion)) return std::nullopt;
  if (!IsValidUtf8(text)) {
    run.Fail("the text holds bytes that are not UTF-8; encode them with `| b64encode` or `| hex`");
    return std::nullopt;
  }
  return boost::json::string(text);
}

std::optional<boost::json::value> ListToJson(Run& run, const Value& list, Conversion& conversion) {
  if (!run.Enter()) return std::nullopt;
  boost::json::array array;
  array.reserve(list.ListSize());
  for (std::size_t i = 0; i < list.ListSize(); ++i) {
    auto element = ToJson(run, list.ListAt(i), conversion);
    if (!element) return std::nullopt;
    array.push_back(*std::move(element));
  }
  run.Leave();
  return array;
}

std::optional<boost::json::value> DictToJson(Run& run, const Value& dict, Conversion& conversion) {
  if (!run.Enter()) return std::nullopt;
  const auto members = run.Members(dict);
  if (!members) return std::nullopt;
  boost::json::object object;
  object.reserve(members->size());
  for (const Entry& member : *members) {
    const auto key = TextOf(run, member.key);
    if (!key || !Count(run, key->size(), conversion)) return std::nullopt;
    if (!IsValidUtf8(*key)) {
      run.Fail("a key holds bytes that are not UTF-8; encode it with `| b64encode` or `| hex`");
      return std::nullopt;
    }
    conversion.secret = conversion.secret || member.key.secret();
    auto value = ToJson(run, member.value, conversion);
    if (!value) return std::nullopt;
    object.insert_or_assign(*key, *std::move(value));
  }
  run.Leave();
  return object;
}

}  // namespace

bool Display(Run& run, const Value& value, std::string& out) { return Printer(run, false, out).Print(value, false); }

bool DisplayOutput(Run& run, const Value& value, std::string& out) {
  return Printer(run, true, out).Print(value, false);
}

std::optional<std::string_view> TextOf(Run& run, const Value& value) {
  if (value.Is(Kind::text)) return value.AsText();
  if (value.failed()) return std::nullopt;
  std::string out;
  if (!Display(run, value, out)) return std::nullopt;
  const Value text = run.NewText(out);
  return text.failed() ? std::nullopt : std::optional(text.AsText());
}

std::optional<boost::json::value> ToJson(Run& run, const Value& value, Conversion& conversion) {
  conversion.secret = conversion.secret || value.secret();
  switch (value.kind()) {
    case Kind::undefined:
      if (!run.options().strict) return boost::json::value(nullptr);
      run.FailUndefined(value);
      return std::nullopt;
    case Kind::none:
      return boost::json::value(nullptr);
    case Kind::boolean:
      return boost::json::value(value.AsBoolean());
    case Kind::integer: {
      if (!Count(run, 8, conversion)) return std::nullopt;
      const Wide number = value.AsInteger();
      if (number > std::numeric_limits<std::int64_t>::max())
        return boost::json::value(static_cast<std::uint64_t>(number));
      return boost::json::value(static_cast<std::int64_t>(number));
    }
    case Kind::real:
      if (!Count(run, 8, conversion)) return std::nullopt;
      return boost::json::value(value.AsReal());
    case Kind::text:
      return TextToJson(run, value.AsText(), conversion);
    case Kind::time:
      return TextToJson(run, TimeText(value.AsTime()), conversion);
    case Kind::list:
      return ListToJson(run, value, conversion);
    case Kind::dict:
      return DictToJson(run, value, conversion);
    default:
      return std::nullopt;
  }
}

}  // namespace wharf::templates
