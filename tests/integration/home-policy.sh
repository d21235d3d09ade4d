#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ~/.opk/auth_id: read in the person's name, by a helper that can become nobody else after that.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

HELPER=/usr/libexec/daypass/daypass-home-policy
HOME_FILE=/home/alice/.opk/auth_id
ROW="alice alice@example.com $ISSUER"
make_policy
chown root:opksshuser "$HELPER"
chmod 750 "$HELPER"
setcap cap_setuid,cap_setgid=ep "$HELPER"
CERT=$(certificate)
ALICE=$(id -u alice):$(id -g alice)

# home LINE...: alice's policy as it should be
home ()
{
  rm -rf /home/alice/.opk
  chmod 755 /home/alice
  as alice mkdir -m 750 .opk
  as alice sh -c 'umask 077; cat >.opk/auth_id' < <(printf '%s\n' "$@")
}

gets_in ()
{
  [ -n "$(verify "${1:-alice}" "$CERT")" ]
}

# helper ARGUMENT...: as the gate starts it; its exit status is printed
helper ()
{
  setpriv --reuid opksshuser --regid opksshuser --clear-groups --inh-caps=-all \
    "$HELPER" "$@" 2>/dev/null
  echo "status $?"
}

ends ()
{
  local wanted=$1
  shift
  [ "$(helper "$@" </dev/null)" = "status $wanted" ]
}

alice_ends ()
{
  ends "$1" "${ALICE%:*}" "${ALICE#*:}" /home/alice
}

# --- whom it lets in --------------------------------------------------------------------------------

refused home-policy/nobody_without_one gets_in
home "$ROW"
check home-policy/lets_its_person_in gets_in
refused home-policy/lets_nobody_else_in gets_in bob
home "bob alice@example.com $ISSUER"
refused home-policy/rows_for_others_do_not_count gets_in bob
home "# mine" "broken row" "$ROW"
check home-policy/bad_rows_do_not_spoil_the_others gets_in
home "$ROW"
printf '%s\r\n' "# mine" "$ROW" | as alice sh -c 'cat >.opk/auth_id'
check home-policy/CRLF gets_in
home "$ROW"
put config.yml 'home_policy: false'
refused home-policy/can_be_switched_off gets_in
put config.yml 'deny_users: [alice]'
refused home-policy/not_past_a_denied_login gets_in
rm "$OPK/config.yml"
OLD=$(certificate iat=-172800)
CERT=$OLD refused home-policy/not_past_an_expired_token gets_in

# --- which files are used ---------------------------------------------------------------------------

home "$ROW"
check home-policy/helper_prints_it test "$(helper "${ALICE%:*}" "${ALICE#*:}" /home/alice)" = "$ROW
status 0"
for mode in 644 640 660 700 400; do
  chmod "$mode" "$HOME_FILE"
  check "home-policy/mode_${mode}_is_refused" alice_ends 1
done
home "$ROW"
chown bob "$HOME_FILE"
check home-policy/file_of_another_person_is_refused alice_ends 1
chown root "$HOME_FILE"
check home-policy/file_of_root_is_refused alice_ends 1
home "$ROW"
ln "$HOME_FILE" /home/alice/second
check home-policy/second_hard_link_is_refused alice_ends 1
rm /home/alice/second
check home-policy/one_link_is_fine gets_in
home "$ROW"
mv "$HOME_FILE" /home/alice/elsewhere
ln -s /home/alice/elsewhere "$HOME_FILE"
check home-policy/symbolic_link_is_refused alice_ends 1
home "$ROW"
mv /home/alice/.opk /home/alice/real
ln -s /home/alice/real /home/alice/.opk
check home-policy/symbolic_link_to_the_directory_is_refused alice_ends 1
rm -rf /home/alice/.opk /home/alice/real
check home-policy/absent alice_ends 2
home "$ROW"
rm "$HOME_FILE"
mkfifo -m 600 "$HOME_FILE"
chown alice "$HOME_FILE"
check home-policy/fifo_is_refused_at_once alice_ends 1
rm "$HOME_FILE"
mkdir "$HOME_FILE"
check home-policy/directory_is_refused alice_ends 1
home "$ROW"
head -c 1048577 /dev/zero | tr '\0' '#' | as alice sh -c 'cat >.opk/auth_id'
check home-policy/more_than_1_MiB_is_refused alice_ends 1
home "$ROW"
chmod 770 /home/alice/.opk
check home-policy/directory_that_the_group_may_write_is_refused alice_ends 1
home "$ROW"
chmod 777 /home/alice
check home-policy/home_that_all_may_write_is_refused alice_ends 1
chmod 755 /home/alice
check home-policy/home_of_another_person_is_refused ends 1 "$(id -u bob)" "$(id -g bob)" /home/alice

# --- what the helper cannot be made to do -------------------------------------------------------------

ROOT_ROW="root alice@example.com $ISSUER"
install -d -m 700 /root/.opk
printf '%s\n' "$ROOT_ROW" >/root/.opk/auth_id
chmod 600 /root/.opk/auth_id
check home-policy/root_is_refused ends 4 0 0 /root
check home-policy/root_by_overflow_is_refused ends 4 4294967296 0 /root
check home-policy/uid_minus_1_is_refused ends 4 4294967295 0 /root
check home-policy/negative_is_refused ends 4 -1 0 /root
check home-policy/text_is_refused ends 4 0x3e8 0 /root
check home-policy/relative_home_is_refused ends 4 "${ALICE%:*}" "${ALICE#*:}" home/alice
check home-policy/too_few_arguments_are_refused ends 4 "${ALICE%:*}"
refused home-policy/roots_home_is_off gets_in root
put config.yml 'home_policy_root: true'
check home-policy/roots_home_can_be_switched_on gets_in root
rm "$OPK/config.yml"
check home-policy/another_persons_secret_is_not_read \
  test "$(helper "${ALICE%:*}" 42 /root; ls -l /root/.opk/auth_id | wc -l)" = "status 1
1"
install -d -m 700 -o alice -g alice /home/alice/.opk
refused home-policy/a_stranger_may_not_run_it as bob "$HELPER" "${ALICE%:*}" "${ALICE#*:}" /home/alice

# its state while it reads, seen from outside: a FIFO cannot hold it, a stopped process can be looked at
cat >/run/probe.py <<'END'
import ctypes, os, signal, subprocess, sys, time
helper, uid, gid, home = sys.argv[1:5]
os.setgroups([]); os.setresgid(int(sys.argv[5]), int(sys.argv[5]), int(sys.argv[5]))
read, write = os.pipe()
# a full pipe holds the helper in its last step, with the file already read
os.set_blocking(write, False)
try:
    while True:
        os.write(write, b'x' * 4096)
except BlockingIOError:
    pass
os.set_blocking(write, True)
def verifier():
    os.setresuid(int(sys.argv[6]), int(sys.argv[6]), int(sys.argv[6]))
process = subprocess.Popen([helper, uid, gid, home], stdout=write, preexec_fn=verifier)
time.sleep(0.3)
print(open(f'/proc/{process.pid}/status').read())
# of a process that nobody may look into, /proc is root's
print('Owner:', os.stat(f'/proc/{process.pid}/environ').st_uid)
start = time.monotonic()
process.wait()
print('ended', -process.returncode, round(time.monotonic() - start, 1))
END
home "$ROW"
/usr/bin/python3 /run/probe.py "$HELPER" "${ALICE%:*}" "${ALICE#*:}" /home/alice \
  "$(id -g opksshuser)" "$(id -u opksshuser)" >/run/probe.txt
status_is ()
{
  grep -qE "^$1:[[:space:]]*$2[[:space:]]*$" /run/probe.txt
}
for set in CapInh CapPrm CapEff CapAmb; do
  check "home-policy/${set}_is_empty" status_is "$set" 0000000000000000
done
u=${ALICE%:*} g=${ALICE#*:}
check home-policy/all_uids_are_the_persons status_is Uid "$u[[:space:]]+$u[[:space:]]+$u[[:space:]]+$u"
check home-policy/all_gids_are_the_persons status_is Gid "$g[[:space:]]+$g[[:space:]]+$g[[:space:]]+$g"
check home-policy/no_groups status_is Groups ''
check home-policy/no_new_privileges status_is NoNewPrivs 1
check home-policy/s6_not_dumpable status_is Owner 0
check home-policy/ends_by_itself_within_2_s grep -qE '^ended 14 (1\.[0-9]|2\.0)$' /run/probe.txt

# --- a home that hangs, as on a network file system whose server is gone -----------------------------

# hang HOW CMD...: with alice's home on such a mount
hang ()
{
  local how=$1 server status=0
  shift
  ../lib/hanging-home.py /home/alice "${ALICE%:*}" "$how" >/run/hanging 2>&1 &
  server=$!
  wait_for 5 grep -q ready /run/hanging || { kill "$server"; return 1; }
  "$@" || status=$?
  kill "$server"
  wait "$server" 2>/dev/null
  umount -l /home/alice
  return "$status"
}

# answers_in MILLISECONDS in|out
answers_in ()
{
  local start ms found=out
  start=$(date +%s%N)
  ! gets_in || found=in
  ms=$((($(date +%s%N) - start) / 1000000))
  [ "$found" = "$2" ] && [ "$ms" -lt "$1" ] || { echo "$found after $ms ms"; return 1; }
}

it_hangs ()
{
  local ls
  setpriv --reuid "${ALICE%:*}" --clear-groups --regid "${ALICE#*:}" ls /home/alice/.opk >/dev/null 2>&1 &
  ls=$!
  wait_for 3 grep -q fuse "/proc/$ls/wchan" || true
  kill -KILL "$ls"
  # with the request taken, not even SIGKILL ends it
  wait_for 3 grep -q '^State:.D' "/proc/$ls/status" && ! wait_for 1 ended "$ls"
}

helpers_left ()
{
  pgrep -x daypass-home-po
}

home "$ROW"
check home-policy/the_mount_does_hang hang unkillable it_hangs
for how in killable unkillable; do
  check "home-policy/${how}_hang_is_refused_in_time" hang "$how" answers_in 4000 out
  check "home-policy/${how}_hang_is_logged" logged 'home-policy-timed-out'
  : >/run/verify.log
done
put auth_id "$ROW"
check home-policy/system_rows_do_not_wait_for_a_home_that_hangs hang unkillable answers_in 1000 in
put auth_id ""
check home-policy/works_again_after_the_hang gets_in
refused home-policy/no_helper_is_left wait_for 3 helpers_left

# --- when something is missing ------------------------------------------------------------------------

home "$ROW"
setcap -r "$HELPER"
check home-policy/without_capabilities_it_says_so alice_ends 3
refused home-policy/without_capabilities_it_is_not_used gets_in
check home-policy/the_log_says_unavailable logged 'no capabilities in effect'
put auth_id "$ROW"
check home-policy/system_rows_still_count gets_in
put auth_id ""
printf 'opksshuser ALL=(root) NOPASSWD: %s *\n' "$HELPER" >/etc/sudoers.d/daypass
chmod 440 /etc/sudoers.d/daypass
check home-policy/sudo_takes_over_when_it_has_the_rule gets_in
# finding S16: nor is it sudo's word that counts
cat >/run/sudo <<END
#!/bin/sh
echo "$ROW" >&2
END
chmod 755 /run/sudo
mount --bind /run/sudo /usr/bin/sudo
refused home-policy/what_sudo_says_on_stderr_is_no_policy gets_in
printf '#!/bin/sh\ntouch /run/sudo-was-started\necho "%s"\n' "$ROW" >/run/sudo
chmod 1777 /run
check home-policy/what_it_prints_is gets_in
check home-policy/that_was_sudo test -e /run/sudo-was-started
umount /usr/bin/sudo
rm /etc/sudoers.d/daypass
setcap cap_setuid,cap_setgid=ep "$HELPER"

# a system row decides before the home is touched
cat >/run/never <<'END'
#!/bin/sh
touch /run/helper-was-started
exit 2
END
mount --bind /run/never "$HELPER"
chmod 755 /run/never
chmod 1777 /run
put auth_id "$ROW"
check home-policy/system_row_lets_in gets_in
refused home-policy/helper_is_not_started_then test -e /run/helper-was-started
put auth_id ""
refused home-policy/nobody_gets_in_without_rows gets_in
check home-policy/helper_is_started_then test -e /run/helper-was-started

slow_home_in_time ()
{
  local start
  start=$(date +%s%N)
  gets_in && return 1
  [ $((($(date +%s%N) - start) / 1000000)) -lt 5500 ]
}
printf '#!/bin/sh\ntrap "" TERM INT HUP\nsleep 60\n' >/run/never
check home-policy/one_that_hangs_is_left_behind slow_home_in_time
printf '#!/bin/sh\nprintf "%s"; kill -SEGV $$\n' "$ROW" >/run/never
refused home-policy/one_that_is_killed_gives_nothing gets_in
printf '#!/bin/sh\necho "%s"; exit 1\n' "$ROW" >/run/never
refused home-policy/one_that_fails_gives_nothing gets_in
printf '#!/bin/sh\necho "%s"; head -c 2000000 /dev/zero\n' "$ROW" >/run/never
refused home-policy/one_that_prints_too_much_gives_nothing gets_in
printf '#!/bin/sh\necho "%s" >&2\n' "$ROW" >/run/never
refused home-policy/what_it_says_on_stderr_is_no_policy gets_in
printf '#!/bin/sh\necho "%s"\n' "$ROW" >/run/never
check home-policy/one_that_prints_the_row_lets_in gets_in
umount "$HELPER"
rm -rf /home/alice/.opk /root/.opk
tap_end
