#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "integration/definition/loader.h"
#include "planned_kinds.h"
#include "template/environment.h"

namespace wharf::definition {
namespace {

std::vector<std::filesystem::path> Papers() {
  std::vector<std::filesystem::path> papers;
  for (const auto& entry :
       std::filesystem::directory_iterator(WHARF_SOURCE_DIR "/tests/integration/definition/paper")) {
    papers.push_back(entry.path());
  }
  std::ranges::sort(papers);
  return papers;
}

std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Paper, everything_that_vendors_need_loads_once_the_planned_kinds_are_there) {
  auto vocabulary = VocabularyOfFormat1();
  AddPlannedKinds(vocabulary);
  const templates::Environment environment;
  ASSERT_EQ(Papers().size(), 16U);
  for (const auto& paper : Papers()) {
    const auto loaded = Load(Read(paper), paper.filename().string(), vocabulary, environment);
    EXPECT_TRUE(loaded.definition) << ToString(loaded.errors);
  }
}

TEST(Paper, what_needs_no_planned_kind_loads_with_format_1_alone) {
  const auto vocabulary = VocabularyOfFormat1();
  const templates::Environment environment;
  for (const auto& paper : Papers()) {
    const auto text = Read(paper);
    const auto loaded = Load(text, paper.filename().string(), vocabulary, environment);
    if (text.find("Needs no planned kind.") != std::string::npos) {
      EXPECT_TRUE(loaded.definition) << ToString(loaded.errors);
      continue;
    }
    EXPECT_FALSE(loaded.definition) << paper << " uses a planned kind, so it cannot load yet";
    for (const auto& error : loaded.errors) {
      EXPECT_TRUE(error.message.starts_with("there is no ")) << error.ToString();
    }
  }
}

}  // namespace
}  // namespace wharf::definition
