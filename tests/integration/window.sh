#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The real window with the real agent, both providers, real browsers and real ssh: a day from first run
# to removal, and signing in inside the window.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh

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
allow web alice@example.com https://localhost:4443
allow web alice@example.test "$GLEWLWYD"
start_odd_provider ()
{
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout /run/stranger.key -out /run/stranger.crt 2>/dev/null
  install -d -m 777 /run/odd
  /usr/bin/python3 "$TREE/tests/app/odd_provider.py" /run/odd "$IDP_STATE/localhost" /run/stranger &
  wait_for 5 listening 4447
}

status=0
at_desk day.py person-chromium "$GLEWLWYD" || status=1
start_odd_provider
# what the providers were asked before is not this script's
for log in "$IDP_STATE"/requests-*.jsonl; do : >"$log"; done
chmod 755 "$IDP_STATE" && chmod 644 "$IDP_STATE"/requests-*.jsonl
at_desk here.py person-browser "$GLEWLWYD" || status=1
exit "$status"
