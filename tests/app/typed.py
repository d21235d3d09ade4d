#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""typed.py: a whole day by keyboard alone, with the real agent and a real provider: nothing here but
keys through the X server; the accessibility tree is only read. Runs inside tests/app/session; the
default browser is tests/app/person-browser."""
import sys
import time

from person import Desk, browser_is, run, wait_for
from story import (details_say_what_the_provider_said, hosts_were_applied, no_key_is_left, read,
                   real_ssh_logs_in, ssh_is_refused)
import tree

OIDC = 'https://localhost:4443'
MOST = 40


def focus_is(day, name):
    node = tree.focused(day.root())
    text = node.get_name() or '' if node is not None else ''
    return text == name or text.endswith(' ' + name)


def walk_to(day, name, key='Tab'):
    """Presses a key until something of this name has the keys."""
    for _ in range(MOST):
        if focus_is(day, name):
            return
        day.keys.key(key)
    raise AssertionError(f'{name} is never reached: {day.texts()}')


def press_key(day, name):
    """A button, as the keyboard presses it."""
    tree.wait(day.root, name, seconds=30)
    day.keys.focus_top()
    walk_to(day, name)
    day.keys.key('Return')
    time.sleep(1.0)


def choose_in_menu(day, item):
    """Of the menu of the page: the button that opens it, then the arrows."""
    press_key(day, 'More Actions')
    day.wait(item)
    walk_to(day, item, 'Down')
    day.keys.key('Return')
    time.sleep(1.0)


def a_provider_is_chosen(day):
    day.wait('Google Google', seconds=20)
    day.enter_row('Other…')
    return day.wait_text('Address (Issuer)')


def it_is_typed_and_checked(day):
    day.keys.focus_top()
    day.keys.key('alt+i')
    day.keys.type(OIDC)
    day.keys.key('alt+l')
    day.keys.type('daypass-test')
    said = day.wait_text('It supports everything')
    for _ in range(5):  # hosts that the provider uses, too
        if tree.find(day.root(), 'Yes', ('push button',)) is None:
            break
        press_key(day, 'Yes')
        time.sleep(1.5)
    day.wait('Add')
    wait_for('the button', lambda: tree.wait(day.root, 'Add', ('push button',))
             .get_state_set().contains(tree.STATE.SENSITIVE))
    day.keys.key('alt+a')
    return said


def the_browser_is_opened_and_the_identity_confirmed(day):
    browser_is('alice')
    day.wait_text('Where would you like to sign in?')
    press_key(day, 'Open Browser')
    said = day.wait_text('Are You ', 60)
    press_key(day, 'Yes')
    day.wait_text('Until ', 20)
    return said


def hosts_are_typed_and_applied(day):
    day.enter_row('Hosts')
    day.wait_text('Only these hosts see')
    day.type_into('Add host or pattern, like *.corp.example', '127.0.0.1')
    day.wait_text('127.0.0.1')
    wait_for('the review', lambda: tree.wait(day.root, 'Review Change…', ('push button',))
             .get_state_set().contains(tree.STATE.SENSITIVE))
    day.keys.key('alt+r')
    said = day.wait_text('Nothing else in ~/.ssh is changed')
    day.keys.focus_top()
    day.keys.key('alt+a')
    hosts_were_applied()
    return said


def the_change_is_undone_and_made_again(day):
    press_key(day, 'Undo Last Change')
    wait_for('the old settings', lambda: '127.0.0.1' not in read('.ssh/daypass/config'))
    day.keys.key('alt+Left')
    day.wait_text('None yet')
    return hosts_are_typed_and_applied(day)


def everything_else_is_there(day):
    """Shortcuts, preferences and help by their keys, and back."""
    day.keys.focus('Daypass')
    day.home()
    day.keys.key('ctrl+comma')
    day.wait_text('Before a Sign-In Ends')
    day.keys.focus_top()
    day.keys.key('Escape')
    day.keys.focus('Daypass')
    day.keys.key('ctrl+f')
    day.keys.type('ssh web@127.0.0.1')
    said = day.wait_text('It matches 127.0.0.1')
    day.keys.key('Escape')
    day.wait('alice@example.com', ('list item',))
    return said


def the_account_is_signed_out(day):
    day.enter_row('alice@example.com')
    choose_in_menu(day, 'Sign Out')
    said = day.wait_text('Not signed in')
    ssh_is_refused()
    return said


def the_account_is_removed(day):
    choose_in_menu(day, 'Remove Account…')
    day.wait_text('This signs you out')
    press_key(day, 'Remove')
    said = day.wait_text('Who do you sign in with?')
    no_key_is_left()
    return said


STEPS = [a_provider_is_chosen, it_is_typed_and_checked,
         the_browser_is_opened_and_the_identity_confirmed, details_say_what_the_provider_said,
         hosts_are_typed_and_applied, real_ssh_logs_in, the_change_is_undone_and_made_again,
         everything_else_is_there, the_account_is_signed_out, the_account_is_removed]
sys.exit(run('typed', STEPS, Desk()))
