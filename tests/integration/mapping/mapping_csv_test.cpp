#include "integration/mapping/mapping_csv.h"

#include "integration/mapping/mapping_fixture.h"

namespace wharf::mapping {
namespace {

class MappingCsvTest : public MappingTest {
 protected:
  void SetUp() override {
    MappingTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    csv_ = std::make_unique<MappingCsv>(db(), *connections_, *mappings_);
    acme_ = Make("Acme");
    beta_ = Make("Beta");
    north_ = Make("North", acme_);
    other_north_ = Make("North", beta_);
    vendor_.Has({Company(1, "Acme Ltd"), Company(2, "Beta Inc"), Company(3, "Gamma"), Company(4, "Delta")});
    Refresh();
  }
  MappingImport Judge(const std::string& text, std::optional<Access> access = std::nullopt) {
    auto import = csv_->Judge(access ? *access : Admin(), tool_.id, "", text);
    EXPECT_TRUE(import.ok()) << (import.ok() ? "" : import.error().message);
    return import.ok() ? *std::move(import) : MappingImport{};
  }
  /// "2 imported; 3 failed NOT_FOUND"
  static std::string Told(const MappingImport& import) {
    std::string text;
    for (const auto& row : import.report) {
      text += (text.empty() ? "" : "; ") + std::to_string(row.line) + " " + std::string(NameOf(row.outcome));
      if (!row.code.empty()) text += " " + row.code;
    }
    return text;
  }
  std::unique_ptr<MappingCsv> csv_;
  OrganizationId acme_, beta_, north_, other_north_;
};
WHARF_ON_BOTH_DATABASES(MappingCsvTest);

TEST_P(MappingCsvTest, organizations_are_named_by_id_name_slug_or_path) {
  const auto import = Judge("organization,external_id\nacme,1\n" + beta_.ToString() + ",2\nAcme / North,3\n" +
                            "Northwind MSP / Beta / North,4\n");
  EXPECT_EQ(Told(import), "2 imported; 3 imported; 4 imported; 5 imported");
  ASSERT_TRUE(mappings_->Save(Admin(), {.edits = import.edits, .include_suggestions_of = {}}).ok());
  EXPECT_EQ(VariableOf(acme_) + VariableOf(beta_) + VariableOf(north_) + VariableOf(other_north_), "1234");
}

TEST_P(MappingCsvTest, each_row_that_cannot_be_is_told_and_the_others_go_on) {
  const auto import = Judge("organization,option_id,note\nNorth,1,\nNowhere,1,\n,1,\nAcme,99,\nBeta,2,\n");
  EXPECT_EQ(Told(import),
            "2 failed AMBIGUOUS_NAME; 3 failed NOT_FOUND; 4 failed REQUIRED_FIELD; 5 failed NOT_FOUND; 6 imported");
  EXPECT_EQ(import.edits.size(), 1U);
  EXPECT_EQ(import.counts.failed, 4);
}

TEST_P(MappingCsvTest, two_rows_for_one_organization_are_told_at_both) {
  const auto import = Judge("organization,option_id\nAcme,1\nBeta,2\nacme,3\n");
  EXPECT_EQ(Told(import), "2 failed DUPLICATE_IN_FILE; 3 imported; 4 failed DUPLICATE_IN_FILE");
  EXPECT_NE(import.report[0].message.find("line 4"), std::string::npos);
  EXPECT_NE(import.report[2].message.find("line 2"), std::string::npos);
}

TEST_P(MappingCsvTest, an_option_for_two_organizations_needs_to_be_meant) {
  EXPECT_EQ(Told(Judge("organization,option_id\nAcme,1\nBeta,1\n")), "2 failed OPTION_SHARED; 3 failed OPTION_SHARED");
  const auto meant = Judge("organization,option_id,allow_shared\nAcme,1,yes\nBeta,1,yes\n");
  EXPECT_EQ(Told(meant), "2 imported; 3 imported");
  ASSERT_TRUE(Save({Edit(acme_, "1"), Edit(beta_, "2")}).ok());
  EXPECT_EQ(Told(Judge("organization,option_id\nAcme / North,1\n")), "2 failed OPTION_SHARED");
  EXPECT_EQ(Told(Judge("organization,option_id\nAcme,2\nBeta,1\n")), "2 imported; 3 imported") << "a swap";
  EXPECT_EQ(Told(Judge("organization,option_id\nAcme,99\nAcme / North,1\n")),
            "2 failed NOT_FOUND; 3 failed OPTION_SHARED")
      << "what is refused gives up nothing";
}

TEST_P(MappingCsvTest, an_export_is_read_back_and_keeps_to_its_versions) {
  ASSERT_TRUE(Save({Edit(acme_, "1"), Edit(beta_, "2")}).ok());
  const auto csv = csv_->Export(Admin(), tool_.id, {});
  ASSERT_TRUE(csv.ok());
  EXPECT_EQ(Judge(*csv).counts.skipped, 5) << Told(Judge(*csv));
  EXPECT_EQ(Judge(*csv).edits.size(), 0U);
  std::string corrected = *csv;
  const auto at = corrected.find(",1,Acme Ltd,");
  ASSERT_NE(at, std::string::npos);
  corrected.replace(at, 3, ",,");
  const auto cleared = Judge(corrected);
  ASSERT_EQ(cleared.edits.size(), 1U) << "an empty id clears, since the version says that it was seen";
  EXPECT_FALSE(cleared.edits.front().value.has_value());
  clock_.Advance(std::chrono::minutes(1));
  ASSERT_TRUE(Save({Edit(acme_, "3")}).ok());
  const auto late = Judge(corrected);
  EXPECT_TRUE(late.edits.empty());
  EXPECT_EQ(late.counts.failed, 1);
  EXPECT_NE(Told(late).find("failed CHANGED_MEANWHILE"), std::string::npos) << Told(late);
  EXPECT_EQ(Told(Judge("organization,option_id\nAcme,\nAcme / North,\n")),
            "2 skipped NOTHING_GIVEN; 3 skipped UNCHANGED");
}

TEST_P(MappingCsvTest, rights_are_asked_for_each_row) {
  const auto own = connections_->Install(Admin(), "example", acme_);
  ASSERT_TRUE(own.ok());
  EXPECT_EQ(CodeOf(csv_->Judge(As({{root_, Role::viewer}}), tool_.id, "", "organization,option_id\nAcme,1\n")),
            "not_allowed");
  EXPECT_EQ(CodeOf(csv_->Judge(AsNobody(), tool_.id, "", "organization,option_id\nAcme,1\n")), "connection_not_found");
  auto editor = csv_->Judge(As({{acme_, Role::editor}}), own->connection.id, "", "organization,option_id\nBeta,1\n");
  ASSERT_TRUE(editor.ok());
  EXPECT_EQ(Told(*editor), "2 failed NOT_FOUND") << "as if Beta did not exist";
}

TEST_P(MappingCsvTest, files_of_every_make_are_read_and_broken_ones_say_where) {
  EXPECT_EQ(Told(Judge("\xEF\xBB\xBFOrganization;Option_ID\r\nAcme;1\r\n")), "2 imported");
  EXPECT_EQ(Told(Judge("sep=;\norganization;option_id\n\"Acme\";1")), "3 imported");
  EXPECT_EQ(Told(Judge("organization,option_id\nAcme,1\nBeta,\"2\n")), "2 imported; 3 failed INVALID_FORMAT");
  EXPECT_EQ(CodeOf(csv_->Judge(Admin(), tool_.id, "", "name,id\nAcme,1\n")), "column_missing");
  EXPECT_EQ(CodeOf(csv_->Judge(Admin(), tool_.id, "", "organization\nAcme\n")), "column_missing");
  EXPECT_NE(CodeOf(csv_->Judge(Admin(), tool_.id, "", "")), "ok");
  EXPECT_EQ(CodeOf(csv_->Judge(Admin(), tool_.id, "", std::string((20U << 20U) + 1, 'a'))), "file_too_large");
}

}  // namespace
}  // namespace wharf::mapping
