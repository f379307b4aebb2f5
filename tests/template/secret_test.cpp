// Fault 8.3 (stefanko-ch/Nexus-Stack#848): what is made from a secret is secret, whatever filter it went through.
#include <gtest/gtest.h>

#include "template/template.h"

namespace wharf::templates {
namespace {

namespace json = boost::json;

class Secrets : public testing::Test {
 protected:
  Secrets() { context_.Set("s", secret_, true).Set("fields", fields_).SetMembersOf(names_); }

  /// Both modes must agree.
  bool IsSecret(const std::string& source) {
    const auto compiled = Template::Compile(source, environment_);
    EXPECT_TRUE(compiled) << source;
    const auto outcome = compiled->Evaluate(context_);
    EXPECT_TRUE(outcome) << source << ": " << (outcome ? "" : outcome.error().message);
    const auto rendered = compiled->Render(context_);
    EXPECT_EQ(outcome->secret, rendered->secret) << source;
    return outcome->secret;
  }

  const json::value secret_ = "abc'd/ef+g==";
  const json::object connection_ = {{"host", "example.com"}, {"client_secret", "abc'd/ef+g=="}};
  const PartlySecret fields_{connection_, {"client_secret"}};
  const json::object names_ = {{"name", "Acme"}, {"items", {{{"id", 1}}, {{"id", 2}}}}};
  const Environment environment_;
  Context context_;
};

TEST_F(Secrets, a_value_made_from_a_secret_is_secret) {
  for (const char* source : {"{{ s }}",
                             "{{ s | upper }}",
                             "{{ s | replace(\"'\", \"''\") }}",
                             "{{ s | b64encode }}",
                             "{{ s | urlencode }}",
                             "{{ s[:6] }}",
                             "{{ s[0] }}",
                             "Basic {{ ('user:' ~ s) | b64encode }}",
                             "{{ s ~ '' }}",
                             "{{ 'a' + s }}",
                             "{{ s | length }}",
                             "{{ s == 'x' }}",
                             "{{ 'a' in s }}",
                             "{{ s is string }}",
                             "{{ not s }}",
                             "{{ s * 2 }}",
                             "{{ '%s' % s }}",
                             "{{ '%s' | format(s) }}",
                             "{{ 'x' | hmac_sha256(s) }}",
                             "{{ s | sha256 }}",
                             "{{ [s] }}",
                             "{{ {'a': s} }}",
                             "{{ {s: 1} }}",
                             "{{ [s, 1] | join }}",
                             "{{ [s] | first }}",
                             "{{ {'a': s}.a }}",
                             "{{ {'a': s} | tojson }}",
                             "{{ s | list | sort | first }}",
                             "{{ 'x' | default(s) }}",
                             "{{ nosuch | default(s) }}",
                             "{{ s or 'x' }}",
                             "{{ s and 'x' }}",
                             "{{ 'x' if s else 'y' }}",
                             "{{ s | default('x') }}",
                             "{{ coalesce(s) }}",
                             "{{ dict(a=s) }}",
                             "{{ dict(a=s) | items }}",
                             "{{ s.upper() }}",
                             "{{ s.split(',')[0] }}",
                             "{{ s | regex_replace('a', 'b') }}",
                             "{{ 'a' | regex_search(s | regex_replace('.', 'a', count=99)) }}"}) {
    EXPECT_TRUE(IsSecret(source)) << source;
  }
}

TEST_F(Secrets, what_a_secret_decides_is_secret) {
  for (const char* source :
       {"{% if s %}a{% endif %}", "{% if s == 'x' %}a{% else %}b{% endif %}",
        "{{ items | selectattr('id', '<', s | length) }}", "{{ items | select('in', [s]) | length }}",
        "{{ items | map(id=id, key=s) }}", "{{ ['a', 'b'][s | length - 12] }}", "{{ 'abc'[:s | length] }}",
        "{{ [1, 2] | sort(reverse=s) }}", "{% if 0 %}{% elif s %}{% endif %}"}) {
    EXPECT_TRUE(IsSecret(source)) << source;
  }
}

TEST_F(Secrets, only_the_marked_members_of_a_record_are_secret) {
  EXPECT_FALSE(IsSecret("https://{{ fields.host }}/v2"));
  EXPECT_TRUE(IsSecret("{{ fields.client_secret }}"));
  EXPECT_TRUE(IsSecret("{{ fields['client_secret'] | upper }}"));
  EXPECT_FALSE(IsSecret("{{ fields.get('host') }}"));
  EXPECT_FALSE(IsSecret("{{ [fields] | map(attribute='host') | join }}"));
  // A record taken as a whole shows all of its members.
  for (const char* source :
       {"{{ fields }}", "{{ fields | tojson }}", "{{ fields | items }}", "{{ fields | values | join }}",
        "{{ '' ~ fields }}", "{{ [fields] }}", "{{ [fields] | tojson }}", "{{ fields | urlencode }}",
        "{{ '%s' % [fields] }}", "{{ [fields] | map(attribute='client_secret') | join }}",
        "{{ [fields] | map(x=client_secret) }}", "{{ fields == {} }}", "{{ dict(fields) }}",
        "{{ fields.values() | join }}", "{{ [fields] | join }}"}) {
    EXPECT_TRUE(IsSecret(source)) << source;
  }
}

TEST_F(Secrets, nothing_else_is_secret) {
  for (const char* source : {"x", "{{ name }}", "{{ items }}", "{{ s is defined }}", "{{ 1 if s is defined else 2 }}",
                             "{{ 'x' if true else s }}", "{{ 'x' or s }}",
                             "{{ [s, name][1:] | length * 0 if false else 1 }}", "{{ items | map(id=id) }}"}) {
    EXPECT_FALSE(IsSecret(source)) << source;
  }
}

}  // namespace
}  // namespace wharf::templates
