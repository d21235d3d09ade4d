#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The system-browser path of the `daypass` command with Chromium: tests/app/cli/chromium.py.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh
export NODE_PACKAGES=$TREE/build/idp
as carol env CLI_GLEWLWYD="$GLEWLWYD" NODE_PACKAGES="$NODE_PACKAGES" \
  /usr/bin/python3 "$TREE/tests/app/cli/chromium.py"
