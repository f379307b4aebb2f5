// The one place where the bodies of Boost.Asio and Boost.Beast are compiled: both are header-only libraries that can be
// built apart (BOOST_ASIO_SEPARATE_COMPILATION, BOOST_BEAST_SEPARATE_COMPILATION), which keeps every other file quick.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
