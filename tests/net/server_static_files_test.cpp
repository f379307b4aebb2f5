// The web app from its folder.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "net/static_files.h"

namespace wharf::net {
namespace {

namespace fs = std::filesystem;

class ServerStaticFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "wharf-web-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    outside_ = pattern;
    folder_ = outside_ / "web";
    Write(outside_ / "secret.txt", "the secret of the folder above");
    Write(folder_ / "index.html", "<!doctype html><title>Wharf</title>");
    Write(folder_ / "favicon.svg", "<svg/>");
    Write(folder_ / "assets/app-4f3a.js", "console.log('app')");
    Write(folder_ / "assets/app-4f3a.js.br", "brotli bytes");
    Write(folder_ / "assets/app-4f3a.js.gz", "gzip bytes");
    Write(folder_ / "assets/only.css.gz", "gzip bytes of nothing");
    Write(folder_ / ".env", "KEY=hidden");
    Write(folder_ / ".git/config", "hidden");
    fs::create_symlink(outside_ / "secret.txt", folder_ / "link.txt");
    fs::create_directory_symlink(outside_, folder_ / "up");
  }

  void TearDown() override { fs::remove_all(outside_); }

  static void Write(const fs::path& path, const std::string& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }

  Response Get(const std::string& path, Headers headers = {}, const std::string& method = "GET") const {
    auto files = StaticFiles::Load(folder_);
    EXPECT_TRUE(files) << files.error().message;
    Request request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    return files->Answer(request);
  }

  static std::string Header(const Response& response, std::string_view name) {
    return std::string(response.headers.Get(name).value_or(""));
  }

  static Headers With(const std::string& name, const std::string& value) {
    Headers headers;
    headers.Add(name, value);
    return headers;
  }

  fs::path outside_;
  fs::path folder_;
};

TEST_F(ServerStaticFiles, the_root_and_app_routes_are_the_page) {
  for (const char* path : {"/", "/index.html", "/integrations", "/organizations/7/variables", "/deep/route/"}) {
    const Response response = Get(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(response.body, "<!doctype html><title>Wharf</title>") << path;
    EXPECT_EQ(Header(response, "Content-Type"), "text/html; charset=utf-8") << path;
    EXPECT_EQ(Header(response, "Cache-Control"), "no-cache") << path;
  }
}

TEST_F(ServerStaticFiles, what_is_missing_below_api_and_assets_is_missing) {
  for (const char* path : {"/api", "/api/v1/nothing", "/assets", "/assets/old-1234.js", "/assets/", "/robots.txt"}) {
    EXPECT_EQ(Get(path).status, 404) << path;
  }
  EXPECT_EQ(Get("/assets/x", With("Accept", "text/html")).status, 404);
  EXPECT_EQ(Get("/integrations/acme.example", With("Accept", "text/html,*/*")).status, 200);
  EXPECT_EQ(Get("/apiary").status, 200);
}

TEST_F(ServerStaticFiles, nothing_outside_the_folder_and_nothing_hidden_is_served) {
  for (const char* path : {"/../secret.txt", "/assets/../../secret.txt", "/link.txt", "/up/secret.txt", "/.env",
                           "/.git/config", "//secret.txt", "/assets/./app-4f3a.js", "/ASSETS/app-4f3a.js",
                           "/assets\\app-4f3a.js", "/assets/app-4f3a.js/", "secret.txt", ""}) {
    const Response response = Get(path);
    EXPECT_EQ(response.body.find("secret of"), std::string::npos) << path;
    EXPECT_EQ(response.body.find("hidden"), std::string::npos) << path;
    EXPECT_EQ(response.body.find("console"), std::string::npos) << path;
  }
}

TEST_F(ServerStaticFiles, assets_are_cached_for_ever_and_other_files_are_asked_for_again) {
  EXPECT_EQ(Header(Get("/assets/app-4f3a.js"), "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(Header(Get("/assets/app-4f3a.js"), "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(Header(Get("/favicon.svg"), "Cache-Control"), "no-cache");
  EXPECT_EQ(Header(Get("/favicon.svg"), "Content-Type"), "image/svg+xml");
}

TEST_F(ServerStaticFiles, the_best_form_that_the_client_accepts_is_sent) {
  const auto form = [&](const char* accept) { return Get("/assets/app-4f3a.js", With("Accept-Encoding", accept)); };
  EXPECT_EQ(form("gzip, deflate, br").body, "brotli bytes");
  EXPECT_EQ(Header(form("gzip, deflate, br"), "Content-Encoding"), "br");
  EXPECT_EQ(form("gzip").body, "gzip bytes");
  EXPECT_EQ(form("br;q=0, gzip").body, "gzip bytes");
  EXPECT_EQ(form("identity").body, "console.log('app')");
  EXPECT_EQ(Header(form("identity"), "Content-Encoding"), "");
  EXPECT_EQ(Header(form("identity"), "Vary"), "Accept-Encoding");
  EXPECT_EQ(Header(form("gzip"), "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_NE(Header(form("gzip"), "ETag"), Header(form("br"), "ETag"));
  EXPECT_EQ(Get("/assets/app-4f3a.js.gz").status, 404) << "a form is not an address of its own";
  EXPECT_EQ(Get("/assets/only.css", With("Accept-Encoding", "gzip")).status, 404);
}

TEST_F(ServerStaticFiles, a_client_that_has_the_file_gets_304) {
  const std::string tag = Header(Get("/favicon.svg"), "ETag");
  ASSERT_TRUE(tag.starts_with('"') && tag.ends_with('"')) << tag;
  for (const std::string& known : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
    const Response response = Get("/favicon.svg", With("If-None-Match", known));
    EXPECT_EQ(response.status, 304) << known;
    EXPECT_EQ(response.body, "") << known;
    EXPECT_EQ(Header(response, "ETag"), tag) << known;
    EXPECT_EQ(Header(response, "Cache-Control"), "no-cache") << known;
  }
  EXPECT_EQ(Get("/favicon.svg", With("If-None-Match", "\"other\"")).status, 200);
}

TEST_F(ServerStaticFiles, a_page_runs_only_our_scripts_and_stands_in_no_frame) {
  const Response response = Get("/");
  const std::string policy = Header(response, "Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'self'"), std::string::npos);
  EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe-eval"), std::string::npos);
  EXPECT_EQ(Header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(Header(response, "Referrer-Policy"), "no-referrer");
}

TEST_F(ServerStaticFiles, files_can_only_be_read) {
  const Response response = Get("/index.html", {}, "POST");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(Header(response, "Allow"), "GET, HEAD");
  EXPECT_EQ(Get("/index.html", {}, "HEAD").status, 200);
}

TEST_F(ServerStaticFiles, a_folder_without_a_page_is_refused_with_its_name) {
  for (const fs::path& folder : {outside_, outside_ / "nothing", folder_ / "index.html"}) {
    const auto files = StaticFiles::Load(folder);
    ASSERT_FALSE(files) << folder;
    EXPECT_EQ(files.error().code, "web_files_missing");
    EXPECT_NE(files.error().message.find(folder.string()), std::string::npos);
  }
}

TEST_F(ServerStaticFiles, a_folder_that_is_too_large_is_the_wrong_one) {
  fs::create_directories(folder_ / "assets");
  std::ofstream(folder_ / "assets/disk.img").close();
  fs::resize_file(folder_ / "assets/disk.img", 65ULL << 20U);
  const auto files = StaticFiles::Load(folder_);
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, "web_files_too_large");
}

}  // namespace
}  // namespace wharf::net
