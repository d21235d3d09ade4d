#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# daypass-admin setup and unsetup: a server with sshd of its own configuration, step by step and back.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

CONFIG=/etc/ssh/sshd_config
DIR=/etc/ssh/sshd_config.d
DROPIN=$DIR/60-daypass.conf
PIDFILE=/run/sshd-setup.pid
PORT=2230

# configure LINE...: sshd's own file, with these lines behind the usual ones
configure ()
{
  rm -rf "$DIR"
  install -d -m 755 "$DIR"
  printf '%s\n' "Include $DIR/*.conf" "ListenAddress 127.0.0.1:$PORT" 'HostKey /etc/ssh/daypass_host_key' \
    "PidFile $PIDFILE" 'UsePAM no' 'PasswordAuthentication no' 'KbdInteractiveAuthentication no' "$@" >"$CONFIG"
}

ends ()
{
  local wanted=$1 text=$2 status=0
  shift 2
  "$ADMIN" "$@" >/run/out 2>&1 </dev/null || status=$?
  { [ "$status" = "$wanted" ] && grep -q -- "$text" /run/out; } || { echo "status $status"; cat /run/out; return 1; }
}

# asks COMMAND-OR-none [USER]: what sshd would start
asks ()
{
  local found
  found=$(/usr/sbin/sshd -T -C "user=${2:-alice},host=localhost,addr=127.0.0.1" | sed -n 's/^authorizedkeyscommand //p')
  case $found in "$1"*) ;; *) echo "$found"; return 1 ;; esac
}

checksums ()
{
  find /etc/ssh /etc/opk /etc/passwd /etc/group -type f ! -name '*.lock' -exec sha256sum {} + | sort
}

logs_in ()
{
  as alice ssh -F none -p "$PORT" -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none -o StrictHostKeyChecking=no \
    -o UserKnownHostsFile=/dev/null -o ConnectTimeout=10 -o LogLevel=ERROR -i "$1" alice@127.0.0.1 true </dev/null
}

# the provider and the person, and a real sign-in's key and certificate
rm -rf /etc/opk /var/cache/daypass/*
install -d -m 750 -o root -g opksshuser /etc/opk
OPK=/etc/opk CACHE=/var/cache/daypass
put providers "$ISSUER client 24h"
put auth_id "alice alice@example.com $ISSUER"
jwks=$(mint keys)
now=$(date +%s)
file=$CACHE/$(printf %s "$ISSUER" | sha256sum | cut -c1-64).keys
printf 'daypass-keys 1\nissuer %s\nfetched-at %d\nfresh-until %d\nrefresh-at %d\netag \nlength %d\n\n%s' \
  "$ISSUER" "$now" $((now + 3600)) $((now + 1800)) ${#jwks} "$jwks" >"$file"
chown _daypass-fetch:opksshuser "$file"
chmod 640 "$file"
mint key | as alice sh -c 'umask 077; cat >day'
certificate | as alice sh -c 'cat >day-cert.pub'
as alice sh -c 'mkdir -m 700 -p .ssh; ssh-keygen -q -t ed25519 -N "" -f plain; cp plain.pub .ssh/authorized_keys'

configure
/usr/sbin/sshd -f "$CONFIG" -E /var/log/sshd-setup.log
wait_for 5 listening "$PORT"

# --- from nothing, and back ------------------------------------------------------------------------

refused setup/before_it_the_certificate_is_worth_nothing logs_in day
before=$(checksums)
check setup/check_ends_with_1 ends 1 "would change $DROPIN" --check setup
same setup/check_changes_nothing "$before" "$(checksums)"
check setup/a_person_cannot grep -q 'run this as root' < <(as alice "$ADMIN" setup 2>&1)
check setup/sets_up ends 0 "^changed $DROPIN\$" setup
check setup/sshd_asks_daypass asks /usr/libexec/daypass/daypass-verify
check setup/the_running_sshd_was_told wait_for 5 logs_in day
check setup/plain_keys_go_on_working logs_in plain
check setup/again_is_ok ends 0 "^ok $DROPIN\$" setup
check setup/check_ends_with_0 ends 0 "^ok $DROPIN\$" --check setup
check setup/json grep -q '"result": "ok"' < <("$ADMIN" --json setup)
check unsetup/check_ends_with_1 ends 1 "would change $DROPIN" --check unsetup
check unsetup/takes_it_away ends 0 "^changed $DROPIN\$" unsetup
check unsetup/sshd_asks_nobody asks none
rm -rf /etc/opk/policy.d
same unsetup/all_is_as_before "$before" "$(checksums)"
no_more () { ! logs_in day; }
check unsetup/the_running_sshd_was_told wait_for 5 no_more
check unsetup/plain_keys_go_on_working logs_in plain
check unsetup/again_is_ok ends 0 "^ok $DROPIN\$" unsetup

# --- what belongs to others ------------------------------------------------------------------------

# stays NAME STATUS TEXT: setup ends so, and sshd's configuration is as it was
stays ()
{
  local name=$1 status=$2 text=$3 before
  before=$(find /etc/ssh -type f ! -name '*.lock' -exec sha256sum {} + | sort)
  check "setup/$name" ends "$status" "$text" setup
  same "setup/${name}_stays" "$before" "$(find /etc/ssh -type f ! -name '*.lock' -exec sha256sum {} + | sort)"
}

SSS=/usr/bin/sss_ssh_authorizedkeys
configure "AuthorizedKeysCommand $SSS %u" 'AuthorizedKeysCommandUser nobody'
stays command_in_the_main_file 2 "sshd_config:8 asks another program"
check setup/and_says_chain grep -q 'name that command under chain: in config.yml' /run/out
configure
printf '# theirs\nauthorizedkeyscommand=%s\n' "$SSS" >"$DIR/90-sssd.conf"
stays command_in_a_later_drop_in 2 "90-sssd.conf:2 asks another program"
configure
echo 'AuthorizedKeysCommandUser nobody' >"$DIR/10-user.conf"
stays a_lone_user 2 "10-user.conf:1 asks another program"
configure 'Match User git' "  AuthorizedKeysCommand /opt/git-keys %u" '  AuthorizedKeysCommandUser git'
stays command_for_one_login 2 "sshd_config:9 asks another program"
mkdir -p /etc/ssh/more
printf 'AuthorizedKeysCommand %s %%%%u\nAuthorizedKeysCommandUser nobody\n' "$SSS" >/etc/ssh/more/keys.conf
configure 'Include /etc/ssh/more/*.conf'
stays command_in_a_file_from_elsewhere 2 'a file that /etc/ssh/sshd_config includes (sshd -T shows it) asks another program'
rm -r /etc/ssh/more
configure 'AuthorizedKeysCommand /usr/local/bin/opkssh verify %u %k %t' 'AuthorizedKeysCommandUser opksshuser'
stays opkssh 2 'asks opkssh. To change over, write into that line instead: AuthorizedKeysCommand /usr/libexec/daypass/daypass-verify %u %k %t'
configure 'AuthorizedKeysCommand /usr/libexec/daypass/daypass-verify %u %k %t' 'AuthorizedKeysCommandUser opksshuser'
stays line_by_hand 0 'is left alone'
check unsetup/line_by_hand_is_told ends 0 'sshd_config:8 still names Daypass' unsetup
configure
echo '# mine' >"$DROPIN"
stays a_file_of_that_name 3 'was not made by setup'
check unsetup/a_file_of_that_name_stays ends 0 "^ok $DROPIN" unsetup
same unsetup/and_is_as_it_was '# mine' "$(cat "$DROPIN")"
configure
sed -i 1d "$CONFIG"
stays without_include 2 "Put this line at its top and run this again: Include $DIR/\*.conf"

# --- the proof ---------------------------------------------------------------------------------------

# unproven NAME TEXT: setup fails and leaves no drop-in
unproven ()
{
  check "setup/$1" ends 3 "$2" setup
  refused "setup/$1_leaves_nothing" test -e "$DROPIN"
}
configure 'Nonsense yes'
unproven broken_configuration 'nothing was changed, because the proof failed: sshd -t ended with 255'
configure
chmod 757 /usr/libexec/daypass
unproven unsafe_command 'nothing was changed, because the proof failed: sshd says: .*Unsafe AuthorizedKeysCommand'
chmod 755 /usr/libexec/daypass
configure 'PubkeyAuthentication no'
unproven no_public_keys 'nothing was changed, because the proof failed: a trial sshd with this configuration did not ask'
mv "$OPK/config.yml" /run/config.yml 2>/dev/null
put config.yml 'home_policy: maybe'
configure
check setup/failed_self_test ends 3 "the verifier's self-test failed" setup
rm "$OPK/config.yml"
[ ! -e /run/config.yml ] || mv /run/config.yml "$OPK/config.yml"
put providers '# none'
check setup/without_a_provider_it_says_so ends 0 'note: no provider is in force' setup
check unsetup/after_that ends 0 changed unsetup
put providers "$ISSUER client 24h"

# --- a group first, and a way back -------------------------------------------------------------------

kill -HUP "$(cat "$PIDFILE")"
groupadd canaries
check setup/empty_group ends 2 'has no members' --group canaries setup
refused setup/empty_group_leaves_nothing test -e "$DROPIN"
check setup/no_such_group ends 2 'there is no group' --group nobodies setup
usermod -aG canaries alice
check setup/for_a_group ends 0 "^changed $DROPIN" setup --group canaries
check setup/its_members_are_asked_about asks /usr/libexec/daypass/daypass-verify alice
check setup/others_are_not asks none bob
check setup/members_log_in wait_for 5 logs_in day
check setup/for_all_after_that ends 0 "^changed $DROPIN" setup
check setup/now_others_too asks /usr/libexec/daypass/daypass-verify bob
check unsetup/of_it ends 0 "^changed $DROPIN" unsetup

for bad in 5 5x 2s 2h -1m ''; do
  check "setup/confirm_of_${bad:-nothing}_is_refused" ends 2 'confirm' setup "--confirm=$bad"
done
check setup/nothing_to_confirm ends 2 'no setup waits' setup confirm
check setup/with_a_way_back ends 0 'undone in 4s unless' setup --confirm 4s
check setup/works_meanwhile asks /usr/libexec/daypass/daypass-verify
check setup/the_same_session_cannot_confirm ends 2 'log in once more and confirm' setup confirm
gone () { [ ! -e "$DROPIN" ]; }
check setup/is_undone_by_itself wait_for 20 gone
check setup/and_sshd_was_told wait_for 5 no_more
check setup/once_more ends 0 'undone in 4s unless' setup --confirm 4s
check setup/confirmed_from_a_new_login setsid -w "$ADMIN" setup confirm
sleep 5
check setup/stays_then asks /usr/libexec/daypass/daypass-verify
"$ADMIN" unsetup >/dev/null 2>&1
stop_process "$PIDFILE"
tap_end
