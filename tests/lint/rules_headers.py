# SPDX-License-Identifier: Apache-2.0
"""The headers of ring 1 say what their functions take, give, and refuse.

A function is documented by a comment on its own lines, directly above it, or above the run of
declarations without a blank line in which it stands. Only what frees or counts references needs no
words. A header whose functions fail names the codes, and says which document it follows.
"""
import re

RING_1 = ('base', 'json', 'jose', 'ssh', 'pkt', 'oidc', 'policy')
DECLARATION = re.compile(r'^(?!typedef|static|struct|G_)[A-Za-z_][^;{}#]*?\b(\w+)\s*\(([^;{}]*)\)[^;{}]*;',
                         re.M)
LIFETIME = re.compile(r'_(?:free|ref|unref|clear)$')
SOURCE = re.compile(r'\b(?:RFC|FIPS|ISO|OpenID|PROTOCOL|[Ss]ections?|decision|CONTRIBUTING|finding|requirement|'
                    r'docs/protocol)\b')


def _has_comment(source, first, last):
    """Whether a comment speaks for the lines FIRST to LAST, counted from 0."""
    if any('/*' in line for line in source.lines[first:last + 1]):
        return True
    while first > 0 and source.lines[first].strip() and '*/' not in source.lines[first]:
        first -= 1
    return '*/' in source.lines[first]


def documented(source, tree):
    folders = source.path.split('/')
    if source.extension != '.h' or folders[0] != 'core' or folders[1] not in RING_1:
        return
    code = '\n'.join(source.code)
    fails = False
    for match in DECLARATION.finditer(code):
        first = code.count('\n', 0, match.start())
        fails = fails or 'GError' in match.group(2)
        if (not LIFETIME.search(match.group(1)) and not source.excused(first + 1)
                and not _has_comment(source, first, code.count('\n', 0, match.end()))):
            yield first + 1, f'{match.group(1)} is not documented'
    if fails and not re.search(r'\bDP_ERROR_[A-Z]', source.text):
        yield 1, 'functions here fail, and no code is named'
    if fails and not SOURCE.search(source.text):
        yield 1, 'no document is named: an RFC, a section, a decision'
