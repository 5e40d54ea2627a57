#!/usr/bin/env bash
# usage: tests/device_on_arm.sh [FOLDER]
# Compiles the tests of the device cpu and an example for 64-bit ARM and runs them in an emulator, where there is no such
# machine. On Debian 12 for amd64. Compiler, emulator and libraries are unpacked into FOLDER (build/arm, about 1 GB), once:
# nothing is installed, no rights of root are needed. Takes some minutes, so continuous integration leaves it out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p "${1:-build/arm}"
folder="$(realpath "${1:-build/arm}")"
tools="$folder/tools"
root="$folder/root"  # an ARM machine's, as far as compiler and programs look
triplet=aarch64-linux-gnu

fail() {
  echo "device_on_arm.sh: $*" >&2
  exit 1
}

for command in apt-get dpkg cmake make pkg-config python3; do
  command -v "$command" >/dev/null || fail "'$command' is missing; cmake/install-dependencies.sh installs what hmt is built with"
done
[ "$(dpkg --print-architecture)" = amd64 ] || fail "is for amd64, found $(dpkg --print-architecture); on ARM run tests/run.sh"

# usage: unpack ARCHITECTURE STATUS INTO PACKAGE...
# Unpacks packages, and those they need beside the ones that the file STATUS says are installed.
unpack() {
  local architecture="$1" status="$2" into="$3" state="$folder/apt-$1" deb
  shift 3
  rm -rf "$into"
  mkdir -p "$state/lists/partial" "$state/archives/partial" "$into"
  cat >"$state/apt.conf" <<END
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Install-Recommends "no";
Dir::State "$state";
Dir::State::status "$status";
Dir::Cache "$state";
Debug::NoLocking "yes";
END
  echo "== Fetching $* for $architecture"
  APT_CONFIG="$state/apt.conf" apt-get update -qq || true  # what one source lacks another may have
  APT_CONFIG="$state/apt.conf" apt-get install -qq -y --download-only "$@" ||
    fail "apt-get cannot fetch these packages for $architecture: $*"
  for deb in "$state"/archives/*.deb; do dpkg -x "$deb" "$into"; done
  rm -rf "$state"
}

if [ ! -e "$folder/unpacked" ]; then
  # Compiler and assembler find each other by their places, so those that the system may have do not count.
  awk -v RS= -v ORS='\n\n' '!/^Package: ([^\n]*-cross|[^\n]*-aarch64-linux-gnu|qemu-user)/' /var/lib/dpkg/status >"$folder/status"
  unpack amd64 "$folder/status" "$tools" g++-12-$triplet qemu-user
  # Linker scripts that name files of an installed system; the libraries below bring their own.
  rm -f "$tools/usr/$triplet/lib"/{libc,libm}.{so,a}

  : >"$folder/status"
  mapfile -t libraries < <(cmake/install-dependencies.sh --list | grep -e '-dev$')
  unpack arm64 "$folder/status" "$root" libc6-dev libstdc++-12-dev libboost-test-dev "${libraries[@]}"
  find "$root" -type l -lname '/*' -print0 | while IFS= read -r -d '' link; do
    ln --symbolic --force --relative --no-target-directory "$root$(readlink "$link")" "$link"
  done
  rm "$folder/status"
  touch "$folder/unpacked"
fi

export LD_LIBRARY_PATH="$tools/usr/lib/x86_64-linux-gnu"  # the compiler's
export PKG_CONFIG_LIBDIR="$root/usr/lib/$triplet/pkgconfig:$root/usr/share/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$root"
emulator=("$tools/usr/bin/qemu-aarch64" -U LD_LIBRARY_PATH -L "$root")

echo "== Building into $folder/build"
cmake -S . -B "$folder/build" -DCMAKE_BUILD_TYPE=Release -DHMT_TESTS=ON -DHMT_EXAMPLES=ON -DHMT_INSTALL=OFF \
  -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_CXX_COMPILER="$tools/usr/bin/$triplet-g++-12" \
  -DCMAKE_CXX_FLAGS=-Wno-psabi -DCMAKE_SYSROOT="$root" -DCMAKE_PROGRAM_PATH="$tools/usr/bin" \
  -DCMAKE_FIND_ROOT_PATH_MODE_{LIBRARY,INCLUDE,PACKAGE}=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_PROGRAM=NEVER
cmake --build "$folder/build" --parallel "${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}" \
  --target print_target test_device test_device_cpu_neon bundled

echo "== Running the tests in an emulator"
target="$("${emulator[@]}" "$folder/build/tests/kernels/print_target")"
[ "$target" = neon ] || fail "expected that the target neon is chosen, found '$target'"
"${emulator[@]}" "$folder/build/tests/kernels/test_device_cpu_neon"
"${emulator[@]}" "$folder/build/tests/test_device"

echo "== Training and extracting in the emulator"
example=("${emulator[@]}" "$folder/build/examples/bundled")
model="$folder/bundled.safetensors"
"${example[@]}" train --train examples/data/train.jsonl --validation-share 0.1 --limit 100 --epochs 2 --hidden 16 \
  --word-dimension 16 --model "$model"
"${example[@]}" info --model "$model" | grep -E '^ *cpu +neon$' || fail "expected that info names the target neon"
"${example[@]}" extract --model "$model" examples/data/news.txt >"$folder/news.jsonl"
[ "$(wc -l <"$folder/news.jsonl")" = "$(wc -l <examples/data/news.txt)" ] || fail "expected a result for each line of news.txt"
echo "All passed on the target $target"
