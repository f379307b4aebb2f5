#include "cli/say.h"

#include <iostream>

namespace wharf::cli {

int Fail(const Error& error) {
  std::cerr << "wharf: " << error.message << "\n";
  return 1;
}

}  // namespace wharf::cli
