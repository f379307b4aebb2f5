#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace wharf::call {

/// Takes secrets out of text that people will see: error words, URLs, the answers of a vendor that echoes.
///
/// Finds each secret as it is, in either case, and in the usual encodings: percent, form, base64 (at each of the three
/// alignments), hex, JSON. Secrets under four characters are too short to be told from other text and are left.
class Redactor {
 public:
  void Add(std::string_view secret);
  /// The text with `•••` for each occurrence. Linear in text × number of secrets.
  [[nodiscard]] std::string Clean(std::string_view text) const;
  /// The same for every text, name and number in a tree; a number that holds a secret becomes a text.
  [[nodiscard]] boost::json::value CleanTree(const boost::json::value& tree) const;

 private:
  void AddForm(std::string form);
  std::vector<std::string> forms_;  ///< longest first
};

}  // namespace wharf::call
