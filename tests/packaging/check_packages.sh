#!/usr/bin/env bash
# usage: check_packages.sh CPACK BUILD VERSION
# Builds the packages and checks that they contain the library and declare its dependencies.
set -euo pipefail
cpack="$1" build="$2" version="$3"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

fail() {
  echo "$*" >&2
  exit 1
}

"$cpack" --config "$build/CPackConfig.cmake" -B "$folder" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
architecture="$(dpkg --print-architecture)"
package="$folder/libhmt-dev_${version}_$architecture"
[ -f "$package.tar.gz" ] || fail "cpack made no $package.tar.gz"

tar --list --file "$package.tar.gz" >"$folder/archived"
for file in include/hmt/hmt.hpp share/cmake/hmt/hmtConfig.cmake share/cmake/hmt/hmt_dependencies.cmake share/pkgconfig/hmt.pc \
    share/pkgconfig/hmt-kernels.pc share/hmt/gdb_printers.py lib/libhmt_kernels.a; do
  grep --quiet "/usr/$file\$" "$folder/archived" || fail "the archive lacks $file"
done
expected="$(cmake/install-dependencies.sh --list | grep -e '-dev$' | paste --serial --delimiters , | sed 's/,/, /g')"
found="$(dpkg-deb --field "$package.deb" Depends)"
[ "$found" = "$expected" ] || fail "the Debian package: expected to depend on '$expected', found '$found'"
[ "$(dpkg-deb --field "$package.deb" Architecture)" = "$architecture" ] || fail "the Debian package is not for $architecture"

# As for a user without root: unpacked somewhere.
dpkg-deb --extract "$package.deb" "$folder/unpacked"
"$(dirname "$0")/check_pkg_config.sh" "$folder/unpacked/usr" c++
