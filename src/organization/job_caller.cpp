#include "organization/job_caller.h"

#include <string>
#include <utility>

namespace wharf::organization {
namespace {

std::string TextOf(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

boost::json::object SaveCaller(const Caller& caller) {
  boost::json::object saved{{"kind", NameOf(caller.kind)},
                            {"name", caller.name},
                            {"cap", NameOf(caller.cap)},
                            {"peer", caller.peer},
                            {"request_id", caller.request_id}};
  if (!caller.user.IsNil()) saved["user"] = caller.user.ToString();
  if (!caller.token.IsNil()) saved["token"] = caller.token.ToString();
  if (caller.within) saved["within"] = caller.within->ToString();
  return saved;
}

Result<Access> RestoreAccess(Users& users, DirectoryCache& directories, const boost::json::object& saved) {
  WHARF_ASSIGN(auto directory, directories.Current());
  const std::string kind = TextOf(saved, "kind");
  const std::string name = TextOf(saved, "name");
  if (kind == NameOf(CallerKind::system)) return Access::System(std::move(directory), name);
  if (kind == NameOf(CallerKind::cli)) return Access::System(std::move(directory), name, CallerKind::cli);
  auto caller = users.CallerOf(UserId::Parse(TextOf(saved, "user")).value_or(UserId{}));
  if (!caller) {
    if (caller.error().kind != ErrorKind::not_found) return std::move(caller).error();
    return Error{ErrorKind::permission_denied, "starter_gone",
                 name + ", who started this, is disabled or was removed. Start it again as somebody else."};
  }
  if (kind == NameOf(CallerKind::token)) {
    caller->kind = CallerKind::token;
    caller->name = name;
    caller->token = TokenId::Parse(TextOf(saved, "token")).value_or(TokenId{});
    caller->cap = ParseRight(TextOf(saved, "cap")).value_or(Right::read);
    caller->within = OrganizationId::Parse(TextOf(saved, "within"));
  }
  caller->peer = TextOf(saved, "peer");
  caller->request_id = TextOf(saved, "request_id");
  return Access(*std::move(caller), std::move(directory));
}

}  // namespace wharf::organization
