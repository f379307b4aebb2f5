// A tool made from a definition (integration/simulator/simulated_tool.h) is as strict as the vendor would be.
#include "integration/simulator/simulated_tool.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/definition/loader.h"
#include "integration/simulator/vocabulary.h"
#include "net/url.h"
#include "template/environment.h"

namespace wharf::simulator {
namespace {

constexpr std::string_view kTool = R"(format: 1
id: tool
name: Tool
categories: [documentation]
connection:
  fields: {region: {label: Region, default: eu}}
  sign_in:
    key:
      label: API key
      fields: {api_key: {kind: secret, label: API key}}
      auth: {kind: api_key, key: "{{ fields.api_key }}", send: {header: x-api-key}}
    application:
      label: Application
      fields: {client_id: {label: Client ID}, client_secret: {kind: secret, label: Client secret}}
      auth:
        kind: oauth2_client_credentials
        token_url: https://api.tool.example/oauth/token
        client_id: "{{ fields.client_id }}"
        client_secret: "{{ fields.client_secret }}"
        client_auth: body
    person:
      label: A person
      fields: {client_id: {label: Client ID}, client_secret: {kind: secret, label: Client secret}}
      auth:
        kind: oauth2_authorization_code
        authorize_url: https://api.tool.example/oauth/authorize
        token_url: https://api.tool.example/oauth/token
        client_id: "{{ fields.client_id }}"
        client_secret: "{{ fields.client_secret }}"
        client_auth: body
  base_url: https://api.tool.example/v1
limits: {budgets: [{calls: 20, per: 1m}]}
paging:
  pages: {kind: page, send: {query: page}, size: {query: size, default: 2, maximum: 5}, stop: [empty, short]}
  links: {kind: link, header: Link, rel: next}
  marks: {kind: cursor, send: {query: after}, next: {last_item: id}, size: {query: size, default: 2}}
actions:
  list_by_page: {name: By page, request: {get: /pages}, paging: pages, output: {rows: items}}
  list_by_link: {name: By link, request: {get: /links}, paging: links, output: {rows: $}}
  list_by_mark: {name: By mark, request: {get: /marks}, paging: marks, output: {rows: $}}
  get_customer: {name: Get, request: {get: "/customers/{id}"}, input: {id: {required: true}}}
  create_customer: {name: Create, request: {post: /customers}, input: {name: {required: true}}}
  delete_customer: {name: Delete, request: {delete: "/customers/{id}"}, input: {id: {required: true}}}
organizations: {list: list_by_page, id: "{{ item.id }}", name: "{{ item.name }}", variable: tool_id}
simulator:
  collections:
    customers: {key: id, row: {id: "{{ n }}", name: "{{ customer.name }}"}}
  answers:
    list_by_page: {kind: list, of: customers}
    list_by_link: {kind: list, of: customers}
    list_by_mark: {kind: list, of: customers}
    get_customer: {kind: get, of: customers}
    create_customer: {kind: create, of: customers}
    delete_customer: {kind: delete, of: customers}
  refusals:
    unauthorized: {status: 403, body: {fault: "{{ message }}"}}
    not_found: {status: 410, body: {fault: gone}}
)";

class Moment final : public Clock {
 public:
  [[nodiscard]] Time Now() const override { return now; }
  Time now{std::chrono::hours(500'000)};
};

class SimulatedToolTest : public testing::Test {
 protected:
  void SetUp() override { Start(Fault::none); }

  void Start(Fault fault) {
    definition::Vocabulary vocabulary;
    auth::AddKinds(vocabulary);
    call::AddKinds(vocabulary);
    AddKinds(vocabulary);
    auto loaded = definition::Load(kTool, "tool.yaml", vocabulary, environment_);
    for (const auto& error : loaded.errors) ADD_FAILURE() << error.ToString();
    ASSERT_NE(loaded.definition, nullptr);
    std::vector<Customer> customers;
    for (int i = 1; i <= 5; ++i) customers.push_back({"Customer " + std::to_string(i), ""});
    auto world = World::Make(*loaded.definition, customers, random_);
    ASSERT_TRUE(world.ok());
    tool_ = std::make_unique<SimulatedTool>(loaded.definition, *std::move(world), fault, clock_, random_);
  }

  net::Response Send(const std::string& method, std::string path,
                     std::vector<std::pair<std::string, std::string>> query = {}, std::string body = "") {
    net::Request request;
    request.method = method;
    request.path = std::move(path);
    request.query = std::move(query);
    request.body = std::move(body);
    request.headers.Set("Host", "127.0.0.1");
    if (!key_.empty()) request.headers.Set("x-api-key", key_);
    if (!bearer_.empty()) request.headers.Set("Authorization", "Bearer " + bearer_);
    return tool_->Answer(request);
  }
  static boost::json::value Body(const net::Response& response) { return boost::json::parse(response.body); }

  /// What the page of authorization sends the browser back with.
  std::string Authorize(const std::string& challenge) {
    const auto page = Send("GET", "/oauth/authorize",
                           {{"client_id", "sample-client_id"},
                            {"redirect_uri", "https://wharf.example/oauth/callback"},
                            {"state", "abc"},
                            {"code_challenge", challenge},
                            {"code_challenge_method", "S256"}});
    EXPECT_EQ(page.status, 302);
    const auto back = net::Url::Parse(std::string(page.headers.Get("Location").value_or("")));
    EXPECT_TRUE(back.ok());
    EXPECT_EQ(back->Query("state"), "abc");
    return back->Query("code").value_or("");
  }
  net::Response Buy(const std::string& form) {
    return Send("POST", "/oauth/token", {}, "client_id=sample-client_id&client_secret=sample-client_secret&" + form);
  }

  templates::Environment environment_;
  Moment clock_;
  SeededRandom random_{3};
  std::unique_ptr<SimulatedTool> tool_;
  std::string key_ = "sample-api_key";
  std::string bearer_;
};

TEST_F(SimulatedToolTest, a_wrong_key_gets_the_vendors_own_refusal) {
  key_ = "guess";
  const auto refused = Send("GET", "/v1/pages");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(Body(refused).at("fault").as_string(), "The key is not valid.");
}

TEST_F(SimulatedToolTest, its_credentials_are_those_of_a_way_that_needs_nobody) {
  const auto credentials = tool_->Credentials();
  EXPECT_EQ(credentials.at("sign_in").as_string(), "key");
  EXPECT_EQ(credentials.at("fields").at("region").as_string(), "eu");
  EXPECT_EQ(credentials.at("secrets").at("api_key").as_string(), "sample-api_key");
}

TEST_F(SimulatedToolTest, pages_have_the_size_asked_for_up_to_the_vendors_limit) {
  EXPECT_EQ(Body(Send("GET", "/v1/pages")).at("items").as_array().size(), 2U);
  EXPECT_EQ(Body(Send("GET", "/v1/pages", {{"page", "3"}})).at("items").as_array().size(), 1U);
  EXPECT_EQ(Body(Send("GET", "/v1/pages", {{"page", "9"}})).at("items").as_array().size(), 0U);
  EXPECT_EQ(Body(Send("GET", "/v1/pages", {{"size", "100"}})).at("items").as_array().size(), 5U);
  EXPECT_EQ(Body(Send("GET", "/v1/pages", {{"size", "-4"}, {"page", "-7"}})).at("items").as_array().size(), 1U);
}

TEST_F(SimulatedToolTest, a_cursor_goes_on_after_the_row_it_names) {
  const auto first = Body(Send("GET", "/v1/marks")).as_array();
  ASSERT_EQ(first.size(), 2U);
  const auto second = Body(Send("GET", "/v1/marks", {{"after", "2"}})).as_array();
  EXPECT_EQ(second.at(0).at("name").as_string(), "Customer 3");
}

TEST_F(SimulatedToolTest, what_is_created_can_be_got_and_deleted) {
  const auto made = Body(Send("POST", "/v1/customers", {}, R"({"name":"New"})"));
  const std::string id = boost::json::serialize(made.at("id"));
  EXPECT_EQ(Body(Send("GET", "/v1/customers/" + id)).at("name").as_string(), "New");
  EXPECT_EQ(Send("DELETE", "/v1/customers/" + id).status, 204);
  EXPECT_EQ(Send("GET", "/v1/customers/" + id).status, 410);
}

TEST_F(SimulatedToolTest, a_body_that_is_not_json_is_refused) {
  EXPECT_EQ(Send("POST", "/v1/customers", {}, "{\"name\":").status, 400);
}

TEST_F(SimulatedToolTest, whoever_calls_more_often_than_the_vendor_allows_is_told_when_to_come_back) {
  for (int i = 0; i < 20; ++i) ASSERT_EQ(Send("GET", "/v1/pages").status, 200);
  const auto limited = Send("GET", "/v1/pages");
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.headers.Get("Retry-After"), "60");
  clock_.now += std::chrono::seconds(60);
  EXPECT_EQ(Send("GET", "/v1/pages").status, 200);
}

TEST_F(SimulatedToolTest, a_page_can_follow_for_ever) {
  Start(Fault::repeat_page);
  const auto page = Send("GET", "/v1/links", {{"sim_from", "400"}});
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.headers.Get("Link").value_or("").find("rel=\"next\""), std::string_view::npos);
}

TEST_F(SimulatedToolTest, a_code_is_bought_once_and_with_its_verifier) {
  key_.clear();
  const std::string bought = "redirect_uri=https%3A%2F%2Fwharf.example%2Foauth%2Fcallback&code_verifier=secret-words";
  const std::string code = Authorize(Base64UrlEncode(Sha256("secret-words")));
  EXPECT_EQ(Buy("grant_type=authorization_code&code=" + code + "&code_verifier=others").status, 400);
  const std::string again = Authorize(Base64UrlEncode(Sha256("secret-words")));
  const auto sold = Buy("grant_type=authorization_code&code=" + again + "&" + bought);
  ASSERT_EQ(sold.status, 200);
  EXPECT_EQ(Buy("grant_type=authorization_code&code=" + again + "&" + bought).status, 400);

  bearer_ = std::string(Body(sold).at("access_token").as_string());
  EXPECT_EQ(Send("GET", "/v1/pages").status, 200);
  clock_.now += std::chrono::hours(1);
  EXPECT_EQ(Send("GET", "/v1/pages").status, 403);
}

TEST_F(SimulatedToolTest, an_application_gets_a_token_and_nothing_to_renew_it_with) {
  key_.clear();
  const auto sold = Buy("grant_type=client_credentials");
  ASSERT_EQ(sold.status, 200);
  EXPECT_FALSE(Body(sold).as_object().contains("refresh_token"));
  bearer_ = std::string(Body(sold).at("access_token").as_string());
  EXPECT_EQ(Send("GET", "/v1/pages").status, 200);
}

TEST_F(SimulatedToolTest, a_refresh_token_is_taken_once) {
  const std::string code = Authorize("");
  const auto sold =
      Buy("grant_type=authorization_code&redirect_uri=https%3A%2F%2Fwharf.example%2Foauth%2Fcallback&code=" + code);
  ASSERT_EQ(sold.status, 200);
  const std::string refresh(Body(sold).at("refresh_token").as_string());
  EXPECT_EQ(Buy("grant_type=refresh_token&refresh_token=" + refresh).status, 200);
  EXPECT_EQ(Buy("grant_type=refresh_token&refresh_token=" + refresh).status, 400);
}

TEST_F(SimulatedToolTest, a_client_with_a_wrong_secret_gets_nothing) {
  const auto refused =
      Send("POST", "/oauth/token", {}, "client_id=sample-client_id&client_secret=no&grant_type=x&code=y");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(Body(refused).at("error").as_string(), "invalid_client");
  EXPECT_EQ(Send("GET", "/oauth/authorize", {{"client_id", "else"}, {"redirect_uri", "https://evil.example"}}).status,
            400);
}

}  // namespace
}  // namespace wharf::simulator
