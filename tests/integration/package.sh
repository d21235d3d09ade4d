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

check package/installs maintainer postinst configure
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
check package/first_person daypass-admin add pat pat@example.org google
same package/puts_one_provider_in_force 1 "$(grep -vc '^#' $OPK/providers)"
check package/self_test setpriv --reuid opksshuser --regid opksshuser --clear-groups \
  /usr/libexec/daypass/daypass-verify --exit-status --self-test

# again, over a configuration that somebody has
echo '# mine' >>$OPK/auth_id
before=$(cat $OPK/*.yml $OPK/providers $OPK/auth_id)
check package/installs_again maintainer postinst configure
same package/keeps_what_is_there "$before" "$(cat $OPK/*.yml $OPK/providers $OPK/auth_id)"

# a server that has opkssh: its files stay as they are
rm $OPK/config.yml
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
