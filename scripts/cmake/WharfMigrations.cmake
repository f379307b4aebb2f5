# Embeds src/**/NNNN_name[.sqlite|.postgresql].sql into the storage room, in order of number.
function(wharf_embed_migrations room)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/*.sql")
  set(out "${CMAKE_BINARY_DIR}/generated/migrations.cpp")
  add_custom_command(
    OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DFILES=${files}" "-DOUT=${out}" -P "${CMAKE_SOURCE_DIR}/scripts/cmake/EmbedMigrations.cmake"
    DEPENDS ${files} "${CMAKE_SOURCE_DIR}/scripts/cmake/EmbedMigrations.cmake"
    VERBATIM)
  target_sources(wharf_${room} PRIVATE "${out}")
endfunction()
