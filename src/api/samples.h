#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>

namespace wharf::api {

/// A sample tool that `./wharf up` started: what a connection to it is filled in with.
struct SampleTool {
  std::string send_to;
  std::string sign_in;
  boost::json::object fields;
  boost::json::object secrets;  ///< made up, and known to everybody who reads the samples folder
};

struct SampleTools {
  std::map<std::string, SampleTool, std::less<>> tools;  ///< by integration
};

}  // namespace wharf::api
