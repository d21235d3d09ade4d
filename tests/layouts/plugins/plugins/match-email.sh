#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The e-mail's local part is the login name.
[ "${OPKSSH_PLUGIN_EMAIL%%@*}" = "$OPKSSH_PLUGIN_U" ] && [ -z "${OPKSSH_PLUGIN_EMAIL##*@example.com}" ] && echo allow
