# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What tools/demo, tools/test and tools/test-long share: packages, daemons, npm, root, building.
# Source it with $TOP set to the project's folder. Everything it makes is below $TOP/build.

BUILD=$TOP/build
MESON_DIR=$BUILD/full    # meson's build folder of these commands
STAGE=$BUILD/stage       # an installation of it
DEBS=$BUILD/debs         # daemons unpacked from Debian packages
IDP=$BUILD/idp           # the npm packages of tests/idp

INSTALL=ask              # ask, yes (--yes) or no (--no-install)

say ()
{
  printf '%s\n' "$@"
}

stop ()
{
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# quietly LOG CMD...: output goes to build/LOG and is shown only when the command fails
quietly ()
{
  local log=$BUILD/$1
  shift
  "$@" >"$log" 2>&1 || { tail -n 40 "$log" >&2; stop "failed: $* (build/${log##*/})"; }
}

# --- root ---------------------------------------------------------------------------------------

# need_root WHY: after it as_root works. Asks for the password at most once in a run.
need_root ()
{
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null || stop "this needs root to $1: run it as root, or install sudo"
  sudo -n true 2>/dev/null && return
  say "Your password is needed to $1."
  [ -t 0 ] || stop "sudo wants a password and there is no terminal to type it"
  sudo -v || stop "without root it is not possible to $1"
  # sudo forgets after some minutes; a test run is longer
  ( while kill -0 $$ && sudo -n -v; do sleep 5; done ) </dev/null >/dev/null 2>&1 &
}

as_root ()
{
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# --- Debian packages ----------------------------------------------------------------------------

# wanted LIST...: the lines of tools/packages/LIST, without comments
wanted ()
{
  local list
  for list in "$@"; do
    sed 's/#.*//' "$TOP/tools/packages/$list"
  done | awk 'NF'
}

is_installed ()
{
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# missing LIST...: names of the packages of these lists that are not there
missing ()
{
  local package command
  wanted "$@" | while read -r package command; do
    is_installed "$package" || { [ -n "$command" ] && command -v "$command" >/dev/null; } ||
      printf '%s ' "$package"
  done
}

# agree QUESTION: says yes for --yes, asks at a terminal, else stops
agree ()
{
  local answer
  case $INSTALL in
    yes) return ;;
    no) stop "nothing was installed, as --no-install asks" ;;
  esac
  [ -t 0 ] || stop "there is no terminal to ask; --yes installs without asking"
  read -r -p "$1 [Y/n] " answer
  case $answer in ''|[Yy]*) ;; *) stop "nothing was installed" ;; esac
}

know_packages ()
{
  apt-cache show openssh-server >/dev/null 2>&1 && return
  need_root "fetch Debian's list of packages"
  as_root apt-get -qq update
}

# megabytes PACKAGE...: what apt would fetch for them, when it knows already
megabytes ()
{
  LC_ALL=C apt-get -qq --print-uris --no-install-recommends install "$@" 2>/dev/null |
    awk "/^'/ { bytes += \$3 } END { if (bytes) printf \" (%.0f MB to fetch)\", bytes / 1000000 }"
}

# install_packages LIST...: without recommended packages; upgrades nothing
install_packages ()
{
  local names
  names=$(missing "$@")
  [ -n "$names" ] || return 0
  need_root "install these packages"
  as_root apt-get -qq update
  # the quoted list is meant to be split
  # shellcheck disable=SC2086
  quietly apt.log as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install \
    --no-install-recommends --no-upgrade -y $names
  # what meson did not find may be there now
  rm -rf "$MESON_DIR"
  say "Installed."
}

# unpack DIR PACKAGE...: these, and what of their dependencies is not installed, below DIR
unpack ()
{
  local into=$1 all deb part
  shift
  know_packages
  all=$(LC_ALL=C apt-get -s --no-install-recommends install "$@" | awk '/^Inst/ { print $2 }')
  [ -n "$all" ] || stop "apt-get does not say what $* needs"
  rm -rf "$into"
  mkdir -p "$into/archives" "$into/usr"
  # shellcheck disable=SC2086
  (cd "$into/archives" &&
     quietly apt.log apt-get -qq -o APT::Sandbox::User="$(id -un)" download $all) || exit 1
  for deb in "$into"/archives/*.deb; do
    dpkg-deb -x "$deb" "$into" || stop "${deb##*/} could not be unpacked"
  done
  rm -rf "$into/archives"
  # /bin and /lib are links into /usr
  for part in bin sbin lib lib64; do
    [ ! -d "$into/$part" ] || { cp -a "$into/$part" "$into/usr/" && rm -rf "${into:?}/$part"; }
  done
}

is_unpacked ()
{
  [ "$(cat "$DEBS/$1/.unpacked" 2>/dev/null)" = "$(missing "$1")" ]
}

# unpack_daemons LIST...: the packages of these lists that are not installed, below build/debs/LIST
unpack_daemons ()
{
  local list names
  for list in "$@"; do
    names=$(missing "$list")
    is_unpacked "$list" && continue
    rm -rf "${DEBS:?}/$list"
    if [ -n "$names" ]; then
      # the quoted list is meant to be split
      # shellcheck disable=SC2086
      unpack "$DEBS/$list" $names
    fi
    mkdir -p "$DEBS/$list"
    printf '%s' "$names" >"$DEBS/$list/.unpacked"
  done
}

# --- npm ----------------------------------------------------------------------------------------

# npm_command: npm is there, or is unpacked below build/npm. Debian's brings 366 packages, which
# nobody wants installed only to fetch a few others; node itself is installed (list test).
npm_command ()
{
  NPM=(npm)
  command -v npm >/dev/null && return
  unpack "$BUILD/npm" npm
  NPM=(env "NODE_PATH=$BUILD/npm/usr/share/nodejs" node
       "$BUILD/npm/usr/share/nodejs/npm/bin/npm-cli.js")
}

have_npm_packages ()
{
  cmp -s "$TOP/tests/idp/package-lock.json" "$IDP/.installed"
}

# install_npm: the packages of tests/idp, exactly those of its lock file
install_npm ()
{
  local lock=$TOP/tests/idp/package-lock.json
  have_npm_packages && return
  npm_command
  mkdir -p "$IDP"
  cp "$TOP/tests/idp/package.json" "$lock" "$IDP/"
  (cd "$IDP" && quietly npm.log "${NPM[@]}" ci --ignore-scripts --no-audit --no-fund \
    --no-progress --loglevel=error) || exit 1
  rm -rf "$BUILD/npm"
  cp "$lock" "$IDP/.installed"
}

# --- all of it, asked once ------------------------------------------------------------------------

# get_ready INSTALL-LISTS UNPACK-LISTS [npm]: shows what is missing, asks once, brings it
get_ready ()
{
  local packages daemons='' list npm=
  mkdir -p "$BUILD"
  # the quoted lists are meant to be split, here and below
  # shellcheck disable=SC2086
  packages=$(missing $1)
  for list in $2; do
    is_unpacked "$list" || daemons+=$(missing "$list")
  done
  [ "${3:-}" != npm ] || have_npm_packages || npm="oidc-provider and playwright-core"
  if [ -n "$packages$daemons$npm" ]; then
    say "Missing:"
    # shellcheck disable=SC2086
    [ -z "$packages" ] || say "  Debian packages to install: $packages$(megabytes $packages)"
    [ -z "$daemons" ] || say "  daemons to unpack below build/, not to install: $daemons"
    [ -z "$npm" ] || say "  npm packages to put below build/: $npm"
    agree "Bring them?"
  fi
  # shellcheck disable=SC2086
  {
    install_packages $1
    unpack_daemons $2
  }
  [ "${3:-}" != npm ] || install_npm
}

# --- building -----------------------------------------------------------------------------------

# build_all [MESON-OPTION...]: builds, and installs below build/stage
build_all ()
{
  local options=(--prefix=/usr --sysconfdir=/etc --localstatedir=/var --libexecdir=libexec "$@")
  if [ "$(cat "$MESON_DIR/.options" 2>/dev/null)" != "${options[*]}" ]; then
    rm -rf "$MESON_DIR"
    quietly setup.log meson setup "${options[@]}" "$MESON_DIR" "$TOP"
    printf '%s' "${options[*]}" >"$MESON_DIR/.options"
  fi
  quietly compile.log "$TOP/tests/lib/supervise.py" "$BASHPID" meson compile -C "$MESON_DIR"
  rm -rf "$STAGE"
  quietly install.log meson install -C "$MESON_DIR" --no-rebuild --quiet --destdir "$STAGE"
}

# in_private_machine OPTION... -- CMD...: as root, in namespaces that end with this script
in_private_machine ()
{
  local list puts=()
  need_root "make a private copy of this machine's /etc, /home and /run, which ends with the run"
  for list in "$DEBS"/*/; do
    puts+=(--put "$list")
  done
  as_root "$TOP/tests/lib/private" --owner $$ "${puts[@]}" --put "$STAGE" "$@"
}

# common_option ARG: handles --yes and --no-install, fails for anything else
common_option ()
{
  case $1 in
    --yes) INSTALL=yes ;;
    --no-install) INSTALL=no ;;
    *) return 1 ;;
  esac
}
