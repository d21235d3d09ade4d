#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The administrator's files: unsafe, changing, huge.
cd "$(dirname "$0")" && exec /usr/bin/python3 ./rules.py
