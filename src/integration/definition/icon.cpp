#include "integration/definition/icon.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <set>
#include <string>

namespace wharf::definition {
namespace {

constexpr std::size_t kMostBytes = 64U << 10U;
constexpr int kMostElements = 1000;
constexpr int kMostDepth = 32;
constexpr std::string_view kNamespace = "http://www.w3.org/2000/svg";

constexpr std::array<std::string_view, 17> kElements = {
    "svg",      "g",       "path", "rect",           "circle",         "ellipse", "line",
    "polyline", "polygon", "defs", "linearGradient", "radialGradient", "stop",    "clipPath",
    "mask",     "title",   "desc"};

constexpr std::array<std::string_view, 56> kAttributes = {"id",
                                                          "viewBox",
                                                          "width",
                                                          "height",
                                                          "d",
                                                          "x",
                                                          "y",
                                                          "x1",
                                                          "y1",
                                                          "x2",
                                                          "y2",
                                                          "cx",
                                                          "cy",
                                                          "r",
                                                          "rx",
                                                          "ry",
                                                          "fx",
                                                          "fy",
                                                          "points",
                                                          "fill",
                                                          "fill-opacity",
                                                          "fill-rule",
                                                          "clip-rule",
                                                          "clip-path",
                                                          "mask",
                                                          "opacity",
                                                          "color",
                                                          "transform",
                                                          "offset",
                                                          "stop-color",
                                                          "stop-opacity",
                                                          "stroke",
                                                          "stroke-width",
                                                          "stroke-opacity",
                                                          "stroke-linecap",
                                                          "stroke-linejoin",
                                                          "stroke-dasharray",
                                                          "stroke-dashoffset",
                                                          "stroke-miterlimit",
                                                          "gradientUnits",
                                                          "gradientTransform",
                                                          "spreadMethod",
                                                          "clipPathUnits",
                                                          "maskUnits",
                                                          "maskContentUnits",
                                                          "preserveAspectRatio",
                                                          "vector-effect",
                                                          "version",
                                                          "role",
                                                          "focusable",
                                                          "aria-hidden",
                                                          "paint-order",
                                                          "pathLength",
                                                          "shape-rendering",
                                                          "display",
                                                          "visibility"};

template <std::size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Numbers, names, colours, path data, transforms, and `url(#name)` of the same file.
bool IsHarmless(std::string_view value) {
  constexpr std::string_view kLocal = "url(#";
  if (value.starts_with(kLocal) && value.ends_with(")")) {
    const auto name = value.substr(kLocal.size(), value.size() - kLocal.size() - 1);
    return !name.empty() && std::ranges::all_of(name, IsWord);
  }
  if (value.find("url") != std::string_view::npos) return false;
  return std::ranges::all_of(
      value, [](char c) { return IsWord(c) || std::string_view(" #.,+%()\t\r\n").find(c) != std::string_view::npos; });
}

class IconCheck {
 public:
  IconCheck(std::string_view svg, std::string_view file) : svg_(svg), file_(file) {}

  std::vector<Diagnostic> Check() {
    if (svg_.size() > kMostBytes) return Whole("the icon is larger than 64 KiB");
    if (svg_.find('\0') != std::string_view::npos) return Whole("the icon is no text");
    pugi::xml_document document;
    const auto parsed = document.load_buffer(svg_.data(), svg_.size(), pugi::parse_full, pugi::encoding_utf8);
    if (!parsed) {
      Complain(parsed.offset, std::string("this is not XML: ") + parsed.description());
      return std::move(found_);
    }
    for (const auto& node : document.children()) Node(node, 0);
    if (std::string_view(document.document_element().name()) != "svg") return Whole("the outer element must be <svg>");
    if (document.document_element().attribute("viewBox").empty())
      return Whole("<svg> needs a viewBox, so that it scales");
    if (std::string_view(document.document_element().attribute("xmlns").value()) != kNamespace) {
      return Whole("<svg> needs xmlns=\"http://www.w3.org/2000/svg\"");
    }
    return std::move(found_);
  }

 private:
  std::vector<Diagnostic> Whole(std::string message) {
    found_.push_back({std::string(file_), {1, 1}, "", std::move(message)});
    return std::move(found_);
  }

  void Complain(std::ptrdiff_t offset, std::string message) {
    if (found_.size() >= 50) return;
    const auto before = svg_.substr(0, static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, offset)));
    const auto line = static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1);
    const auto begin = before.rfind('\n');
    const auto rest = begin == std::string_view::npos ? before : before.substr(begin + 1);
    const auto column =
        std::ranges::count_if(rest, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    found_.push_back({std::string(file_), {line, static_cast<std::uint32_t>(column + 1)}, "", std::move(message)});
  }

  void Node(const pugi::xml_node& node, int depth) {
    switch (node.type()) {
      case pugi::node_element:
        Element(node, depth);
        return;
      case pugi::node_comment:
      case pugi::node_declaration:
        return;
      case pugi::node_pcdata:
        if (!InText(node) && std::string_view(node.value()).find_first_not_of(" \t\r\n") != std::string_view::npos) {
          Complain(node.offset_debug(), "text may stand only in <title> and <desc>");
        }
        return;
      case pugi::node_doctype:
        Complain(node.offset_debug(), "an icon has no document type; remove <!DOCTYPE …>");
        return;
      default:
        Complain(node.offset_debug(), "only elements, text and comments may stand in an icon");
    }
  }

  static bool InText(const pugi::xml_node& node) {
    const std::string_view parent = node.parent().name();
    return parent == "title" || parent == "desc";
  }

  void Element(const pugi::xml_node& node, int depth) {
    const std::string_view name = node.name();
    if (++elements_ == kMostElements + 1) Complain(node.offset_debug(), "the icon has more than 1,000 elements");
    if (elements_ > kMostElements) return;
    if (depth > kMostDepth) return Complain(node.offset_debug(), "this is nested too deeply; at most 32");
    if (!Contains(kElements, name)) {
      return Complain(node.offset_debug(),
                      "<" + std::string(name) +
                          "> may not stand in an icon; only shapes, groups, gradients, clips, masks and titles may");
    }
    std::set<std::string_view> seen;
    for (const auto& attribute : node.attributes()) {
      if (!seen.insert(attribute.name()).second)
        Complain(node.offset_debug(), "the attribute " + std::string(attribute.name()) + " is there twice");
      Attribute(node, attribute);
    }
    for (const auto& child : node.children()) Node(child, depth + 1);
  }

  void Attribute(const pugi::xml_node& node, const pugi::xml_attribute& attribute) {
    const std::string_view name = attribute.name();
    const std::string_view value = attribute.value();
    if (name == "xmlns" && value == kNamespace) return;
    if (name == "aria-label") return;
    if (!Contains(kAttributes, name)) {
      return Complain(node.offset_debug(), "the attribute " + std::string(name) + " may not stand in an icon");
    }
    if (!IsHarmless(value)) {
      Complain(node.offset_debug(), "the value of " + std::string(name) +
                                        " may only be numbers, words, a colour or url(#name) of this file");
    }
  }

  std::string_view svg_;
  std::string_view file_;
  std::vector<Diagnostic> found_;
  int elements_ = 0;
};

}  // namespace

std::vector<Diagnostic> CheckIcon(std::string_view svg, std::string_view file) { return IconCheck(svg, file).Check(); }

}  // namespace wharf::definition
