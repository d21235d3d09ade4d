#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the refused cases: count.py PROGRAM…

Each program is one of the test programs beside this file. Every class of hostile input must be
there, and 220 cases in all: a table that is lost from the build fails this test.
"""
import collections
import subprocess
import sys

AT_LEAST = 220
CLASSES = {'config', 'gq', 'json', 'jwk', 'jws', 'login', 'policy', 'providers', 'signature', 'ssh',
           'table', 'token', 'token-age'}


def main():
    counts = collections.Counter()
    for program in sys.argv[1:]:
        listed = subprocess.run([program, '-l'], check=True, capture_output=True, text=True)
        for line in listed.stdout.splitlines():
            if line.startswith('/refused/'):
                counts[line.split('/')[2]] += 1
    total = sum(counts.values())
    missing = sorted(CLASSES - set(counts))
    print('1..1')
    for name, count in sorted(counts.items()):
        print(f'# {count:4} {name}')
    print(f'# {total} refused cases, at least {AT_LEAST} are promised')
    if missing:
        print('# missing: ' + ' '.join(missing))
    good = total >= AT_LEAST and not missing
    print(('ok' if good else 'not ok') + ' 1 /refused/count')
    return 0 if good else 1


sys.exit(main())
