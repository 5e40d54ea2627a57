// SPDX-License-Identifier: MIT
// The entry point that all test programs share.
#define BOOST_TEST_MODULE hmt
#include <boost/test/unit_test.hpp>
