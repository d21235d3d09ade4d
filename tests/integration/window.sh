#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The real window with the real agent and a real provider: from first run to removal.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh

services=$(mktemp -d)
cp /usr/share/dbus-1/services/io.github.daypass.Daypass.Agent.service "$services"
chmod -R a+rX "$services"
install -d -m 1777 /tmp/.X11-unix
as alice env DAYPASS_SERVICES="$services" DAYPASS_BROWSER="$TREE/tests/app/person-browser" \
  SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt DAYPASS_SCREEN=1400x1600x24 \
  "$TREE/tests/app/session" /usr/bin/python3 "$TREE/tests/app/day.py" \
  https://localhost:4443 daypass-test
