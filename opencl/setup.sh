#!/bin/sh
# Sees to it that this machine has an OpenCL driver: does nothing where there is one, else installs
# PoCL, which runs OpenCL on the CPU, from the distribution's own packages.
set -u

usage() {
  cat <<'HELP'
usage: opencl/setup.sh [--force] [--quiet]

Does nothing where an OpenCL driver is found. Else prints the command that installs PoCL (OpenCL on
the CPU) from the distribution's packages, and runs it as root or through a sudo that asks nothing.

  --force   install PoCL even if another driver is found (say, one whose GPU is absent)
  --quiet   print nothing where a driver is found

environment:
  FOLDCAST_NO_INSTALL=1   only print the command
  OCL_ICD_VENDORS         folder of .icd files, or one such file, instead of /etc/OpenCL/vendors
  OCL_ICD_FILENAMES       driver libraries or .icd files, separated by colons, looked at first

exit codes: 0 a driver is there, 2 usage, 3 there is none
HELP
}

fail() {
  echo "foldcast: error: $1" >&2
  exit 3
}

# True if the OpenCL loader and this driver library, a path or a bare name, can be loaded here. The
# dynamic linker itself is asked, as by ldd, so its own rules hold and none of the code is run.
loads() {
  case $(LD_TRACE_LOADED_OBJECTS=1 LD_PRELOAD="libOpenCL.so.1:$1" /bin/sh 2>&1) in
    *"cannot be preloaded"* | *"not found"*) return 1 ;;
  esac
}

# Prints the driver that an OpenCL program would get here: the first library that loads.
find_driver() {
  IFS=:
  # Unquoted to split at the colons.
  # shellcheck disable=SC2086
  set -- ${OCL_ICD_FILENAMES-}
  unset IFS
  if [ -d "$vendors" ]; then
    set -- "$@" "$vendors"/*.icd
  else
    set -- "$@" "$vendors"
  fi
  for entry in "$@"; do
    case $entry in
      *.icd)
        [ -r "$entry" ] || continue
        # Its first line is the library; many such files lack the newline that read wants to see.
        read -r library <"$entry" || [ -n "$library" ] || continue
        found="$library ($entry)"
        ;;
      *)
        library=$entry
        found=$entry
        ;;
    esac
    if [ -n "$library" ] && loads "$library"; then
      echo "$found"
      return
    fi
  done
  return 1
}

# Prints the command that installs PoCL and the OpenCL loader, prefixed by $1 (empty or a sudo).
install_command() {
  if command -v apt-get >/dev/null; then
    # A fresh machine has no package lists, and its own updates may hold the lock for a while.
    echo "$1 apt-get update -qq; $1 apt-get -o DPkg::Lock::Timeout=300 install -qq" \
      "--no-install-recommends pocl-opencl-icd ocl-icd-libopencl1"
  elif command -v dnf >/dev/null; then
    # The loader's package changed its name, the file that it gives did not.
    echo "$1 dnf install -y pocl 'libOpenCL.so.1()(64bit)'"
  elif command -v pacman >/dev/null; then
    echo "$1 pacman -Sy --needed --noconfirm pocl ocl-icd"
  elif command -v zypper >/dev/null; then
    echo "$1 zypper --non-interactive install pocl 'libOpenCL.so.1()(64bit)'"
  fi | sed 's/^ //; s/;  */; /'
}

vendors=${OCL_ICD_VENDORS:-/etc/OpenCL/vendors}
force='' quiet=''
for argument in "$@"; do
  case $argument in
    -h | --help)
      usage
      exit
      ;;
    --force) force=1 ;;
    --quiet) quiet=1 ;;
    *)
      echo "foldcast: error: setup.sh does not know '$argument'; see --help" >&2
      exit 2
      ;;
  esac
done

if [ -z "$force" ] && driver=$(find_driver); then
  [ -n "$quiet" ] || echo "foldcast: OpenCL driver found: $driver"
  exit 0
fi

command=$(install_command "")
[ -n "$command" ] || fail "no OpenCL driver, and none of apt-get, dnf, pacman, zypper is here;\
 install PoCL and an OpenCL loader (libOpenCL.so.1)"
if [ "$(id -u)" != 0 ]; then
  command=$(install_command sudo)
fi
[ "${FOLDCAST_NO_INSTALL:-}" != 1 ] || fail "no OpenCL driver; install one with: $command"
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || fail "no OpenCL driver; install one with: $command"
fi

echo "foldcast: no OpenCL driver; running: $command" >&2
# No stdin: a package's questions get their default answers. The packager's chatter is no result.
DEBIAN_FRONTEND=noninteractive sh -c "$command" </dev/null >&2 ||
  fail "the install command failed (see above): $command"
driver=$(find_driver) ||
  fail "installed PoCL, but libOpenCL.so.1 or a driver named in $vendors still does not load; run: clinfo -l"
echo "foldcast: OpenCL driver installed: $driver"
