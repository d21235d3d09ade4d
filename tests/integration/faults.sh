#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Providers that go wrong, with keys in the cache and without.
cd "$(dirname "$0")" && exec /usr/bin/python3 ./faults.py
