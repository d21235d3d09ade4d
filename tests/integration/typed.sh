#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The real window by keyboard alone, from first run to removal, with the real agent, a real provider and
# real ssh.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh
# shellcheck source=tests/lib/at-desk.sh
. ../lib/at-desk.sh

allow web alice@example.com https://localhost:4443
at_desk typed.py person-browser
