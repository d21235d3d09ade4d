#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""demo.py: tools/demo on a display, as a person sees it: the window, the browser, a shell on the
demo server. Runs inside tests/app/session, whose default browser signs in as alice."""
import os
import pathlib
import pty
import select
import sys
import time

import tree

DEMO = pathlib.Path(__file__).resolve().parent.parent.parent / 'tools' / 'demo'


class Terminal:
    """tools/demo at a terminal."""

    def __init__(self, *command):
        self.text = ''
        self.pid, self.side = pty.fork()
        if self.pid == 0:
            os.execv(command[0], command)

    def read(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not select.select([self.side], [], [], 0.2)[0]:
                continue
            try:
                self.text += os.read(self.side, 4096).decode(errors='replace')
            except OSError:
                return

    def wait(self, part, seconds):
        end = time.monotonic() + seconds
        while part not in self.text:
            assert time.monotonic() < end, f'the terminal never says “{part}”:\n{self.text}'
            self.read(0.2)

    def type(self, text):
        os.write(self.side, text.encode())


def press(app, name):
    def find():
        windows = tree.windows(app)
        return tree.find_button(windows[-1], name) if windows else None

    for _ in range(300):
        button = find()
        if button is not None and button.get_state_set().contains(tree.STATE.SENSITIVE):
            tree.press(button)
            # GTK 4.8 crashes when it is asked about an object that goes away just then
            time.sleep(1.5)
            return
        time.sleep(0.1)
    raise AssertionError(f'no button {name}: {[tree.texts(window) for window in tree.windows(app)]}')


def buses():
    """Session buses of a demonstration that still run."""
    found = []
    for path in pathlib.Path('/proc').glob('[0-9]*/cmdline'):
        try:
            words = path.read_bytes().split(b'\0')
        except OSError:
            continue
        if str(DEMO.parent.parent / 'build' / 'demo' / 'bus.conf').encode() in words:
            found.append(path.parent.name)
    return found


def main():
    results = []

    def check(name, good):
        results.append(good)
        print(f'{"ok" if good else "not ok"} {len(results)} demo/{name}', flush=True)

    terminal = Terminal(str(DEMO), '--no-install')
    terminal.wait('user name  alice', 300)
    app = tree.application('daypass-desktop', 30)
    check('opens_the_window', True)
    press(app, 'Sign In')
    press(app, 'Open Browser')
    press(app, 'Yes')
    terminal.wait('Now ssh to the demo server', 60)
    check('notices_the_sign_in', True)
    terminal.wait('$ ', 30)
    terminal.type('echo "I am $(id -un) on $(hostname)"\n')
    terminal.wait('I am demo on demo-server', 20)
    check('ends_with_a_shell_on_the_server', True)
    terminal.type('exit\n')
    terminal.wait('The demonstration is over', 20)
    terminal.read(5)
    _, status = os.waitpid(terminal.pid, 0)
    check('ends_with_success', os.waitstatus_to_exitcode(status) == 0)
    time.sleep(2)
    apps = [child.get_name() for child in tree.children(tree.Atspi.get_desktop(0))]
    check('closes_the_window', not [name for name in apps if 'daypass' in (name or '')])
    check('ends_the_bus', not buses())
    # one more is tools/demo --headless, which tests/lib/demo-test runs
    print(f'1..{len(results) + 1}')
    sys.exit(0 if all(results) else 1)


main()
