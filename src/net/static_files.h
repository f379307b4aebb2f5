#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_server.h"

namespace wharf::net {

/// The headers that every page and file carries. The policy:
/// scripts, connections, pictures, fonts and forms only from our own origin, and no inline script, so that text of
/// others that slipped into a page cannot run; pictures also from `data:` (previews of icons); styles may be inline,
/// since the component library of the web app writes `style` elements, and a style can at worst deface; nobody may
/// frame us (clickjacking); content types are not guessed; other origins learn nothing of our addresses, which hold
/// ids. `Strict-Transport-Security` belongs to the proxy that does the TLS.
void AddSecurityHeaders(Headers& headers);

/// The built web app, read once from its folder and served from memory: what was not a regular file below the folder
/// at that moment cannot be asked for, whatever the path looks like. Hidden files and symbolic links are left out.
///
/// Files under `/assets/` have a hash in their name and may be cached for ever; all others are checked again each time
/// by their ETag. `x.js.br` and `x.js.gz` are not addresses of their own but forms of `x.js` for clients that accept
/// them. A path without a file gets `index.html` (the app routes in the browser), except under `/api/` and `/assets/`,
/// and except names with a dot unless the client asks for HTML.
///
/// Memory is the size of the folder. Immutable after Load, safe from any thread.
class StaticFiles {
 public:
  /// Fails with `web_files_missing` (no folder, or no index.html in it), `web_files_unreadable`, or
  /// `web_files_too_large` (over 64 MB or 10,000 files: it is the wrong folder).
  static Result<StaticFiles> Load(const std::filesystem::path& folder);

  /// Answers GET and HEAD with 200, 304 (If-None-Match) or 404, and other methods with 405.
  [[nodiscard]] Response Answer(const Request& request) const;

 private:
  struct Form {
    std::string bytes;
    std::string tag;
  };
  struct File {
    std::string content_type;
    std::map<std::string, Form, std::less<>> forms;  ///< by coding: "br", "gzip", "" for the file as it is
  };

  [[nodiscard]] const File* Find(const Request& request) const;

  std::map<std::string, File, std::less<>> files_;  ///< by path, as in "/assets/index-4f3a.js"
};

}  // namespace wharf::net
