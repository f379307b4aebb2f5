#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wharf::mapping {

/// Suggest() for files: what `wharf mapping suggest --organizations A.csv --options B.csv [--all]` prints.
///
/// Both files are the bytes of a CSV with the columns `id` and `name`, and `domain` if there is one (several domains in
/// a field are parted by blanks or semicolons); see CsvReader and DecodeText for what may come. Rows without any field
/// are skipped. The answer is CSV with LF line ends and the columns `organization_id,option_id,score,reason`, ordered
/// by organization id: the confident suggestions, and with `all` also the candidates of the organizations left open,
/// best first, whose reason says so. Fields are not guarded against formulas: the ids must read back as they are.
///
/// Appends to `notices` what a person should know of the files, such as a guessed encoding. Fails with
/// `invalid_argument` on a missing column, an empty or doubled id or broken CSV, with the file and the line, and with
/// `resource_exhausted` beyond a million rows.
Result<std::string> SuggestCsv(std::string_view organizations, std::string_view options, bool all,
                               std::vector<std::string>* notices);

}  // namespace wharf::mapping
