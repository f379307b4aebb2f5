#pragma once

#include <initializer_list>

#include "integration/mapping/name_table.h"
#include "integration/mapping/name_vocabulary.h"

namespace wharf::mapping {

/// The share of names that are another name of the same list with one word more ("Kirkwood Dental", "Kirkwood
/// Dental Supply"). Where that is common, an added word makes another customer; where it never happens, people just
/// write names longer or shorter.
///
/// Counts names whose other words are two or more, or rare. Each table is looked at by itself and must be sealed.
/// Linear.
double FamilyShare(std::initializer_list<const NameTable*> tables, const Vocabulary& vocabulary);

}  // namespace wharf::mapping
