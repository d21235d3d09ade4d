# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# For integration scripts with a window: somebody at a desk of the private machine. After machine.sh.
# shellcheck disable=SC2154 # TREE is machine.sh's
services=$(mktemp -d)
cp /usr/share/dbus-1/services/io.github.daypass.Daypass*.service "$services"
chmod -R a+rX "$services"
install -d -m 1777 /tmp/.X11-unix

# at_desk SCRIPT BROWSER ARGUMENT...: as alice, whose home is the desk's, so that ssh sees it too
at_desk ()
{
  local script=$1 browser=$2 status=0
  shift 2
  install -d -o alice -g "$(id -gn alice)" /tmp/desk /tmp/desk/home
  as alice env DAYPASS_SERVICES="$services" DAYPASS_BROWSER="$TREE/tests/app/$browser" \
    NODE_PACKAGES="$TREE/build/idp" SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    DAYPASS_SCREEN=1400x1600x24 DAYPASS_DESK=/tmp/desk \
    "$TREE/tests/app/session" /usr/bin/python3 "$TREE/tests/app/$script" "$@" || status=1
  rm -rf /tmp/desk
  return "$status"
}

usermod --home /tmp/desk/home alice
