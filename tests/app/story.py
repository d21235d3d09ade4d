# SPDX-License-Identifier: Apache-2.0
"""Pieces of a day at the window that are the same however somebody signs in: details, hosts, ssh,
the end of a sign-in, its notification, signing out, removing. Person.desk is the desk they sit at."""
import os
import time

from person import AGENT, ssh, wait_for

HOME = os.environ['HOME']
ADD_HOST = 'Add host or pattern, like *.corp.example'


def details_say_what_the_provider_said(day):
    assert day.state_of('alice@example.com').startswith('Until')
    day.enter_row('alice@example.com')
    day.wait_text('E-mail address')
    return day.wait_text('SHA256:')


def hosts_are_reviewed_and_applied(day):
    day.enter_row('Hosts')
    day.wait_text('Only these hosts see')
    day.type_into(ADD_HOST, '127.0.0.1')
    day.press('Review Change…')
    said = day.wait_text('Nothing else in ~/.ssh is changed')
    day.press('Apply')
    hosts_were_applied()
    return said


def read(name):
    """A file of the person; '' when there is none."""
    try:
        with open(f'{HOME}/{name}') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def hosts_were_applied():
    wait_for('the change', lambda: read('.ssh/config') == 'Include ~/.ssh/daypass/config\n')


def real_ssh_logs_in(day):
    done = ssh()
    assert (done.stdout, done.returncode) == ('web\n', 0), done
    return done.stdout.strip()


def ssh_is_refused():
    done = ssh()
    assert done.returncode == 255 and 'Permission denied' in done.stderr, done


def it_ends_and_ssh_is_not_offered_the_key(day):
    day.desk.time_passes(ends_in=-60)
    said = day.wait_text('Ended ')
    ssh_is_refused()
    return said


def the_notifications_button_is_pressed(day):
    """Of the notification that a sign-in ends soon; what it said."""
    before = len(day.desk.notified())
    day.desk.time_passes(ends_in=1190)
    day.wait_text('Ends in 20 minutes')
    title, actions, number = wait_for('a notification', lambda: [
        note for note in day.desk.notified()[before:] if 'sign-in' in note[1]])[-1]
    assert actions[2:] == ['sign-in', 'Sign In', 'later', 'Later'], actions
    time.sleep(1)  # nobody presses before the agent knows the number of its notification
    day.desk.press_notification(number, 'sign-in')
    return title


def open_from_the_shell(day, terms):
    """GNOME Shell's search: what it finds first, opened."""
    interface = 'org.gnome.Shell.SearchProvider2'
    path = '/io/github/daypass/Daypass/Agent/SearchProvider'
    found = day.desk.call(AGENT, path, interface, 'GetInitialResultSet', '(as)', terms)[0]
    assert len(found) == 1, found
    day.desk.call(AGENT, path, interface, 'ActivateResult', '(sasu)', found[0], terms, 0)
    return day.wait_text('Servers usually accept for')


def an_account_is_signed_out(day):
    open_from_the_shell(day, ['example.com'])
    day.menu('Sign Out')
    said = day.wait_text('Not signed in')
    ssh_is_refused()
    return said


def no_key_is_left():
    left = os.listdir(HOME + '/.ssh/daypass')
    assert not [name for name in left if name.endswith('-cert.pub')], left
