# SPDX-License-Identifier: Apache-2.0
"""What comes with time: the end, notifications, renewal, the keyring, another agent."""
import contextlib
import os
import re
import subprocess
import time

from gi.repository import GLib

from harness import MANAGER, NAME, BusError, Provider, add_account, sign_in, wait_for
from t_hook import notified
from t_hosts import write
import world


def at(session, **seconds):
    """Stops the agent and moves the sign-in so that it ends in that time."""
    session.stop_agent()
    path = f'{session.home}/.config/daypass/accounts.conf'
    text = open(path).read()
    signed_in = int(time.time()) + seconds['ends_in'] - 24 * 3600
    text = re.sub(r'(?m)^signed-in-at=.*$', f'signed-in-at={signed_in}', text)
    text = re.sub(r'(?m)^told-.*\n', '', text)
    write(path, text)
    session.start_agent()


def closed(session):
    return [arguments[0] for _, arguments in session.mock_calls('CloseNotification')]


def opener(session):
    """A default browser that only says that it was opened."""
    folder = f'{session.home}/.local/share/applications'
    write(f'{session.home}/browser', '#!/bin/sh\necho "$1" >>"$HOME/urls"\n', 0o755)
    write(f'{folder}/b.desktop', '[Desktop Entry]\nType=Application\nName=B\n'
          f'Exec={session.home}/browser %u\nMimeType=x-scheme-handler/http;\n')
    write(f'{session.home}/.config/mimeapps.list',
          '[Default Applications]\nx-scheme-handler/http=b.desktop\n')
    subprocess.run(['update-desktop-database', folder], env=session.env, check=False)
    return lambda: os.path.exists(f'{session.home}/urls') and open(f'{session.home}/urls').read()


def session_with_account(session):
    session.start_notifications()
    account = add_account(session, world.provider().add(session))
    sign_in(session, account, 'alice')
    return account


def test_one_notification_with_its_buttons():
    with world.session() as session:
        account = session_with_account(session)
        urls = opener(session)
        at(session, ends_in=1200)
        wait_for('a notification', lambda: notified(session))
        name, replaces, icon, title, body, actions, hints, _ = notified(session)[0]
        assert title == 'Your SSH sign-in for alice@example.com ends in 20 minutes', title
        assert actions[2:] == ['sign-in', 'Sign In', 'later', 'Later'], actions
        assert hints['desktop-entry'] == 'io.github.daypass.Daypass'
        assert session.state(account) == 'ending'
        session.press(1, 'later')
        time.sleep(0.5)
        assert not urls(), 'Later opened something'
        session.kill_agent()
        session.start_agent()
        time.sleep(0.5)
        assert len(notified(session)) == 1, 'told twice of one end'
        return title


def test_sign_in_button_after_a_restart_of_the_agent():
    with world.session() as session:
        account = session_with_account(session)
        urls = opener(session)
        at(session, ends_in=600)
        wait_for('a notification', lambda: notified(session))
        time.sleep(0.3)
        session.kill_agent()
        session.start_agent()
        time.sleep(0.3)
        session.press(1, 'sign-in')
        wait_for('the browser', urls)
        session.wait_state(account, 'signing-in')
        assert re.match(r'http://localhost:\d+/login/[0-9a-f]{32}\n$', urls()), urls()


def test_withdrawn_when_signed_in_again():
    with world.session() as session:
        account = session_with_account(session)
        at(session, ends_in=600)
        wait_for('a notification', lambda: notified(session))
        time.sleep(0.3)
        session.kill_agent()
        session.start_agent()
        sign_in(session, account, 'alice')
        wait_for('the withdrawal', lambda: 1 in closed(session))


def test_end_of_the_night_is_told_once():
    with world.session() as session:
        account = session_with_account(session)
        at(session, ends_in=-8 * 3600)
        session.wait_state(account, 'ended')
        wait_for('a notification', lambda: notified(session))
        session.kill_agent()
        session.start_agent()
        time.sleep(0.5)
        titles = [call[3] for call in notified(session)]
        assert titles == ['Sign in for today'], titles


def test_end_comes_without_a_poll():
    with world.session() as session:
        account = session_with_account(session)
        at(session, ends_in=4)
        started = time.monotonic()
        session.wait_state(account, 'ended')
        until = f'{session.home}/.ssh/daypass/{session.get(account, "Account", "Id")}.until'
        assert os.stat(until).st_mtime <= time.time()
        return f'ended after {time.monotonic() - started:.1f} s'


def test_short_tokens_are_renewed_on_the_wall_clock():
    with world.session() as session:
        short = Provider(world.SHORT, 'daypass-test', 'Short')
        account = add_account(session, short.add(session))
        session.account(account, 'SetOptions', '(a{sv})', {'expiry': GLib.Variant('s', 'token')})
        sign_in(session, account, 'alice')
        first = session.get(account, 'Account', 'TokenExpiresAt')
        wait_for('a renewal', lambda: session.get(account, 'Account', 'TokenExpiresAt') > first, 80)
        session.wait_state(account, 'signed-in')
        second = session.get(account, 'Account', 'TokenExpiresAt')
        assert session.get(account, 'Account', 'ExpectedUntil') == second
        return f'the ID token was good until {first}, then until {second}'


def start_keyring(session, unlocked):
    options = ['--unlock'] if unlocked else ['--start']
    subprocess.run(['gnome-keyring-daemon', *options, '--components=secrets', '--daemonize'],
                   input='testpw' if unlocked else '', text=True, env=session.env,
                   capture_output=True, check=True)
    wait_for('the keyring', lambda: session.has_owner('org.freedesktop.secrets'))


def unlock_keyring(session):
    """As its own dialog does it."""
    service = 'org.freedesktop.secrets', '/org/freedesktop/secrets'
    _, talk = session.call(*service, 'org.freedesktop.Secret.Service', 'OpenSession', '(sv)',
                           ('plain', GLib.Variant('s', '')))
    collection, = session.call(*service, 'org.freedesktop.Secret.Service', 'ReadAlias', '(s)',
                               ('default',))
    session.call(*service, 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface',
                 'UnlockWithMasterPassword', '(o(oayays))',
                 (collection, (talk, b'', b'testpw', 'text/plain')))


def stop_keyring(session):
    pid = session.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                       'GetConnectionUnixProcessID', '(s)', ('org.freedesktop.secrets',))[0]
    os.kill(pid, 15)


def kept(session):
    """What the keyring has of us."""
    found, _ = session.call('org.freedesktop.secrets', '/org/freedesktop/secrets',
                            'org.freedesktop.Secret.Service', 'SearchItems', '(a{ss})',
                            ({'account': 'corp'},))
    return found


def test_refresh_token_lives_in_the_keyring():
    with world.session() as session:
        start_keyring(session, True)
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        wait_for('the keyring is asked',
                 lambda: session.get(MANAGER, 'Manager', 'Keyring') == 'unlocked')
        wait_for('the token is kept', lambda: kept(session))
        session.kill_agent()
        session.start_agent()
        before = session.get(account, 'Account', 'TokenExpiresAt')
        time.sleep(1.1)
        session.account(account, 'Renew')
        assert session.get(account, 'Account', 'TokenExpiresAt') > before
        for folder, _, names in os.walk(session.home):
            for name in names:
                data = open(f'{folder}/{name}', 'rb').read()
                assert b'refresh' not in data or name == 'accounts.conf', f'{folder}/{name}'
        stop_keyring(session)


def test_without_a_keyring_it_lives_in_memory_and_moves_in_later():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        wait_for('absent', lambda: session.get(MANAGER, 'Manager', 'Keyring') == 'absent')
        session.account(account, 'Renew')
        start_keyring(session, True)
        wait_for('unlocked', lambda: session.get(MANAGER, 'Manager', 'Keyring') == 'unlocked')
        wait_for('the token is kept', lambda: kept(session))
        session.kill_agent()
        session.start_agent()
        session.account(account, 'Renew')
        stop_keyring(session)


def test_locked_keyring_is_said_and_asked_for_nothing():
    with world.session() as session:
        start_keyring(session, True)
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        time.sleep(0.5)
        stop_keyring(session)
        due(session)
        wait_for('gone', lambda: not session.has_owner('org.freedesktop.secrets'))
        start_keyring(session, False)
        session.start_agent()
        wait_for('locked', lambda: session.get(MANAGER, 'Manager', 'Keyring') == 'locked')
        session.wait_state(account, 'keyring-locked')
        stop_keyring(session)


def due(session):
    """Stops the agent, and makes the ID token one that is to be renewed now."""
    session.stop_agent()
    path = f'{session.home}/.config/daypass/accounts.conf'
    write(path, re.sub(r'(?m)^(token-\w+-at)=(\d+)$', lambda m: f'{m[1]}={int(m[2]) - 3590}',
                       open(path).read()))


def refusal(session, account):
    """What Renew says: name of the error, and its message."""
    try:
        session.account(account, 'Renew')
    except BusError as error:
        return error.name.rpartition('.')[2], str(error).partition(f'{error.name}: ')[2]
    raise AssertionError('it was renewed')


@contextlib.contextmanager
def token_in_a_keyring_that_is_gone():
    with world.session() as session:
        start_keyring(session, True)
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        wait_for('the token is kept', lambda: kept(session))
        time.sleep(0.5)
        stop_keyring(session)
        due(session)
        wait_for('gone', lambda: not session.has_owner('org.freedesktop.secrets'))
        before = os.stat(f'{session.home}/.ssh/daypass/corp-cert.pub').st_mtime_ns
        yield session, account, lambda: os.stat(
            f'{session.home}/.ssh/daypass/corp-cert.pub').st_mtime_ns > before
        stop_keyring(session)


def test_renewal_waits_for_a_keyring_that_comes_later():
    with token_in_a_keyring_that_is_gone() as (session, account, renewed):
        session.start_agent()
        wait_for('absent', lambda: session.get(MANAGER, 'Manager', 'Keyring') == 'absent')
        assert session.state(account) == 'signed-in'
        assert session.get(account, 'Account', 'CanRenew') is False
        assert session.get(account, 'Account', 'Problem')[0] == ''
        said = refusal(session, account)
        assert said == ('Failed', 'keyring-absent: absent'), said
        session.wait_state(account, 'signed-in')
        assert not renewed()
        start_keyring(session, True)
        wait_for('the renewal', renewed)
        session.wait_state(account, 'signed-in')
        assert session.get(account, 'Account', 'CanRenew') is True
        assert 'internal' not in session.log(), session.log()
        return f'{said[1]}; renewed when it came'


def test_renewal_waits_for_a_keyring_that_is_unlocked_later():
    with token_in_a_keyring_that_is_gone() as (session, account, renewed):
        start_keyring(session, False)
        session.start_agent()
        session.wait_state(account, 'keyring-locked')
        said = refusal(session, account)
        assert said[0] == 'Locked', said
        session.wait_state(account, 'keyring-locked')
        assert not renewed() and 'internal' not in session.log(), session.log()
        unlock_keyring(session)
        wait_for('the renewal', renewed)
        session.wait_state(account, 'signed-in')
        return said[1]


def test_second_agent_leaves_the_first_alone():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        second = subprocess.run([f'{session.place}/daypass-agent'], env=session.env, text=True,
                                capture_output=True, timeout=20)
        assert second.returncode == 1, second
        assert session.state(account) == 'signed-out'
        return second.stderr.strip()


def test_bus_going_away_ends_the_agent():
    with world.session() as session:
        add_account(session, world.provider().add(session))
        session.bus_process.terminate()
        assert session.agent.wait(10) == 0
        path = f'{session.home}/.config/daypass/accounts.conf'
        assert '[account ' in open(path).read()


def test_broken_file_is_set_aside():
    with world.session(agent=False) as session:
        folder = f'{session.home}/.config/daypass'
        write(f'{folder}/accounts.conf', 'this is [not a key file\n')
        session.start_agent()
        kept = [name for name in os.listdir(folder) if '.broken-' in name]
        assert len(kept) == 1
        assert open(f'{folder}/{kept[0]}').read() == 'this is [not a key file\n'
        return kept[0]


def test_newer_versions_keys_survive():
    with world.session(agent=False) as session:
        path = f'{session.home}/.config/daypass/accounts.conf'
        write(path, '[account a]\nprovider=google\nfuture=1\n\n[planet mars]\nx=y\n')
        session.start_agent()
        session.manager('AddAccount', '(sa{sv})', 'gitlab', {})
        text = open(path).read()
        assert 'future=1' in text and '[planet mars]' in text


def test_thousand_accounts():
    with world.session(agent=False) as session:
        path = f'{session.home}/.config/daypass/accounts.conf'
        write(path, ''.join(f'[account a{n}]\nprovider=google\n' for n in range(1000)))
        started = time.monotonic()
        session.start_agent()
        objects = session.call(NAME, '/io/github/daypass/Daypass/Agent',
                               'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')[0]
        assert len(objects) == 1001
        return f'{time.monotonic() - started:.1f} s'
