#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The two identity providers and the scripted browser, before any program of ours is involved.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh

CHALLENGE=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM # RFC 7636, appendix B
BACK=http://localhost:3000/login-callback

fetch ()
{
  /usr/bin/python3 -c 'import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1], timeout=10).read().decode())' "$1"
}

member ()
{
  /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

# authorization ISSUER CLIENT: the address that a client opens
authorization ()
{
  printf '%s?response_type=code&client_id=%s&redirect_uri=%s&scope=openid+email+profile' \
    "$(fetch "$1/.well-known/openid-configuration" | member authorization_endpoint)" "$2" \
    "$(printf %s "$BACK" | sed 's|:|%3A|g; s|/|%2F|g')"
  printf '&state=a-state&nonce=a-nonce&code_challenge=%s&code_challenge_method=S256' "$CHALLENGE"
}

comes_back_with_a_code ()
{
  "$TREE/tests/idp/browser.py" --stop-at "$BACK" "$(authorization "$1" "$2")" "$3" "$4" |
    grep -qE '^http://localhost:3000/login-callback\?(.*&)?code=[^&]+(&|$)'
}

for row in "https://localhost:4443 daypass-test" "https://localhost:4444 daypass-test" \
           "$GLEWLWYD daypass"; do
  read -r issuer client <<<"$row"
  name=$(printf %s "$issuer" | sed 's|^https*://||; s|[^a-z0-9]|_|g')
  same "${name}_calls_itself_by_its_issuer" "$issuer" \
    "$(fetch "$issuer/.well-known/openid-configuration" | member issuer)"
  check "${name}_lets_alice_in" comes_back_with_a_code "$issuer" "$client" alice alice-pass-1234
done
refused glewlwyd_refuses_a_wrong_password comes_back_with_a_code "$GLEWLWYD" daypass alice no
refused glewlwyd_refuses_an_unknown_client comes_back_with_a_code "$GLEWLWYD" other alice \
  alice-pass-1234
tap_end
