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

# verify [LOGIN]
verify ()
{
  local type data
  read -r type data _ <"$KEY-cert.pub"
  setpriv --reuid opksshuser --regid opksshuser --clear-groups \
    /usr/libexec/daypass/daypass-verify "${1:-web}" "$data" "$type"
}

within ()
{
  note "$1 took $2 ms, at most $3"
  check "$1" test "$2" -le "$3"
}

# the fastest of some that nobody waits for, against the slowest of as many that need no keys: a busy
# machine slows both
refuses_the_next_at_once ()
{
  local next=99999 other=0 now i
  for i in 1 2 3 4 5 6 7 8; do
    now=$(milliseconds verify)
    [ "$now" -ge "$next" ] || next=$now
    now=$(milliseconds verify 'no"body')
    [ "$now" -le "$other" ] || other=$now
    [ "$next" -gt $((20 + other)) ] || break
  done
  note "the next refusal took $next ms, one that needs no keys $other"
  [ "$next" -le $((20 + other)) ]
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
check outage/refuses_the_next_at_once refuses_the_next_at_once
tap_end
