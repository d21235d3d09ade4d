#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What debian/ does when the server's package is installed, and purged: in a copy of /etc and of the
# programs' directory, which go with this script.
set -u
cd "$(dirname "$0")" || exit 1
[ "${1:-}" = inside ] || exec unshare --mount --propagation private bash "./${0##*/}" inside
. ../lib/tap.sh
. ../lib/machine.sh

OPK=/etc/opk
CACHE=/var/cache/daypass

for dir in /etc /usr/libexec/daypass /var/cache; do
  copy=$(mktemp -d /run/package.XXXXXX)
  cp -a "$dir/." "$copy"
  chmod --reference="$dir" "$copy"
  mount --bind "$copy" "$dir"
done
rm -rf "$OPK" "$CACHE"
sed -i '/opksshuser\|_daypass-fetch/d' /etc/passwd /etc/shadow /etc/group /etc/gshadow

# maintainer SCRIPT ARGUMENT...: as dpkg runs it, without what debhelper puts in
maintainer ()
{
  local script=$1
  shift
  sed 's/#DEBHELPER#//' "$TREE/debian/daypass-verifier.$script" >/run/script
  sh -e /run/script "$@"
}

state ()
{
  stat -c '%a %U:%G' "$1"
}

maintainer postinst configure >/run/said 2>&1
same package/installs 0 $?
check package/says_what_to_do_next grep -qx '  daypass-admin setup' /run/said
refused package/without_a_warning grep -q WARNING /run/said
same package/configuration_directory '750 root:opksshuser' "$(state $OPK)"
for file in auth_id providers config.yml; do
  same "package/$file" '640 root:opksshuser' "$(state "$OPK/$file")"
done
same package/plugin_directory '750 root:opksshuser' "$(state $OPK/policy.d)"
same package/key_cache '2750 _daypass-fetch:opksshuser' "$(state $CACHE)"
same package/helper '750 root:opksshuser' "$(state /usr/libexec/daypass/daypass-home-policy)"
check package/helper_has_capabilities grep -q 'cap_setgid,cap_setuid=ep' < <(getcap /usr/libexec/daypass/daypass-home-policy)
check package/fetcher_may_read_the_configuration grep -qw opksshuser < <(id -Gn _daypass-fetch)
same package/no_provider_is_in_force "" "$(grep -v '^#' $OPK/providers)"
check package/permissions_are_fine daypass-admin permissions check
check package/audit_is_fine daypass-admin audit --skip-user-policy
useradd pat
check package/self_test_without_a_provider setpriv --reuid opksshuser --regid opksshuser --clear-groups \
  /usr/libexec/daypass/daypass-verify --exit-status --self-test
check package/first_person daypass-admin add pat pat@example.org google
same package/puts_one_provider_in_force 1 "$(grep -vc '^#' $OPK/providers)"
check package/self_test setpriv --reuid opksshuser --regid opksshuser --clear-groups \
  /usr/libexec/daypass/daypass-verify --exit-status --self-test

# the test that the package makes when it, or a library, is new: a warning, never a failure
maintainer postinst triggered /usr/lib/x86_64-linux-gnu/libnettle.so.8 >/run/said 2>&1
same package/trigger_tests_and_is_quiet "0 " "$? $(cat /run/said)"
echo 'home_policy: maybe' >$OPK/config.yml
maintainer postinst triggered /usr/lib/x86_64-linux-gnu/libnettle.so.8 >/run/said 2>&1
same package/trigger_does_not_fail 0 $?
check package/trigger_warns_and_says_what_to_do grep -q 'WARNING: its self-test fails' /run/said
check package/trigger_names_the_command grep -qx '  /usr/libexec/daypass/daypass-verify --self-test' /run/said
check package/and_that_says_the_line grep -q '^detail=config.yml: line 1, column 14: must be true or false$' \
  < <(/usr/libexec/daypass/daypass-verify --self-test)
install -m 640 -o root -g opksshuser /usr/share/daypass/config.yml $OPK/config.yml
check package/an_upgrade_does_not_say_it_again maintainer postinst configure 0.0.1
refused package/not_again grep -q 'daypass-admin setup' < <(maintainer postinst configure 0.0.1 2>&1)

# again, over a configuration that somebody has
echo '# mine' >>$OPK/auth_id
before=$(cat $OPK/*.yml $OPK/providers $OPK/auth_id)
check package/installs_again maintainer postinst configure
same package/keeps_what_is_there "$before" "$(cat $OPK/*.yml $OPK/providers $OPK/auth_id)"

# a server that has opkssh: its files stay as they are
rm $OPK/config.yml
# the units, as systemd reads them; it ends with 0 for keys that it does not know, and says so
UNITS=/usr/lib/systemd/system
same package/systemd_finds_no_fault "" "$(systemd-analyze verify $UNITS/daypass-*.{service,socket,timer} 2>&1)"
printf '[Service]\nExecStart=/bin/true\nNoNewPrivilege=yes\n' >/run/planted.service
check package/a_planted_fault_is_found grep -q NoNewPrivilege < <(systemd-analyze verify /run/planted.service 2>&1)
for unit in "$UNITS"/daypass-*.service; do
  name=${unit##*/}
  # of 10.0, which is a unit that confines nothing
  check "package/exposure_of_${name%.service}_is_2_at_most" \
    systemd-analyze --no-pager security --offline=true --threshold=20 "$unit"
  note "$(systemd-analyze --no-pager security --offline=true "$unit" | tail -n 1)"
done
refused package/exposure_of_an_open_unit systemd-analyze --no-pager security --offline=true --threshold=20 \
  /run/planted.service

check package/installs_over_opkssh maintainer postinst configure
refused package/opksshs_behaviour_stays test -e $OPK/config.yml

mkdir -p /etc/ssh/sshd_config.d
printf 'AuthorizedKeysCommand /usr/libexec/daypass/daypass-verify %%u %%k %%t\n' >/etc/ssh/sshd_config.d/60-daypass.conf
check package/removal_tells_of_the_line_that_is_left grep -q 'still names daypass-verify' \
  < <(maintainer prerm remove 2>&1)
check package/purges maintainer postrm purge
refused package/no_configuration_is_left test -e $OPK
refused package/no_key_is_left test -e $CACHE
tap_end
