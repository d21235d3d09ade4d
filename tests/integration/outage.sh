#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The identity provider is gone: who was known gets in, and nobody waits long.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh

ISSUER=https://localhost:4448
KEY=/home/alice/outage

milliseconds ()
{
  local before
  before=$(date +%s%N)
  "$@" >/dev/null 2>&1
  echo $((($(date +%s%N) - before) / 1000000))
}

gets_in ()
{
  [ "$(log_in alice web "$KEY" id -un)" = web ]
}

verify ()
{
  local type data
  read -r type data _ <"$KEY-cert.pub"
  setpriv --reuid opksshuser --regid opksshuser --clear-groups \
    /usr/libexec/daypass/daypass-verify web "$data" "$type"
}

within ()
{
  note "$1 took $2 ms, at most $3"
  check "$1" test "$2" -le "$3"
}

printf '%s daypass-test 24h\n' "$ISSUER" >>/etc/opk/providers
allow web alice@example.com "$ISSUER"
start_oidc 4448 RS256
check outage/signs_in sign_in alice alice "$ISSUER,daypass-test" -i "$KEY"
check outage/lets_in_while_the_provider_is_there gets_in
up=$(milliseconds gets_in)

stop_process "$IDP_STATE/oidc-4448.pid"
check outage/lets_in_with_keys_in_the_cache gets_in
down=$(milliseconds gets_in)
note "provider there: $up ms, gone: $down ms"

find /var/cache/daypass -type f -delete
refused outage/refuses_without_keys gets_in
find /var/cache/daypass -type f -delete
within outage/refuses_within_three_seconds "$(milliseconds verify)" 3000
# the failure is on record: nobody waits for that provider again for some time
within outage/refuses_the_next_at_once "$(milliseconds verify)" 1000
tap_end
