#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The `daypass` command of an ordinary person: tests/app/cli.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh

# ID tokens that live just longer than the client's margin: for --auto-refresh
start_oidc 4455 RS256 --ttl 68
# a clock that is ten minutes ahead
start_oidc 4458 RS256 --clock-shift 600
mkdir -p /run/small
mount -t tmpfs -o size=16k,mode=0777 small /run/small

status=0
for name in ${CLI_PARTS:-usage words printed login files errors attacks killed}; do
  echo "# part $name"
  as carol env CLI_GLEWLWYD="$GLEWLWYD" CLI_SMALL_DISK=/run/small CLI_KILLS="${CLI_KILLS:-20}" \
    /usr/bin/python3 "$TREE/tests/app/cli/$name.py" || status=1
done
umount /run/small
stop_process "$IDP_STATE/oidc-4455.pid"
stop_process "$IDP_STATE/oidc-4458.pid"
exit "$status"
