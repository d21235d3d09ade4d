#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What sshd sees of the verifier, whatever happens to it.
cd "$(dirname "$0")" && exec /usr/bin/python3 ./process.py
