#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# daypass-admin: rows and comments survive whatever happens, exit statuses and JSON are as documented.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

make_policy

admin ()
{
  "$ADMIN" --config-dir "$OPK" "$@"
}

ends ()
{
  local wanted=$1 status=0
  shift
  admin "$@" >/run/out 2>&1 </dev/null || status=$?
  [ "$status" = "$wanted" ] || { echo "status $status"; cat /run/out; return 1; }
}

is_json ()
{
  admin --json "$@" 2>/dev/null </dev/null | /usr/bin/python3 -c 'import json, sys; json.load(sys.stdin)'
}

# --- 20 writers at once, some of them killed -------------------------------------------------------

{
  echo '# the head of the file'
  for i in $(seq 50); do printf '\n# comment %d\nkeep%d user%d@example.org %s # why %d\n' "$i" "$i" "$i" "$ISSUER" "$i"; done
  echo "a row that cannot be read"
} >"$OPK/auth_id"
cp "$OPK/auth_id" /run/before

# attempt W HOW ARGUMENT...: whether it said that it changed auth_id; `killed`: somewhere on its way
attempt ()
{
  local w=$1 how=$2 pid
  shift 2
  # empty also when the command is killed before it has opened it
  : >"/run/said.$w"
  # not admin(): its process would be a shell, and the program would live on
  "$ADMIN" --config-dir "$OPK" "$@" >"/run/said.$w" 2>/dev/null &
  pid=$!
  if [ "$how" = killed ]; then
    sleep "0.0$((RANDOM % 5))"
    kill -KILL "$pid" 2>/dev/null && echo "$pid" >>/run/killed
  fi
  wait "$pid" 2>/dev/null
  grep -q '^changed .*auth_id' "/run/said.$w"
}

writer ()
{
  local i how row
  for i in $(seq 8); do
    row=w$1-$i how=whole
    [ $((i % 3)) != 0 ] || how=killed
    # what is said to be done must be there in the end
    attempt "$1" "$how" add "$row" "$row@example.org" "$ISSUER" && echo "$row" >>"/run/done.$1"
    [ $((i % 4)) = 0 ] || continue
    # and what is said to be removed must not; a remove that was killed may have done it
    echo "$row" >>"/run/maybe.$1"
    how=whole
    [ "$i" != 8 ] || how=killed
    attempt "$1" "$how" remove "$row" && echo "$row" >>"/run/gone.$1"
  done
}

writers=()
for w in $(seq 20); do writer "$w" & writers+=($!); done
wait "${writers[@]}"
cat /run/done.* | sort >/run/done
cat /run/maybe.* | sort >/run/maybe
cat /run/gone.* | sort >/run/gone
cut -d' ' -f1 "$OPK/auth_id" | grep '^w' | sort >/run/there
check admin/many_writers_were_done test "$(wc -l </run/done)" -ge 40
check admin/and_some_were_killed test "$(wc -l </run/killed)" -ge 5
same admin/no_row_that_was_done_is_lost "" "$(comm -23 <(comm -23 /run/done /run/maybe) /run/there)"
check admin/many_rows_were_removed test "$(wc -l </run/gone)" -ge 8
same admin/no_row_that_was_removed_is_there "" "$(comm -12 /run/gone /run/there)"
same admin/no_row_is_there_twice "" "$(uniq -d /run/there)"
check admin/every_other_byte_is_as_before cmp /run/before <(head -c "$(stat -c %s /run/before)" "$OPK/auth_id")
same admin/no_half_line "" "$(tail -c +"$(($(stat -c %s /run/before) + 1))" "$OPK/auth_id" | grep -vE "^w[0-9]+-[0-9]+ w[0-9-]+@example.org $ISSUER\$")"
check admin/a_killed_lock_does_not_block ends 0 add last last@example.org "$ISSUER"
same admin/nothing_is_left_aside "" "$(find "$OPK" -name '*daypass-new*')"
same admin/mode_and_owner_stay "640 root opksshuser" "$(stat -c '%a %U %G' "$OPK/auth_id")"

disk_full ()
{
  local before
  before=$(sha256sum <"$OPK/auth_id")
  mkdir -p /run/full
  mount -t tmpfs -o size=64k tmpfs /run/full
  cp -p "$OPK/auth_id" "$OPK/providers" /run/full/
  head -c 200000 /dev/zero >/run/full/fill 2>/dev/null
  "$ADMIN" --config-dir /run/full add x x@y "$ISSUER" 2>/dev/null && return 1
  [ "$before" = "$(sha256sum </run/full/auth_id)" ]
}
check admin/full_disk_leaves_the_file_as_it_was disk_full
umount /run/full

# --- what is said ----------------------------------------------------------------------------------

make_policy
check admin/add_changes ends 0 add alice alice@example.org google
same admin/and_says_so "changed $OPK/auth_id
changed $OPK/providers" "$(cat /run/out)"
check admin/second_add_is_ok ends 0 add alice alice@example.org google
same admin/and_says_ok "ok $OPK/auth_id
ok $OPK/providers" "$(cat /run/out)"
check admin/check_of_a_new_row_ends_with_1 ends 1 --check add alice a@b google
check admin/check_writes_nothing test "$(grep -c . "$OPK/auth_id")" = 1
check admin/dry_run_is_the_same_word ends 1 --dry-run add alice a@b google
check admin/root_is_refused ends 2 add root a@b google
check admin/a_system_user_is_refused ends 2 add sshd a@b google
check admin/root_with_force ends 0 --force add root a@b google
check admin/remove_changes ends 0 remove root
check admin/remove_again_is_ok ends 0 remove root
check admin/identity_without_meaning_is_refused ends 2 add alice oidc:groups google
check admin/identity_with_a_hash_is_refused ends 2 add alice 'a#b@x' google
check admin/unknown_issuer_word_is_refused ends 2 add alice a@b googel
check admin/unknown_command ends 2 frobnicate
check admin/unknown_option ends 2 --frobnicate list
check admin/too_few_arguments ends 2 add alice
check admin/locked_elsewhere_is_told ends 3 --config-dir /nonexistent add alice a@b google
check admin/help ends 0 --help
check admin/version ends 0 --version
for words in list 'provider list' 'permissions check' 'permissions fix --check' audit 'audit keys' \
  'add alice a@b google' 'remove alice a@b' 'provider enable gitlab' 'provider disable gitlab'; do
  # shellcheck disable=SC2086
  check "admin/json_of_${words// /_}" is_json $words
done

# --- opkssh's layouts --------------------------------------------------------------------------------

printf '\xef\xbb\xbf# from a Windows editor\r\nalice "alice@example.com" %s\r\nbob  '\''oidc:groups:two words'\''\t%s  # tab\r\n' \
  "$ISSUER" "$ISSUER" >"$OPK/auth_id"
put providers "$ISSUER client 24h"
check layouts/CRLF_and_quotes_let_in test -n "$(verify alice "$(certificate)")"
check layouts/group_with_a_space_lets_in test -n "$(verify bob "$(certificate 'extra=,"groups":["two words"]')")"
refused layouts/another_group_does_not verify bob "$(certificate 'extra=,"groups":["two"]')"
check layouts/add_keeps_CRLF ends 0 add carol carol@example.org "$ISSUER"
same layouts/every_line_ends_the_same 4 "$(grep -c $'\r$' "$OPK/auth_id")"
check layouts/audit_finds_nothing ends 0 audit --skip-user-policy
check layouts/permissions_find_nothing ends 0 permissions check
put auth_id "alice alice@example.com $ISSUER" "no good row" "alice 'open quote $ISSUER"
check layouts/bad_rows_do_not_spoil_good_ones test -n "$(verify alice "$(certificate)")"
check layouts/audit_names_them ends 1 audit --skip-user-policy
check layouts/with_their_line grep -q 'line 2: ' /run/out
put auth_id "dev repo:acme/app:\\* $ISSUER" "dev 'oidc-match-end:email:@example.com' $ISSUER"
check layouts/what_opkssh_add_writes_for_a_repo test -n "$(verify dev "$(certificate email= sub=repo:acme/app:ref)")"
check layouts/suffix test -n "$(verify dev "$(certificate)")"
refused layouts/suffix_of_another_host verify dev "$(certificate email=a@example.com.evil.org)"
chmod 644 "$OPK/auth_id"
check layouts/0644_lets_in test -n "$(verify dev "$(certificate)")"
check layouts/but_opkssh_would_not ends 1 permissions check
check layouts/fix_mends_it ends 0 permissions install
same layouts/to_0640 640 "$(stat -c %a "$OPK/auth_id")"

# --- auth_id.d ---------------------------------------------------------------------------------------

put auth_id ""
install -d -m 750 -o root -g opksshuser "$OPK/auth_id.d"
put auth_id.d/20-team "# team" "dev alice@example.com $ISSUER"
put auth_id.d/10-other "bob bob@example.com $ISSUER"
put auth_id.d/10-other~ "web alice@example.com $ISSUER"
check auth_id.d/lets_in test -n "$(verify dev "$(certificate)")"
refused auth_id.d/what_an_editor_leaves_does_not_count verify web "$(certificate)"
check auth_id.d/explain_names_the_line grep -q 'auth_id.d/20-team:2 lets this identity log in as dev' \
  < <(certificate | admin --cache-dir "$CACHE" explain carol)
same auth_id.d/is_listed 2 "$(admin list | grep -c auth_id.d/)"
check auth_id.d/is_audited ends 0 audit --skip-user-policy
chmod 646 "$OPK/auth_id.d/10-other"
refused auth_id.d/an_unsafe_one_refuses_all verify dev "$(certificate)"
check auth_id.d/permissions_find_it ends 1 permissions check
rm -rf "$OPK/auth_id.d"

# --- people add themselves ---------------------------------------------------------------------------

rm -rf /home/alice/.opk
install -d -m 750 -o root -g opksshuser /etc/opk
check home/a_person_adds_a_row as alice "$ADMIN" add alice alice@example.org google
same home/in_the_own_home "600 alice" "$(stat -c '%a %U' /home/alice/.opk/auth_id)"
same home/below_0750 "750 alice" "$(stat -c '%a %U' /home/alice/.opk)"
refused home/not_in_the_home_of_another as alice "$ADMIN" add bob alice@example.org google
same home/the_system_is_as_it_was "" "$(grep google "$OPK/auth_id")"

# --- plain keys that still log in ----------------------------------------------------------------------

as bob sh -c 'mkdir -m 700 .ssh && ssh-keygen -q -t ed25519 -N "" -f .ssh/k &&
  { echo "# none"; cat .ssh/k.pub; echo "from=\"10.0.0.1 , x\",no-pty $(cat .ssh/k.pub)"; } >.ssh/authorized_keys'
check keys/ends_with_1 ends 1 audit keys
same keys/finds_both 2 "$(grep -c '^bob ssh-ed25519 SHA256:.*/home/bob/.ssh/authorized_keys:[23] ' /run/out)"
check keys/knows_the_fingerprint grep -qF "$(as bob ssh-keygen -lf .ssh/k.pub | cut -d' ' -f2)" /run/out
mkdir -p /etc/ssh/keys
install -m 644 /home/bob/.ssh/k.pub /etc/ssh/keys/bob
rm -rf /home/bob/.ssh
check keys/ends_with_0_without ends 0 audit keys
printf 'AuthorizedKeysFile /etc/ssh/keys/%%u\nHostKey /etc/ssh/daypass_host_key\n' >/etc/ssh/sshd_config
check keys/looks_where_sshd_looks ends 1 audit keys
check keys/and_names_the_file grep -q '^bob ssh-ed25519 SHA256:.*/etc/ssh/keys/bob:1 ' /run/out
echo 'AuthorizedKeysFile none' >/etc/ssh/sshd_config
check keys/none_is_none ends 0 audit keys
rm -r /etc/ssh/keys /etc/ssh/sshd_config

# --- a provider with another lifetime ------------------------------------------------------------------

put providers "$ISSUER client 1week" "$ISSUER other 24h"
check provider/another_lifetime ends 0 provider enable "$ISSUER" client 12h
same provider/is_the_only_one_of_that_client "# $ISSUER client 1week
$ISSUER other 24h
$ISSUER client 12h" "$(cat "$OPK/providers")"
check provider/and_back ends 0 provider enable "$ISSUER" client 1week
same provider/without_a_second_row "$ISSUER client 1week
$ISSUER other 24h
# $ISSUER client 12h" "$(cat "$OPK/providers")"
put providers "#$ISSUER client 3days"
check provider/a_row_that_cannot_count_is_not_put_in_force ends 2 provider enable "$ISSUER"
same provider/and_stays "#$ISSUER client 3days" "$(cat "$OPK/providers")"
tap_end
