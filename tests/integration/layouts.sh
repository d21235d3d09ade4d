#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Servers as they are found with opkssh: the same people get in, but for the listed differences.
cd "$(dirname "$0")" && exec /usr/bin/python3 ./layouts.py
