#include "integration/simulator/pages.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/encoding.h"
#include "integration/definition/evaluate.h"
#include "integration/definition/request.h"

namespace wharf::simulator {
namespace {

using definition::AsText;
using definition::Block;

std::string At(const net::Request& request, const Block& block) {
  const auto place = definition::ToPlace(block);
  if (place.where == definition::Place::Where::query) return std::string(request.Query(place.name).value_or(""));
  if (place.where == definition::Place::Where::header) return std::string(request.headers.Get(place.name).value_or(""));
  return {};
}

std::size_t AfterCursor(const net::Request& request, const Block& paging, const boost::json::array& rows) {
  const std::string token = At(request, *paging.Inner("send"));
  const Block& next = *paging.Inner("next");
  if (token.empty()) return 0;
  if (!next.Has("last_item")) return static_cast<std::size_t>(std::max(0, std::atoi(token.c_str())));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto* found = next.Path("last_item").Find(rows[i]);
    if (found != nullptr && AsText(*found) == token) return i + 1;
  }
  return 0;
}

std::string NextUrl(const net::Request& request, std::size_t from) {
  std::string url = "http://" + std::string(request.headers.Get("Host").value_or("localhost")) + request.path + "?";
  for (const auto& [name, value] : request.query) {
    if (name != "sim_from") url += PercentEncode(name) + "=" + PercentEncode(value) + "&";
  }
  return url + "sim_from=" + std::to_string(from);
}

}  // namespace

void CutPage(const net::Request& request, const Block& paging, bool for_ever, boost::json::array& rows,
             boost::json::value& body, net::Response& response) {
  std::size_t size = 50;
  if (const Block* block = paging.Inner("size")) {
    const std::string asked = At(request, *block);
    size = static_cast<std::size_t>(
        std::max(1, asked.empty() ? static_cast<int>(block->Integer("default")) : std::atoi(asked.c_str())));
    if (block->Has("maximum")) size = std::min(size, static_cast<std::size_t>(block->Integer("maximum")));
  }
  std::size_t first = 0;
  if (paging.kind == "page") {
    const std::string asked = At(request, *paging.Inner("send"));
    const auto number = asked.empty() ? paging.Integer("first") : std::atoll(asked.c_str());
    first = static_cast<std::size_t>(std::max<std::int64_t>(0, number - paging.Integer("first"))) * size;
  } else if (paging.kind == "offset") {
    first = static_cast<std::size_t>(std::max(0LL, std::atoll(At(request, *paging.Inner("send")).c_str())));
  } else if (paging.kind == "link") {
    first =
        static_cast<std::size_t>(std::max(0, std::atoi(std::string(request.Query("sim_from").value_or("0")).c_str())));
  } else if (paging.kind == "cursor") {
    first = AfterCursor(request, paging, rows);
  }
  if (for_ever && first >= size) first = rows.size() > size ? size : 0;
  first = std::min(first, rows.size());
  const std::size_t last = std::min(rows.size(), first + size);
  const std::size_t total = rows.size();
  boost::json::array page(rows.begin() + static_cast<std::ptrdiff_t>(first),
                          rows.begin() + static_cast<std::ptrdiff_t>(last));
  const bool more = last < total || for_ever;
  if (paging.kind == "link" && more) {
    const std::string next = NextUrl(request, last);
    if (paging.Has("body")) {
      paging.Path("body").Put(body, boost::json::string(next));
    } else {
      response.headers.Set(paging.Has("header") ? paging.Text("header") : "Link",
                           "<" + next + ">; rel=\"" + paging.Text("rel") + "\"");
    }
  }
  if (paging.kind == "cursor") {
    const Block& next = *paging.Inner("next");
    if (next.Has("body") && more) next.Path("body").Put(body, boost::json::string(std::to_string(last)));
    if (next.Has("header") && more) response.headers.Set(next.Text("header"), std::to_string(last));
  }
  for (const Block* stop : paging.Blocks("stop")) {
    if (stop->kind != "total") continue;
    if (stop->Has("items")) stop->Path("items").Put(body, static_cast<std::int64_t>(total));
    if (stop->Has("pages")) stop->Path("pages").Put(body, static_cast<std::int64_t>((total + size - 1) / size));
  }
  rows = std::move(page);
}

}  // namespace wharf::simulator
