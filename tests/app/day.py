#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""day.py GLEWLWYD: somebody's first day with the real window, the real agent, both providers,
Chromium, ssh and a notification, through the accessibility tree and the keyboard. Runs inside
tests/app/session, whose default browser is tests/app/person-chromium."""
import configparser
import os
import shlex
import subprocess
import sys
import time

from person import Desk, PROGRAM, STATE, browser_is, browser_opened, run, wait_for
from story import (ADD_HOST, an_account_is_signed_out, details_say_what_the_provider_said,
                   hosts_are_reviewed_and_applied, it_ends_and_ssh_is_not_offered_the_key,
                   no_key_is_left, open_from_the_shell, real_ssh_logs_in,
                   the_notifications_button_is_pressed)

OIDC = 'https://localhost:4443'
PROFILE = '''[Daypass Profile]
Version=1
Id=corp
Organisation=Corp Example

[Provider corp-id]
Name=Corp
Issuer=https://id.corp.example
ClientId=daypass
'''
GLEWLWYD = sys.argv[1]


def first_run_asks_who(day):
    day.wait('Google Google', seconds=20)
    return day.wait_text('Who do you sign in with?')


def a_wrong_address_is_explained(day):
    day.enter_row('Other…')
    day.fill('Address (Issuer)', OIDC + '/wrong')
    day.fill('Client ID', 'daypass-test')
    return day.wait_text('not an OpenID provider')


def the_right_one_is_checked_and_added(day):
    return day.add_other(OIDC, 'daypass-test')


def both_ways_are_offered(day):
    day.wait_text('Where would you like to sign in?')
    day.wait_text('Sign In Here')
    return day.wait_text('Open Browser')


def chromium_signs_in_and_the_identity_is_confirmed(day):
    browser_is('alice')
    day.press('Open Browser')
    said = day.wait_text('Are You ', 180)  # Chromium has to start
    day.press('Yes')
    day.wait_text('Until ', 180)
    with open(f'{STATE}/browser.log') as file:
        assert 'You are signed in' in file.read()
    return said


def home_says_which_account_a_command_uses(day):
    day.home()
    day.keys.key('ctrl+f')
    day.keys.type('ssh -p 2222 web@127.0.0.1')
    said = day.wait_text('It matches 127.0.0.1')
    day.keys.key('Escape')
    day.wait('alice@example.com', ('list item',))
    return said


def nothing_ends_today_is_said(day):
    day.keys.key('ctrl+t')
    return day.wait_text('Nothing ends today')


def the_notifications_button_signs_in_again(day):
    browser_is('alice')
    before = browser_opened()
    title = the_notifications_button_is_pressed(day)
    day.wait_text('Until ', 180)
    assert browser_opened() == before + 1
    return title


def the_window_watches_a_round_that_a_terminal_began(day):
    """Each address is opened once, by who began."""
    browser_is('')
    before = browser_opened()
    terminal = subprocess.Popen(['script', '-qec', 'daypass login --all', '/dev/null'],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    wait_for('its browser', lambda: browser_opened() == before + 1)
    day.keys.focus('Daypass')
    day.keys.key('ctrl+t')
    said = day.wait_text('Sign in with your browser')
    time.sleep(2)
    assert browser_opened() == before + 1
    day.press('Cancel')
    assert b'Signing in' in terminal.communicate(timeout=20)[0]
    day.wait_text('Ended ')
    return said


def everything_that_ends_today_is_signed_in(day):
    browser_is('alice')
    before = browser_opened()
    day.keys.focus('Daypass')
    day.keys.key('ctrl+t')
    day.wait_text('Until ', 180)
    assert browser_opened() == before + 1
    return real_ssh_logs_in(day)


def a_second_account_at_another_provider(day):
    day.press('Add Account')
    day.enter_row('Other…')
    day.add_other(GLEWLWYD, 'daypass')
    said = day.wait_text('Are You ', 180)
    day.press('Yes')
    day.wait('alice@example.test', ('list item',))
    wait_for('it is signed in', lambda: day.state_of('alice@example.test').startswith('Until'))
    return said


def two_accounts_cannot_have_the_same_host(day):
    day.enter_row('alice@example.test')
    day.enter_row('Hosts')
    day.type_into(ADD_HOST, '127.0.0.*')
    said = day.wait_text('Both this account and alice@example.com would use 127.0.0.1')
    day.press('Leave It to alice')
    day.wait('!127.0.0.1')
    day.home()
    return said


def gnome_shell_finds_the_account(day):
    said = open_from_the_shell(day, ['example.com'])
    day.home()
    return said


def a_double_click_stages_a_profile_and_no_means_no(day):
    path = os.environ['HOME'] + '/corp.daypass'
    with open(path, 'w') as file:
        file.write(PROFILE)
    subprocess.run(['gio', 'launch', '/usr/share/applications/io.github.daypass.Daypass.desktop',
                    path], check=True, timeout=20)
    said = day.wait_text('Adds the provider Corp')
    day.keys.focus_top()
    day.keys.key('Escape')
    day.wait('alice@example.com', ('list item',))
    assert 'id.corp.example' not in open(os.environ['XDG_CONFIG_HOME']
                                         + '/daypass/accounts.conf').read()
    return said


def preferences_are_kept(day):
    day.keys.focus('Daypass')
    day.keys.key('ctrl+comma')
    switch = day.wait('Renew by itself', ('list item', 'switch', 'toggle button', 'check box'))
    said = switch.get_name()
    day.keys.focus_top()
    day.keys.key('Escape')
    return said


def help_opens_in_the_browser(day):
    browser_is('')
    before = browser_opened()
    day.keys.focus('Daypass')
    day.keys.key('F1')
    wait_for('the help', lambda: browser_opened() == before + 1)
    with open(f'{STATE}/opened') as file:
        said = file.readlines()[-1].strip()
    assert said.endswith('/help/index.html') and os.path.exists(said.removeprefix('file://')), said
    return said


def accounts_are_removed(day):
    day.menu('Remove Account…')
    day.press('Remove')
    day.wait('alice@example.test', ('list item',))
    time.sleep(0.5)
    open_from_the_shell(day, ['example.test'])
    day.menu('Remove Account…')
    day.press('Remove')
    said = day.wait_text('Who do you sign in with?')
    no_key_is_left()
    return said


def the_desktop_starts_an_action(day):
    """As a shell does for a program with DBusActivatable: nothing of it runs before."""
    day.quit()
    day.desk.call(PROGRAM, '/io/github/daypass/Daypass', 'org.freedesktop.Application',
                  'ActivateAction', '(sava{sv})', 'diagnostics', [], {})
    day.meet()
    return day.wait_text('Connects once, runs nothing')


def its_command_starts_an_action(day):
    """As a desktop without D-Bus activation does: the command of the desktop file."""
    day.quit()
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(f'/usr/share/applications/{PROGRAM}.desktop')
    command = entry['Desktop Action sign-in-today']['Exec']
    subprocess.run(shlex.split(command), check=True, timeout=30)
    day.meet()
    return day.wait_text('Nothing ends today')


STEPS = [first_run_asks_who, a_wrong_address_is_explained, the_right_one_is_checked_and_added,
         both_ways_are_offered, chromium_signs_in_and_the_identity_is_confirmed,
         details_say_what_the_provider_said, hosts_are_reviewed_and_applied, real_ssh_logs_in,
         home_says_which_account_a_command_uses, nothing_ends_today_is_said,
         the_notifications_button_signs_in_again, it_ends_and_ssh_is_not_offered_the_key,
         the_window_watches_a_round_that_a_terminal_began,
         everything_that_ends_today_is_signed_in, a_second_account_at_another_provider,
         two_accounts_cannot_have_the_same_host, gnome_shell_finds_the_account,
         a_double_click_stages_a_profile_and_no_means_no, preferences_are_kept,
         help_opens_in_the_browser, an_account_is_signed_out, accounts_are_removed,
         the_desktop_starts_an_action, its_command_starts_an_action]
sys.exit(run('window', STEPS, Desk()))
