#! [subfolder]
add_subdirectory("${HMT_DIRECTORY}" hmt)
#! [subfolder]
