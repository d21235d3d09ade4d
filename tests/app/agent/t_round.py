# SPDX-License-Identifier: Apache-2.0
"""Everything that ends today: one account after the other, whoever asked for it."""
import contextlib
import os
import re
import subprocess
import time

from gi.repository import GLib

from harness import MANAGER, NAME, TREE, add_account, sign_in, wait_for
from t_command import DAYPASS, end_all
from t_day import opener
from t_hook import OPENER, Terminal, notified, opened
from t_hosts import write
import world

# a default browser that says when it was opened, and in which alice needs a second
SLOW = f'''#!/bin/sh
date +%s.%N >>"$HOME/tabs"
sleep 1
exec /usr/bin/python3 {TREE}/tests/idp/browser.py "$1" alice alice-pass-1234 >>"$HOME/tabs.log" 2>&1
'''


@contextlib.contextmanager
def ended_accounts(count, told=False):
    """So many accounts, all of them alice's and ended; and one that lasts, one that is nobody's."""
    with world.session() as session:
        provider = world.provider().add(session)
        paths = [add_account(session, provider) for _ in range(count + 1)]
        add_account(session, 'google')
        for path in paths:
            sign_in(session, path, 'alice')
        session.account(paths[-1], 'SetOptions', '(a{sv})', {'lifetime-hours': GLib.Variant('u', 168)})
        if told:
            session.start_notifications()
        end_all(session, [48] * count + [0])
        for path in paths[:-1]:
            session.wait_state(path, 'ended')
        yield session, paths[:-1]


def exists(session, request):
    objects = session.call(NAME, os.path.dirname(MANAGER), 'org.freedesktop.DBus.ObjectManager',
                           'GetManagedObjects')[0]
    return request in objects


def running(session):
    """Paths of the accounts that sign in just now."""
    objects = session.call(NAME, os.path.dirname(MANAGER), 'org.freedesktop.DBus.ObjectManager',
                           'GetManagedObjects')[0]
    return [path for path, faces in objects.items()
            if faces.get(f'{NAME}.Account', {}).get('State') == 'signing-in']


def finish(session, request):
    session.wait_step(request, 'browser')
    url, _ = session.request(request, 'TakeUrl', '(s)', 'system')
    assert session.browse(url, 'alice').returncode == 0
    session.wait_step(request, 'done')


def test_five_accounts_one_after_the_other():
    with ended_accounts(5) as (session, paths):
        requests = session.manager('SignInToday')[0]
        assert len(set(requests)) == 5, requests
        for n, request in enumerate(requests):
            wait_for('its turn', lambda: exists(session, request), 5)
            assert session.get(request, 'SignIn', 'Account') == paths[n]
            assert running(session) == [paths[n]], running(session)
            assert not [later for later in requests[n + 1:] if exists(session, later)]
            finish(session, request)
        for path in paths:
            session.wait_state(path, 'signed-in', 'ending')
        assert session.manager('SignInToday')[0] == [], 'a second round'
        return f'{len(requests)} sign-ins, never two at once'


def test_who_asks_meanwhile_gets_what_is_left():
    with ended_accounts(3) as (session, paths):
        requests, begun = session.manager('SignInToday')
        assert begun
        assert session.manager('SignInToday', bus=session.connect()) == (requests, False)
        finish(session, requests[0])
        wait_for('the second', lambda: exists(session, requests[1]))
        assert session.manager('SignInToday')[0] == requests[1:]
        assert running(session) == [paths[1]]


def test_stopping_one_ends_the_round():
    with ended_accounts(5) as (session, paths):
        requests = session.manager('SignInToday')[0]
        finish(session, requests[0])
        session.wait_step(requests[1], 'browser')
        session.request(requests[1], 'Cancel')
        time.sleep(0.5)
        assert running(session) == [] and not exists(session, requests[2])
        assert [session.state(path) for path in paths] == ['signed-in'] + ['ended'] * 4
        # the next round is a new one
        again = session.manager('SignInToday')[0]
        assert len(again) == 4 and not set(again) & set(requests), (again, requests)
        session.wait_step(again[0], 'browser')
        assert session.get(again[0], 'SignIn', 'Account') == paths[1]


def test_a_failure_does_not_end_the_round():
    with ended_accounts(3) as (session, paths):
        conf = f'{session.home}/.config/daypass/accounts.conf'
        session.stop_agent()
        first = re.search(r'(?m)^\[account (\S+)\]$', open(conf).read())[1]
        text = open(conf).read().replace('\nprovider=corp\n', '\nprovider=gone\n', 1)
        text += '\n[provider gone]\nname=Gone\nkind=other\nissuer=https://localhost:4499\nclient-id=x\n'
        write(conf, text)
        session.start_agent()
        requests = session.manager('SignInToday')[0]
        assert len(requests) == 3
        finish(session, wait_for('the second', lambda: exists(session, requests[1]) and requests[1]))
        finish(session, wait_for('the third', lambda: exists(session, requests[2]) and requests[2]))
        assert session.step(requests[0]) == 'failed'
        states = [session.state(path) for path in paths]
        assert states[1:] == ['signed-in'] * 2 and states[0] in ('ended', 'problem'), states
        return f'{first}: {states[0]}'


def test_no_next_one_for_somebody_who_has_left():
    with ended_accounts(2) as (session, paths):
        caller = session.connect()
        requests = session.manager('SignInToday', bus=caller)[0]
        session.wait_step(requests[0], 'browser')
        url, _ = session.request(requests[0], 'TakeUrl', '(s)', 'system', bus=caller)
        caller.close_sync(None)
        assert session.browse(url, 'alice').returncode == 0
        session.wait_state(paths[0], 'signed-in')
        time.sleep(0.3)
        assert session.state(paths[1]) == 'ended' and not exists(session, requests[1])


def test_one_who_signed_in_meanwhile_is_passed_over():
    with ended_accounts(3) as (session, paths):
        requests = session.manager('SignInToday')[0]
        # an ssh was quicker with the second
        _, step = sign_in(session, paths[1], 'alice')
        assert step == 'done'
        finish(session, requests[0])
        wait_for('the third', lambda: exists(session, requests[2]))
        assert not exists(session, requests[1])
        finish(session, requests[2])


def test_notification_opens_one_tab_at_a_time():
    with ended_accounts(5, told=True) as (session, paths):
        opener(session)
        write(f'{session.home}/browser', SLOW, 0o755)
        wait_for('the notification', lambda: notified(session))
        assert notified(session)[0][3] == 'Sign in for today'
        session.press(1, 'sign-in')
        seen = set()
        while session.state(paths[-1]) == 'ended' or running(session):
            seen.add(len(running(session)))
        for path in paths:
            session.wait_state(path, 'signed-in', 'ending')
        opened_at = [float(line) for line in open(f'{session.home}/tabs')]
        pauses = [after - before for before, after in zip(opened_at, opened_at[1:])]
        assert seen <= {0, 1} and len(pauses) == 4 and min(pauses) >= 1, (seen, pauses)
        wait_for('the withdrawal', lambda: session.mock_calls('CloseNotification'))
        return '5 tabs, seconds between them: ' + ' '.join(f'{pause:.1f}' for pause in pauses)


def test_notification_round_ends_with_a_cancel():
    with ended_accounts(3, told=True) as (session, paths):
        urls = opener(session)
        wait_for('the notification', lambda: notified(session))
        session.press(1, 'sign-in')
        wait_for('a browser', urls)
        session.request(session.get(paths[0], 'Account', 'SignInRequest'), 'Cancel')
        time.sleep(0.5)
        assert len(urls().splitlines()) == 1 and running(session) == []


def test_command_signs_in_five_accounts():
    with ended_accounts(5) as (session, paths):
        write(f'{session.top}/bin/xdg-open', OPENER, 0o755)
        session.env['PATH'] = f'{session.top}/bin:{session.env["PATH"]}'
        text = Terminal(session, command=[DAYPASS, 'login', '--all']).finish(90)
        assert text.count('Signing in alice@example.com') == 5, text
        assert opened(session) == 5
        done = Terminal(session, command=[DAYPASS, 'login', '--all']).finish()
        assert 'Nothing ends today.' in done, done
        return f'{opened(session)} browsers'


def test_command_without_a_bus_at_a_remote_terminal():
    """An agent of the command's own, on a socket pair; the provider's address goes by hand."""
    with ended_accounts(2) as (session, paths):
        session.stop_agent()
        for name in ('DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'):
            del session.env[name]
        session.env['SSH_CONNECTION'] = '192.0.2.1 1 192.0.2.2 22'
        terminal = Terminal(session, command=[DAYPASS, 'login', '--all'])
        for n in range(2):
            terminal.expect('Then paste')
            link = re.findall(r'https://\S+', terminal.text)[-1]
            page = subprocess.run(['/usr/bin/python3', f'{TREE}/tests/idp/browser.py', '--stop-at',
                                   'http://localhost:', link, 'alice', 'x'], env=session.env,
                                  text=True, capture_output=True)
            terminal.text = ''
            terminal.type(page.stdout.strip() + '\r')
        terminal.finish()
        session.env['XDG_RUNTIME_DIR'] = session.run
        session.env['DBUS_SESSION_BUS_ADDRESS'] = f'unix:path={session.run}/bus'
        session.start_agent()
        for path in paths:
            session.wait_state(path, 'signed-in', 'ending')
