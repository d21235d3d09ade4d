#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""accessible.py SHOW: every control of every page has a name that is not the name of its type, every
row of accounts and checks says its state, and nothing ends in a type name of GTK or libadwaita."""
import collections
import re
import subprocess
import sys

import tree

CONTROLS = {'push button', 'toggle button', 'check box', 'switch', 'combo box', 'text', 'entry',
            'spin button', 'list item', 'menu item', 'link', 'radio button'}
TYPE_NAME = re.compile(r'^(Gtk|Adw|Dpd)[A-Z]\w*$')
# parts of the toolkit's own widgets that have no name in GTK 4.8: the pencil of AdwEntryRow, the
# arrow of AdwComboRow, the eye of AdwPasswordEntryRow, the buttons of GtkSpinButton, window buttons
OF_THE_TOOLKIT = {'', 'GtkImage', 'GtkText', 'GtkButton', 'GtkModelButton', 'GtkListItem',
                  'GtkToggleButton', 'GtkMenuButton', 'AdwEntryRow', 'AdwComboRow'}
# pages that belong to the toolkits as a whole
excused = collections.Counter()
WHOLE = {'shortcuts', 'about'}


def ancestors(node):
    parent = node.get_parent()
    while parent is not None:
        yield parent
        parent = parent.get_parent()


def inside_toolkit_row(node):
    """Whether a nameless part belongs to a row or button of the toolkit that has a name itself."""
    for depth, parent in enumerate(ancestors(node)):
        name = parent.get_name() or ''
        if depth < 8 and name and not TYPE_NAME.match(name) \
                and tree.role(parent) in ('list item', 'spin button', 'push button',
                                          'toggle button', 'combo box', 'frame', 'dialog',
                                          'window', 'text', 'panel', 'grouping'):
            return tree.role(parent) not in ('frame', 'dialog', 'window')
    return False


def closes_message(page, node):
    """AdwToast of libadwaita 1.2: the button that closes it has nothing but its image."""
    return page == 'home-toast' and tree.role(node) == 'push button' \
        and excused['message'] == 0 and not excused.update(['message'])


def problems(page, root):
    for node, _ in tree.walk(root):
        name, role = node.get_name() or '', tree.role(node)
        if role in CONTROLS and (not name or TYPE_NAME.match(name)):
            if name in OF_THE_TOOLKIT and (inside_toolkit_row(node) or closes_message(page, node)):
                excused[name] += 1
            else:
                yield f'{page}: a {role} is called “{name}”'
        elif name.startswith('Dpd'):
            yield f'{page}: {role} {name}'


def rows_without_state(page, root):
    """On Home each row's description is its state line."""
    if not page.startswith('home-states'):
        return
    rows = [n for n, _ in tree.walk(root) if tree.role(n) == 'list item']
    if len(rows) < 13:
        yield f'{page}: {len(rows)} rows'
    for row in rows:
        if not row.get_description():
            yield f'{page}: {row.get_name()} does not say its state'


def main():
    show = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(line):
        show.stdin.write(line + '\n')
        show.stdin.flush()
        return show.stdout.readline().strip()

    pages = ask('list').split()
    found, seen = [], 0
    for page in pages:
        assert ask(page) == 'open', page
        app = tree.application('app-show')
        for window in tree.windows(app):
            if page in WHOLE:
                continue
            found += list(problems(page, window)) + list(rows_without_state(page, window))
            seen += sum(1 for _ in tree.walk(window))
    ask('close')
    show.stdin.close()
    show.wait()
    for line in found:
        print(line)
    print('parts of the toolkit without a name:', dict(excused))
    print(f'{len(pages)} pages, {seen} objects, {len(found)} problems')
    return 1 if found or show.returncode else 0


sys.exit(main())
