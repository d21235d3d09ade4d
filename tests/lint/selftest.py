#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each lint rule finds a planted violation, and leaves its innocent twin alone. Prints TAP."""
import sys

import planted
from lint import RULES, check
from source import Source, Tree

OTHERS = {
    'app/desktop/dpd-window.h': '/* SPDX-License-Identifier: Apache-2.0 */\n#pragma once\n',
    'core/io/dp-clock.h': '/* SPDX-License-Identifier: Apache-2.0 */\n#pragma once\n',
    'core/base/dp-error.h': '/* SPDX-License-Identifier: Apache-2.0 */\n#pragma once\n',
}


def tree_with(path, text):
    return Tree({name: Source(name, content)
                 for name, content in {**OTHERS, path: text}.items()})


def verdicts():
    for rule, name, path, text, is_bad in planted.cases():
        found = [hit for hit in check(RULES[rule], tree_with(path, text)) if hit[0] == path]
        yield rule, name, is_bad, found
    for rule in RULES:
        kinds = {is_bad for other, _, _, _, is_bad in planted.cases() if other == rule}
        if kinds != {True, False}:
            yield rule, 'has_both_kinds_of_example', False, ['no violation or no twin planted']


def main():
    results = list(verdicts())
    failed = 0
    print(f'1..{len(results)}')
    for number, (rule, name, is_bad, found) in enumerate(results, 1):
        good = bool(found) == is_bad
        failed += not good
        for hit in found if not good else []:
            print(f'/lint/{rule}: {hit}', file=sys.stderr)
        what = 'finds' if is_bad else 'allows'
        print(f'{"ok" if good else "not ok"} {number} /lint/{rule}/{what}_{name}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
