# Where Debian puts things: the binary in /usr/bin, read-only data in /usr/share/wharf, the unit with systemd's others.
include(GNUInstallDirs)
install(TARGETS wharf RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(DIRECTORY catalog DESTINATION "${CMAKE_INSTALL_DATADIR}/wharf")
install(DIRECTORY crates DESTINATION "${CMAKE_INSTALL_DATADIR}/wharf" OPTIONAL)
install(DIRECTORY web/dist/ DESTINATION "${CMAKE_INSTALL_DATADIR}/wharf/web" OPTIONAL)
install(FILES packaging/wharf.service DESTINATION "lib/systemd/system" OPTIONAL)
