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

# says NAME REASON TEXT LOGIN [NAME=VALUE...]: the last line has the reason word and the text, the
# lines before it what to do
cases=0
reasons=
says ()
{
  local name=$1 reason=$2 text=$3 output last
  shift 3
  output=$(explain "$@")
  last=${output##*$'\n'}
  case $output in
    *"✗ "*"  what to do: "?*) ;;
    *) last="no advice: $output" ;;
  esac
  # what is only known to who has read the code stays behind the colon of the last line
  ! grep -E '^(✗|  what to do)' <<<"$output" |
    grep -E 'PK token|CIC|nonce|upk|malformed|does not hold|typ |roles|judge' || last="inner words: $output"
  [ "$(grep -c '^the certificate says: ' <<<"$output")" -le 1 ] || last="twice: $output"
  case $last in
    "${1:-} may not log in ($reason): "[A-Z]*"$text"*) pass "explain/$name" ;;
    *) fail "explain/$name"; note "wanted: ($reason) … $text" "found:  $last" ;;
  esac
  cases=$((cases + 1))
  reasons="$reasons $reason"
}

# advises NAME TEXT LOGIN [NAME=VALUE...]: the line that says what to do has the text
advises ()
{
  local name=$1 text=$2 found
  shift 2
  found=$(explain "$@" | grep '^  what to do: ')
  case $found in
    *"$text"*) pass "explain/advice_$name" ;;
    *) fail "explain/advice_$name"; note "wanted: $text" "found:  $found" ;;
  esac
}

check explain/allowed grep -q '^alice may log in: auth_id:2 allows it$' < <(explain alice)
check explain/allowed_ends_with_0 explain alice
refused explain/refused_ends_with_1 explain bob
check explain/every_check_has_its_line test "$(explain alice | grep -c '^✓ ')" -ge 6

# the token
says expired expired 'providers:1 says 24h; signed in' alice iat=-172800
says clock_behind clock-behind 'made at 20' alice iat=600
says audience audience 'providers:1 has client ID client, the token is for other' alice client=other
says audience_list audience 'the token is for a, b' alice 'aud=["a","b"]'
says issuer issuer-unknown "no row there is for https://nobody.example" alice issuer=https://nobody.example
says issuer_slash issuer-unknown "providers:1 has $ISSUER, the token has $ISSUER/: they must be the same to the letter" alice "issuer=$ISSUER/"
says issuer_http issuer-unknown "providers:1 has $ISSUER" alice issuer=http://op.example
says provider_signature signature "made with another key, or of other data" alice signer=other alg=ES256 kid=es
says algorithm_none algorithm "" alice alg=none signer=none
says algorithm_of_the_other_kind key-use "" alice alg=ES256 kid=rsa signer=es
says key_unknown key-unknown "providers:1: " alice kid=unheard
says signature_of_another_key signature "" alice kid=es alg=ES256 signer=other
says symmetric_algorithm algorithm "" alice alg=HS256
says commitment_missing commitment "" alice nonce=
says authorised_party audience "the token was given to other (azp)" alice 'extra=,"azp":"other"'
says issued_before_the_epoch claim "" alice iat=-1999999999
says header_of_another_type pkt-type "" alice typ=JWS
says client_claims_without_a_key cic-malformed "" alice 'cic={"alg":"ES256","rz":"00","typ":"CIC"}'
says client_claims_with_another_algorithm cic-malformed "" alice 'cic={"alg":"RS256","rz":"07","typ":"CIC","upk":$UPK}'
says refreshed_token_cut jws-malformed "" alice 'form=$P:$OH:$OS:$CH:$CS.x'
says commitment commitment "was not made for this key: its nonce is not" alice nonce=other
says client_signature cic-signature "" alice 'form=$P:$OH:$OS:$CH:$OS'
says no_client_signature pkt-roles "" alice 'form=$P:$OH:$OS'
says two_provider_signatures pkt-roles "" alice 'form=$P:$OH:$OS:$OH:$OS:$CH:$CS'
says cut_token pkt-malformed "" alice 'form=$P:$OH'
says empty_token cert-no-token "" alice form=
says not_base64 base64 "" alice 'form=*:$OH:$OS:$CH:$CS'
says subject_missing subject "" alice sub=
says duplicate_claim json-syntax "" alice 'extra=,"sub":"root"'
says wrong_type_of_claim json-type "" alice 'extra=,"groups":"admins"'

# the certificate
says another_persons_key upk-mismatch "" alice cert=other
says principal principal 'the certificate is for bob, not for alice' alice principal=bob
says principal_root principal 'the certificate is for root, not for alice' alice principal=root
says host_certificate cert-kind "" alice order=kind=x:00000002
says certificate_of_yesterday cert-validity 'it is valid from 1970-01-01 00:16:40 UTC until 2012-07-13 11:01:20 UTC; now it is 20' alice order=before=x:0000000050000000
says certificate_of_tomorrow cert-validity 'it is valid from 2032-09-25 07:51:28 UTC until 2033-05-18 03:33:20 UTC; now it is 20' alice order=after=x:0000000076000000
says forced_command cert-option 'it has the critical option force-command' alice 'order=critical=force-command:ls'
says broken_signature cert-signature "" alice "order=sig=x:$(printf '0000002001%062d' 1 1)"
says signed_by_another_key cert-signer "" alice \
  'order=signer=x:0000000b7373682d65643235353139000000207fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445'
says certificate_cut truncated "" alice order=cut=3
says certificate_with_a_tail trailing "" alice order=tail=x
says certificate_without_a_token cert-no-token "" alice order=extensions=permit-pty
says unknown_type_inside ssh-type "" alice order=type=ssh-rsa
says login_name login-name "" 'al ice'
says login_name_of_a_path login-name "" '../alice'

# what to do
advises issuer "daypass-admin provider enable https://nobody.example CLIENT-ID" alice issuer=https://nobody.example
advises issuer_slash "write its address there as the token has it" alice "issuer=$ISSUER/"
advises audience "daypass-admin provider enable $ISSUER CLIENT-ID" alice client=other
advises signature "sign in again" alice signer=other alg=ES256 kid=es
advises algorithm "RS256, PS256, ES256 or EdDSA" alice alg=none signer=none
advises principal "without --principals" alice principal=bob
# what a stranger may have typed is one word for the shell that the line is copied into
advises hostile_address "daypass-admin add bob 'a;\$(id)@x' $ISSUER" bob 'email=a;$(id)@x' sub=u9
advises hostile_issuer "daypass-admin provider enable 'https://x/\$(id)' CLIENT-ID" alice 'issuer=https://x/$(id)'
check explain/a_login_without_an_account_is_told grep -q '^! this server has no account of that name' < <(explain nosuch)
check explain/who_it_is_about grep -qx "the certificate says: identity alice@example.com, subject u1, issuer $ISSUER, key SHA256:.*" \
  < <(explain bob)

# the policy
says no_row_at_all not-listed "no row is for this login or this identity" carol email=c@x sub=u9
says other_login not-listed "auth_id:2 lets this identity log in as alice" bob
says other_identity not-listed "auth_id:2 is for somebody else to log in as alice" alice email=eve@x sub=u9
put auth_id "$ALICE/"
says other_issuer not-listed "auth_id:1 would allow it if the provider were $ISSUER/" alice
put auth_id "# a" "# b" "alice oidc:groups:ops $ISSUER"
says group not-listed "auth_id:3 is for somebody else to log in as alice" alice 'extra=,"groups":["dev"]'
check explain/the_command_that_would_allow_is_named grep -qxF \
  "  what to do: if this person should log in: daypass-admin add bob alice@example.com $ISSUER" < <(explain bob)
put auth_id "# bad rows" "alice alice@example.com" "alice 'open $ISSUER" "bob alice@example.com $ISSUER"
says bad_rows not-listed "auth_id:4 lets this identity log in as bob" alice
check explain/bad_rows_are_named grep -q '^! auth_id:2 and 1 more rows cannot be read' < <(explain alice)
put auth_id "alice ALICE@example.org $ISSUER" "alice oidc-match-end:email:@example.org $ISSUER"
says suffix not-listed "auth_id:1 is for somebody else to log in as alice" alice
put auth_id "alice repo:acme/* $ISSUER"
says repository not-listed "auth_id:1 is for somebody else to log in as alice" alice email= sub=repo:acme/app/x
put auth_id "$ALICE"
put config.yml 'require_email_verified: when-present'
says unverified email-unverified "auth_id:1 would allow it if the e-mail address were verified" alice 'extra=,"email_verified":false'
put config.yml 'require_email_verified: always'
says not_said_to_be_verified email-unverified "auth_id:1 would allow it" alice
put config.yml 'deny_users: [alice]'
says denied_login denied-user 'config.yml:1 denies this login name' alice
put config.yml '# ours' 'deny_users:' '- bob' '# why' '- Alice'
says denied_login_in_a_list denied-user 'config.yml:5 denies this login name' alice
put config.yml 'deny_emails: [eve@x,' 'ALICE@example.com]'
says denied_address denied-email 'config.yml:2 denies this e-mail address' alice
rm "$OPK/config.yml"

# the files
says_files ()
{
  says "$@" alice
}
put config.yml 'deny_users: alice'
says_files config_of_another_type config 'config.yml: line 1, column 13'
put config.yml 'home_policy: &a yes' 'x: *a'
says_files config_with_an_alias config 'config.yml: line 1'
put config.yml 'home_policy: true' 'home_policy: false'
says_files config_with_a_key_twice config 'config.yml: line 2'
put config.yml 'env_vars: { LD_PRELOAD: x }'
says_files config_with_LD_PRELOAD config 'config.yml: line 1'
put config.yml '# one' '---' 'deny_users: []' '---' 'deny_users: [bob]'
says_files config_with_two_documents config 'config.yml: line 4'
put config.yml 'home_policy: yes'
says_files config_with_yes config 'config.yml: line 1, column 14: must be true or false'
put config.yml 'iat_tolerance: 301'
says_files config_with_too_much config 'config.yml: line 1, column 16'
put config.yml 'chain: [sss_ssh_authorizedkeys]'
says_files config_with_a_relative_command config 'config.yml: line 1'
put config.yml $'deny_users:\n\t- bob'
says_files config_with_a_tab config 'config.yml: line 2'
put config.yml $'log_identity: full # \xff\xfe'
says_files config_that_is_not_text config 'config.yml: '
put config.yml "$(head -c 70000 /dev/zero | tr '\0' '#')"
says_files config_too_big policy-unsafe 'config.yml: too big'
advises config_too_big 'config.yml may have 64 KiB' alice
rm "$OPK/config.yml"
put providers "# nothing"
says_files no_provider config 'providers: no provider is in force'
advises no_provider 'daypass-admin provider enable NAME' alice
rm "$OPK/providers"
says_files no_providers_file config 'providers: not there'
put providers "$(seq 40000 | sed 's/^/# /')"
says_files providers_too_big policy-unsafe 'providers: too big'
put providers "$ISSUER client"
says_files bad_provider_row_alone config 'providers: no provider is in force'
put providers "https://token.actions.githubusercontent.com unused 24h"
says without_gq gq-required "" alice issuer=https://token.actions.githubusercontent.com 'aud="$NONCE"'
put providers "https://op.example.org client 24h" "$ISSUER client 1day"
says issuer_in_a_bad_row issuer-unknown "providers:2 cannot be read and does not count" alice
put providers "$ISSUER client 24h" "$ISSUER client"
says bad_provider_row_does_not_matter_to_others expired 'providers:1' alice iat=-172800
put providers "$ISSUER client 12h" "$ISSUER other 24h"
says second_client_id expired 'providers:2 says 24h' alice client=other iat=-172800
put providers "$ISSUER client oidc"
says oidc_lifetime expired 'providers:1 says oidc' alice iat=-7200 exp=-3600
put providers "$ISSUER client oidc_refreshed"
says refreshed_lifetime expired 'providers:1 says oidc_refreshed' alice iat=-7200 exp=-3600
put providers "$ISSUER client 24h"
chmod 770 "$OPK"
says_files writable_directory policy-unsafe "$OPK: its group or others may write to it"
chmod 750 "$OPK"
install -d -m 750 -o root -g opksshuser "$OPK/auth_id.d"
put auth_id ""
put auth_id.d/10-team "bob alice@example.com $ISSUER"
chmod 660 "$OPK/auth_id.d/10-team"
says_files writable_part_of_the_policy policy-unsafe 'auth_id.d/10-team: its group or others may write to it'
chmod 640 "$OPK/auth_id.d/10-team"
says part_of_the_policy not-listed 'auth_id.d/10-team:1 lets this identity log in as bob' web email=alice@example.com sub=u7
rm -r "$OPK/auth_id.d"
put auth_id "$ALICE"
chmod 666 "$OPK/auth_id"
says_files writable_policy policy-unsafe 'auth_id: its group or others may write to it'
chmod 640 "$OPK/auth_id"
chown opksshuser "$OPK/auth_id"
says_files policy_of_the_verifier policy-unsafe 'auth_id: owned by the wrong user'
chown root "$OPK/auth_id"
mv "$OPK/auth_id" "$OPK/real"
ln -s real "$OPK/auth_id"
says_files policy_that_is_a_link policy-unsafe 'auth_id: a link, or another kind of file'
rm "$OPK/auth_id"
mkfifo "$OPK/auth_id"
advises policy_that_is_a_fifo 'put a regular file' alice
says_files policy_that_is_a_fifo policy-unsafe 'auth_id: a link, or another kind of file'
rm "$OPK/auth_id"
mv "$OPK/real" "$OPK/auth_id"
rm "$CACHE"/*
advises no_keys 'daypass-admin status' alice
says_files no_keys unreachable 'providers:1: its keys are not in the cache; fetching them failed'
make_policy
put auth_id "$ALICE"

# the home policy and plugins speak as well
as alice mkdir -p .opk
printf 'bob alice@example.com %s\nalice eve@x %s\n' "$ISSUER" "$ISSUER" | as alice sh -c 'umask 077; cat >.opk/auth_id'
setcap cap_setuid,cap_setgid=ep /usr/libexec/daypass/daypass-home-policy
put auth_id ""
says home_policy not-listed '~/.opk/auth_id:2 is for somebody else to log in as alice' alice sub=u9 email=a@b
chmod 640 /home/alice/.opk/auth_id
says unsafe_home_policy not-listed 'no row is for this login or this identity' alice sub=u9 email=a@b
check explain/an_unsafe_home_policy_is_named grep -q '^! ~/.opk/auth_id does not count (home-policy-unsafe): the file must be' < <(explain alice)
rm -rf /home/alice/.opk
install -d -m 750 -o root -g opksshuser "$OPK/policy.d"
put policy.d/no.yml 'name: no' 'command: /bin/echo no'
says plugin_that_says_no not-listed '' alice
rm -r "$OPK/policy.d"
check explain/there_are_sixty_cases test "$cases" -ge 60
note "$cases refusals, $(printf '%s\n' $reasons | sort -u | wc -l) reasons"

# --- what cannot be explained ends with 2, what failed with 3 ------------------------------------------

ends ()
{
  local wanted=$1 text=$2 status=0
  shift 2
  "$ADMIN" --config-dir "$OPK" --cache-dir "$CACHE" "$@" >/run/out 2>&1 || status=$?
  [ "$status" = "$wanted" ] && grep -q -- "$text" /run/out || { echo "status $status"; cat /run/out; return 1; }
}

as alice ssh-keygen -q -t ed25519 -N '' -f key
for command in inspect 'explain alice'; do
  word=${command%% *}
  # shellcheck disable=SC2086
  check "$word/empty_input_ends_with_2" ends 2 'standard input is empty' $command - </dev/null
  # shellcheck disable=SC2086
  check "$word/text_ends_with_2" ends 2 'no file' $command /home/nobody/x-cert.pub
  # shellcheck disable=SC2086
  check "$word/binary_input_ends_with_2" ends 2 . $command - < <(head -c 3000 /dev/urandom)
  # shellcheck disable=SC2086
  check "$word/directory_ends_with_3" ends 3 'not a regular file' $command /etc
  # shellcheck disable=SC2086
  check "$word/two_MB_end_with_2" ends 2 'larger than' $command - < <(head -c 2000000 /dev/zero | tr '\0' a)
done
check explain/a_plain_key_ends_with_2 ends 2 'this is no certificate' explain alice /home/alice/key.pub
check inspect/a_plain_key_ends_with_0 ends 0 SHA256 inspect /home/alice/key.pub
check explain/an_unknown_id_ends_with_3 ends 3 'journalctl -t daypass-verify' explain aaaaaaaa
rm /home/alice/key*

json_has ()
{
  explain_json=$(certificate iat=-172800 |
    "$ADMIN" --json --config-dir "$OPK" --cache-dir "$CACHE" explain alice)
  printf '%s' "$explain_json" | /usr/bin/python3 -c '
import json, sys
answer = json.load(sys.stdin)
assert answer["result"] == "refused" and answer["reason"] == "expired", answer
assert answer["hints"] and answer["held"] and answer["sentence"] and answer["advice"], answer'
}
check explain/json json_has
refused explain/hostile_text_is_not_shown_raw grep -qP '[\x00-\x08\x1b\x7f]' < <(explain alice $'sub=\\u001b[2J' 'email=a\u0007@b')

# the keys of the issuers
make_policy
status_is ()
{
  "$ADMIN" --config-dir "$OPK" --cache-dir "$CACHE" status "$@"
}
check status/fresh_keys grep -q 'keys: fresh' < <(status_is)
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
check explain/id_shows_when grep -q '^logged at 20.* UTC; ' < <("$ADMIN" explain "$id")
check explain/id_shows_who grep -q '^the certificate says: identity alice@example.com, subject u1, ' < <("$ADMIN" explain "$id")
check explain/id_says_what_to_do grep -q '^  what to do: .*daypass-admin add bob alice@example.com' < <("$ADMIN" explain "$id")
check explain/id_ends_with_the_reason grep -q '^bob was not let in (not-listed): No rule lets' < <("$ADMIN" explain "$id" | tail -n 1)
check explain/id_json grep -q '"reason": "not-listed"' < <("$ADMIN" explain "$id" --json)
# a look-alike of another user is not believed
as bob /usr/bin/python3 -c 'import socket
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
journal.sendto(b"MESSAGE=x\nDAYPASS_ID=aaaaaaaa\nDAYPASS_REASON=ok\nDAYPASS_RESULT=eligible\n", "/run/systemd/journal/socket")'
journal >/dev/null
refused explain/look_alikes_are_not_believed "$ADMIN" explain aaaaaaaa
# nor one of the same user's other programs: a plugin, say
setpriv --reuid opksshuser --regid opksshuser --clear-groups /usr/bin/python3 -c 'import socket
journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
journal.sendto(b"MESSAGE=x\nDAYPASS_ID=bbbbbbbb\nDAYPASS_REASON=ok\nDAYPASS_RESULT=eligible\n", "/run/systemd/journal/socket")'
journal >/dev/null
refused explain/look_alikes_of_another_program_are_not_believed "$ADMIN" explain bbbbbbbb
check explain/although_they_are_in_the_journal grep -q '^DAYPASS_ID=bbbbbbbb$' < <(journal)
tap_end
