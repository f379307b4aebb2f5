#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/text_encoding.h"

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace wharf {
namespace {

using Fields = std::vector<std::string>;

struct Read {
  std::vector<Fields> rows;
  std::vector<std::size_t> lines;
  std::string error;
};

Read ReadAll(std::string_view text, const CsvLimits& limits = {}) {
  Read read;
  Result<CsvReader> reader = CsvReader::Open(text, limits);
  if (!reader) return {.rows = {}, .lines = {}, .error = reader.error().message};
  CsvRow row;
  for (;;) {
    const Result<bool> more = reader->Next(row);
    if (!more) read.error = more.error().message;
    if (!more || !*more) return read;
    Fields fields;
    for (std::size_t i = 0; i < row.size(); ++i) fields.emplace_back(row[i]);
    read.rows.push_back(fields);
    read.lines.push_back(row.line());
  }
}

std::string Bytes16(std::string_view ascii) {
  std::string bytes = "\xFF\xFE";
  for (const char c : ascii) (bytes += c) += '\0';
  return bytes;
}

TEST(Csv, quoted_fields_hold_delimiters_doubled_quotes_and_breaks) {  // known faults 7.2
  const Read read =
      ReadAll("id,name\n1,\"Smith, \"\"Bob\"\" Ltd\"\n2,\"Two\nlines\"\n3,lone \" quote\n4,\"a\"b\n5,\"\"\n");
  EXPECT_EQ(read.error, "");
  EXPECT_THAT(read.rows, ElementsAre(Fields{"1", "Smith, \"Bob\" Ltd"}, Fields{"2", "Two\nlines"},
                                     Fields{"3", "lone \" quote"}, Fields{"4", "ab"}, Fields{"5", ""}));
  EXPECT_THAT(read.lines, ElementsAre(2, 3, 5, 6, 7));
}

TEST(Csv, every_kind_of_line_end_ends_a_line_and_the_last_needs_none) {  // known faults 7.2
  const Read read = ReadAll("id,name\r1,a\n2,b\r\n\r\n3,\"c\r\nd\re\"\r4,f");
  EXPECT_THAT(read.rows, ElementsAre(Fields{"1", "a"}, Fields{"2", "b"}, Fields{"3", "c\r\nd\re"}, Fields{"4", "f"}));
  EXPECT_THAT(read.lines, ElementsAre(2, 3, 5, 8));
}

TEST(Csv, a_quote_left_open_is_an_error_with_its_line_and_the_rows_before_it_are_reported) {  // known faults 7.2
  const Read read = ReadAll("id,name\n1,a\n2,\"b\n3,c\n4,d\n");
  EXPECT_THAT(read.rows, ElementsAre(Fields{"1", "a"}));
  EXPECT_THAT(read.error, HasSubstr("Line 3: a quote opens here"));
}

TEST(Csv, a_failed_reader_fails_for_ever) {
  Result<CsvReader> reader = CsvReader::Open("id\n\"a");
  ASSERT_TRUE(reader.ok());
  CsvRow row;
  EXPECT_FALSE(reader->Next(row).ok());
  EXPECT_FALSE(reader->Next(row).ok());
}

TEST(Csv, the_delimiter_is_found_out) {  // known faults 7.1
  EXPECT_THAT(ReadAll("id;name\n1;Smith, Jones, Doe\n").rows, ElementsAre(Fields{"1", "Smith, Jones, Doe"}));
  EXPECT_THAT(ReadAll("id\tname, full\n1\ta\n").rows, ElementsAre(Fields{"1", "a"}));
  EXPECT_THAT(ReadAll("\"a;b;c\",name\n1,x\n").rows, ElementsAre(Fields{"1", "x"}));
  EXPECT_THAT(ReadAll("id;name,short\n1;a\n2;b\n3;c,d\n").rows,
              ElementsAre(Fields{"1", "a"}, Fields{"2", "b"}, Fields{"3", "c,d"}));
  EXPECT_THAT(ReadAll("name\nSmith; Jones\n").rows, ElementsAre(Fields{"Smith; Jones"}));
}

TEST(Csv, a_first_line_may_name_the_delimiter) {  // known faults 7.1
  EXPECT_THAT(ReadAll("sep=;\r\nid;name\r\n1;a\r\n").rows, ElementsAre(Fields{"1", "a"}));
  EXPECT_THAT(ReadAll("SEP=|\nid|name\n1|a,b\n").rows, ElementsAre(Fields{"1", "a,b"}));
  EXPECT_THAT(ReadAll("sep=;\r\nid;name\r\n1;a\r\n").lines, ElementsAre(3));
}

TEST(Csv, columns_are_found_whatever_the_case_and_the_blanks) {  // known faults 7.1
  const Result<CsvReader> reader = CsvReader::Open(" ID ,Name,DOMAÍN\n");
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(reader->FindColumn("id"), 0U);
  EXPECT_EQ(*reader->Column("name"), 1U);
  EXPECT_EQ(reader->FindColumn("Domain"), 2U);
  EXPECT_EQ(reader->FindColumn("nothing"), std::nullopt);
}

TEST(Csv, a_missing_column_is_an_error_that_names_it) {  // known faults 7.1
  const Result<CsvReader> reader = CsvReader::Open("id,title\n1,a\n");
  ASSERT_TRUE(reader.ok());
  const Result<std::size_t> column = reader->Column("name");
  ASSERT_FALSE(column.ok());
  EXPECT_EQ(column.error().message, "The column \"name\" is missing. The file has: \"id\", \"title\".");
}

TEST(Csv, one_file_reads_alike_in_every_encoding) {  // known faults 7.1
  const std::vector<Fields> expected = {{"1", "Müller & Söhne"}};
  EXPECT_EQ(ReadAll(DecodeText("\xEF\xBB\xBFid,name\n1,Müller & Söhne\n").text).rows, expected);
  EXPECT_EQ(ReadAll(DecodeText("id,name\n1,M\xFCller & S\xF6hne\n").text).rows, expected);
  EXPECT_EQ(ReadAll(DecodeText(Bytes16("id,name\n1,M\xFCller & S\xF6hne\n")).text).rows, expected);
}

TEST(Csv, short_and_long_records_are_kept_as_they_are) {
  Result<CsvReader> reader = CsvReader::Open("a,b\n1\n1,2,3\n");
  ASSERT_TRUE(reader.ok());
  CsvRow row;
  ASSERT_TRUE(*reader->Next(row));
  EXPECT_EQ(row.size(), 1U);
  EXPECT_EQ(row[1], "");
  ASSERT_TRUE(*reader->Next(row));
  EXPECT_EQ(row.size(), 3U);
  EXPECT_EQ(row[99], "");
  EXPECT_FALSE(*reader->Next(row));
  EXPECT_FALSE(*reader->Next(row)) << "the end stays the end";
}

TEST(Csv, a_nul_byte_is_an_error_with_its_line) {
  EXPECT_THAT(ReadAll("id,name\n1,a\n2,b\0c\n"s).error, HasSubstr("Line 3: the file holds a NUL byte"));
  EXPECT_THAT(ReadAll("id,name\n1,\"a\0\"\n"s).error, HasSubstr("Line 2: the file holds a NUL byte"));
  EXPECT_THAT(ReadAll("i\0d\0"s).error, HasSubstr("Line 1: the file holds a NUL byte")) << "UTF-16 without its mark";
}

TEST(Csv, an_empty_file_is_an_error) {
  EXPECT_THAT(ReadAll("").error, HasSubstr("The file is empty"));
  EXPECT_THAT(ReadAll("\r\n\n").error, HasSubstr("The file is empty"));
}

TEST(Csv, limits_hold) {
  EXPECT_THAT(ReadAll("id,name\n", {.bytes = 4}).error, HasSubstr("larger than"));
  EXPECT_THAT(ReadAll("id\n12345\n", {.field_bytes = 4}).error, HasSubstr("Line 2: a field is longer"));
  EXPECT_THAT(ReadAll("id\n1,2,3\n", {.fields_per_row = 2}).error, HasSubstr("Line 2: more than 2 fields"));
}

TEST(Csv, a_hundred_megabytes_take_linear_time_and_a_record_of_memory) {
  std::string text = "id,name\n";
  std::size_t written = 0;
  for (; text.size() < (std::size_t{100} << 20U); ++written) text += "12345,\"Alder & Finch, \"\"Dental\"\"\"\r\n";
  Result<CsvReader> reader = CsvReader::Open(text);
  ASSERT_TRUE(reader.ok());
  CsvRow row;
  std::size_t rows = 0;
  const auto begin = std::chrono::steady_clock::now();
  while (*reader->Next(row)) ++rows;
  EXPECT_EQ(rows, written);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST(Csv, what_is_written_reads_back_the_same) {
  CsvWriter writer;
  writer.Row({"id", "name"});
  writer.Row({"1", "Smith, \"Bob\" Ltd"});
  writer.Row({" 2", "two\r\nlines"});
  writer.Row({"", ""});
  const std::string text = writer.Take();
  EXPECT_EQ(text, "id,name\r\n1,\"Smith, \"\"Bob\"\" Ltd\"\r\n\" 2\",\"two\r\nlines\"\r\n,\r\n");
  EXPECT_THAT(ReadAll(text).rows,
              ElementsAre(Fields{"1", "Smith, \"Bob\" Ltd"}, Fields{" 2", "two\r\nlines"}, Fields{"", ""}));
  EXPECT_EQ(writer.Take(), "");
}

TEST(Csv, a_single_empty_field_is_no_blank_line) {
  CsvWriter writer;
  writer.Row({"name"});
  writer.Row({""});
  EXPECT_THAT(ReadAll(writer.Take()).rows, ElementsAre(Fields{""}));
}

TEST(Csv, formulas_are_guarded_only_on_request_and_numbers_never) {
  CsvWriter guarded({.delimiter = ';', .line_end = "\n", .guard_formulas = true});
  guarded.Row({"=1+1", "@x", "-5,2", "+a", "-cmd|' /C calc'!A0", "a=b"});
  EXPECT_EQ(guarded.Take(), "'=1+1;'@x;-5,2;'+a;'-cmd|' /C calc'!A0;a=b\n");
  CsvWriter plain({.line_end = "\n"});
  plain.Row({"=1+1", "-5"});
  EXPECT_EQ(plain.Take(), "=1+1,-5\n");
}

}  // namespace
}  // namespace wharf
