#include "cli/commands.h"

int main(int argc, char** argv) { return wharf::cli::Main(argc, argv); }
