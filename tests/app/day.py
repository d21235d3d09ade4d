#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""day.py ISSUER CLIENT-ID: somebody's first day with the real window, the real agent and a real
provider, through the accessibility tree and the keyboard. Runs inside tests/app/session.

The default browser is tests/app/person-browser, which signs in as $DAYPASS_PERSON, or does
nothing when that is empty.
"""
import os
import subprocess
import sys
import time
import traceback

import tree
from keyboard import Keyboard

NAME = 'Daypass'
results = []


def step(function):
    results.append(function)
    return function


class Day:
    def __init__(self, issuer, client):
        self.issuer, self.client = issuer, client
        self.log = open(os.environ['XDG_STATE_HOME'] + '/window.log', 'w+')
        self.window = subprocess.Popen(['daypass-desktop'], stderr=self.log, stdout=self.log)
        self.app = tree.application('daypass-desktop')
        self.keys = Keyboard(NAME)

    def root(self):
        """The window on top: dialogs come after the main window."""
        return tree.windows(self.app)[-1]

    def main_window(self):
        return tree.windows(self.app)[0]

    def wait(self, name, roles=None, seconds=15):
        return tree.wait(self.root, name, roles, seconds)

    def press(self, name, seconds=15):
        deadline = time.monotonic() + seconds
        button = None
        while button is None:
            assert time.monotonic() < deadline, f'no button {name}: {self.texts()}'
            time.sleep(0.1)
            button = tree.find_button(self.root(), name)
        while not button.get_state_set().contains(tree.STATE.SENSITIVE):
            assert time.monotonic() < deadline, f'{name} stays insensitive'
            time.sleep(0.1)
        tree.press(button)
        # GTK 4.8 crashes when it is asked about an object that goes away just then
        time.sleep(1.0)

    def enter_row(self, name):
        self.wait(name, ('list item',))
        self.keys.focus_top()
        self.walk_to(name)
        self.keys.key('Return')
        time.sleep(1.0)

    def walk_to(self, name):
        """Tab from list to list, arrows from row to row, as a person would."""
        for _ in range(30):
            self.keys.key('Tab')
            for _ in range(10):
                before = tree.focused(self.root())
                if before is None or tree.role(before) != 'list item':
                    break
                if before.get_name().endswith(name):
                    return
                self.keys.key('Down')
                after = tree.focused(self.root())
                if after is None or after.get_name() == before.get_name():
                    break
        raise AssertionError(f'{name} is never reached')

    def fill(self, name, text):
        row = self.wait(name, ('list item', 'text'))
        field = next(n for n, _ in tree.walk(row) if n.get_editable_text_iface() is not None)
        field.get_editable_text_iface().set_text_contents(text)

    def texts(self):
        return tree.texts(self.root())

    def wait_text(self, part, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                said = [t for t in self.texts() if part in t]
            except Exception:  # the tree changed while it was read
                said = []
            if said:
                return said[0]
            time.sleep(0.1)
        raise AssertionError(f'nothing says “{part}”: {self.texts()}')


@step
def first_run_asks_who(day):
    day.wait('Google Google', seconds=20)
    return day.wait_text('Who do you sign in with?')


@step
def a_wrong_address_is_explained(day):
    day.enter_row('Other…')
    day.fill('Address (Issuer)', day.issuer + '/wrong')
    day.fill('Client ID', day.client)
    return day.wait_text('not an OpenID provider')


@step
def the_right_one_is_checked_and_added(day):
    day.fill('Address (Issuer)', day.issuer)
    said = day.wait_text('It supports everything')
    for _ in range(5):
        question = tree.find(day.root(), 'Yes', ('push button',))
        if question is not None:
            tree.press(question)
            time.sleep(1.5)
    day.press('Add')
    return said


@step
def both_ways_are_offered(day):
    day.wait_text('Where would you like to sign in?')
    day.wait_text('Sign In Here')
    return day.wait_text('Open Browser')


@step
def the_browser_signs_in_and_the_identity_is_confirmed(day):
    day.press('Open Browser')
    said = day.wait_text('Are You ', 30)
    day.press('Yes')
    day.wait_text('Until ', 20)
    return said


@step
def details_say_what_the_provider_said(day):
    row = next(n for n, _ in tree.walk(day.root()) if tree.role(n) == 'list item')
    assert row.get_description().startswith('Until'), row.get_description()
    day.enter_row(row.get_name())
    day.wait_text('E-mail address')
    return day.wait_text('SHA256:')


@step
def the_in_app_browser_shows_host_and_lock(day):
    with open(os.environ['XDG_STATE_HOME'] + '/person', 'w') as file:
        file.write('')
    day.press('More Actions')
    day.press('Sign Out')
    day.wait_text('Not signed in')
    day.press('Sign In')
    day.press('Sign In Here', 20)
    host = day.wait_text('localhost', 30)
    said = day.wait('Encrypted').get_name()
    day.press('Close')
    day.press('Cancel')
    day.wait_text('Not signed in')
    return f'{said} {host}'


@step
def preferences_are_kept(day):
    day.keys.focus(NAME)
    day.keys.key('ctrl+comma')
    switch = day.wait('Renew by itself', ('list item', 'switch', 'toggle button', 'check box'))
    said = switch.get_name()
    day.keys.focus_top()
    day.keys.key('Escape')
    return said


@step
def the_account_is_removed(day):
    day.keys.focus(NAME)
    day.press('More Actions')
    day.press('Remove Account…')
    day.press('Remove')
    return day.wait_text('Who do you sign in with?')


def main():
    day = Day(*sys.argv[1:3])
    failed = 0
    for number, function in enumerate(results, 1):
        name = f'/app/window/{function.__name__}'
        try:
            print(f'ok {number} {name} # {function(day)}', flush=True)
        except Exception:
            failed += 1
            print(f'not ok {number} {name}')
            print('\n'.join('# ' + line for line in traceback.format_exc().splitlines()))
            if failed > 2:
                break
    print(f'1..{len(results)}')
    day.window.terminate()
    day.window.wait()
    day.log.seek(0)
    complaints = [line for line in day.log if 'WARNING' in line or 'CRITICAL' in line]
    print('# complaints: ' + (''.join(complaints) or 'none'))
    sys.exit(1 if failed or complaints else 0)


main()
