#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""That docs/protocol.md speaks of tests that are there: protocol.py TOP

Each of S1 to S29 has its row, and so has each of D1 to D22, with a test in its last column. Each
name there, and each /refused/… or /vectors/… name in the text, must be in the tree: an integration
test as a file, any other by the last part of its name; what the test puts together of pieces, like
f"userinfo/{kind}_when_{what}" or "f044_" and a table, by its pieces.
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


def is_there(name, top, code):
    folder, _, last = name.rpartition('/')
    if folder == 'integration':
        return (top / f'tests/integration/{last}.sh').exists()
    if re.search(rf'[/"\'\s]{re.escape(last)}["\'\s(]', code):
        return True
    for pieces in (re.match(r'((?:f\d+_)+)(.+)', last), re.match(r'(.+)(_when_)(.+)', last)):
        if pieces and all(re.search(rf'["\'/\s}}]{re.escape(piece)}["\'{{(]', code)
                          for piece in pieces.groups()):
            return True
    return False


def main():
    top = pathlib.Path(sys.argv[1])
    text = (top / 'docs/protocol.md').read_text()
    code = read_tests(top / 'tests')
    decisions = text[text.index('\n## 6.'):]
    problems = []
    for prefix, last in (('S', 29), ('D', 22)):
        for number in range(1, last + 1):
            rows = re.findall(rf'^\| {prefix}{number} \|.*', text, re.M)
            if len(rows) != 1 or not NAME.search(rows[0].rstrip(' |').rpartition('|')[2]):
                problems.append(f'{prefix}{number} does not have one row with a test')
    names = set()
    for line in decisions.splitlines():
        cells = line.strip().strip('|').split('|')
        names.update(NAME.findall(cells[-1] if re.match(r'\| [SD]\d', line) else
                                  line if not line.startswith('|') else ''))
    for name in sorted(names):
        if not is_there(name, top, code):
            problems.append(f'no test is called {name}')
    print('1..1')
    for problem in problems:
        print(f'# {problem}')
    print(f'# {len(names)} tests named')
    print(('not ok' if problems else 'ok') + ' 1 /lint/protocol/names_tests_that_exist')
    return 1 if problems else 0


sys.exit(main())
