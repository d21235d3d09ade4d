#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""pseudo.py PO FOLDER: a catalogue in FOLDER/ar of every text of PO in Arabic letters, which nobody can
read, so that pictures show what a script from right to left does to the window. What a program fills
in, markup and mnemonics stay as they are."""
import os
import re
import subprocess
import sys

LATIN = 'abcdefghijklmnopqrstuvwxyz'
ARABIC = 'ابتثجحخدذرزسشصضطظعغفقكلمنه'
LETTERS = str.maketrans(LATIN + LATIN.upper(), ARABIC + ARABIC)
KEPT = re.compile(r'(%[0-9]*\$?-?[a-zA-Z]|%[0-9]|<[^>]*>|&[a-z]+;|\\.|_(?=[A-Za-z]))')


def pseudo(text):
    return ''.join(part if KEPT.fullmatch(part) else part.translate(LETTERS)
                   for part in KEPT.split(text)).replace('_', '')


def unfold(block, keyword):
    """The value of one keyword of an entry, its lines joined; None when it has none."""
    found = re.search(rf'^{keyword} ((?:"[^\n]*"\n?)+)', block, re.M)
    return ''.join(re.findall(r'"(.*)"', found.group(1))) if found else None


def entry(block):
    context, one, many = (unfold(block, key) for key in ('msgctxt', 'msgid', 'msgid_plural'))
    lines = [f'msgctxt "{context}"'] if context is not None else []
    lines.append(f'msgid "{one}"')
    if many is None:
        return '\n'.join(lines + [f'msgstr "{pseudo(one)}"'])
    return '\n'.join(lines + [f'msgid_plural "{many}"', f'msgstr[0] "{pseudo(one)}"',
                              f'msgstr[1] "{pseudo(many)}"'])


def main(po, folder):
    with open(po, encoding='utf-8') as file:
        blocks = [block + '\n' for block in file.read().split('\n\n')]
    texts = [entry(block) for block in blocks[1:] if unfold(block, 'msgid')]
    header = ('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
              '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"')
    out = f'{folder}/ar/LC_MESSAGES'
    os.makedirs(out, exist_ok=True)
    subprocess.run(['msgfmt', '-o', f'{out}/daypass.mo', '-'], check=True, encoding='utf-8',
                   input='\n\n'.join([header] + texts))


main(*sys.argv[1:])
