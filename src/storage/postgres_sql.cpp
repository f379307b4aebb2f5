#include "storage/postgres_sql.h"

#include <algorithm>

namespace wharf::storage {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The end of a text or name that begins with a quote at `at`. A doubled quote is two texts in a row for this purpose.
std::size_t EndOfQuoted(std::string_view sql, std::size_t at, bool backslash_escapes) {
  const char quote = sql[at];
  for (std::size_t i = at + 1; i < sql.size(); ++i) {
    if (backslash_escapes && sql[i] == '\\') {
      ++i;
    } else if (sql[i] == quote) {
      return i + 1;
    }
  }
  return sql.size();
}

/// Whether the quote at `at` begins an E'…' string, in which a backslash escapes.
bool IsEscapeString(std::string_view sql, std::size_t at) {
  return at >= 1 && (sql[at - 1] == 'e' || sql[at - 1] == 'E') && (at == 1 || !IsNameCharacter(sql[at - 2]));
}

/// The end of a block comment; PostgreSQL nests them.
std::size_t EndOfComment(std::string_view sql, std::size_t at) {
  std::size_t depth = 0;
  std::size_t i = at;
  while (i + 1 < sql.size()) {
    if (sql.substr(i, 2) == "/*") {
      ++depth;
      i += 2;
    } else if (sql.substr(i, 2) == "*/") {
      i += 2;
      if (--depth == 0) return i;
    } else {
      ++i;
    }
  }
  return sql.size();
}

/// The end of $tag$…$tag$ that begins at `at`; `at` + 1 if it is no dollar quote.
std::size_t EndOfDollarQuoted(std::string_view sql, std::size_t at) {
  const bool continues_name = at > 0 && IsNameCharacter(sql[at - 1]);
  const std::size_t tag_end = sql.find('$', at + 1);
  if (continues_name || tag_end == std::string_view::npos) return at + 1;
  const std::string_view tag = sql.substr(at, tag_end - at + 1);
  if (!std::ranges::all_of(tag.substr(1, tag.size() - 2), IsNameCharacter)) return at + 1;
  if (tag.size() > 2 && tag[1] >= '0' && tag[1] <= '9') return at + 1;
  const std::size_t close = sql.find(tag, tag_end + 1);
  return close == std::string_view::npos ? sql.size() : close + tag.size();
}

/// The end of the part that begins at `at` and in which a question mark means nothing; `at` if there is none.
std::size_t EndOfOpaque(std::string_view sql, std::size_t at) {
  switch (sql[at]) {
    case '\'':
      return EndOfQuoted(sql, at, IsEscapeString(sql, at));
    case '"':
      return EndOfQuoted(sql, at, false);
    case '-':
      return sql.substr(at, 2) == "--" ? std::min(sql.find('\n', at), sql.size()) : at;
    case '/':
      return sql.substr(at, 2) == "/*" ? EndOfComment(sql, at) : at;
    case '$':
      return EndOfDollarQuoted(sql, at);
    default:
      return at;
  }
}

}  // namespace

NumberedSql NumberParameters(std::string_view sql) {
  NumberedSql numbered;
  numbered.sql.reserve(sql.size() + 16);
  std::size_t at = 0;
  while (at < sql.size()) {
    const std::size_t end = EndOfOpaque(sql, at);
    if (end > at) {
      numbered.sql.append(sql.substr(at, end - at));
      at = end;
    } else if (sql[at] == '?') {
      numbered.sql += '$';
      numbered.sql += std::to_string(++numbered.parameters);
      ++at;
    } else {
      numbered.sql += sql[at++];
    }
  }
  return numbered;
}

}  // namespace wharf::storage
