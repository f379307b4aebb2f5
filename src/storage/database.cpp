#include "storage/database.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "storage/engine.h"
#include "storage/migrations.h"

namespace wharf::storage {
namespace {

/// The whole of `text` as a number, or nothing.
template <class Number>
std::optional<Number> Parse(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

std::string ShortestText(double number) {
  std::array<char, 32> buffer{};
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), written.ptr};
}

/// A double holds every whole number up to 2^53.
constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53U;

/// The length of the UTF-8 sequence at the start of `text` (RFC 3629 §4), 0 if there is none.
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : '\0'); };
  const auto tail = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return tail(1) ? 2 : 0;
  if (lead < 0xF0) {
    const bool shortest = lead != 0xE0 || byte(1) >= 0xA0;
    const bool no_surrogate = lead != 0xED || byte(1) < 0xA0;
    return tail(1) && tail(2) && shortest && no_surrogate ? 3 : 0;
  }
  if (lead > 0xF4) return 0;
  const bool in_range = (lead != 0xF0 || byte(1) >= 0x90) && (lead != 0xF4 || byte(1) < 0x90);
  return tail(1) && tail(2) && tail(3) && in_range ? 4 : 0;
}

bool IsStorableText(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = text[0] == '\0' ? 0 : SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

bool Row::IsNull(std::size_t column) const { return std::holds_alternative<std::nullptr_t>(cells_.at(column).cell()); }

std::string Row::Text(std::size_t column) const {
  const Value::Cell& cell = cells_.at(column).cell();
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&cell)) return ShortestText(*number);
  return {};
}

std::int64_t Row::Int(std::size_t column) const {
  const Value::Cell& cell = cells_.at(column).cell();
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
  if (const auto* text = std::get_if<std::string>(&cell)) return Parse<std::int64_t>(*text).value_or(0);
  if (const auto* number = std::get_if<double>(&cell)) {
    const bool exact = std::trunc(*number) == *number && std::fabs(*number) <= static_cast<double>(kExactInDouble);
    return exact ? static_cast<std::int64_t>(*number) : 0;
  }
  return 0;
}

double Row::Double(std::size_t column) const {
  const Value::Cell& cell = cells_.at(column).cell();
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    const bool exact = *number <= kExactInDouble && *number >= -kExactInDouble;
    return exact ? static_cast<double>(*number) : 0.0;
  }
  if (const auto* text = std::get_if<std::string>(&cell)) return Parse<double>(*text).value_or(0.0);
  return 0.0;
}

Time Row::When(std::size_t column) const { return OptionalWhen(column).value_or(Time{}); }

std::optional<std::string> Row::OptionalText(std::size_t column) const {
  return IsNull(column) ? std::nullopt : std::optional(Text(column));
}

std::optional<Time> Row::OptionalWhen(std::size_t column) const {
  const auto* text = std::get_if<std::string>(&cells_.at(column).cell());
  return text == nullptr ? std::nullopt : ParseTime(*text);
}

Result<void> CheckParameters(std::span<const Value> parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Value::Cell& cell = parameters[i].cell();
    if (const auto* text = std::get_if<std::string>(&cell);
        text != nullptr && !parameters[i].is_bytes() && !IsStorableText(*text)) {
      return Error{ErrorKind::invalid_argument, "invalid_text",
                   "A text is not valid UTF-8 or holds a NUL character. Remove the broken characters. (Parameter " +
                       std::to_string(i + 1) + ".)"};
    }
    if (const auto* number = std::get_if<double>(&cell); number != nullptr && !std::isfinite(*number)) {
      return Error{
          ErrorKind::invalid_argument, "invalid_number",
          "A number is infinite or not a number. Use a finite one. (Parameter " + std::to_string(i + 1) + ".)"};
    }
  }
  return {};
}

Error TransactionFailed() {
  return {ErrorKind::internal, "transaction_failed",
          "An earlier statement of this transaction failed, so nothing more of it is done."};
}

Result<std::unique_ptr<Database>> Open(const OpenOptions& options) {
  WHARF_ASSIGN(std::unique_ptr<Engine> engine, options.url.empty() ? OpenSqlite(options) : OpenPostgres(options));
  WHARF_TRY(Migrate(*engine, Migrations()));
  return std::unique_ptr<Database>(std::move(engine));
}

}  // namespace wharf::storage
