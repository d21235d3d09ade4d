#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# Keys that `daypass login` makes get in: every algorithm of a provider with every kind of key, and
# what the options put into the certificate.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh

# NAME ISSUER of each algorithm that an ID token may be signed with
ALGORITHMS="rs256 https://localhost:4443
es256 https://localhost:4444
eddsa https://localhost:4456
ps256 https://localhost:4457"

# gets_in NAME PROVIDER OPTION...: alice signs in with the options, and ssh lets her in as web
gets_in ()
{
  local name=$1 issuer=$2
  shift 2
  sign_in alice alice "$issuer,daypass-test" -i "/home/alice/$name" "$@" &&
    [ "$(log_in alice web "/home/alice/$name" id -un)" = web ]
}

# printed_key_gets_in ISSUER: --print-key writes nothing; what it prints is taken apart by hand
printed_key_gets_in ()
{
  local printed=/home/alice/printed
  sign_in alice alice "$1,daypass-test" --print-key >/home/alice/output || return 1
  grep -E '^(ecdsa|ssh)-[^ ]+-cert' /home/alice/output >"$printed-cert.pub"
  sed -n '/^-----BEGIN/,/^-----END/p' /home/alice/output >"$printed"
  chown alice: "$printed" "$printed-cert.pub"
  chmod 600 "$printed"
  [ "$(log_in alice web "$printed" id -un)" = web ]
}

start_oidc 4456 EdDSA
start_oidc 4457 PS256
cp -p /etc/opk/providers /run/providers.before
cp -p /etc/opk/auth_id /run/auth_id.before
: >/etc/opk/auth_id
while read -r name issuer; do
  grep -q "^$issuer " /etc/opk/providers || echo "$issuer daypass-test 24h" >>/etc/opk/providers
  allow web alice@example.com "$issuer"
done <<<"$ALGORITHMS"

while read -r name issuer; do
  for kind in ecdsa ed25519; do
    check "${name}_with_${kind}" gets_in "$name-$kind" "$issuer" --key-type "$kind"
  done
done <<<"$ALGORITHMS"
first=https://localhost:4443
check f028_with_principals gets_in principals "$first" --principals web,other
refused f028_with_other_principals gets_in others "$first" --principals other
check f021_with_access_token gets_in access "$first" --send-access-token
check f027_with_remote_redirect gets_in remote "$first" \
  --remote-redirect-uri http://localhost:3000/login-callback
check f022_with_print_key printed_key_gets_in "$first"

cp -p /run/providers.before /etc/opk/providers
cp -p /run/auth_id.before /etc/opk/auth_id
stop_process "$IDP_STATE/oidc-4456.pid"
stop_process "$IDP_STATE/oidc-4457.pid"
tap_end
