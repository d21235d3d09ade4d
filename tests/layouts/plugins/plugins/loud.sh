#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Says why on stderr: opkssh takes that for a part of the answer.
echo "looking at $OPKSSH_PLUGIN_SUB" >&2
[ "$OPKSSH_PLUGIN_SUB" = loud ] && echo allow
