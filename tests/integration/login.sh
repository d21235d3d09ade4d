#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# needs: journal
# Real ssh, real sshd, three identity providers: who gets in, and who does not.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh

CERTIFICATE=$TREE/tests/lib/certificate.py
OIDC_RSA=https://localhost:4443
OIDC_EC=https://localhost:4444
UNKNOWN=https://localhost:4445   # not in /etc/opk/providers
OLD=https://localhost:4446       # its clock is behind

# signed_in NAME PERSON AT PROVIDER [OPTION...]: a key in /home/PERSON/NAME
signed_in ()
{
  local name=$1 person=$2 at=$3 provider=$4
  shift 4
  sign_in "$person" "$at" "$provider" -i "/home/$person/$name" "$@" &&
    test -s "/home/$person/$name-cert.pub"
}

# gets_in PERSON LOGIN NAME
gets_in ()
{
  [ "$(log_in "$1" "$2" "/home/$1/$3" id -un)" = "$2" ]
}

# denied REASON PERSON LOGIN NAME: sshd refuses, and the verifier says why
denied ()
{
  local reason=$1 said
  shift
  [ -s "/home/$1/$3" ] || { echo "there is no key $3"; return 1; }
  journal --cursor-file=/run/cursor >/dev/null
  if said=$(log_in "$1" "$2" "/home/$1/$3" true 2>&1); then
    echo "let in"
    return 1
  fi
  echo "$said"
  journal --cursor-file=/run/cursor >/run/entries
  grep -aE '^(MESSAGE|DAYPASS_)' /run/entries
  [[ $said == *'Permission denied (publickey)'* ]] &&
    { [ "$reason" = no-certificate ] || grep -qx "DAYPASS_REASON=$reason" /run/entries; }
}

# forged PERSON NAME NEW TOKEN: a certificate as ours are, with this token, for a copy of key NAME
forged ()
{
  local home=/home/$1 principals
  principals=$("$CERTIFICATE" principals "$home/$2-cert.pub")
  as "$1" cp "$home/$2" "$home/$3"
  as "$1" sh -c "ssh-keygen -y -f $3 >$3.pub"
  as "$1" ssh-keygen -q -s "$3" -I forged ${principals:+-n "$principals"} -O clear \
    -O permit-pty -O "extension:openpubkey-pkt=$4" "$3.pub"
}

policy ()
{
  : >/etc/opk/auth_id
  allow web alice@example.com "$OIDC_RSA"
  allow web alice@example.com "$OIDC_EC"
  allow web alice@example.com "$UNKNOWN"
  allow web alice@example.com "$OLD"
  allow web alice@example.test "$GLEWLWYD"
}

policy
for row in "rsa $OIDC_RSA,daypass-test" "ec $OIDC_EC,daypass-test" "glewlwyd $GLEWLWYD,daypass"; do
  read -r name provider <<<"$row"
  check "$name/signs_in" signed_in "$name" alice alice "$provider"
  check "$name/lets_the_right_person_in" gets_in alice web "$name"
  check "$name/refuses_another_login" denied not-listed alice bob "$name"
  check "$name/refuses_root" denied not-listed alice root "$name"
  check "$name/signs_in_somebody_else" signed_in "$name" bob bob "$provider"
  check "$name/refuses_an_unknown_address" denied not-listed bob web "$name"
done

check ed25519/signs_in signed_in ed alice alice "$OIDC_RSA,daypass-test" -t ed25519
check ed25519/lets_the_right_person_in gets_in alice web ed

as alice cp /home/alice/rsa /home/alice/bare
check bare_key/refuses denied no-certificate alice web bare

check client/signs_in_with_another_client signed_in other alice alice "$OIDC_RSA,daypass-other"
check client/refuses_another_client_id denied audience alice web other

start_oidc 4445 RS256
check issuer/signs_in_at_an_unknown_issuer signed_in unknown alice alice "$UNKNOWN,daypass-test"
check issuer/refuses_an_unknown_issuer denied issuer-unknown alice web unknown

# tampered tokens, in certificates that are good in every other way
token=$("$CERTIFICATE" token /home/alice/rsa-cert.pub)
forged alice rsa same "$token"
check tampered/lets_an_untouched_token_in gets_in alice web same
while read -r what reason; do
  forged alice rsa "bad-$what" "$("$CERTIFICATE" tampered /home/alice/rsa-cert.pub "$what")"
  check "tampered/refuses_${what//-/_}" denied "$reason" alice web "bad-$what"
done <<EOF
email cic-signature
op-signature signature
cic-signature cic-signature
cic-header cic-signature
no-cic pkt-roles
EOF
as bob ssh-keygen -q -t ecdsa -N '' -C '' -f /home/bob/thief
as bob cp /home/bob/rsa-cert.pub /home/bob/thief-cert.pub
forged bob thief stolen "$token"
check tampered/refuses_a_token_of_another_key denied upk-mismatch bob web stolen

# time: the provider's clock is so far behind that the 24 hours of the policy end in half a minute
printf '%s daypass-test 24h\n' "$OLD" >>/etc/opk/providers
start_oidc 4446 RS256 --ttl 172800 --clock-shift=-86370
check expired/signs_in_a_day_ago signed_in old alice alice "$OLD,daypass-test"
end=$((SECONDS + 31)) # the token was issued before this moment
check expired/lets_in_before_the_end gets_in alice web old
check expired/the_end_has_not_passed test "$SECONDS" -lt "$end"
sleep $((end > SECONDS ? end - SECONDS : 0))
check expired/refuses_after_the_end denied expired alice web old
tap_end
