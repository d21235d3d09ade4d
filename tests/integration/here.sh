#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# Signing in inside the real window: the same day as in window.sh, and pages that try what the in-app
# browser must not let them do.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh
# shellcheck source=tests/lib/at-desk.sh
. ../lib/at-desk.sh

start_odd_provider ()
{
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout /run/stranger.key -out /run/stranger.crt 2>/dev/null
  install -d -m 777 /run/odd
  /usr/bin/python3 "$TREE/tests/app/odd_provider.py" /run/odd "$IDP_STATE/localhost" /run/stranger &
  wait_for 5 listening 4447
}

allow web alice@example.com https://localhost:4443
start_odd_provider
chmod 755 "$IDP_STATE" && chmod 644 "$IDP_STATE"/requests-*.jsonl
at_desk here.py person-browser "$GLEWLWYD"
