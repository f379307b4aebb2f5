# What every target is built with: warnings as errors, the sanitizer that a preset asks for, and the libraries.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(spdlog REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(pugixml REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)

# What most files begin with. Precompiled once for all rooms, and once with GoogleTest for all tests.
set(WHARF_PRECOMPILED
  <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <set> <span> <string>
  <string_view> <unordered_map> <utility> <vector> <boost/json.hpp>)

set(WHARF_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

find_program(WHARF_CCACHE ccache)
if(WHARF_CCACHE)
  # ccache takes precompiled headers only if told that their macros and times do not matter (its manual, "Precompiled
  # headers"): ours hold nothing of this repository.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros "${WHARF_CCACHE}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()
find_program(WHARF_MOLD mold)
if(WHARF_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  # Whoever builds to use Wharf is not stopped by a warning of another compiler.
  add_compile_options(-Werror)
endif()
# Threads everywhere, as some libraries ask for them: a precompiled header fits only equal options.
add_compile_options(-fno-omit-frame-pointer -pthread)
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 warns of its own standard library here (GCC bugs 105651 and 105562).
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized)
  if(CMAKE_UNITY_BUILD)
    # Seen from the file that gathers them, the types of a source file look like a header's.
    add_compile_options(-Wno-subobject-linkage)
  endif()
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_FORTIFY_SOURCE=2)
  add_compile_options(-fstack-protector-strong)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
if(WHARF_SANITIZE)
  add_compile_options(-fsanitize=${WHARF_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${WHARF_SANITIZE})
  if(WHARF_SANITIZE MATCHES "thread")
    # The thread sanitizer knows no fences. Asio's are a belt beside its mutexes, and it runs without them.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()
