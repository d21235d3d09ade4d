# SPDX-License-Identifier: Apache-2.0
"""Licence lines, translations, and what must not be in the tree."""
import re

TAG = 'SPDX-License-Identifier: Apache-2.0'
POTFILES = 'po/POTFILES'
MARKED = re.compile(r'(?<![\w.>])(?:N_|C_|NC_|_|g_dgettext|ngettext|g_dngettext)\s*\(\s*"')


def spdx(source, tree):
    if source.is_c:
        if source.lines[0] != f'/* {TAG} */':
            yield 1, f'the first line is not /* {TAG} */'
    elif source.is_script or source.name in ('meson.build', 'meson_options.txt'):
        first = source.lines[1:2] if source.text.startswith('#!') else source.lines[:1]
        mark = '//' if source.extension == '.mjs' or 'node' in source.lines[0] else '#'
        if first != [f'{mark} {TAG}']:
            yield 1, f'the first line (after #!) is not {mark} {TAG}'


def _translatable(source):
    if not source.path.startswith(('app/', 'data/')):
        return False
    if source.extension in ('.c', '.h'):
        return MARKED.search(source.text) is not None
    if source.extension == '.ui':
        return 'translatable="yes"' in source.text
    return source.name.endswith(('.desktop.in', '.desktop.in.in', '.metainfo.xml.in',
                                 '.metainfo.xml.in.in', '.gschema.xml'))


def potfiles(source, tree):
    """Called for po/POTFILES itself, and for what is translatable while there is no such file."""
    if source.path != POTFILES:
        if POTFILES not in tree.sources and _translatable(source):
            yield 1, f'has text to translate, but there is no {POTFILES}'
        return
    listed = [line for line in source.lines if line and not line.startswith('#')]
    if listed != sorted(set(listed)):
        yield 1, 'not sorted, or a file is there twice'
    for path in listed:
        if path not in tree.sources:
            yield 1, f'{path} does not exist'
    for path, other in tree.sources.items():
        if _translatable(other) and path not in listed:
            yield 1, f'{path} has text to translate and is not listed'


# Assembled from pieces, so that this file does not break its own rule.
PLACES = (
    (re.compile(r'(?<![\w.\-:/])/' + 'work/'), 'a path of one machine'),
    (re.compile('/tmp/' + 'team'), 'a path of one machine'),
    (re.compile(r'\bregistry\.' + r'(npm|yarn)'), 'the host of a package registry'),
    (re.compile(r'\bdeb\.' + r'debian\.org|security\.' + r'debian\.org'),
     'the host of a package registry'),
)


def places(source, tree):
    if source.name == 'LICENSE':
        return
    for number, line in enumerate(source.lines, 1):
        for pattern, what in PLACES:
            if pattern.search(line) and not source.excused(number):
                yield number, what
        if source.name == 'package-lock.json' and '"resolved"' in line:
            yield number, 'names where a package came from: omit it'
