#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every command of daypass-admin: its exit status, with and without --json, when it works and when
# it fails.
cd "$(dirname "$0")" && exec /usr/bin/python3 ./commands.py
