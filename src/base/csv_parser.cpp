#include "base/csv_parser.h"

#include <utility>

namespace wharf {

std::string_view CsvRow::operator[](std::size_t column) const {
  if (column >= fields_.size()) return {};
  const Field& field = fields_[column];
  return (field.unescaped ? std::string_view(unescaped_) : text_).substr(field.offset, field.length);
}

Error CsvParser::Fault(ErrorKind kind, std::string code, std::size_t line, const std::string& fact) const {
  return {.kind = kind, .code = std::move(code), .message = "Line " + std::to_string(line) + ": " + fact};
}

bool CsvParser::LineEnd() {
  if (offset_ >= text_.size()) return false;
  if (text_[offset_] == '\r') {
    offset_ += offset_ + 1 < text_.size() && text_[offset_ + 1] == '\n' ? 2 : 1;
  } else if (text_[offset_] == '\n') {
    ++offset_;
  } else {
    return false;
  }
  ++line_;
  return true;
}

std::size_t CsvParser::FieldEnd(std::size_t from) const {
  std::size_t end = from;
  while (end < text_.size() && text_[end] != delimiter_ && text_[end] != '\n' && text_[end] != '\r' &&
         text_[end] != '\0') {
    ++end;
  }
  return end;
}

Result<bool> CsvParser::Record(CsvRow& row) {
  row.text_ = text_;
  row.unescaped_.clear();
  row.fields_.clear();
  while (LineEnd()) {
  }
  if (offset_ >= text_.size()) return false;
  row.line_ = line_;
  for (;;) {
    if (row.fields_.size() == limits_.fields_per_row) {
      return Fault(ErrorKind::resource_exhausted, "csv_too_many_fields", row.line_,
                   "more than " + std::to_string(limits_.fields_per_row) + " fields. Check the delimiter of the file.");
    }
    WHARF_TRY(Field(row));
    if (row.fields_.back().length > limits_.field_bytes) {
      return Fault(
          ErrorKind::resource_exhausted, "csv_field_too_long", row.line_,
          "a field is longer than " + std::to_string(limits_.field_bytes) + " bytes. Look for a missing quote.");
    }
    if (offset_ < text_.size() && text_[offset_] == '\0') {
      return Fault(ErrorKind::invalid_argument, "csv_nul_byte", line_,
                   "the file holds a NUL byte, so it is no text. Save it again as \"CSV UTF-8\".");
    }
    if (offset_ >= text_.size() || LineEnd()) return true;
    ++offset_;  // the delimiter
  }
}

Result<void> CsvParser::Field(CsvRow& row) {
  if (offset_ < text_.size() && text_[offset_] == '"') return QuotedField(row);
  const std::size_t end = FieldEnd(offset_);
  row.fields_.push_back({.offset = offset_, .length = end - offset_, .unescaped = false});
  offset_ = end;
  return {};
}

Result<void> CsvParser::QuotedField(CsvRow& row) {
  const std::size_t opened_on = line_;
  std::size_t begin = ++offset_;
  bool unescaped = false;
  const std::size_t kept = row.unescaped_.size();
  for (;;) {
    if (offset_ >= text_.size()) {
      return Fault(ErrorKind::invalid_argument, "csv_unclosed_quote", opened_on,
                   "a quote opens here and is never closed. Close it, or double a quote that belongs to the text.");
    }
    const char c = text_[offset_];
    if (c == '\0') {
      return Fault(ErrorKind::invalid_argument, "csv_nul_byte", line_,
                   "the file holds a NUL byte, so it is no text. Save it again as \"CSV UTF-8\".");
    }
    if (c == '\r' || c == '\n') {
      LineEnd();
    } else if (c != '"') {
      ++offset_;
    } else if (offset_ + 1 < text_.size() && text_[offset_ + 1] == '"') {
      row.unescaped_.append(text_.substr(begin, offset_ + 1 - begin));
      unescaped = true;
      offset_ += 2;
      begin = offset_;
    } else {
      break;
    }
  }
  const std::size_t close = offset_++;
  const std::size_t end = FieldEnd(offset_);
  if (unescaped || end > offset_) {
    // Text after the closing quote belongs to the field, as spreadsheets read it.
    row.unescaped_.append(text_.substr(begin, close - begin));
    row.unescaped_.append(text_.substr(offset_, end - offset_));
    row.fields_.push_back({.offset = kept, .length = row.unescaped_.size() - kept, .unescaped = true});
  } else {
    row.fields_.push_back({.offset = begin, .length = close - begin, .unescaped = false});
  }
  offset_ = end;
  return {};
}

}  // namespace wharf
