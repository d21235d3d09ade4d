#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The key cache, attacked and killed.
cd "$(dirname "$0")" && exec /usr/bin/python3 ./cache.py
