# SPDX-License-Identifier: Apache-2.0
"""Crashes at any moment, and what crosses the bus."""
import fcntl
import os
import random
import re
import subprocess
import time

from gi.repository import GLib

from harness import (MANAGER, NAME, TREE, BusError, add_account, look_for_secrets, sign_in,
                     wait_for)
from t_day import at, opener, start_keyring, stop_keyring
from t_hosts import write
from t_sign_in import good_pair
import world

KILLS = int(os.environ.get('DAYPASS_TEST_KILLS', '15'))


def check_whole(session, provider):
    folder = f'{session.home}/.ssh/daypass'
    text = open(f'{session.home}/.config/daypass/accounts.conf').read()
    assert f'[account {provider}]' in text and f'[provider {provider}]' in text, text
    assert os.path.exists(f'{folder}/{provider}'), 'the key is gone'
    # between the two renames of a new pair a kill leaves a mark, and the next start ends it
    if os.path.exists(f'{folder}/{provider}.until'):
        assert good_pair(session, provider), 'offered, and the key is not the certificate\'s'


def edit(session, account, n):
    session.account(account, 'SetOptions', '(a{sv})',
                    {'label': GLib.Variant('s', f'n{n}'),
                     'lifetime-hours': GLib.Variant('u', 20 + n % 5)})
    other = add_account(session, 'google')
    session.manager('RemoveAccount', '(o)', other)


def test_killed_at_random_moments():
    """kill -9 somewhere in sign-ins, renewals and edits: a third of the kills in each."""
    seed = int(os.environ.get('DAYPASS_TEST_SEED', time.time()))
    chance = random.Random(seed)
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        sign_in(session, account, 'alice')
        works = (lambda n: sign_in(session, account, 'alice'),
                 lambda n: session.account(account, 'Renew'),
                 lambda n: edit(session, account, n))
        cut = 0
        for n in range(KILLS):
            pid = session.agent.pid
            killer = subprocess.Popen(['sh', '-c', f'sleep {chance.uniform(0, 0.25):.4f}; '
                                       f'kill -9 {pid}'])
            try:
                while session.agent.poll() is None:
                    works[n % 3](n)
            except Exception:
                cut += 1  # it was killed in the middle
            killer.wait()
            session.agent.wait()
            wait_for('the name is free', lambda: not session.has_owner(
                'io.github.daypass.Daypass.Agent'))
            check_whole(session, provider)
            session.start_agent()
            assert good_pair(session, provider), 'not mended by the next start'
        request, step = sign_in(session, account, 'alice')
        assert step == 'done', step
        session.account(account, 'Renew')
        edit(session, account, 0)
        left = os.listdir(f'{session.home}/.ssh/daypass')
        assert not [name for name in left if name.startswith('.')], left
        return f'{KILLS} kills, {cut} of them inside a call, seed {seed}'


def test_no_secret_crosses_the_bus_or_reaches_a_log():
    """Every session is watched like this; here with everything that is said when debugging."""
    with world.session({'G_MESSAGES_DEBUG': 'all'}) as session:
        start_keyring(session, True)
        opener(session)
        write(f'{session.home}/browser', '#!/bin/sh\n{ cat /proc/$$/cmdline; cat /proc/$PPID/cmdline;'
              ' env; echo; } | tr "\\0" " " >"$HOME/urls"\n', 0o755)
        session.start_notifications()
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        session.account(account, 'Renew')
        session.account(account, 'GetClaims')
        at(session, ends_in=600)
        wait_for('a notification', lambda: session.mock_calls('Notify'))
        session.press(1, 'sign-in')
        wait_for('the browser', lambda: os.path.exists(f'{session.home}/urls'))
        time.sleep(0.2)
        started = open(f'{session.home}/urls').read()
        assert '/login/' in started, started
        look_for_secrets('arguments and environment of the browser', started)
        look_for_secrets('argv', open(f'/proc/{session.agent.pid}/cmdline').read())
        try:
            open(f'/proc/{session.agent.pid}/environ').read()
            raise AssertionError('its environment can be read')
        except PermissionError:
            pass
        session.account(account, 'SignOut')
        time.sleep(0.3)
        seen = session.log('dbus-monitor')
        assert 'member=SignOut' in seen and 'member=Notify' in seen, 'nothing was seen'
        stop_keyring(session)
        return f'{len(seen)} characters of messages, {len(session.log())} of log'


JOURNAL = '/run/journal.txt'  # agent.sh fills it


def pieces(path):
    """Forty characters of each part of a certificate and of the token in it."""
    done = subprocess.run([f'{TREE}/tests/lib/certificate.py', 'token', path], text=True,
                          capture_output=True, check=True)
    parts = [open(path).read().split()[1], *done.stdout.replace(':', ' ').split()]
    return [part[at:at + 40] for part in parts for at in (len(part) // 4, len(part) // 2)
            if len(part) > 200]


def leak(piece):
    """A program that shows it in its arguments, and writes to the journal."""
    subprocess.run(['/usr/bin/python3', '-c', 'import socket, time\n'
                    's = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n'
                    's.sendto(b"MESSAGE=a leak\\n", "/run/systemd/journal/socket")\n'
                    'time.sleep(0.5)', piece], check=True)


def test_no_field_of_the_journal_has_a_secret():
    """The agent under the real journal, as the session's manager starts it, with every debug message."""
    with world.session({'G_MESSAGES_DEBUG': 'all'}) as session:
        session.stop_agent()
        session.agent_command = ['systemd-cat', '--identifier=agent-under-test',
                                 *session.agent_command]
        session.start_agent()
        account = add_account(session, world.provider().add(session))
        request = session.account(account, 'SignIn', '(a{sv})', {})[0]
        session.wait_step(request, 'browser')
        secrets = []
        _, (fd,) = session.call_with([], NAME, request, f'{NAME}.SignIn', 'TakeDirectUrl')
        url = os.pread(fd, 4096, 0).decode()
        os.close(fd)
        secrets.append(re.search(r'[?&]state=([^&]+)', url)[1])
        page = subprocess.run(['/usr/bin/python3', f'{TREE}/tests/idp/browser.py', '--stop-at',
                               'http://localhost:', url, 'alice', 'x'], env=session.env, text=True,
                              capture_output=True)
        answer = page.stdout.strip()
        secrets.append(re.search(r'[?&]code=([^&]+)', answer)[1])
        assert paste(session, request, sealed(answer.replace('state=', 'state=x'))) == 'Invalid'
        assert paste(session, request, sealed(answer)) == ''
        session.wait_step(request, 'confirm')
        session.request(request, 'Confirm', '(b)', True)
        session.wait_step(request, 'done')
        secrets += pieces(f'{session.home}/.ssh/daypass/corp-cert.pub')
        session.account(account, 'Renew')
        secrets += pieces(f'{session.home}/.ssh/daypass/corp-cert.pub')
        secrets += open(f'{session.home}/.ssh/daypass/corp').read().split('\n')[1:4]
        session.account(account, 'SignOut')
        session.stop_agent()

        def journal():
            with open(JOURNAL, 'rb') as file:
                return file.read().decode(errors='replace')
        wait_for('the journal', lambda: 'SYSLOG_IDENTIFIER=agent-under-test' in journal()
                 or 'daypass-agent' in journal())
        time.sleep(1)
        seen = journal()
        ours = [entry for entry in seen.split('\n\n') if 'daypass-agent' in entry]
        assert ours and len(secrets) >= 9, (len(ours), len(secrets))
        found = [secret for secret in secrets if secret in seen]
        assert not found, found
        for entry in ours:
            look_for_secrets('the journal', entry)
        leak(secrets[3])
        wait_for('the search finds a leak', lambda: secrets[3] in journal())
        return f'{len(ours)} entries of the agent, {len(secrets)} secrets, none of them there'


def sealed(text):
    fd = os.memfd_create('pasted', os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.write(fd, text.encode())
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
                | fcntl.F_SEAL_WRITE)
    return fd


def paste(session, request, fd, handle=0):
    """The name of the error, "" for none."""
    try:
        session.call_with([fd], NAME, request, f'{NAME}.SignIn', 'ProvidePastedUrl', '(h)', (handle,))
        return ''
    except BusError as error:
        return error.name.rpartition('.')[2]


def test_addresses_with_a_state_pass_beside_the_bus():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        request = session.account(account, 'SignIn', '(a{sv})', {})[0]
        session.wait_step(request, 'browser')
        _, (fd,) = session.call_with([], NAME, request, f'{NAME}.SignIn', 'TakeDirectUrl')
        url = os.pread(fd, 4096, 0).decode()
        os.close(fd)
        assert url.startswith(world.OIDC) and '&state=' in url, url
        page = subprocess.run(['/usr/bin/python3', f'{TREE}/tests/idp/browser.py', '--stop-at',
                               'http://localhost:', url, 'alice', 'x'], env=session.env, text=True,
                              capture_output=True)
        answer = page.stdout.strip()
        assert '?code=' in answer or '&code=' in answer, answer
        assert paste(session, request, sealed(answer)) == ''
        session.wait_step(request, 'confirm')
        wait_for('the monitor', lambda: 'member=ProvidePastedUrl' in session.log('dbus-monitor'))
        seen = session.log('dbus-monitor')
        state = re.search(r'[?&]state=([^&]+)', url)[1]
        code = re.search(r'[?&]code=([^&]+)', answer)[1]
        assert state not in seen and code not in seen
        return f'state and code of {len(state)} and {len(code)} characters'


def test_descriptors_of_a_stranger_are_refused():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        request = session.account(account, 'SignIn', '(a{sv})', {})[0]
        session.wait_step(request, 'browser')
        reader, writer = os.pipe()  # nobody writes: who reads it waits for ever
        loose = os.memfd_create('pasted')
        os.write(loose, b'http://localhost/')
        said = [paste(session, request, *what) for what in
                ((reader,), (loose,), (os.open('/dev/zero', os.O_RDONLY),),
                 (os.open(f'{session.home}/.config/daypass/accounts.conf', os.O_RDONLY),),
                 (sealed('x' * 5000),), (sealed('a\0b'),), (sealed('http://localhost/?state=x'),),
                 (sealed('x'), 1), (sealed('x'), -1), (sealed('x'), 2 ** 31 - 1))]
        os.close(writer)
        assert said == ['Invalid'] * len(said), said
        for handle in (-1, 7):
            try:
                session.call_with([sealed('x')], NAME, MANAGER, f'{NAME}.Manager', 'ImportProfile',
                                  '(hs)', (handle, 'x'))
                raise AssertionError('a descriptor that is none')
            except BusError as error:
                assert error.name.endswith('.Invalid'), error.name
        assert session.step(request) == 'browser'
        stranger = session.connect()
        try:
            session.call_with([], NAME, request, f'{NAME}.SignIn', 'TakeDirectUrl', bus=stranger)
            raise AssertionError('taken by somebody else')
        except BusError as error:
            assert error.name.endswith('.NotAllowed'), error.name
        return f'{len(said)} refused, and the sign-in goes on'


def test_planted_secrets_would_be_found():
    planted = ('eyJ' + 'a' * 30, 'http://x/?a=b&state=c', 'http://x/?code=c', 'code_verifier=x',
               '-----BEGIN OPENSSH PRIVATE KEY-----', 'refresh_token=x', 'client_secret=x')
    for text in planted:
        try:
            look_for_secrets('a test', f'some {text} here')
            raise RuntimeError(f'{text} was overlooked')
        except AssertionError:
            pass
    return f'{len(planted)} kinds'


def test_agent_cannot_be_dumped():
    with world.session() as session:
        limits = open(f'/proc/{session.agent.pid}/limits').read() if os.access(
            f'/proc/{session.agent.pid}/limits', os.R_OK) else 'not readable'
        owner = os.stat(f'/proc/{session.agent.pid}/mem').st_uid
        assert owner == 0 != os.getuid(), 'a process of the same user could read its memory'
        # the soft limit: the hard one stays, for the programs that the agent starts
        assert limits == 'not readable' or re.search(r'core file size\s+0\s', limits), limits
