#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# docs/admin.md: each of its commands is run, in its order, on a server as the package makes it.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh
. ../lib/policy.sh

OPK=/etc/opk
rm -rf "$OPK"
install -d -m 750 -o root -g opksshuser "$OPK"
install -m 640 -o root -g opksshuser /usr/share/daypass/config.yml /usr/share/daypass/providers "$OPK/"
daypass-admin permissions install >/dev/null
rm -rf /etc/ssh/sshd_config.d
install -d /etc/ssh/sshd_config.d
printf '%s\n' 'Include /etc/ssh/sshd_config.d/*.conf' 'HostKey /etc/ssh/daypass_host_key' 'UsePAM no' \
  'PidFile none' >/etc/ssh/sshd_config
groupadd canaries
usermod -aG canaries alice
certificate issuer=https://accounts.google.com >/run/id_ecdsa-cert.pub
start_journal >/dev/null 2>&1
verify bob "$(certificate)" >/dev/null
ID=$(journal "_UID=$(id -u opksshuser)" | sed -n 's/^DAYPASS_ID=//p' | tail -n 1)

# Commands end with 0; with 1 where the guide asks whether something is wrong, which may be so.
ran=
run ()
{
  local command=${1%%#*} status=0
  command=${command//id_ecdsa-cert.pub/\/run\/id_ecdsa-cert.pub}
  command=${command//explain ID/explain $ID}
  case $command in *"setup confirm"*) command="setsid -w $command" ;; esac
  bash -c "$command" >/run/out 2>&1 </dev/null || status=$?
  case $command in
    *explain\ alice*|*status\ --check*|*audit*|*permissions\ check*) [ "$status" -le 1 ] ;;
    *) [ "$status" = 0 ] ;;
  esac || { echo "$command: $status"; cat /run/out; return 1; }
}

while read -r line; do
  check "guide/$(printf %s "${line%%  *}" | tr -c 'a-zA-Z0-9\n' _)" run "$line "
  ran="$ran$line
"
done < <(sed -n 's/^    \(daypass-admin .*\|journalctl .*\|\/usr\/libexec.*\)/\1/p' "$TREE/docs/admin.md")
check guide/has_twenty_commands test "$(printf %s "$ran" | wc -l)" -ge 20
for command in add remove list 'provider list' 'provider enable' 'permissions check' audit explain status setup unsetup; do
  check "guide/speaks_of_${command// /_}" grep -q "^daypass-admin $command" <<<"$ran"
done

# the table of keys is the one that the program has
keys=$(sed -n 's/^| \(`[a-z_`, ]*`\) |.*/\1/p' "$TREE/docs/admin.md" | tr -d '`,' | tr ' ' '\n' | sort | tr '\n' ' ')
known=$(sed -n 's/^  { "\([a-z_]*\)", read_.*/\1/p' "$TREE/core/policy/dp-config.c" | sort | tr '\n' ' ')
same guide/all_keys_of_config_yml "$known" "$keys"
tap_end
