#! [installed]
find_package(hmt "${HMT_VERSION}" REQUIRED)
#! [installed]
find_package(hmt REQUIRED)  # once more does no harm

find_package(hmt 99 QUIET)
if(hmt_FOUND)
  message(SEND_ERROR "version 99 of hmt was found")
endif()
find_package(hmt QUIET COMPONENTS nonsense)
if(hmt_FOUND OR NOT hmt_NOT_FOUND_MESSAGE MATCHES "no component 'nonsense'; expected experiment or cuda")
  message(SEND_ERROR "a component that is not there: found '${hmt_FOUND}', said '${hmt_NOT_FOUND_MESSAGE}'")
endif()
