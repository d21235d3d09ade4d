# SPDX-License-Identifier: Apache-2.0
"""Counts the results of one run of tools/test: results.py DIR

DIR holds meson.json (meson's testlog.json) and integration.tap (what tests/integration/run
printed). Prints one line a suite and, last, `N passed, N failed`. A program whose tests print TAP,
as every GLib test does, counts as its tests; another one counts as one test. A program that
crashed, timed out or left out tests it had planned counts as failed at least once.
"""
import json
import pathlib
import re
import sys

RESULT = re.compile(r'^\s*(not )?ok\b\s*(\d*)\s*-?\s*(.*?)\s*(#\s*SKIP\b.*)?$', re.I)
PLAN = re.compile(r'^1\.\.(\d+)')


class Suite:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.seconds = 0.0
        self.failures = []

    def add(self, name, text, good, seconds):
        """One program: what it printed, and whether it ended well."""
        passed, skipped, failures, planned = read_tap(text)
        seen = passed + skipped + len(failures)
        if seen == 0 and planned is None:
            passed, seen = int(good), 1
            failures = [] if good else [name]
        elif planned is not None and seen < planned:
            failures += [f'{name}: {planned - seen} of {planned} tests did not run']
        elif not good and not failures:
            failures.append(f'{name}: did not end well')
        self.passed += passed
        self.skipped += skipped
        self.failed += len(failures)
        self.failures += failures
        self.seconds += seconds


def read_tap(text):
    passed = skipped = 0
    failures = []
    planned = None
    for line in text.splitlines():
        plan = PLAN.match(line)
        result = RESULT.match(line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
        elif result and result.group(4):
            skipped += 1
        elif result and result.group(1):
            failures.append(result.group(3))
        elif result:
            passed += 1
    return passed, skipped, failures, planned


def suite_name(name):
    """project:quick+unit / reader -> unit: the last suite says what it is, quick only how fast."""
    suites = name.partition(' / ')[0].rpartition(':')[2].split('+')
    named = [suite for suite in suites if suite != 'quick']
    return named[-1] if named else suites[-1]


def read_meson(path, suites):
    for line in path.read_text().splitlines():
        test = json.loads(line)
        good = test['result'] in ('OK', 'EXPECTEDFAIL', 'SKIP')
        text = test.get('stdout', '')
        if test['result'] == 'SKIP' and not read_tap(text)[1]:
            text = f'ok 1 {test["name"]} # SKIP'
        suites.setdefault(suite_name(test['name']), Suite()).add(
            test['name'], text, good, test['duration'])


def read_integration(path, suites):
    """Parts begin with `# suite NAME` and end with `# end NAME STATUS SECONDS`."""
    text = path.read_text(errors='replace')
    parts = re.split(r'^# suite (\S+)\n', text, flags=re.M)
    for name, part in zip(parts[1::2], parts[2::2]):
        end = re.search(r'^# end \S+ (\d+) ([\d.]+)$', part, re.M)
        good = end is not None and end.group(1) == '0'
        suites.setdefault(f'integration/{name}', Suite()).add(
            name, part, good, float(end.group(2)) if end else 0)
    if len(parts) < 3 or not re.search(r'^# integration ended$', text, re.M):
        suites.setdefault('integration', Suite()).add('integration: did not run to its end', '',
                                                      False, 0)


def main():
    folder = pathlib.Path(sys.argv[1])
    suites = {}
    for name, reader in (('meson.json', read_meson), ('integration.tap', read_integration)):
        if (folder / name).exists():
            reader(folder / name, suites)
    print()
    for name, suite in sorted(suites.items()):
        skipped = f', {suite.skipped} skipped' if suite.skipped else ''
        print(f'{name:32} {suite.seconds:7.1f} s  {suite.passed} passed, '
              f'{suite.failed} failed{skipped}')
    for name, suite in sorted(suites.items()):
        for failure in suite.failures:
            print(f'FAILED {name}: {failure}')
    passed, failed, skipped = (sum(getattr(suite, what) for suite in suites.values())
                               for what in ('passed', 'failed', 'skipped'))
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 0 if passed and not failed else 1


if __name__ == '__main__':
    sys.exit(main())
