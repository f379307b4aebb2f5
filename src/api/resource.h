#pragma once

#include "api/route.h"
#include "api/shape.h"

namespace wharf::api {

/// A reply with another status than 200, or with headers. `Statuses` are all that the resource may answer; the first
/// is taken unless said otherwise.
template <class T, int... Statuses>
struct With {
  static constexpr std::array<int, sizeof...(Statuses)> kStatuses{Statuses...};
  T body;
  int status = kStatuses.front();
  net::Headers headers = {};
};

/// A page of a list.
template <class T>
struct PageOf {
  std::vector<T> items;
  std::int64_t total = 0;
  int page = 1;
  int page_size = 10;
  BOOST_DESCRIBE_CLASS(PageOf, (), (items, total, page, page_size), (), ())

  PageOf(std::vector<T> all, std::int64_t how_many, const Asked& asked)
      : items(std::move(all)), total(how_many), page(asked.page()), page_size(asked.page_size()) {}
};

/// A whole list.
template <class T>
struct ListOf {
  std::vector<T> items;
  BOOST_DESCRIBE_CLASS(ListOf, (), (items), (), ())
};

// ------------------------------------------------------------------------------------------------------------------

namespace resource {

template <class F>
struct Signature;
template <class Given, class Who>
struct Signature<Result<Given> (*)(const Who&)> {
  using Gives = Given;
  using Takes = void;
  using From = Who;
};
template <class Given, class Who, class Body>
struct Signature<Result<Given> (*)(const Who&, Body)> {
  using Gives = Given;
  using Takes = std::remove_cvref_t<Body>;
  using From = Who;
};

template <class T>
struct Given {
  using Body = T;
  static std::vector<int> Statuses() { return {200}; }
  static Reply AsReply(const T& body) { return {200, Write(body)}; }
};
template <class T, int... Statuses_>
struct Given<With<T, Statuses_...>> {
  using Body = T;
  static std::vector<int> Statuses() { return {Statuses_...}; }
  static Reply AsReply(With<T, Statuses_...> given) {
    return {given.status, Write(given.body), std::nullopt, std::move(given.headers)};
  }
};
/// A file or a stream.
template <>
struct Given<Reply> {
  using Body = void;
  static std::vector<int> Statuses() { return {200}; }
  static Reply AsReply(Reply reply) { return reply; }
};

template <auto F>
Result<Reply> Run(const typename Signature<decltype(F)>::From& asked) {
  using Types = Signature<decltype(F)>;
  auto given = [&] {
    if constexpr (std::is_void_v<typename Types::Takes>) {
      return F(asked);
    } else {
      auto json = asked.Json();
      using Answer = decltype(F(asked, std::declval<typename Types::Takes>()));
      if (!json) return Answer(std::move(json).error());
      auto body = Read<typename Types::Takes>(*json);
      if (!body) return Answer(std::move(body).error());
      return F(asked, *std::move(body));
    }
  }();
  if (!given) return std::move(given).error();
  if constexpr (std::is_void_v<typename Types::Gives>) {
    return Reply::Nothing();
  } else {
    return Given<typename Types::Gives>::AsReply(*std::move(given));
  }
}

template <class T>
boost::json::value TakenSchema(SchemaBook& book) {
  return book.Of<T>(SchemaBook::Side::request);
}
template <class T>
boost::json::value GivenSchema(SchemaBook& book) {
  return book.Of<T>(SchemaBook::Side::reply);
}

template <auto F>
Route Make(std::string_view method, std::string_view path, std::string_view summary) {
  using Types = Signature<decltype(F)>;
  Form form{nullptr, nullptr, {204}};
  if constexpr (!std::is_void_v<typename Types::Takes>) form.takes = TakenSchema<typename Types::Takes>;
  if constexpr (!std::is_void_v<typename Types::Gives>) {
    using Body = typename Given<typename Types::Gives>::Body;
    form.statuses = Given<typename Types::Gives>::Statuses();
    if constexpr (!std::is_void_v<Body>) form.gives = GivenSchema<Body>;
  }
  return {method, path, summary, Run<F>, std::move(form)};
}

}  // namespace resource

// The rows of the table of routes, by method: `Get<Show>("/api/v1/jobs/{id}", "Show a job")`. The function takes
// `const Asked&` (or `const Anyone&`: no sign-in needed) and, if it wants a JSON body, the type of that; it returns
// Result of what it gives: a described type, With<…>, void for 204, or Reply for a file or a stream.
template <auto F>
Route Get(std::string_view path, std::string_view summary) {
  return resource::Make<F>("GET", path, summary);
}
template <auto F>
Route Post(std::string_view path, std::string_view summary) {
  return resource::Make<F>("POST", path, summary);
}
template <auto F>
Route Put(std::string_view path, std::string_view summary) {
  return resource::Make<F>("PUT", path, summary);
}
template <auto F>
Route Patch(std::string_view path, std::string_view summary) {
  return resource::Make<F>("PATCH", path, summary);
}
template <auto F>
Route Delete(std::string_view path, std::string_view summary) {
  return resource::Make<F>("DELETE", path, summary);
}

}  // namespace wharf::api
