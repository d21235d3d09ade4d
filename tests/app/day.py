#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""day.py GLEWLWYD: somebody's first day with the real window, the real agent, both providers,
Chromium, ssh and a notification, through the accessibility tree and the keyboard. Runs inside
tests/app/session, whose default browser is tests/app/person-chromium."""
import os
import subprocess
import sys
import time

from person import AGENT, Desk, STATE, browser_is, browser_opened, run, ssh, wait_for
import tree

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
desk = Desk()
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
    said = day.wait_text('Are You ', 60)
    day.press('Yes')
    day.wait_text('Until ', 20)
    with open(f'{STATE}/browser.log') as file:
        assert 'You are signed in' in file.read()
    return said


def details_say_what_the_provider_said(day):
    assert day.state_of('alice@example.com').startswith('Until')
    day.enter_row('alice@example.com')
    day.wait_text('E-mail address')
    return day.wait_text('SHA256:')


def hosts_are_reviewed_and_applied(day):
    day.enter_row('Hosts')
    day.wait_text('Only these hosts see')
    day.type_into('Add host or pattern, like *.corp.example', '127.0.0.1')
    day.press('Review Change…')
    said = day.wait_text('Nothing else in ~/.ssh is changed')
    day.press('Apply')
    config = os.environ['HOME'] + '/.ssh/config'
    wait_for('the change', lambda: os.path.exists(config))
    with open(config) as file:
        assert file.read() == 'Include ~/.ssh/daypass/config\n'
    return said


def real_ssh_logs_in(day):
    done = ssh()
    assert (done.stdout, done.returncode) == ('web\n', 0), done
    return done.stdout.strip()


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
    desk.time_passes(ends_in=1190)
    day.wait_text('Ends in 20 minutes')
    title, actions = wait_for('a notification', lambda: [
        note for note in desk.notified() if 'sign-in' in note[1]])[-1]
    assert actions[2:] == ['sign-in', 'Sign In', 'later', 'Later'], actions
    time.sleep(1)  # nobody presses before the agent knows the number of its notification
    desk.press_notification(len(desk.notified()), 'sign-in')
    day.wait_text('Until ', 60)
    assert browser_opened() == before + 1
    return title


def it_ends_and_ssh_is_not_offered_the_key(day):
    desk.time_passes(ends_in=-60)
    said = day.wait_text('Ended ')
    done = ssh()
    assert done.returncode == 255 and 'Permission denied' in done.stderr, done
    return said


def everything_that_ends_today_is_signed_in(day):
    browser_is('alice')
    before = browser_opened()
    day.keys.focus('Daypass')
    day.keys.key('ctrl+t')
    day.wait_text('Until ', 60)
    assert browser_opened() == before + 1
    return real_ssh_logs_in(day)


def a_second_account_at_another_provider(day):
    day.press('Add Account')
    day.enter_row('Other…')
    day.add_other(GLEWLWYD, 'daypass')
    said = day.wait_text('Are You ', 60)
    day.press('Yes')
    day.wait('alice@example.test', ('list item',))
    wait_for('it is signed in', lambda: day.state_of('alice@example.test').startswith('Until'))
    return said


def two_accounts_cannot_have_the_same_host(day):
    day.enter_row('alice@example.test')
    day.enter_row('Hosts')
    day.type_into('Add host or pattern, like *.corp.example', '127.0.0.*')
    said = day.wait_text('Both this account and alice@example.com would use 127.0.0.1')
    day.press('Leave It to alice')
    day.wait('!127.0.0.1')
    day.home()
    return said


def open_from_the_shell(day, terms):
    """GNOME Shell's search: what it finds first, opened."""
    interface = 'org.gnome.Shell.SearchProvider2'
    path = '/io/github/daypass/Daypass/Agent/SearchProvider'
    found = desk.call(AGENT, path, interface, 'GetInitialResultSet', '(as)', terms)[0]
    assert len(found) == 1, found
    desk.call(AGENT, path, interface, 'ActivateResult', '(sasu)', found[0], terms, 0)
    return day.wait_text('Servers usually accept for')


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


def an_account_is_signed_out(day):
    open_from_the_shell(day, ['example.com'])
    day.menu('Sign Out')
    said = day.wait_text('Not signed in')
    done = ssh()
    assert done.returncode == 255, done
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
    left = os.listdir(os.environ['HOME'] + '/.ssh/daypass')
    assert not [name for name in left if name.endswith('-cert.pub')], left
    return said


STEPS = [first_run_asks_who, a_wrong_address_is_explained, the_right_one_is_checked_and_added,
         both_ways_are_offered, chromium_signs_in_and_the_identity_is_confirmed,
         details_say_what_the_provider_said, hosts_are_reviewed_and_applied, real_ssh_logs_in,
         home_says_which_account_a_command_uses, nothing_ends_today_is_said,
         the_notifications_button_signs_in_again, it_ends_and_ssh_is_not_offered_the_key,
         everything_that_ends_today_is_signed_in, a_second_account_at_another_provider,
         two_accounts_cannot_have_the_same_host, gnome_shell_finds_the_account,
         a_double_click_stages_a_profile_and_no_means_no, preferences_are_kept,
         help_opens_in_the_browser, an_account_is_signed_out, accounts_are_removed]
status = run('window', STEPS)
desk.close()
sys.exit(status)
