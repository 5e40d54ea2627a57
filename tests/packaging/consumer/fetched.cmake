#! [fetched]
include(FetchContent)
FetchContent_Declare(hmt SOURCE_DIR "${HMT_DIRECTORY}")  # or GIT_REPOSITORY and GIT_TAG
FetchContent_MakeAvailable(hmt)
#! [fetched]
