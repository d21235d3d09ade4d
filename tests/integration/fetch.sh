#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The ways in which daypass-fetch is started, and the ways out into the world.
cd "$(dirname "$0")" && exec /usr/bin/python3 ./fetch.py
