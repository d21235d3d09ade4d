#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""That docs/protocol.md speaks of tests that are there: protocol.py TOP

Each name in the last column of the differential table, and each /refused/… or /vectors/… name in
the text, must be in the tree: an integration test as a file, any other by the last part of its name.
Each of S1 to S29 has its row, and so has each of D1 to D22.
"""
import pathlib
import re
import sys

NAME = re.compile(r'`(/[a-z]+/[^` ]+|[a-z-]+/[A-Za-z0-9_-]+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+)`')


def read_tests(tests):
    kinds = ('*.c', '*.py', '*.sh', '*.json')
    skipped = tests / 'lint'
    return '\n'.join(path.read_text(errors='replace') for kind in kinds
                     for path in tests.rglob(kind) if skipped not in path.parents)


def main():
    top = pathlib.Path(sys.argv[1])
    text = (top / 'docs/protocol.md').read_text()
    code = read_tests(top / 'tests')
    table = text[text.index('\n## 7.'):]
    problems = []
    for prefix, last in (('S', 29), ('D', 22)):
        for number in range(1, last + 1):
            if len(re.findall(rf'^\| {prefix}{number} \|', text, re.M)) != 1:
                problems.append(f'{prefix}{number} does not have one row')
    names = set()
    for line in table.splitlines():
        cells = line.strip().strip('|').split('|')
        names.update(NAME.findall(cells[-1] if line.startswith('| S') else
                                  line if not line.startswith('|') else ''))
    for name in sorted(names):
        folder, _, last = name.rpartition('/')
        found = (top / f'tests/integration/{last}.sh').exists() if folder == 'integration' \
            else re.search(rf'[/"\'\s]{re.escape(last)}["\'\s(]', code)
        if not found:
            problems.append(f'no test is called {name}')
    print('1..1')
    for problem in problems:
        print(f'# {problem}')
    print(f'# {len(names)} tests named')
    print(('not ok' if problems else 'ok') + ' 1 /lint/protocol/names_tests_that_exist')
    return 1 if problems else 0


sys.exit(main())
