#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The agent with a real bus, both identity providers, a keyring, ssh-agent and ssh.
# needs: providers
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh

allow web alice@example.com https://localhost:4443
start_oidc 4446 RS256 --ttl 75
chmod 755 "$IDP_STATE" && chmod 644 "$IDP_STATE"/requests-*.jsonl
as alice /usr/bin/python3 "$TREE/tests/app/agent/run.py" \
  "${AGENT:-/usr/libexec/daypass/daypass-agent}" "$@"
