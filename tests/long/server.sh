# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What packages and systemd share: a Debian 12 in a folder, the project's packages, certificates
# without a provider. Source it with $TOP and $WORK set.

FULL=$TOP/build/full

# make_base DIR PACKAGE...: a Debian 12 with an SSH server and what the verifier depends on
make_base ()
{
  local dir=$1 mirror IFS=,
  shift
  [ ! -d "$dir" ] || return 0
  # apt's own variable
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Codename: bookworm' \
    'Identifier: Packages' | head -n 1)
  rm -rf "$dir.part"
  mmdebstrap --mode=root --variant=minbase \
    --include="openssh-server,adduser,ca-certificates,libcurl4,libglib2.0-0,libjansson4,libgmp10,libhogweed6,libnettle8,libyaml-0-2${*:+,$*}" \
    bookworm "$dir.part" "deb $mirror bookworm main" >"$dir.log" 2>&1
  mv "$dir.part" "$dir"
}

# build_packages: of the commit at hand, in build/long/packages; not again when they are there
build_packages ()
{
  local dir=$TOP/build/long/packages commit
  commit=$(git -C "$TOP" rev-parse HEAD)
  [ "$(cat "$dir/built" 2>/dev/null)" != "$commit" ] || return 0
  rm -rf "$dir/src" "$dir"/*.deb "$dir"/*.changes "$dir/built"
  mkdir -p "$dir/src"
  (cd "$TOP" && git archive HEAD) | tar x -C "$dir/src"
  # debhelper gives compilers an empty home, and ccache its folder with it
  (cd "$dir/src" && CCACHE_DIR=${CCACHE_DIR:-$HOME/.cache/ccache} DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -b -us -uc) >"$dir/build.log" 2>&1
  echo "$commit" >"$dir/built"
}

mint ()
{
  G_TEST_SRCDIR=$TOP/tests "$FULL/tests/lib/dpt-mint" "$@" | grep -v '^#'
}

# make_people ISSUER: alice and bob; alice has a plain key and a certificate of ISSUER. $ROOT is the
# machine's folder, inside CMD... runs a command there
make_people ()
{
  inside useradd -m -s /bin/bash -p '*' alice
  inside useradd -m -s /bin/bash -p '*' bob
  mkdir -m 700 "$ROOT/home/alice/.ssh"
  ssh-keygen -q -t ed25519 -N '' -f "$ROOT/home/alice/plain"
  cp "$ROOT/home/alice/plain.pub" "$ROOT/home/alice/.ssh/authorized_keys"
  (umask 077; mint key >"$ROOT/home/alice/day")
  mint "issuer=$1" >"$ROOT/home/alice/day-cert.pub"
  inside chown -R alice:alice /home/alice
}

# log_in LOGIN KEY [PORT]
log_in ()
{
  inside setpriv --reuid alice --regid alice --init-groups env HOME=/home/alice ssh -p "${3:-22}" \
    -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none -o StrictHostKeyChecking=no \
    -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=10 -i "/home/alice/$2" \
    "$1@127.0.0.1" true </dev/null
}
