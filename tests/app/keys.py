#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""keys.py WINDOW: everything by keyboard alone, and the focus follows the reading order. Runs beside
the stand-in of the agent (scenario home); never touches the mouse, never calls an action."""
import subprocess
import sys
import time
import traceback

import tree
from keyboard import Keyboard

TITLE = 'Daypass'
MOST = 60


class Window:
    def __init__(self, program):
        self.process = subprocess.Popen([program])
        self.app = tree.application('daypass-desktop')
        tree.wait(lambda: self.app, 'alice@corp.example')
        self.keys = Keyboard(TITLE)

    def top(self):
        return tree.windows(self.app)[-1]

    def focused(self):
        for node, _ in tree.walk(self.top()):
            if node.get_state_set().contains(tree.STATE.FOCUSED):
                return node
        return None

    def name_of_focus(self):
        """The focused object, or the row around it: entries and buttons have their row's name."""
        node = self.focused()
        while node is not None and not node.get_name():
            node = node.get_parent()
        return node.get_name().rpartition(' ')[2] if node is not None else ''

    def tour(self):
        """What Tab visits, with where it is, until it comes round."""
        seen = []
        for _ in range(MOST):
            self.keys.key('Tab')
            node = self.focused()
            if node is None:
                continue
            stop = (node.get_name(), self.place(node))
            if stop in seen:
                break
            seen.append(stop)
        return seen

    def place(self, node):
        """Where it stands in the reading order, which is the order of the tree."""
        path = []
        while node is not None and tree.role(node) != 'application':
            path.append(node.get_index_in_parent())
            node = node.get_parent()
        return tuple(reversed(path))

    def says(self, text, seconds=8):
        return tree.wait(self.top, text, seconds=seconds).get_name()

    def contains(self, part, seconds=8):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if any(part in text for text in tree.texts(self.top())):
                    return part
            except Exception:  # the tree changed while it was read
                pass
            time.sleep(0.1)
        raise AssertionError(f'nothing says “{part}”: {tree.texts(self.top())}')


def in_order(stops):
    """The tour comes round once: never back but there."""
    back = [after[0] for before, after in zip(stops, stops[1:] + stops[:1])
            if after[1] < before[1]]
    assert len(back) <= 1, f'the focus jumps back to {back}'


def check_tour(window, *wanted):
    stops = window.tour()
    names = ' | '.join(stop[0] for stop in stops)
    for name in wanted:
        assert name in names, f'Tab never reaches {name}: {names}'
    in_order(stops)
    return f'{len(stops)} stops'


def home(window):
    return check_tour(window, 'Add Account', 'Main Menu', 'Sign In', 'Renew')


def search(window):
    window.keys.key('ctrl+f')
    window.keys.type('ssh web1')
    said = window.contains('is an alias')
    window.keys.key('Escape')
    return said


def details(window):
    for _ in range(MOST):
        if 'alice@corp.example' in window.name_of_focus():
            break
        window.keys.key('Tab')
    window.keys.key('Down', 'Return')
    window.contains('Servers usually accept until')
    said = check_tour(window, 'Back', 'More Actions', 'Hosts')
    window.keys.key('Escape')
    window.contains('Ended 2 hours ago')
    return said


def add_account(window):
    window.keys.key('ctrl+n')
    window.contains('Who do you sign in with?')
    said = check_tour(window, 'Google', 'GitLab', 'Open Organisation Profile')
    window.keys.key('alt+Left')
    window.contains('Ended 2 hours ago')
    return said


def menu(window):
    window.keys.key('F10')
    said = window.contains('Keyboard Shortcuts')
    window.keys.key('Escape')
    return said


def preferences(window):
    window.keys.key('ctrl+comma')
    window.contains('Before a Sign-In Ends')
    window.keys.focus_top()
    said = check_tour(window, 'Renew by itself', 'Start at login')
    window.keys.key('Escape')
    window.keys.focus(TITLE)
    return said


def diagnostics(window):
    window.keys.key('ctrl+d')
    window.contains('minutes slow')
    said = check_tour(window, 'Check Again', 'Set Time…', 'Use a Free Port')
    window.keys.key('Escape')
    return said


def next_step(window):
    window.contains('Ended 2 hours ago')
    window.keys.key('ctrl+Return')
    said = window.contains('Where would you like to sign in?')
    window.keys.key('Escape')
    window.contains('alice@example.org')
    return said


def shortcuts(window):
    window.keys.key('ctrl+question')
    said = window.contains('Next Step of the Selected Account')
    window.keys.focus_top()
    window.keys.key('Escape')
    window.keys.focus(TITLE)
    return said


def quits(window):
    window.keys.key('ctrl+q')
    return f'status {window.process.wait(10)}'


def main():
    window = Window(sys.argv[1])
    tests = [home, search, details, add_account, menu, preferences, diagnostics, next_step,
             shortcuts, quits]
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            print(f'ok {number} /app/keyboard/{test.__name__} # {test(window)}', flush=True)
        except Exception:
            failed += 1
            print(f'not ok {number} /app/keyboard/{test.__name__}')
            print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()))
    print(f'1..{len(tests)}')
    if window.process.poll() is None:
        window.process.terminate()
        window.process.wait()
    sys.exit(1 if failed else 0)


main()
