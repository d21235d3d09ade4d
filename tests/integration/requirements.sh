#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Sentences of the security requirements 5 to 10 that no other test attacks.
cd "$(dirname "$0")" && exec /usr/bin/python3 ./requirements.py
