#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "template/run.h"

namespace wharf::templates {

enum class TokenKind : std::uint8_t {
  text,              ///< outside of tags, blanks already cut as `-` asks
  expression_begin,  ///< {{
  expression_end,    ///< }}
  statement_begin,   ///< {%
  statement_end,     ///< %}
  name,
  string,  ///< with its quotes
  whole,   ///< digits, perhaps with a prefix and `_`
  real,
  symbol,  ///< an operator or bracket
  end,
};

/// A piece of the source. `text` points into it.
struct Token {
  TokenKind kind;
  std::string_view text;
  Site begin;
};

/// Takes a template apart; the last token is `end`. Comments are dropped, `{% raw %}` becomes text, whitespace control
/// is done. One line end at the very end of the source is dropped, as Jinja does by default. Linear in the source.
///
/// Fails with `template_syntax` for a tag, comment, string or raw block that is not closed, for brackets that do not
/// match, and for characters that begin nothing.
Result<std::vector<Token>> Tokenize(std::string_view source);

}  // namespace wharf::templates
