#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The agent with a real bus, both identity providers, a keyring, ssh-agent and ssh.
# needs: providers
# needs: journal
# AGENT_TESTS='desktop/ faults/full_disk': these only.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh

allow web alice@example.com https://localhost:4443
start_oidc 4446 RS256 --ttl 75

# a disk that can be filled, and a network that can be taken away, by tests of an ordinary user
mkdir -p /run/small && mount -t tmpfs -o size=256k,mode=0777 small /run/small
mkfifo -m 622 /run/network
ip route add default dev lo
while read -r state; do
  case $state in
    off) ip link set lo down ;;
    on) ip link set lo up && ip route replace default dev lo ;;
  esac
  rm -f /run/network.off /run/network.on && : >"/run/network.$state"
done <>/run/network &
helper=$!

# every field of the journal, for a test of an ordinary user
install -m 644 /dev/null /run/journal.txt
journalctl --follow --no-tail --all --output=export --directory=/run/log/journal >/run/journal.txt &
reader=$!

chmod 755 "$IDP_STATE" && chmod 644 "$IDP_STATE"/requests-*.jsonl
# the list is meant to be split
# shellcheck disable=SC2086
as alice env NODE_PACKAGES="$TREE/build/idp" DAYPASS_TEST_KILLS="$AGENT_KILLS" /usr/bin/python3 "$TREE/tests/app/agent/run.py" \
  "${AGENT:-/usr/libexec/daypass/daypass-agent}" $AGENT_TESTS
status=$?
kill "$helper" "$reader"
umount /run/small
exit "$status"
