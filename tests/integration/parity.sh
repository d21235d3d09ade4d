#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# opkssh's features on the server, one test a row of the parity list, F120 to F202, with the number in its
# name; where a decision of docs/protocol.md changes a row, the test is of that decision. The last test
# counts the numbers.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

make_policy
ROW="alice alice@example.com $ISSUER"
put auth_id "$ROW"
HELPER=/usr/libexec/daypass/daypass-home-policy
chown root:opksshuser "$HELPER"
chmod 750 "$HELPER"
setcap cap_setuid,cap_setgid=ep "$HELPER"
GOOD=$(certificate)
numbers=

# f NUMBER NAME CMD...
f ()
{
  local number=$1 name=$2
  shift 2
  numbers="$numbers $number"
  check "parity/f${number}_$name" "$@"
}

admin () { "$ADMIN" --config-dir "$OPK" --cache-dir "$CACHE" "$@" </dev/null; }
in_ () { [ -n "$(verify "${1:-alice}" "${2:-$GOOD}")" ]; }
out () { ! in_ "$@"; }
has () { grep -qE -- "$1" < <("${@:2}" 2>&1); }
# with FILE TEXT CMD...: with that line alone in a file of the configuration
with () { local file=$1 text=$2; shift 2; put "$file" "$text"; "$@"; }
reset () { make_policy; put auth_id "$ROW"; rm -rf /home/alice/.opk; }
quietly () { local o; o=$(as_verifier "$VERIFY" --config-dir "$OPK" --cache-dir "$CACHE" "$@" 2>/dev/null) && [ -z "$o" ]; }

# --- verify ---------------------------------------------------------------------------------------
f 120 prints_the_line has '^cert-authority,principals="opkssh-wildcard" ecdsa-sha2-nistp256 AAAA[^ ]*$' verify alice "$GOOD" web1
f 121 prints_the_login_as_principal has '^cert-authority,principals="alice" ' verify alice "$(certificate principal=alice)"
f122 () { out alice "$(certificate 'principal=alice"')" && out alice "$(certificate principal=root)" && out 'al ice'; }
f 122 refuses_unsafe_principals f122
f 123 a_refusal_is_status_0_and_nothing quietly bob "${GOOD#* }" "${GOOD%% *}"
f 124 plain_keys_are_left_quietly quietly alice AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ssh-ed25519
f125 () { put other.yml 'deny_users: [alice]'; [ -z "$(as_verifier "$VERIFY" --config-path "$OPK/other.yml" --config-dir "$OPK" --cache-dir "$CACHE" \
  alice "${GOOD#* }" "${GOOD%% *}" 2>/dev/null)" ]; }
f 125 another_configuration_file f125
: >/run/verify.log
f126 () { out bob && logged not-listed && [ ! -e /var/log/opkssh.log ]; }
f 126 logs_to_the_system_not_to_a_file f126
f127 () { ! grep -qaE 'ssh -V|dpkg-query' "$VERIFY"; }
f 127 asks_no_program_for_a_version f127
f128 () { rm "$CACHE"/*; local start=$SECONDS; out && [ $((SECONDS - start)) -le 6 ]; }
f 128 a_network_that_is_away_costs_5_s_at_most f128
reset

# --- its files ------------------------------------------------------------------------------------
f130 () { put providers '# head' 'https://bad.example two' "$ISSUER client 24h # ours"; in_; }
f 130 bad_provider_rows_do_not_spoil_others f130
f131 () { local w; for w in 12h 24h 48h 1week oidc oidc_refreshed never; do with providers "$ISSUER client $w" in_ || return 1; done
  with providers "$ISSUER client 3days" out && with providers "$ISSUER client 12h" out alice "$(certificate iat=-46800)"; }
f 131 seven_words_for_a_lifetime f131
f132 () { put providers "$ISSUER client 24h" "$ISSUER second 24h"; in_ && in_ alice "$(certificate client=second)"; }
f 132 two_client_ids_of_one_issuer f132
f133 () { chmod 644 "$OPK/auth_id"; in_ && ! admin permissions check >/dev/null && chmod 660 "$OPK/auth_id" && out; }
f 133 exact_modes_are_told_unsafe_ones_refuse f133
reset
f134 () { install -d -m 750 -g opksshuser "$OPK/policy.d"; put policy.d/e.yml 'name: e' "command: /bin/sh -c 'test \$HTTPS_PROXY = http://p:1 && echo allow'"
  put auth_id ''; out && with config.yml 'env_vars: { HTTPS_PROXY: "http://p:1" }' in_; }
f 134 env_vars_are_exported f134
reset
f 135 deny_users with config.yml 'deny_users: [ALICE]' out
f 136 deny_emails with config.yml 'deny_emails: [ALICE@example.COM]' out
f137 () { put config.yml ''; in_ && chmod 664 "$OPK/config.yml" && out && chmod 644 "$OPK/config.yml" && in_ && ! admin permissions check >/dev/null; }
f 137 modes_of_config_yml f137
reset

# --- who may log in -------------------------------------------------------------------------------
f140 () { in_ && out bob && with auth_id "alice alice@example.com $ISSUER/" out; }
f 140 rows_of_auth_id f140
f141 () { put auth_id ''; as alice sh -c "umask 077; mkdir -p .opk; printf '%s\n' '$ROW' 'bob alice@example.com $ISSUER' >.opk/auth_id"
  in_ && out bob && chmod 640 /home/alice/.opk/auth_id && out; }
f 141 rows_of_the_own_home f141
reset
f 142 email_in_any_case in_ alice "$(certificate email=ALICE@EXAMPLE.com)"
f143 () { put auth_id "alice Sub1 $ISSUER"; in_ alice "$(certificate email= sub=Sub1)" && out alice "$(certificate email= sub=sub1)"; }
f 143 sub_in_this_case_only f143
f144 () { put auth_id "alice 'oidc:\"https://acme.com/groups\":ops' $ISSUER"; in_ alice "$(certificate 'extra=,"https://acme.com/groups":["dev","ops"]')" &&
  out alice "$(certificate 'extra=,"https://acme.com/groups":["dev"]')"; }
f 144 claims_and_lists_of_them f144
f145 () { put auth_id "alice oidc-match-end:email:@example.com $ISSUER"; in_ && out alice "$(certificate email=alice@example.com.evil)"; }
f 145 end_of_an_address f145
f146 () { put auth_id "alice 'repo:a/*:ref:main' $ISSUER"; in_ alice "$(certificate email= sub=repo:a/b:ref:main)" && out alice "$(certificate email= sub=repo:a/b/c:ref:main)"; }
f 146 repositories_by_pattern f146
f147 () { local w; for w in oidc: repo: oidc-match-end:email:; do with auth_id "alice $w $ISSUER" out && ! admin add alice "$w" "$ISSUER" 2>/dev/null || return 1; done; }
f 147 bare_prefixes_match_nobody f147
reset
f148 () { local c; c=$(certificate 'extra=,"email_verified":false'); in_ alice "$c" && with config.yml 'require_email_verified: when-present' out alice "$c" && in_; }
f 148 unverified_addresses_by_the_setting f148
reset
# F149 needs what plays the provider: userinfo.sh has it.

# --- plugins --------------------------------------------------------------------------------------
put auth_id ''
install -d -m 750 -g opksshuser "$OPK/policy.d"
plugin () { put policy.d/p.yml 'name: p' "command: /bin/sh -c '$1'"; }
plugin 'echo allow'
f150 () { in_ && chmod 660 "$OPK/policy.d/p.yml" && out && chmod 640 "$OPK/policy.d/p.yml" && mv "$OPK/policy.d/p.yml" "$OPK/policy.d/p.txt" && out; }
f 150 only_proper_files_run f150
rm "$OPK"/policy.d/*
f151 () { plugin 'test $(env | grep -c ^OPKSSH_PLUGIN_) = 20 && echo allow'; in_; }
f 151 twenty_variables f151
f152 () { plugin 'printf " allow \n"'; in_ && plugin 'echo allow; exit 1' && out && plugin 'echo ALLOW' && out; }
f 152 status_0_and_allow f152
f153 () { plugin 'echo no'; put policy.d/q.yml 'name: q' 'command: /bin/echo allow'; in_ && rm "$OPK/policy.d/q.yml"; }
f 153 one_of_them_is_enough f153
f154 () { plugin 'test -z "$OPKSSH_PLUGIN_EVIL$EVIL" && echo allow'
  [ -n "$(setpriv --reuid opksshuser --regid opksshuser --clear-groups env OPKSSH_PLUGIN_EVIL=1 EVIL=1 "$VERIFY" --config-dir "$OPK" \
    --cache-dir "$CACHE" alice "${GOOD#* }" "${GOOD%% *}" 2>/dev/null)" ]; }
f 154 nothing_is_inherited f154
f155 () { plugin 'test "$OPKSSH_PLUGIN_EXTRA_ARGS" = "[\"web 1\"]" && echo allow'; [ -n "$(verify alice "$GOOD" 'web 1')" ]; }
f 155 more_arguments f155
reset

# --- homes ----------------------------------------------------------------------------------------
f160 () { as alice sh -c "umask 077; mkdir .opk; echo '$ROW' >.opk/auth_id"
  helper () { setpriv --reuid opksshuser --regid opksshuser --clear-groups "$HELPER" "$(id -u alice)" "$(id -g alice)" /home/alice 2>/dev/null; }
  [ "$(helper)" = "$ROW" ] && chmod 644 /home/alice/.opk/auth_id && ! helper; }
f 160 prints_a_home_policy f160
chmod 600 /home/alice/.opk/auth_id
f161 () { local status; put auth_id ''; setcap -r "$HELPER"; install -d -m 750 /etc/sudoers.d
  printf 'opksshuser ALL=(root) NOPASSWD: %s *\n' "$HELPER" >/etc/sudoers.d/daypass; chmod 440 /etc/sudoers.d/daypass
  in_; status=$?; rm /etc/sudoers.d/daypass; setcap cap_setuid,cap_setgid=ep "$HELPER"; return $status; }
f 161 sudo_is_the_other_way f161
reset

# --- add ------------------------------------------------------------------------------------------
f170 () { has "^changed $OPK/auth_id" admin add bob bob@example.com "$ISSUER" && in_ bob "$(certificate email=bob@example.com)"; }
f 170 appends_a_row_and_says_where f170
f171 () { local n; for n in google azure microsoft gitlab hello; do admin add bob "$n@x" "$n" >/dev/null || return 1; done; [ "$(grep -c 'bob .*https://' "$OPK/auth_id")" = 6 ]; }
f 171 names_for_issuers f171
f172 () { local before; before=$(cat "$OPK/auth_id"); has "^ok $OPK/auth_id" admin add bob google@x google && [ "$before" = "$(cat "$OPK/auth_id")" ]; }
f 172 no_second_row f172
f173 () { admin add bob 'oidc:a b:$(id) "c" \ '"'d'" "$ISSUER" >/dev/null && has "oidc:a b:\\\$\(id\) \"c\" .+ 'd' " admin list bob; }
f 173 quotes_what_a_shell_would_see f173
f174 () { rm -rf /home/alice/.opk; as alice "$ADMIN" add alice a@b google >/dev/null && [ "$(stat -c '%a %U' /home/alice/.opk/auth_id)" = '600 alice' ]; }
f 174 falls_back_to_the_own_home f174
reset

# --- audit ----------------------------------------------------------------------------------------
f180 () { has '\[OK\] +SUCCESS .*alice' admin audit && put auth_id "$ROW" 'bad row' && ! admin audit >/run/out && grep -q 'Errors: *1' /run/out; }
f 180 report_and_summary f180
f181 () { admin --json audit | /usr/bin/python3 -c 'import json, sys; r = json.load(sys.stdin)
assert set(r) >= {"ok", "username", "providers_file", "system_policy", "home_policy", "opk_version", "openssh_version", "os_info"}
assert set(r["system_policy"]) == {"file_path", "rows", "error", "perms_error"}
assert set(r["system_policy"]["rows"][0]) == {"status", "hints", "principal", "identity_attr", "issuer", "reason", "line_number"}'; }
f 181 json_of_opksshs_schema f181
f182 () { put p2 'https://p2.example c 24h'; put a2 'web w@x https://p2.example'; admin audit --skip-user-policy --providers-file "$OPK/p2" --policy-file "$OPK/a2" >/run/out && grep -q 'web w@x' /run/out; }
f 182 other_files f182
f183 () { as alice sh -c "umask 077; mkdir -p .opk; echo 'alice bad' >.opk/auth_id"; has /home/alice/.opk/auth_id admin audit && ! has /home/alice admin audit --skip-user-policy; }
f 183 without_homes f183
reset
f184 () { put auth_id "alice a@b $ISSUER/" "alice a@b http://${ISSUER#https://}"; has 'remove the trailing slash' admin audit && has 'write https instead' admin audit; }
f 184 hints_for_slash_and_scheme f184
f185 () { put auth_id "$ROW"; chmod 666 "$OPK/auth_id"; has '"perms_error": "[^"]' admin --json audit && has '"ok": false' admin --json audit; }
f 185 modes_count f185
reset

# --- permissions ----------------------------------------------------------------------------------
f190 () { has 'No problems' admin permissions check && chmod 666 "$OPK/auth_id" && ! admin permissions check >/run/out && grep -q '^Problem: ' /run/out; }
f 190 check_lists_problems f190
f191 () { admin --json permissions check | /usr/bin/python3 -c 'import json, sys; assert any("permsErr" in p for p in json.load(sys.stdin))'; }
f 191 check_as_json f191
f192 () { has 'chmod 0640' admin permissions fix --dry-run && ! admin permissions fix >/dev/null 2>&1 && [ "$(stat -c %a "$OPK/auth_id")" = 666 ] &&
  has '^done: ' admin permissions fix -y -v && [ "$(stat -c %a "$OPK/auth_id")" = 640 ] && as alice sh -c "! $ADMIN permissions fix -y >/dev/null 2>&1"; }
f 192 fix_plans_asks_and_does f192
f193 () { chmod 666 "$OPK/auth_id"; admin permissions install >/dev/null && [ "$(stat -c %a "$OPK/auth_id")" = 640 ]; }
f 193 install_does_not_ask f193

# --- inspect --------------------------------------------------------------------------------------
echo "$GOOD" >/run/cert
f200 () { admin inspect /run/cert >/run/out && grep -q 'Token Hash: *[A-Za-z0-9_-]\{43\}$' /run/out && grep -q '^Principals: *\[opkssh-wildcard\]' /run/out && grep -q '"sub": "u1"' /run/out; }
f 200 inspects_a_certificate f200
as alice ssh-keygen -q -t ed25519 -N '' -f key
f201 () { admin inspect /home/alice/key.pub | grep -qF "$(ssh-keygen -lf /home/alice/key.pub | cut -d' ' -f2)"; }
f 201 inspects_a_key f201
f 202 file_or_text has 'User Certificate' admin inspect "$GOOD"
rm /home/alice/key*

elsewhere=$(grep -ohE 'check userinfo/f[0-9]{3}_' userinfo.sh | grep -oE '[0-9]{3}' | sort -u)
same parity/the_set_is_complete "$(echo {120..128} {130..137} {140..149} {150..155} 160 161 {170..174} {180..185} {190..193} {200..202})" \
  "$(printf '%s\n' $numbers $elsewhere | sort -n | tr '\n' ' ' | sed 's/ $//')"
tap_end
