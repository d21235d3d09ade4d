#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""results.py counts what ran, and what should have run. Prints TAP."""
import sys

from results import Suite, suite_name

# (name, what the program printed, whether it ended well, (passed, failed, skipped))
PROGRAMS = (
    ('counts_each_test', '1..2\nok 1 /a/b/c\nok 2 /a/b/d\n', True, (2, 0, 0)),
    ('counts_a_failure_once', '1..2\nok 1 /a/b/c\nnot ok 2 /a/b/d\n', False, (1, 1, 0)),
    ('counts_what_is_skipped', '1..2\nok 1 /a\nok 2 /b # SKIP no bus\n', True, (1, 0, 1)),
    ('counts_a_program_without_tap', 'fine\n', True, (1, 0, 0)),
    ('counts_a_failed_program_without_tap', 'bad\n', False, (0, 1, 0)),
    ('notices_a_crash_between_tests', '1..3\nok 1 /a\n', False, (1, 1, 0)),
    ('notices_a_crash_after_the_tests', '1..1\nok 1 /a\n', False, (1, 1, 0)),
    ('notices_tests_that_were_left_out', '1..3\nok 1 /a\nok 2 /b\n', True, (2, 1, 0)),
    ('counts_an_unfinished_test_as_failed', '1..1\nnot ok 1 /a # ' 'TO' 'DO later\n', True,
     (0, 1, 0)),
    ('ignores_other_lines', '# ok 1 /a\nTAP version 13\n1..1\nok 1 - /b\n', True, (1, 0, 0)),
)
NAMES = (
    ('daypass:quick+unit / reader', 'unit'),
    ('daypass:quick / reader', 'quick'),
    ('daypass:app / window', 'app'),
)


def main():
    results = []
    for name, text, good, expected in PROGRAMS:
        suite = Suite()
        suite.add('program', text, good, 1.0)
        results.append((name, (suite.passed, suite.failed, suite.skipped) == expected))
    for name, expected in NAMES:
        results.append((f'names_the_suite_{expected}', suite_name(name) == expected))
    print(f'1..{len(results)}')
    for number, (name, good) in enumerate(results, 1):
        print(f'{"ok" if good else "not ok"} {number} /lint/results/{name}')
    return 0 if all(good for _, good in results) else 1


if __name__ == '__main__':
    sys.exit(main())
