#include "organization/known_variables.h"

#include <algorithm>
#include <array>

namespace wharf::organization {
namespace {

using Choices = std::span<const std::string_view>;

constexpr std::array<std::string_view, 7> kPsa = {"cw_manage",  "datto_psa", "freshdesk", "halo_psa",
                                                  "kaseya_bms", "mail_only", "servicenow"};
constexpr std::array<std::string_view, 7> kRmm = {"cw_automate", "cw_asio", "datto_rmm", "immybot",
                                                  "kaseya_vsa",  "nable",   "ninja"};
constexpr std::array<std::string_view, 3> kIdentity = {"azure_ad", "jumpcloud", "on_prem"};
constexpr std::array<std::string_view, 5> kDistributor = {"ingram_micro", "microsoft_csp", "pax8", "sherweb", "synnex"};
constexpr std::array<std::string_view, 3> kDocumentation = {"hudu", "it_glue", "sharepoint"};
constexpr std::array<std::string_view, 6> kUsername = {
    "first", "first.last", "first_last", "first_initial_last", "first_last_initial", "last.first"};

constexpr auto kText = VariableType::text;
constexpr auto kNumber = VariableType::number;
constexpr auto kBoolean = VariableType::boolean;

constexpr std::array<KnownVariable, 28> kKnown = {{
    {"default_documentation", "Documentation tool", "Where automations look up and write documentation.", kText,
     Choices(kDocumentation)},
    {"default_psa", "PSA", "Where automations open and update tickets; mail_only sends an e-mail instead.", kText,
     Choices(kPsa)},
    {"default_rmm", "RMM", "Which tool automations use for the organization's devices.", kText, Choices(kRmm)},
    {"form_default_department", "Department on forms", "Filled in on forms for new people.", kText, {}},
    {"form_default_license", "License on forms", "The Microsoft 365 license that forms offer first.", kText, {}},
    {"form_default_usage_location",
     "Usage location on forms",
     "Two-letter country code for Microsoft 365 licenses.",
     kText,
     {}},
    {"license_approval_email", "License approval", "Who is asked before a license is bought.", kText, {}},
    {"ms_licensing_distributor", "License distributor", "Where Microsoft licenses are bought.", kText,
     Choices(kDistributor)},
    {"offboarding_approval_email", "Offboarding approval", "Who is asked before a person is offboarded.", kText, {}},
    {"onboarding_approval_email", "Onboarding approval", "Who is asked before a person is onboarded.", kText, {}},
    {"password_include_symbols", "Symbols in passwords", "Whether new passwords hold symbols.", kBoolean, {}},
    {"password_length", "Length of passwords", "How many characters a new password has.", kNumber, {}},
    {"password_use_words", "Words in passwords", "Whether new passwords are made of words.", kBoolean, {}},
    {"preferred_domain_controller", "Domain controller", "The host on which Active Directory commands run.", kText, {}},
    {"primary_identity_provider", "Identity provider", "Where people of the organization are created.", kText,
     Choices(kIdentity)},
    {"psa_default_board_id", "Ticket board", "The board or queue for new tickets, by the PSA's id.", kNumber, {}},
    {"psa_default_category_id", "Ticket category", "The category for new tickets, by the PSA's id.", kNumber, {}},
    {"psa_default_contact_id",
     "Ticket contact",
     "The contact for tickets without a person, by the PSA's id.",
     kNumber,
     {}},
    {"psa_default_item_id", "Ticket item", "The item for new tickets, by the PSA's id.", kNumber, {}},
    {"psa_default_priority_id", "Ticket priority", "The priority for new tickets, by the PSA's id.", kNumber, {}},
    {"psa_default_source_id", "Ticket source", "The source for new tickets, by the PSA's id.", kNumber, {}},
    {"psa_default_status_id", "Ticket status", "The status for new tickets, by the PSA's id.", kNumber, {}},
    {"psa_default_subtype_id", "Ticket subtype", "The subtype for new tickets, by the PSA's id.", kNumber, {}},
    {"psa_default_team_id", "Ticket team", "The team for new tickets, by the PSA's id.", kNumber, {}},
    {"psa_default_type_id", "Ticket type", "The type for new tickets, by the PSA's id.", kNumber, {}},
    {"send_password_by",
     "How passwords are sent",
     "A way that an automation offers, for instance sms or e-mail.",
     kText,
     {}},
    {"ticket_notification_email", "Ticket mail", "Where a ticket goes when the PSA is mail_only.", kText, {}},
    {"username_format", "User names", "How user names are made from a person's name.", kText, Choices(kUsername)},
}};

}  // namespace

std::span<const KnownVariable> KnownVariables() { return kKnown; }

const KnownVariable* FindKnownVariable(std::string_view name) {
  const auto found =
      std::lower_bound(kKnown.begin(), kKnown.end(), name,
                       [](const KnownVariable& known, std::string_view wanted) { return known.name < wanted; });
  return found == kKnown.end() || found->name != name ? nullptr : &*found;
}

}  // namespace wharf::organization
