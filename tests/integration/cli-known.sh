#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The providers that Daypass knows by name, which no test can reach: tests/idp/known.py answers in
# their place, tests/app/cli/known.py signs in.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh
NAMES="accounts.google.com oauth2.googleapis.com www.googleapis.com login.microsoftonline.com
gitlab.com issuer.hello.coop wallet.hello.coop cognito-idp.eu-west-1.amazonaws.com
corp.auth.eu-west-1.amazoncognito.com"
# the end of opkssh's client ids is in the built-in configuration only
CLIENTS=$(daypass login --create-config --config-path /run/known.yml >/dev/null &&
  sed -n 's/^ *\(issuer\|client_id\): //p' /run/known.yml | tr -d '"' | paste -d' ' - -)
COGNITO=https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab3dEf6h9

# shellcheck disable=SC2086
make_certificate known $NAMES
# shellcheck disable=SC2086
echo 127.0.0.1 $NAMES >>/etc/hosts
# a machine with loopback alone is taken to be without IPv4, and finds no name but localhost
ip address add 192.0.2.1/32 dev lo
while read -r issuer client; do
  echo "$issuer $client 24h" >>/etc/opk/providers
done <<<"$CLIENTS
$COGNITO 6m2pr3o1dt"
allow web alice@gmail.com https://accounts.google.com
allow web alice@outlook.com https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0
allow web alice@example.com https://gitlab.com
allow web alice@hello.example https://issuer.hello.coop
allow web alice@example.com "$COGNITO"
"$TREE/tests/idp/known.py" "$IDP_STATE" "$IDP_STATE/known.key" "$IDP_STATE/known.crt" 72 \
  2>"$IDP_STATE/known.log" &
echo $! >"$IDP_STATE/known.pid"
wait_for 20 test -e "$IDP_STATE/ready-443" || { cat "$IDP_STATE/known.log"; exit 1; }
: >"$IDP_STATE/known.jsonl"
# the verifier has their keys before anybody logs in, as the timer would have brought them
/usr/libexec/daypass/daypass-fetch --once 2>>"$IDP_STATE/known.log" || true
chmod 711 "$IDP_STATE"
chmod 644 "$IDP_STATE/known.jsonl"
status=0
as carol env CLI_KNOWN="$IDP_STATE/known.jsonl" CLI_SSH_PORT="$SSH_PORT" \
  /usr/bin/python3 "$TREE/tests/app/cli/known.py" || status=$?
stop_process "$IDP_STATE/known.pid"
exit "$status"
