#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Policy plugins: who is asked, what they are told, what counts as yes, and what they cannot do.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

PLUGINS=/opt/plugins
OUT=/run/plugins
make_policy
install -d -m 755 "$PLUGINS"
install -d -m 755 -o opksshuser "$OUT"
install -d -m 750 -o root -g opksshuser "$OPK/policy.d"
CERT=$(certificate)

# plugin NAME LINE...: a shell script and its file in policy.d, alone there
plugin ()
{
  local name=$1
  shift
  rm -f "$OPK"/policy.d/*
  add_plugin "$name" "$@"
}

add_plugin ()
{
  local name=$1
  shift
  printf '%s\n' '#!/bin/sh' "$@" >"$PLUGINS/$name"
  chmod 755 "$PLUGINS/$name"
  put "policy.d/$name.yml" "name: $name" "command: $PLUGINS/$name"
}

gets_in ()
{
  [ -n "$(verify alice "$CERT")" ]
}

lets_in ()
{
  plugin p "$1"
  gets_in
}

# --- what counts as yes ---------------------------------------------------------------------------

refused plugins/without_any_nobody_gets_in gets_in
check plugins/allow lets_in 'echo allow'
check plugins/allow_with_white_space lets_in 'printf "\n\t allow \r\n\n"'
check plugins/allow_with_noise_on_stderr lets_in 'echo what a day >&2; echo allow'
check plugins/allow_with_10_MB_on_stderr lets_in 'head -c 10485760 /dev/zero >&2; echo allow'
check plugins/allow_from_one_that_leaves_a_child lets_in 'sleep 30 & echo allow'
refused plugins/nothing lets_in 'true'
refused plugins/deny lets_in 'echo deny'
refused plugins/other_case lets_in 'echo Allow'
refused plugins/more_words lets_in 'echo allow alice'
refused plugins/twice lets_in 'echo allow; echo allow'
refused plugins/allow_and_a_failure lets_in 'echo allow; exit 1'
refused plugins/allow_and_a_signal lets_in 'echo allow; kill -KILL $$'
refused plugins/allow_on_stderr lets_in 'echo allow >&2'
refused plugins/allow_behind_10_MB lets_in 'head -c 10485760 /dev/zero; echo allow'
refused plugins/10_MB lets_in 'yes allow | head -c 10485760'

printf '#!/usr/bin/python3\nimport os\nprint("allow" if os.environ["OPKSSH_PLUGIN_SUB"] == "u1" else "no")\n' \
  >"$PLUGINS/python"
chmod 755 "$PLUGINS/python"
rm -f "$OPK"/policy.d/*
put policy.d/python.yml 'name: python' "command: $PLUGINS/python"
check plugins/python gets_in
put policy.d/python.yml 'name: "words"' "command: /bin/sh -c 'echo \"allow\"'"
check plugins/command_with_quoted_words gets_in

slow_is_refused_in_time ()
{
  local start
  start=$(date +%s%N)
  lets_in 'trap "" TERM; sleep 60; echo allow' && return 1
  [ $((($(date +%s%N) - start) / 1000000)) -lt 4500 ]
}
check plugins/slow_one_is_refused_in_time slow_is_refused_in_time

answers_in ()
{
  local limit=$1 start
  shift
  start=$(date +%s%N)
  "$@" || return 1
  [ $((($(date +%s%N) - start) / 1000000)) -lt "$limit" ]
}
children_left ()
{
  [ "$(pgrep -u opksshuser -c -x sleep)" -gt "$1" ]
}
check plugins/one_that_forks_fifty_answers answers_in 2500 lets_in 'for i in $(seq 50); do sleep 41 & done; echo allow'
refused plugins/and_its_children_are_gone wait_for 2 children_left 40
check plugins/one_that_leaves_its_session_answers answers_in 2500 lets_in 'setsid sleep 42 & echo allow'
pkill -u opksshuser -x sleep
refused plugins/one_that_dribbles_for_ever lets_in 'while :; do echo -n " "; sleep 0.1; done'
refused plugins/one_that_forks_without_end_is_ended lets_in 'f () { sleep 0.05; f & f; }; ulimit -u 60; f 2>/dev/null'
refused plugins/one_that_cannot_be_started lets_in '#'
refused plugins/one_that_fills_both_pipes lets_in 'yes >&2 & yes'

# --- several ---------------------------------------------------------------------------------------

plugin 10-no 'echo no'
add_plugin 20-yes 'echo allow'
add_plugin 30-later "touch $OUT/later; echo no"
check plugins/one_of_several_is_enough gets_in
check plugins/all_run_although_one_allows test -e "$OUT/later"
for i in 1 2 3 4 5 6; do add_plugin "4$i-slow" 'sleep 1; echo no'; done
several_in_time ()
{
  local start
  start=$(date +%s%N)
  gets_in && [ $((($(date +%s%N) - start) / 1000000)) -lt 3000 ]
}
check plugins/they_run_at_once several_in_time

# --- they can only widen ---------------------------------------------------------------------------

plugin p 'echo allow'
put config.yml 'deny_users: [ALICE]'
refused plugins/not_past_a_denied_login gets_in
put config.yml 'deny_emails: [Alice@Example.com]'
refused plugins/not_past_a_denied_address gets_in
rm "$OPK/config.yml"
OLD=$(certificate iat=-172800)
CERT=$OLD refused plugins/not_past_an_expired_token gets_in
FOREIGN=$(certificate issuer=https://other.example)
CERT=$FOREIGN refused plugins/not_past_an_unknown_issuer gets_in

# --- which files count -----------------------------------------------------------------------------

not_used ()
{
  ! gets_in
}

plugin p 'echo allow'
for mode in 660 646 666; do
  chmod "$mode" "$OPK/policy.d/p.yml"
  check "plugins/file_of_mode_${mode}_is_not_used" not_used
done
chmod 640 "$OPK/policy.d/p.yml"
chown opksshuser "$OPK/policy.d/p.yml"
check plugins/file_of_the_verifier_is_not_used not_used
chown root "$OPK/policy.d/p.yml"
for mode in 770 757; do
  chmod "$mode" "$OPK/policy.d"
  check "plugins/directory_of_mode_${mode}_is_not_used" not_used
done
chmod 750 "$OPK/policy.d"
for mode in 775 757 644; do
  chmod "$mode" "$PLUGINS/p"
  check "plugins/command_of_mode_${mode}_is_not_run" not_used
done
chmod 755 "$PLUGINS/p"
chown alice "$PLUGINS/p"
check plugins/command_of_a_person_is_not_run not_used
chown root "$PLUGINS/p"
chmod 777 "$PLUGINS"
check plugins/command_below_a_shared_directory_is_not_run not_used
chmod 755 "$PLUGINS"
mv "$OPK/policy.d/p.yml" "$OPK/policy.d/p.yaml"
check plugins/other_ending_is_not_used not_used
mv "$OPK/policy.d/p.yaml" /opt/p.yml
ln -s /opt/p.yml "$OPK/policy.d/p.yml"
check plugins/symbolic_link_is_not_used not_used
rm "$OPK/policy.d/p.yml"
mkfifo -m 640 "$OPK/policy.d/p.yml"
check plugins/fifo_is_not_used not_used
rm "$OPK/policy.d/p.yml"
put policy.d/p.yml "name: p" "command: p"
check plugins/command_without_a_path_is_not_run not_used
put policy.d/p.yml "command: $PLUGINS/p"
check plugins/file_without_a_name_is_not_used not_used
put policy.d/p.yml "name: &a p" "command: $PLUGINS/p" "x: *a"
check plugins/file_with_an_alias_is_not_used not_used
put policy.d/p.yml "name: p" "command: $PLUGINS/p" "$(head -c 70000 /dev/zero | tr '\0' '#')"
check plugins/file_of_70_KB_is_not_used not_used
put policy.d/p.yml "name: p" "command: $PLUGINS/p"
put policy.d/q.yml "name: [bad"
check plugins/bad_file_does_not_spoil_the_others gets_in
check plugins/bad_file_is_named_in_the_log logged 'q.yml'

# --- what they are told ----------------------------------------------------------------------------

NAMES="AUD CONFIG EMAIL EMAIL_VERIFIED EXP EXTRA_ARGS GROUPS IAT IDT ISS JTI K NBF PAYLOAD PKT SUB T U UPK USERINFO"
plugin p "env -0 >$OUT/env; cat /proc/self/cmdline >$OUT/argv; ls -l /proc/self/fd >$OUT/fd; id >$OUT/id; pwd >$OUT/pwd"
put config.yml 'env_vars:' '  HTTPS_PROXY: http://127.0.0.1:3128'
TOLD=$(certificate 'extra=,"email_verified":true,"groups":["a","say \"b\", c"],"jti":"j-1"')
verify alice "$TOLD" web1 'a "b"'
told ()
{
  tr '\0' '\1' <"$OUT/env" | tr '\n\1' '\2\n' | sed -n "s/^OPKSSH_PLUGIN_$1=//p" | tr '\2' '\n'
}
same plugins/there_are_20_variables "$NAMES" \
  "$(tr '\0' '\n' <"$OUT/env" | sed -n 's/^OPKSSH_PLUGIN_\([A-Z_]*\)=.*/\1/p' | sort | tr '\n' ' ' | sed 's/ $//')"
same plugins/U alice "$(told U)"
same plugins/K "${TOLD#* }" "$(told K)"
same plugins/T "${TOLD%% *}" "$(told T)"
same plugins/EXTRA_ARGS '["web1","a \"b\""]' "$(told EXTRA_ARGS)"
same plugins/ISS "$ISSUER" "$(told ISS)"
same plugins/SUB u1 "$(told SUB)"
same plugins/EMAIL alice@example.com "$(told EMAIL)"
same plugins/EMAIL_VERIFIED true "$(told EMAIL_VERIFIED)"
same plugins/AUD client "$(told AUD)"
same plugins/JTI j-1 "$(told JTI)"
same plugins/NBF_is_empty "" "$(told NBF)"
same plugins/USERINFO_is_empty "" "$(told USERINFO)"
same plugins/GROUPS '["a","say \"b\", c"]' "$(told GROUPS)"
same plugins/EXP_is_an_hour_after_IAT 3600 "$(($(told EXP) - $(told IAT)))"
same plugins/PAYLOAD_is_the_claims '"j-1"' "$(told PAYLOAD | base64 -d | grep -o '"j-1"')"
same plugins/UPK_is_a_JWK '{"alg":"ES256","crv":"P-256","kty":"EC"' \
  "$(told UPK | base64 -d | grep -o '^{"alg":"ES256","crv":"P-256","kty":"EC"')"
same plugins/CONFIG "name: p
command: $PLUGINS/p" "$(told CONFIG | base64 -d)"
same plugins/PKT_is_the_token "$(told PKT | cut -d: -f1)" "$(told IDT | cut -d. -f2)"
# each of the twenty against the certificate itself: protocol section 4.7
compare_all ()
{
  echo "$TOLD" >/run/told-cert.pub
  /usr/bin/python3 - "$OUT/env" /run/told-cert.pub "$PLUGINS/p" <<'PYTHON'
import base64, json, sys
sys.path.insert(0, '../lib')
import certificate
prefix = 'OPKSSH_PLUGIN_'
pairs = (item.decode().partition('=') for item in open(sys.argv[1], 'rb').read().split(b'\0') if item)
found = {name[len(prefix):]: value for name, _, value in pairs if name.startswith(prefix)}
line = open(sys.argv[2]).read().split()
pkt = certificate.parse(sys.argv[2])[1]['openpubkey-pkt']
payload, op_header, op_signature, cic_header, _ = pkt.split(':')
raw = base64.urlsafe_b64decode(payload + '=' * (-len(payload) % 4))
claims = json.loads(raw)
cic = json.loads(base64.urlsafe_b64decode(cic_header + '=' * (-len(cic_header) % 4)))
wanted = {
    'U': 'alice', 'K': line[1], 'T': line[0], 'EXTRA_ARGS': json.dumps(['web1', 'a "b"'], separators=(',', ':')),
    'ISS': claims['iss'], 'SUB': claims['sub'], 'EMAIL': claims['email'], 'EMAIL_VERIFIED': 'true',
    'AUD': claims['aud'], 'EXP': str(claims['exp']), 'NBF': '', 'IAT': str(claims['iat']), 'JTI': claims['jti'],
    'GROUPS': json.dumps(claims['groups'], separators=(',', ':')),
    'PAYLOAD': base64.b64encode(raw).decode(), 'PKT': pkt, 'IDT': f'{op_header}.{payload}.{op_signature}',
    'USERINFO': '', 'CONFIG': base64.b64encode(f'name: p\ncommand: {sys.argv[3]}\n'.encode()).decode()}
upk = json.loads(base64.b64decode(found.pop('UPK'), validate=True))
assert upk == cic['upk'], upk
for name in sorted(wanted.keys() | found.keys()):
    assert found.get(name) == wanted.get(name), (name, found.get(name), wanted.get(name))
print(len(found) + 1)
PYTHON
}
same plugins/all_twenty_are_as_specified 20 "$(compare_all)"
check plugins/env_vars_are_set grep -qz '^HTTPS_PROXY=http://127.0.0.1:3128$' "$OUT/env"
same plugins/nothing_else_of_the_environment "HTTPS_PROXY LANG PATH PWD" \
  "$(tr '\0' '\n' <"$OUT/env" | sed -n 's/^\([A-Z_]*\)=.*/\1/p' | grep -v OPKSSH | sort | tr '\n' ' ' | sed 's/ $//')"
refused plugins/no_token_in_the_arguments grep -q AAAA "$OUT/argv"
same plugins/three_descriptors "0 1 2 3" \
  "$(awk 'NF > 8 { print $9 }' "$OUT/fd" | sort | tr '\n' ' ' | sed 's/ $//')" # 3: ls itself
check plugins/they_run_as_the_verifier grep -q '(opksshuser)' "$OUT/id"
put config.yml 'env_vars:' '  LD_PRELOAD: /opt/x.so'
refused plugins/LD_PRELOAD_in_env_vars_lets_nobody_in gets_in
rm "$OPK/config.yml"

LIST=$(certificate email= 'aud=["client","x"]' 'extra=,"azp":"client","nbf":5,"email_verified":"T"')
verify alice "$LIST"
same plugins/AUD_as_a_list '["client","x"]' "$(told AUD)"
same plugins/NBF 5 "$(told NBF)"
same plugins/EMAIL_is_empty "" "$(told EMAIL)"
same plugins/GROUPS_is_empty "" "$(told GROUPS)"
same plugins/EMAIL_VERIFIED_as_text true "$(told EMAIL_VERIFIED)"

for pair in true:true false:false '"1":true' '"t":true' '"TRUE":true' '"F":false' '"0":false' '"maybe":maybe'; do
  verify alice "$(certificate "extra=,\"email_verified\":${pair%:*}")"
  same "plugins/EMAIL_VERIFIED_of_${pair%:*}" "${pair##*:}" "$(told EMAIL_VERIFIED)"
done
plugin p 'echo allow'
ODD=$(certificate 'extra=,"email_verified":7')
CERT=$ODD refused plugins/email_verified_that_is_a_number_runs_none gets_in
ODD=$(certificate 'extra=,"nbf":1.5')
CERT=$ODD refused plugins/a_time_that_is_no_integer_runs_none gets_in

# --- what they cannot do ---------------------------------------------------------------------------

plugin p "touch $CACHE/new; for f in $CACHE/*; do echo x >>\$f; rm -f \$f; mv \$f \$f.x; done; echo allow"
before=$(cd "$CACHE" && sha256sum ./*)
check plugins/one_that_attacks_the_cache_still_answers gets_in
same plugins/the_key_cache_stays_as_it_was "$before" "$(cd "$CACHE" && sha256sum ./*)"
rm -rf "$OPK/policy.d"
tap_end
