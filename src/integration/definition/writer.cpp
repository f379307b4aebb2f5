#include "integration/definition/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "integration/definition/node.h"

namespace wharf::definition {
namespace {

constexpr std::size_t kLineLength = 120;

/// One code point, and how many bytes it has; broken UTF-8 is taken byte by byte.
std::pair<char32_t, std::size_t> CodePoint(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (length == 1 || text.size() < length) return {lead, 1};
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {code, length};
}

/// YAML 1.2.2 §5.1: what may stand in a text as it is, on one line.
bool IsPrintable(char32_t code) {
  return (code >= 0x20 && code < 0x7F) ||
         (code >= 0xA0 && code != 0xFEFF && code != 0x2028 && code != 0x2029 && code != 0xFFFE && code != 0xFFFF);
}

bool AllPrintable(std::string_view text, bool lines) {
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = CodePoint(text.substr(i));
    if (!IsPrintable(code) && !(lines && code == '\n')) return false;
    i += length;
  }
  return true;
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = CodePoint(text.substr(i));
    if (code == '"' || code == '\\') {
      out += '\\';
      out += static_cast<char>(code);
    } else if (code == '\n') {
      out += "\\n";
    } else if (IsPrintable(code)) {
      out += text.substr(i, length);
    } else {
      std::array<char, 8> hex{};
      const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), static_cast<std::uint32_t>(code), 16).ptr;
      const std::string digits(hex.data(), end);
      out += "\\u" + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits;
    }
    i += length;
  }
  return out + '"';
}

bool IsPlain(std::string_view text, bool in_braces) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (!AllPrintable(text, false)) return false;
  constexpr std::string_view kNotFirst = "-?:,[]{}#&*!|>'\"%@`~=<";
  if (kNotFirst.find(text.front()) != std::string_view::npos) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  if (in_braces && text.find_first_of(",[]{}:") != std::string_view::npos) return false;
  // Readers of YAML 1.1 take these as true and false.
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  constexpr std::array<std::string_view, 6> kWords = {"yes", "no", "on", "off", "y", "n"};
  if (std::ranges::find(kWords, lower) != kWords.end()) return false;
  const bool digit = (text.front() >= '0' && text.front() <= '9') || text.front() == '.' || text.front() == '+';
  if (digit && text.find_first_not_of("0123456789+-.:_xXeEabcdefABCDEFTZ ") == std::string_view::npos) return false;
  Node node;
  node.text = text;
  return node.IsText();
}

std::string Number(const boost::json::value& value) {
  if (!value.is_double()) return boost::json::serialize(value);
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value.get_double()).ptr;
  std::string written(text.data(), end);
  // A whole number stays a fraction, so that it is read as one again.
  if (written.find_first_of(".e") == std::string::npos) written += ".0";
  return written;
}

std::string Scalar(const boost::json::value& value, bool in_braces) {
  const auto* text = value.if_string();
  if (text == nullptr) return Number(value);
  return IsPlain(*text, in_braces) ? std::string(*text) : Quoted(*text);
}

bool IsSmall(const boost::json::value& value, int depth) {
  if (const auto* list = value.if_array()) {
    return depth > 0 && std::ranges::all_of(*list, [&](const auto& item) { return IsSmall(item, depth - 1); });
  }
  if (const auto* members = value.if_object()) {
    return depth > 0 &&
           std::ranges::all_of(*members, [&](const auto& member) { return IsSmall(member.value(), depth - 1); });
  }
  return !value.is_string() || value.get_string().find('\n') == boost::json::string::npos;
}

std::string Braces(const boost::json::value& value) {
  std::string out;
  if (const auto* list = value.if_array()) {
    for (const auto& item : *list) out += (out.empty() ? "" : ", ") + Braces(item);
    return "[" + out + "]";
  }
  if (const auto* members = value.if_object()) {
    for (const auto& member : *members) {
      out += (out.empty() ? "" : ", ") + Scalar(boost::json::value(member.key()), true) + ": " + Braces(member.value());
    }
    return "{" + out + "}";
  }
  return Scalar(value, true);
}

class Writer {
 public:
  std::string Write(const boost::json::value& value) {
    if (!value.is_structured() || Size(value) == 0) {
      out_ = value.is_structured() ? Braces(value) : Scalar(value, false);
      out_ += '\n';
    } else {
      Below(value, 0, true);
    }
    return std::move(out_);
  }

 private:
  static std::size_t Size(const boost::json::value& value) {
    return value.is_array() ? value.get_array().size() : value.get_object().size();
  }

  void Indent(std::size_t depth) { out_.append(depth * 2, ' '); }

  /// The members or elements, each on lines of its own. `fresh`: the first begins a line.
  void Below(const boost::json::value& value, std::size_t depth, bool fresh) {
    if (const auto* list = value.if_array()) {
      for (const auto& item : *list) {
        if (fresh) Indent(depth);
        fresh = true;
        out_ += "- ";
        Item(item, depth + 1);
      }
      return;
    }
    for (const auto& member : value.get_object()) {
      if (fresh) Indent(depth);
      fresh = true;
      out_ += Scalar(boost::json::value(member.key()), false) + ":";
      After(member.value(), depth);
    }
  }

  void Item(const boost::json::value& item, std::size_t depth) {
    if (auto line = OneLine(item, depth * 2)) {
      out_ += *line + "\n";
    } else if (item.is_structured()) {
      Below(item, depth, false);
    } else {
      Block(item.get_string(), depth);
    }
  }

  void After(const boost::json::value& value, std::size_t depth) {
    const auto used = out_.size() - (out_.rfind('\n') == std::string::npos ? 0 : out_.rfind('\n') + 1);
    const bool section = depth == 0 && value.is_object();
    if (auto line = section && Size(value) != 0 ? std::nullopt : OneLine(value, used)) {
      out_ += " " + *line + "\n";
    } else if (value.is_structured()) {
      out_ += '\n';
      Below(value, depth + 1, true);
    } else {
      out_ += ' ';
      Block(value.get_string(), depth + 1);
    }
  }

  std::optional<std::string> OneLine(const boost::json::value& value, std::size_t used) {
    if (value.is_structured()) {
      if (Size(value) != 0 && !IsSmall(value, 2)) return std::nullopt;
      auto line = Braces(value);
      return Size(value) == 0 || used + line.size() < kLineLength ? std::optional(std::move(line)) : std::nullopt;
    }
    const auto* text = value.if_string();
    const bool block = text != nullptr && text->find('\n') != boost::json::string::npos && AllPrintable(*text, true) &&
                       text->front() != ' ' && text->front() != '\n';
    return block ? std::nullopt : std::optional(Scalar(value, false));
  }

  /// A text of several lines as a `|` block; the sign behind it says what becomes of the line ends at its end.
  void Block(std::string_view text, std::size_t depth) {
    const auto last = text.find_last_not_of('\n');
    const auto ends = last == std::string_view::npos ? text.size() : text.size() - last - 1;
    out_ += ends == 0 ? "|-\n" : ends == 1 ? "|\n" : "|+\n";
    std::size_t begin = 0;
    while (begin < text.size()) {
      const auto end = std::min(text.find('\n', begin), text.size());
      if (end != begin) Indent(depth);
      out_ += text.substr(begin, end - begin);
      out_ += '\n';
      begin = end + 1;
    }
  }

  std::string out_;
};

}  // namespace

std::string ToYaml(const Definition& definition) { return ToYaml(boost::json::value(definition.source)); }

std::string ToYaml(const boost::json::value& value) { return Writer().Write(value); }

}  // namespace wharf::definition
