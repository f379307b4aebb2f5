#include "integration/definition/catalog.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "case_files.h"
#include "planned_kinds.h"
#include "template/environment.h"

namespace wharf::definition {
namespace {

namespace fs = std::filesystem;

class CatalogTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("wharf-catalog-" + std::to_string(getpid()));
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& file, const std::string& text) {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file) << text;
  }
  void WriteGood(const std::string& id) {
    Write(id + "/integration.yaml", Completed("id: " + id + "\n"));
    Write(id + "/icon.svg", R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>)");
    Write(id + "/guide.md",
          "# G\n\n## What you need\n\na\n\n## Step by step\n\nb\n\n## Permissions\n\nc\n\n## Customers\n\nd\n");
  }
  std::string Check(const std::string& below = "") {
    auto text = ToString(CheckCatalog(folder_ / below, vocabulary_, environment_));
    for (std::size_t at = 0; (at = text.find(folder_.string() + "/")) != std::string::npos;)
      text.erase(at, folder_.string().size() + 1);
    return text;
  }

  fs::path folder_;
  Vocabulary vocabulary_ = VocabularyOfFormat1();
  templates::Environment environment_;
};

TEST_F(CatalogTest, a_good_catalogue_is_loaded_in_order) {
  WriteGood("zebra");
  WriteGood("alpha");
  Write(".hidden/x", "");
  EXPECT_EQ(Check(), "");
  const auto loaded = LoadCatalog(folder_, vocabulary_, environment_);
  ASSERT_EQ(loaded.catalog.entries().size(), 2U);
  EXPECT_EQ(loaded.catalog.entries().begin()->first, "alpha");
  ASSERT_NE(loaded.catalog.Find("zebra"), nullptr);
  EXPECT_EQ(loaded.catalog.Find("zebra")->definition->id, "zebra");
  EXPECT_EQ(loaded.catalog.Find("nothing"), nullptr);
}

TEST_F(CatalogTest, a_folder_with_a_mistake_is_left_out_and_the_others_are_there) {
  WriteGood("good");
  WriteGood("bad");
  Write("bad/integration.yaml", Completed("id: bad\nwebsit: x\n"));
  EXPECT_EQ(Check(), "bad/integration.yaml:2:1: unknown key \"websit\"; did you mean \"website\"?");
  EXPECT_EQ(LoadCatalog(folder_, vocabulary_, environment_).catalog.entries().size(), 1U);
}

TEST_F(CatalogTest, what_stands_beside_a_definition_is_checked_too) {
  WriteGood("one");
  Write("one/integration.yaml", Completed("id: two\n"));
  Write("one/icon.svg", R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script/></svg>)");
  Write("one/guide.md", "## What you need\n\n## Permissions\n\nc\n\n## Customers\n\nd\n");
  EXPECT_EQ(Check(),
            "one/integration.yaml:1:1: the id is \"two\", but the folder is \"one\"; they must be the same\n"
            "one/icon.svg:1:60: <script> may not stand in an icon; only shapes, groups, gradients, clips, masks and "
            "titles may\n"
            "one/guide.md:1:1: the section \"What you need\" is empty\n"
            "one/guide.md:1:1: the section \"## Step by step\" is missing; a guide has: What you need, Step by step, "
            "Permissions, Customers");
  fs::remove(folder_ / "one/guide.md");
  EXPECT_NE(Check().find("one/guide.md: this file is missing"), std::string::npos);
}

TEST_F(CatalogTest, a_folder_or_a_file_alone_can_be_checked) {
  WriteGood("one");
  Write("one/integration.yaml", Completed("id: one\nx: 1\n"));
  EXPECT_EQ(Check("one"), "one/integration.yaml:2:1: unknown key \"x\"");
  EXPECT_EQ(Check("one/"), "one/integration.yaml:2:1: unknown key \"x\"");
  EXPECT_EQ(Check("one/integration.yaml"), "one/integration.yaml:2:1: unknown key \"x\"");
  EXPECT_EQ(Check("nothing"), "nothing: this file is missing");
}

TEST_F(CatalogTest, the_catalogue_of_this_repository_has_no_mistakes) {
  EXPECT_EQ(ToString(CheckCatalog(WHARF_SOURCE_DIR "/catalog", vocabulary_, environment_)), "");
}

// Only where the program is built as it is shipped. The best of five, since other programs run beside the tests.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && defined(NDEBUG)
TEST_F(CatalogTest, two_hundred_definitions_load_in_150_milliseconds) {
  const auto stock = LoadCatalog(WHARF_SOURCE_DIR "/catalog", vocabulary_, environment_).catalog;
  ASSERT_FALSE(stock.entries().empty());
  auto source = stock.entries().begin();
  for (int i = 0; i < 200; ++i) {
    if (++source == stock.entries().end()) source = stock.entries().begin();
    const auto id = "tool_" + std::to_string(i);
    auto text = ReadText(std::string(WHARF_SOURCE_DIR "/catalog/") + source->first + "/integration.yaml");
    const auto line = text.find("\nid: ");
    ASSERT_NE(line, std::string::npos);
    text.replace(line, text.find('\n', line + 1) - line, "\nid: " + id);
    WriteGood(id);
    Write(id + "/integration.yaml", text);
  }
  auto best = std::chrono::steady_clock::duration::max();
  for (int i = 0; i < 5; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const auto loaded = LoadCatalog(folder_, vocabulary_, environment_);
    best = std::min(best, std::chrono::steady_clock::now() - begin);
    ASSERT_EQ(loaded.catalog.entries().size(), 200U) << ToString(loaded.errors);
  }
  EXPECT_LT(best, std::chrono::milliseconds(150));
}
#endif

}  // namespace
}  // namespace wharf::definition
