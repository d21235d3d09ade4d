#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The private machine itself: what the other tests do in it cannot reach the real one.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/tap.sh
. ../lib/machine.sh

own_processes_only ()
{
  # the first process is ours, so nothing of the real machine can be seen
  tr '\0' ' ' </proc/1/cmdline | grep -q tests/lib/private
}

loopback_only ()
{
  [ "$(ls /sys/class/net 2>/dev/null | tr -d '\n')" = lo ] || ! grep -qvE '^ *(lo|Inter-|face)' /proc/net/dev
}

mounted_here ()
{
  awk -v dir="$1" -v type="$2" '$5 == dir { kind = $(NF - 2) } END { exit kind != type }' \
    /proc/self/mountinfo
}

check sees_its_own_processes_only own_processes_only
check has_no_network_but_loopback loopback_only
for dir in /etc /usr; do
  check "changes_to${dir//\//_}_stay_inside" mounted_here "$dir" overlay
done
for dir in /home /root /run /opt /tmp /var/tmp /var/cache /var/log; do
  check "has_an_empty${dir//\//_}" mounted_here "$dir" tmpfs
done
check programs_belong_to_root test "$(stat -c %u:%a /usr)" = 0:755
tap_end
