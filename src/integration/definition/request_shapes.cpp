#include <utility>

#include "integration/definition/kind.h"

namespace wharf::definition {

using namespace spec;

Shape PlaceShape(std::string help, std::vector<FieldSpec> more) {
  Shape shape{std::move(help),
              {Text("query", "A parameter of the query."), Text("header", "A header."), Text("cookie", "A cookie."),
               Path("body", "A path in the JSON body."), Text("form", "A field of a form body."),
               Text("path", "A `{placeholder}` of the address."), Text("variable", "A variable of a GraphQL query.")},
              {"query", "header", "cookie", "body", "form", "path", "variable"}};
  for (auto& field : more) shape.fields.push_back(std::move(field));
  return shape;
}

Shape AttachShape(std::string help) {
  return {std::move(help),
          {MapOf(Templated("headers", "Header to value.")), MapOf(Templated("query", "Query parameter to value.")),
           MapOf(Templated("cookies", "Cookie to value.")),
           MapOf(Templated("body", "Path in the JSON body to value."), "path")},
          {},
          {"headers", "query", "cookies", "body"}};
}

namespace {

FieldSpec Method(std::string name, std::string help) {
  return Templated(std::move(name), std::move(help) + " A path below the base URL, or a whole URL.");
}

}  // namespace

Shape RequestShape() {
  return {
      "One call.",
      {Method("get", "GET: reads."), Method("post", "POST: makes, or asks."), Method("put", "PUT: replaces."),
       Method("patch", "PATCH: changes."), Method("delete", "DELETE: removes."), Method("head", "HEAD: reads headers."),
       MapOf(Templated("query", "Query parameters. One that yields nothing is left out.")),
       MapOf(Templated("headers", "Headers. One that yields nothing is left out.")),
       Tree("body", "The body before it is encoded. A member that yields nothing is left out."),
       Path("inputs_at", "Where in the body the inputs go that have no place of their own; by default at its root."),
       KindOf("encode", std::string(slots::encoder), "How the body is written."),
       KindOf("decode", std::string(slots::decoder), "How the answer is read."),
       OneOf("query_lists", "How a list is written in the query.",
             {{"repeat", "`a=1&a=2`"},
              {"brackets", "`a[]=1&a[]=2`"},
              {"comma", "`a=1,2`"},
              {"index", "`a[0]=1&a[1]=2`"}}),
       Text("query_unescaped", "Characters that this vendor wants unescaped in the query, such as `,:`."),
       Duration("timeout", "How long the whole call may take."),
       Reference("auth", "auth", "`none`, or a name of `more_auth`; by default the way's own `auth`.")},
      {"get", "post", "put", "patch", "delete", "head"}};
}

Shape ErrorsShape() {
  Shape when{"All that is given must hold.",
             {ListOf(Statuses("status", "Statuses: `429`, `5xx`, `400-404`.")),
              MapOf(Text("header", "The header is there and contains this, in either case.")),
              Condition("body", "True for this answer."), Text("text", "The body contains this, in either case.")},
             {},
             {"status", "header", "body", "text"}};
  Shape rule{"One rule.",
             {Object("when", "When it applies.", std::move(when)).Required(),
              KindOf("then", std::string(slots::outcome), "What the answer then means.").Required()}};
  return {"How answers are judged.",
          {ListOf(Templated("message", "Where the vendor's own words are: the first that yields something."))
               .Secrets(false),
           ListOf(Object("rules", "The first that matches decides.", std::move(rule)))}};
}

}  // namespace wharf::definition
