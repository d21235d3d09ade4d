#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# daypass-admin explain: for each way to be refused, the last line names the reason and, where there
# is one, the file and line.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

make_policy
ALICE="alice alice@example.com $ISSUER"
put auth_id "# who" "$ALICE"

explain ()
{
  local login=$1
  shift
  certificate "$@" | "$ADMIN" --config-dir "$OPK" --cache-dir "$CACHE" explain "$login" 2>&1
}

# says NAME REASON TEXT LOGIN [NAME=VALUE...]: the last line has the reason word and the text
says ()
{
  local name=$1 reason=$2 text=$3 last
  shift 3
  last=$(explain "$@" | tail -n 1)
  case $last in
    *"($reason): "*"$text"*) pass "explain/$name" ;;
    *) fail "explain/$name"; note "wanted: ($reason) … $text" "found:  $last" ;;
  esac
}

check explain/allowed grep -q '^✓ alice may log in: auth_id:2$' < <(explain alice)
check explain/allowed_ends_with_0 explain alice
refused explain/refused_ends_with_1 explain bob
check explain/every_check_has_its_line test "$(explain alice | grep -c '^✓ ')" -ge 6

# the token
says expired expired 'providers:1 says 24h; signed in' alice iat=-172800
says clock_behind clock-behind 'providers:1 says 24h' alice iat=600
says audience audience 'providers:1 wants client id client, the token is for other' alice client=other
says audience_list audience 'the token is for a, b' alice 'aud=["a","b"]'
says issuer issuer-unknown "" alice issuer=https://nobody.example
says issuer_slash issuer-unknown "providers:1 has $ISSUER, which is not the same text" alice "issuer=$ISSUER/"
says issuer_http issuer-unknown "providers:1 has $ISSUER" alice issuer=http://op.example
says provider_signature signature "The provider's signature does not hold." alice signer=other alg=ES256 kid=es
says algorithm_none algorithm "" alice alg=none signer=none
says algorithm_of_the_other_kind key-use "" alice alg=ES256 kid=rsa signer=es
says key_unknown key-unknown "daypass-admin status shows the issuer's keys; providers:1" alice kid=unheard
says commitment commitment "was not made for this key" alice nonce=other
says client_signature cic-signature "" alice 'form=$P:$OH:$OS:$CH:$OS'
says no_client_signature pkt-roles "" alice 'form=$P:$OH:$OS'
says two_provider_signatures pkt-roles "" alice 'form=$P:$OH:$OS:$OH:$OS:$CH:$CS'
says cut_token pkt-malformed "" alice 'form=$P:$OH'
says empty_token cert-no-token "" alice form=
check explain/nothing_to_explain_is_said grep -q 'standard input is empty' \
  < <("$ADMIN" --config-dir "$OPK" --cache-dir "$CACHE" explain alice </dev/null 2>&1)
says not_base64 base64 "" alice 'form=*:$OH:$OS:$CH:$CS'
says subject_missing subject "" alice sub=
says duplicate_claim json-syntax "" alice 'extra=,"sub":"root"'
says wrong_type_of_claim json-type "" alice 'extra=,"groups":"admins"'

# the certificate
says another_persons_key upk-mismatch "" alice cert=other
says principal principal 'the certificate is for bob, not for alice' alice principal=bob
says login_name login-name "" 'al ice'

# the policy
says no_row_at_all not-listed "no row names this login or this identity: daypass-admin add" carol email=c@x sub=u9
says other_login not-listed "auth_id:2 lets this identity log in as alice" bob
says other_identity not-listed "auth_id:2 lets somebody else log in as alice" alice email=eve@x sub=u9
put auth_id "$ALICE/"
says other_issuer not-listed "auth_id:1 would allow it for issuer $ISSUER/" alice
put auth_id "# a" "# b" "alice oidc:groups:ops $ISSUER"
says group not-listed "auth_id:3 lets somebody else log in as alice" alice 'extra=,"groups":["dev"]'
put auth_id "$ALICE"
put config.yml 'require_email_verified: when-present'
says unverified email-unverified "auth_id:1 would allow it, were the e-mail address verified" alice 'extra=,"email_verified":false'
put config.yml 'require_email_verified: always'
says not_said_to_be_verified email-unverified "auth_id:1 would allow it" alice
put config.yml 'deny_users: [alice]'
says denied_login denied-user 'config.yml has it in deny_users' alice
put config.yml 'deny_emails: [ALICE@example.com]'
says denied_address denied-email 'config.yml has it in deny_users or deny_emails' alice
rm "$OPK/config.yml"

# the files
says_files ()
{
  says "$@" alice
}
put config.yml 'deny_users: alice'
says_files config_of_another_type config 'daypass-admin audit'
put config.yml 'home_policy: &a yes' 'x: *a'
says_files config_with_an_alias config 'daypass-admin audit'
put config.yml 'home_policy: true' 'home_policy: false'
says_files config_with_a_key_twice config 'daypass-admin audit'
put config.yml 'env_vars: { LD_PRELOAD: x }'
says_files config_with_LD_PRELOAD config 'daypass-admin audit'
rm "$OPK/config.yml"
put providers "# nothing"
says_files no_provider config ''
put providers "$ISSUER client 24h" "$ISSUER client"
says bad_provider_row_does_not_matter_to_others expired 'providers:1' alice iat=-172800
put providers "$ISSUER client 12h" "$ISSUER other 24h"
says second_client_id expired 'providers:2 says 24h' alice client=other iat=-172800
put providers "$ISSUER client oidc"
says oidc_lifetime expired 'providers:1 says oidc' alice iat=-7200 exp=-3600
put providers "$ISSUER client 24h"
chmod 666 "$OPK/auth_id"
says_files writable_policy policy-unsafe ''
chmod 640 "$OPK/auth_id"
chown opksshuser "$OPK/auth_id"
says_files policy_of_the_verifier policy-unsafe ''
chown root "$OPK/auth_id"
mv "$OPK/auth_id" "$OPK/real"
ln -s real "$OPK/auth_id"
says_files policy_that_is_a_link policy-unsafe ''
rm "$OPK/auth_id"
mkfifo "$OPK/auth_id"
says_files policy_that_is_a_fifo policy-unsafe ''
rm "$OPK/auth_id"
mv "$OPK/real" "$OPK/auth_id"
rm "$CACHE"/*
says_files no_keys unreachable ''
make_policy
put auth_id "$ALICE"

# the home policy and plugins speak as well
as alice mkdir -p .opk
printf 'bob alice@example.com %s\nalice eve@x %s\n' "$ISSUER" "$ISSUER" | as alice sh -c 'umask 077; cat >.opk/auth_id'
setcap cap_setuid,cap_setgid=ep /usr/libexec/daypass/daypass-home-policy
put auth_id ""
says home_policy not-listed '~/.opk/auth_id:2 lets somebody else log in as alice' alice sub=u9 email=a@b
rm -rf /home/alice/.opk

json_has ()
{
  explain_json=$(certificate iat=-172800 |
    "$ADMIN" --json --config-dir "$OPK" --cache-dir "$CACHE" explain alice)
  printf '%s' "$explain_json" | /usr/bin/python3 -c '
import json, sys
answer = json.load(sys.stdin)
assert answer["result"] == "refused" and answer["reason"] == "expired", answer
assert answer["hints"] and answer["held"] and answer["sentence"], answer'
}
check explain/json json_has
refused explain/hostile_text_is_not_shown_raw grep -qP '[\x00-\x08\x1b\x7f]' < <(explain alice $'sub=\\u001b[2J' 'email=a\u0007@b')

# the keys of the issuers
make_policy
status_is ()
{
  "$ADMIN" --config-dir "$OPK" --cache-dir "$CACHE" status "$@"
}
check status/fresh_keys grep -q 'keys: fresh, fetched' < <(status_is)
check status/check_is_content status_is --check
check status/json grep -q '"keys": "fresh"' < <(status_is --json)
rm "$CACHE"/*
check status/no_keys grep -q 'keys: none' < <(status_is)
refused status/check_is_not_content_without_keys status_is --check
make_policy
put auth_id "$ALICE"

# what the log recorded
[ -S /run/systemd/journal/socket ] || start_journal >/dev/null 2>&1
refuse_once ()
{
  verify bob "$(certificate)" >/dev/null
}
refused explain/a_refusal_is_logged refuse_once
id=$(journal "_UID=$(id -u opksshuser)" | sed -n 's/^DAYPASS_ID=//p' | tail -n 1)
check explain/id_shows_the_reason grep -q '^REASON *not-listed$' < <("$ADMIN" explain "$id")
check explain/id_ends_with_the_sentence grep -q '^No policy row allows' < <("$ADMIN" explain "$id" | tail -n 1)
# a look-alike of another user is not believed
as bob /usr/bin/python3 -c 'import socket
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
journal.sendto(b"MESSAGE=x\nDAYPASS_ID=aaaaaaaa\nDAYPASS_REASON=ok\nDAYPASS_RESULT=eligible\n", "/run/systemd/journal/socket")'
journal >/dev/null
refused explain/look_alikes_are_not_believed "$ADMIN" explain aaaaaaaa
tap_end
