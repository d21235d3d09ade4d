#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The interactive screen in a terminal of its own, with a real agent and a real provider.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh

as carol env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt TERM=xterm \
  /usr/bin/python3 "$TREE/tests/app/screen.py"
