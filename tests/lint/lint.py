#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The project's own linter: lint.py ROOT. TAP on stdout, one test a rule; places on stderr."""
import sys

import rules_c
import rules_errors
import rules_files
import rules_headers
import rules_layers
import rules_text
from source import Tree

RULES = {
    'c/file_length': rules_c.file_length,
    'c/function_length': rules_c.function_length,
    'c/parameters': rules_c.parameters,
    'c/nesting': rules_c.nesting,
    'c/banned_calls': rules_c.banned_calls,
    'c/layout': rules_c.layout,
    'c/must_use': rules_c.must_use,
    'c/unfinished': rules_c.unfinished,
    'c/test_names': rules_c.test_names,
    'errors/set_on_every_failure': rules_errors.errors_set,
    'files/spdx': rules_files.spdx,
    'files/potfiles': rules_files.potfiles,
    'files/places': rules_files.places,
    'headers/documented': rules_headers.documented,
    'text/outside_text': rules_text.outside_text,
    'layers/includes': rules_layers.includes,
    'layers/pure': rules_layers.pure,
    'layers/english': rules_layers.english,
}


def check(rule, tree):
    """All violations of one rule: [(path, line, sentence)]."""
    return [(source.path, line, sentence)
            for source in tree.sources.values()
            for line, sentence in rule(source, tree)]


def main():
    tree = Tree.load(sys.argv[1])
    failed = 0
    print(f'1..{len(RULES)}')
    for number, (name, rule) in enumerate(RULES.items(), 1):
        found = check(rule, tree)
        for path, line, sentence in found:
            print(f'{path}:{line}: {sentence}', file=sys.stderr)
        print(f'{"not ok" if found else "ok"} {number} /lint/{name}')
        failed += bool(found)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
