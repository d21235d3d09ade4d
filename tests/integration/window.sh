#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# needs: providers
# The real window with the real agent, both providers, Chromium and real ssh: a day from first run to
# removal.
set -u
cd "$(dirname "$0")" || exit 1
. ../lib/machine.sh
# shellcheck source=tests/lib/at-desk.sh
. ../lib/at-desk.sh

allow web alice@example.com https://localhost:4443
allow web alice@example.test "$GLEWLWYD"
at_desk day.py person-chromium "$GLEWLWYD"
