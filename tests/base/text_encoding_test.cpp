#include "base/text_encoding.h"

#include <gtest/gtest.h>

#include <string>

using namespace std::string_literals;

namespace wharf {
namespace {

TEST(TextEncoding, a_byte_order_mark_of_utf8_is_dropped) {
  const DecodedText decoded = DecodeText("\xEF\xBB\xBFid,name");
  EXPECT_EQ(decoded.text, "id,name");
  EXPECT_EQ(decoded.encoding, TextEncoding::utf8);
  EXPECT_EQ(decoded.notice, "");
}

TEST(TextEncoding, utf16_with_its_mark_is_read_in_either_byte_order) {
  const DecodedText little = DecodeText("\xFF\xFEM\0\xFC\0\x3D\xD8\x00\xDE"s);
  EXPECT_EQ(little.text, "Mü😀");
  EXPECT_EQ(little.encoding, TextEncoding::utf16_le);
  const DecodedText big = DecodeText("\xFE\xFF\0M\0\xFC\xD8\x3D\xDE\x00"s);
  EXPECT_EQ(big.text, "Mü😀");
  EXPECT_EQ(big.encoding, TextEncoding::utf16_be);
}

TEST(TextEncoding, utf16_without_its_mark_is_known_by_the_zeros_of_its_beginning_and_said_to_be_a_guess) {
  const DecodedText little = DecodeText("n\0a\0m\0e\0\n\0\xC5\0"s);
  EXPECT_EQ(little.text, "name\nÅ");
  EXPECT_EQ(little.encoding, TextEncoding::utf16_le);
  EXPECT_NE(little.notice.find("looks like UTF-16"), std::string::npos);
  const DecodedText big = DecodeText("\0n\0a\0m\0e"s);
  EXPECT_EQ(big.text, "name");
  EXPECT_EQ(big.encoding, TextEncoding::utf16_be);
  EXPECT_EQ(DecodeText("\0\0\0\0\0\0"s).encoding, TextEncoding::utf8) << "nothing but zeros is no text";
  EXPECT_EQ(DecodeText("n\0am\0e"s).encoding, TextEncoding::utf8);
}

TEST(TextEncoding, a_beginning_never_ends_with_half_a_character) {
  EXPECT_EQ(Beginning("name", 9), "name");
  EXPECT_EQ(Beginning("name", 2), "na");
  EXPECT_EQ(Beginning("aé", 2), "a");
  EXPECT_EQ(Beginning("a😀b", 4), "a");
  EXPECT_EQ(Beginning("a😀b", 5), "a😀");
  EXPECT_EQ(Beginning("\x80\x80", 1), "");
}

TEST(TextEncoding, half_a_surrogate_or_half_a_unit_becomes_the_replacement_character) {
  EXPECT_EQ(DecodeText("\xFF\xFE\x3D\xD8M\0"s).text, "\uFFFDM");
  EXPECT_EQ(DecodeText("\xFF\xFE\x00\xDEM\0"s).text, "\uFFFDM");
  EXPECT_EQ(DecodeText("\xFF\xFEM\0M"s).text, "M\uFFFD");
}

TEST(TextEncoding, other_bytes_are_windows_1252_with_a_notice) {
  const DecodedText decoded = DecodeText("M\xFCller & S\xF6hne \x80 \x81");
  EXPECT_EQ(decoded.text, "Müller & Söhne € \u0081");
  EXPECT_EQ(decoded.encoding, TextEncoding::windows_1252);
  EXPECT_NE(decoded.notice.find("Windows-1252"), std::string::npos);
}

TEST(TextEncoding, only_well_formed_utf8_is_utf8) {
  EXPECT_TRUE(IsValidUtf8("plain, long enough for a word at a time"));
  EXPECT_TRUE(IsValidUtf8("Müller 株式会社 😀"));
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF")) << "overlong";
  EXPECT_FALSE(IsValidUtf8("\xE0\x80\xAF")) << "overlong";
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80")) << "a surrogate";
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80")) << "above U+10FFFF";
  EXPECT_FALSE(IsValidUtf8("cut \xE6\xA0")) << "cut off";
  EXPECT_FALSE(IsValidUtf8("\x80"));
}

TEST(TextEncoding, an_empty_file_is_an_empty_text) { EXPECT_EQ(DecodeText("").text, ""); }

}  // namespace
}  // namespace wharf
