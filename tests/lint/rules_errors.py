# SPDX-License-Identifier: Apache-2.0
"""Every failure of a function that takes a GError sets it.

A heuristic, like fwupd's: a bare `return FALSE;`, `return NULL;` or `return -1;` in such a function
is a failure. It is fine when `error` is named in the statement that decides it, or in one of the
two statements before that in the same block. What returns FALSE for another reason says so with
a nocheck comment.
"""
import re

BARE = re.compile(r'\breturn\s*\(?\s*(?:FALSE|NULL|-1)\s*\)?\s*;')
STATEMENTS_BEFORE = 2


def _before(body, at):
    """The text that decides about the return at this place: its condition, the statements before
    it in its block without the blocks inside them, and the condition of the block when there are
    fewer than that."""
    kept = []
    statements = blocks = parentheses = 0
    for position in range(at - 1, 0, -1):
        char = body[position]
        parentheses += (char == ')') - (char == '(')
        if char == '}':
            blocks += 1
        elif char == '{' and blocks > 0:
            blocks -= 1
        elif char == '{':
            header = max(body.rfind(c, 0, position) for c in ';{}')
            return body[header + 1:position] + ''.join(reversed(kept))
        elif char == ';' and blocks == 0 and parentheses == 0:
            statements += 1
            if statements > STATEMENTS_BEFORE:
                break
        if blocks == 0:
            kept.append(char)
    return ''.join(reversed(kept))


def errors_set(source, tree):
    for function in source.functions:
        if not function.takes_error:
            continue
        body = function.body
        for match in BARE.finditer(body):
            line = function.body_start + body.count('\n', 0, match.start())
            if source.excused(line):
                continue
            if not re.search(r'\berror\b', _before(body, match.start())):
                yield line, f'{function.name} fails here without setting its error'
