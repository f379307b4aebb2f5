#include "integration/call/paging.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>
#include <limits>

#include "integration/call/link_header.h"
#include "integration/definition/evaluate.h"

namespace wharf::call {
namespace {

using definition::AsText;
using definition::Block;

const boost::json::value& BodyOf(const boost::json::object& response) {
  static const boost::json::value kNothing;
  const auto* body = response.if_contains("body");
  return body == nullptr ? kNothing : *body;
}

std::string HeaderOf(const boost::json::object& response, std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto* headers = response.if_contains("headers");
  const auto* value = headers == nullptr || !headers->is_object() ? nullptr : headers->get_object().if_contains(name);
  return value == nullptr ? std::string() : AsText(*value);
}

std::optional<std::int64_t> WholeNumber(const boost::json::value* value) {
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    // A hostile total may be beyond every integer, or a fraction.
    boost::system::error_code failure;
    const auto number = value->to_number<std::int64_t>(failure);
    return failure ? std::nullopt : std::optional(number);
  }
  if (!value->is_string()) return std::nullopt;
  const auto& text = value->get_string();
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool LooksLikeUrl(const std::string& text) {
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("/");
}

/// Sizes that vendors cap pages at: a first page of just so many may be a capped one and not the last.
bool LooksCapped(std::int64_t received) { return received >= 10 && (received % 25 == 0 || received % 10 == 0); }

}  // namespace

PageWalk::PageWalk(const Block& paging, const Limits& limits) : block_(paging) {
  if (paging.kind == "none") {
    most_pages_ = 1;
    most_items_ = std::numeric_limits<std::int64_t>::max();
    return;
  }
  const Block* safety = paging.Inner("safety");
  most_pages_ = safety == nullptr ? 1'000 : safety->Integer("pages");
  most_items_ = safety == nullptr ? 1'000'000 : safety->Integer("items");
  if (limits.pages) most_pages_ = std::min(most_pages_, *limits.pages);
  if (limits.items) most_items_ = std::min(most_items_, *limits.items);
  if (const Block* size = paging.Inner("size")) {
    size_ = limits.size.value_or(size->Integer("default"));
    if (size->Has("maximum")) size_ = std::min(size_, size->Integer("maximum"));
  }
  if (paging.kind == "page" || paging.kind == "offset") number_ = paging.Integer("first");
}

PageWalk::~PageWalk() = default;

void PageWalk::AddSize(PageRequest& request) const {
  if (const Block* size = block_.kind == "none" ? nullptr : block_.Inner("size"); size != nullptr && size_ > 0) {
    request.puts.push_back({definition::ToPlace(*size), size_, false});
  }
}

PageRequest PageWalk::Numbered(std::int64_t number) {
  PageRequest request;
  request.puts.push_back({definition::ToPlace(*block_.Inner("send")), number, false});
  return request;
}

Result<PageRequest> PageWalk::First(const templates::Context& context) {
  PageRequest request;
  if ((block_.kind == "page" || block_.kind == "offset") && block_.Flag("send_first")) request = Numbered(number_);
  if (block_.kind == "cursor" && block_.Has("first")) {
    WHARF_ASSIGN(const auto first, definition::EvaluateText(block_.Template("first"), context));
    if (first.text) {
      token_ = *first.text;
      request.puts.push_back({definition::ToPlace(*block_.Inner("send")), boost::json::string(token_), false});
    }
  }
  AddSize(request);
  page_ = {{"number", 1}, {"offset", 0}, {"size", size_}, {"token", token_}};
  return request;
}

bool PageWalk::AllRepeated(const boost::json::array& rows) {
  bool any_new = false;
  for (const auto& row : rows) {
    // The row as a whole is its identity: where its id is, the walk need not know.
    if (seen_rows_.insert(std::hash<std::string>{}(boost::json::serialize(row))).second) any_new = true;
  }
  return !rows.empty() && !any_new;
}

bool PageWalk::IsShort(std::int64_t received) {
  if (size_ <= 0) return received == 0;
  if (pages_ == 1) return received < size_ && !LooksCapped(received);
  if (largest_page_ < size_ && received > 0 && pages_ == 2) {
    warnings_.push_back("Asked for " + std::to_string(size_) + " a page, the vendor gives " +
                        std::to_string(largest_page_) + " at most.");
  }
  return received < largest_page_;
}

Result<bool> PageWalk::StopHolds(const Block& stop, const PageFacts& facts, const templates::Context& context) {
  const auto received = static_cast<std::int64_t>(facts.rows.size());
  if (stop.kind == "empty") return received == 0;
  if (stop.kind == "short") return IsShort(received);
  if (stop.kind == "when") return definition::Holds(stop.Template("value"), context);
  const auto& body = BodyOf(facts.response);
  if (stop.Has("items")) {
    const auto total = WholeNumber(stop.Path("items").Find(body));
    if (total && pages_ == 1 && size_ > 0 && received < size_ && received < *total && received > 0) {
      warnings_.push_back("Asked for " + std::to_string(size_) + " a page, the vendor gives " +
                          std::to_string(received) + " at most.");
    }
    return total && received_ >= *total;
  }
  const auto total = WholeNumber(stop.Path("pages").Find(body));
  return total && pages_ >= *total;
}

Result<bool> PageWalk::Stops(const PageFacts& facts, const templates::Context& context) {
  const auto stops = block_.Blocks("stop");
  for (const Block* stop : stops) {
    WHARF_ASSIGN(const bool holds, StopHolds(*stop, facts, context));
    if (holds) return true;
  }
  const bool counted = block_.kind == "page" || block_.kind == "offset";
  // An empty page ends a counted walk whatever the totals claim.
  return counted && facts.rows.empty();
}

bool PageWalk::ReachedSafety() {
  if (pages_ < most_pages_ && received_ < most_items_) return false;
  truncated_ = true;
  warnings_.push_back("Stopped after " + std::to_string(pages_) + " pages and " + std::to_string(received_) +
                      " rows; more exist.");
  return true;
}

Result<std::optional<PageRequest>> PageWalk::Next(const PageFacts& facts, const templates::Context& context) {
  ++pages_;
  const auto received = static_cast<std::int64_t>(facts.rows.size());
  if (block_.kind == "none") return std::optional<PageRequest>();
  if (AllRepeated(facts.rows)) {
    warnings_.push_back("The vendor repeats its last page; the list ends there.");
    facts.rows.clear();
    return std::optional<PageRequest>();
  }
  largest_page_ = std::max(largest_page_, received);
  received_ += received;
  WHARF_ASSIGN(const bool stops, Stops(facts, context));
  if (stops) return std::optional<PageRequest>();
  WHARF_ASSIGN(auto next, NextByKind(facts, context));
  if (!next || ReachedSafety()) return std::optional<PageRequest>();
  page_ = {{"number", pages_ + 1}, {"offset", received_}, {"size", size_}, {"token", token_}};
  return next;
}

Result<std::optional<PageRequest>> PageWalk::NextByKind(const PageFacts& facts, const templates::Context& context) {
  if (block_.kind == "link") return NextLink(facts);
  if (block_.kind == "cursor") return NextCursor(facts, context);
  if (block_.kind == "page") {
    number_ += 1;
  } else {
    const bool by_size = block_.Text("step") == "size" && size_ > 0;
    number_ += by_size ? size_ : static_cast<std::int64_t>(facts.rows.size());
  }
  PageRequest request = Numbered(number_);
  AddSize(request);
  return std::optional<PageRequest>(std::move(request));
}

std::optional<PageRequest> PageWalk::NextLink(const PageFacts& facts) {
  std::string url;
  if (block_.Has("body")) {
    const auto* found = block_.Path("body").Find(BodyOf(facts.response));
    if (found != nullptr && found->is_string()) url = std::string(found->get_string());
  } else {
    const std::string header = block_.Has("header") ? block_.Text("header") : "Link";
    url = FindLink(HeaderOf(facts.response, header), block_.Text("rel"));
  }
  if (url.empty()) return std::nullopt;
  if (!seen_tokens_.insert(url).second || url == AsText(facts.response.at("url"))) {
    warnings_.emplace_back(
        "The vendor's link to the next page leads to a page that was there already; the list ends "
        "there.");
    return std::nullopt;
  }
  PageRequest request;
  request.url = std::move(url);
  request.keep_parameters = block_.Flag("keep_parameters");
  return request;
}

Result<std::optional<PageRequest>> PageWalk::NextCursor(const PageFacts& facts, const templates::Context& context) {
  const Block& next = *block_.Inner("next");
  boost::json::value value;
  if (next.Has("body")) {
    const auto* found = next.Path("body").Find(BodyOf(facts.response));
    if (found != nullptr) value = *found;
  } else if (next.Has("header")) {
    value = HeaderOf(facts.response, next.Text("header"));
  } else if (next.Has("last_item")) {
    const auto* found = facts.rows.empty() ? nullptr : next.Path("last_item").Find(facts.rows.back());
    if (found != nullptr) value = *found;
  } else {
    WHARF_ASSIGN(auto made, definition::Evaluate(next.Template("value"), context));
    if (made.value) value = *std::move(made.value);
  }
  std::string token;
  if (const auto* parts = value.if_array()) {
    for (const auto& part : *parts) token += (token.empty() ? "" : ",") + AsText(part);
  } else {
    token = AsText(value);
  }
  const auto& ends = block_.Json("end");
  const bool listed =
      ends.is_array() && std::find(ends.get_array().begin(), ends.get_array().end(), value) != ends.get_array().end();
  if (token.empty() || listed || (!ends.is_array() && !ends.is_null() && ends == value)) {
    return std::optional<PageRequest>();
  }
  // The same cursor again means the end; so does one of an earlier page.
  if (token == token_ || !seen_tokens_.insert(token).second) return std::optional<PageRequest>();
  token_ = token;
  PageRequest request;
  if (LooksLikeUrl(token)) {
    request.url = token;
    return std::optional<PageRequest>(std::move(request));
  }
  request.puts.push_back({definition::ToPlace(*block_.Inner("send")), boost::json::string(token), false});
  AddSize(request);
  return std::optional<PageRequest>(std::move(request));
}

}  // namespace wharf::call
