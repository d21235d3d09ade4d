# SPDX-License-Identifier: Apache-2.0
"""What goes missing: the disk's last block, the network, the keyring's answer."""
import contextlib
import json
import os
import re
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request

from gi.repository import GLib

from harness import BusError, add_account, sign_in, wait_for
from t_day import kept, start_keyring, stop_keyring
from t_hosts import write
from t_sign_in import good_pair
import world

SMALL = os.environ.get('DAYPASS_TEST_SMALL_DISK', '/run/small')
NETWORK = os.environ.get('DAYPASS_TEST_NETWORK', '/run/network')


@contextlib.contextmanager
def full_disk():
    """Not a byte is free, while this lasts."""
    path = f'{SMALL}/filler'
    with open(path, 'wb', buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(b'x' * 4096)
        with contextlib.suppress(OSError):
            while True:
                file.write(b'x')
    try:
        yield
    finally:
        os.unlink(path)


def refusal(function, *arguments):
    try:
        function(*arguments)
    except BusError as error:
        return error
    raise AssertionError('it worked')


def test_full_disk_loses_nothing():
    with world.session(home=f'{SMALL}/home') as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        sign_in(session, account, 'alice')
        conf = f'{session.home}/.config/daypass/accounts.conf'
        key = f'{session.home}/.ssh/daypass/{provider}'
        before = open(conf).read(), open(key).read(), open(f'{key}-cert.pub').read()
        with full_disk():
            said = refusal(session.manager, 'AddAccount', '(sa{sv})', 'gitlab', {})
            assert said.name.endswith('.Failed') and 'file' in str(said), said
            # the browser's page says so, too
            request, step = sign_in(session, account, 'alice', page=False)
            assert step == 'failed', step
            problem = session.get(request, 'SignIn', 'Problem')
            assert problem[0] == 'file', problem
            assert (open(conf).read(), open(key).read(), open(f'{key}-cert.pub').read()) == before
        assert good_pair(session, provider)
        _, step = sign_in(session, account, 'alice')
        assert step == 'done', step
        session.manager('AddAccount', '(sa{sv})', 'gitlab', {})
        assert '[account gitlab]' in open(conf).read()
        session.stop_agent()
        return problem[0]


def network(state):
    """Root's helper in agent.sh takes the private machine's network away, or brings it back."""
    with open(NETWORK, 'w') as file:
        file.write(f'{state}\n')
    wait_for(f'the network is {state}', lambda: os.path.exists(f'{NETWORK}.{state}'))


def test_network_gone_and_back():
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        elsewhere = add_account(session, 'google')
        sign_in(session, account, 'alice')
        first = session.get(account, 'Account', 'TokenExpiresAt')
        network('off')
        try:
            session.wait_state(elsewhere, 'offline')
            said = refusal(session.account, account, 'Renew')
            assert re.search(r'unreachable|timed-out', str(said)), said
            # signed in as before: what is good stays good without a network
            assert session.state(account) == 'signed-in'
            time.sleep(1.1)
        finally:
            network('on')
        session.wait_state(elsewhere, 'signed-out')
        session.account(account, 'Renew')
        assert session.get(account, 'Account', 'TokenExpiresAt') > first
        return str(said).rpartition('Failed: ')[2]


def test_due_renewal_waits_for_the_network():
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        start_keyring(session, True)
        sign_in(session, account, 'alice')
        wait_for('the token is kept', lambda: kept(session))
        session.stop_agent()
        path = f'{session.home}/.config/daypass/accounts.conf'
        text = open(path).read()
        first = session_time(text)
        write(path, text.replace(f'token-expires-at={first}',
                                 f'token-expires-at={int(time.time()) + 2}'))
        network('off')
        try:
            session.start_agent()
            wait_for('the failure', lambda: 'renewal of account' in session.log())
        finally:
            network('on')
        # at once, not after the minute that a failure costs
        wait_for('the renewal', lambda: session.get(account, 'Account', 'TokenExpiresAt') > first)
        stop_keyring(session)


def session_time(text):
    return int(next(line for line in text.splitlines()
                    if line.startswith('token-expires-at=')).partition('=')[2])


def test_token_just_before_the_end_reaches_the_keyring():
    with world.session() as session:
        start_keyring(session, True)
        account = add_account(session, world.provider().add(session))
        for _ in range(5):
            _, step = sign_in(session, account, 'alice')
            assert step == 'done'
            session.stop_agent()
            assert kept(session), 'left without its token'
            session.start_agent()
            session.account(account, 'Renew')
        stop_keyring(session)


def token_in_keyring(session):
    service = ('org.freedesktop.secrets', '/org/freedesktop/secrets',
               'org.freedesktop.Secret.Service')
    _, channel = session.call(*service, 'OpenSession', '(sv)', ('plain', GLib.Variant('s', '')))
    items, _ = session.call(*service, 'SearchItems', '(a{ss})', ({'account': 'corp'},))
    secrets = session.call(*service, 'GetSecrets', '(aoo)', (items, channel))[0]
    return bytes(secrets[items[0]][2]).decode()


def test_rotation_is_stored_before_use():
    """kill -9 right after each renewal: the keyring has the token that the provider takes next."""
    with world.session() as session:
        start_keyring(session, True)
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        wait_for('the token is kept', lambda: kept(session))
        tokens = {token_in_keyring(session)}
        for _ in range(3):
            session.account(account, 'Renew')
            tokens.add(token_in_keyring(session))
            session.kill_agent()
            session.start_agent()
        session.account(account, 'Renew')
        assert len(tokens) == 4, 'the provider does not rotate'
        stop_keyring(session)
        return f'{len(tokens)} tokens, one after the other'


def test_reuse_drops_the_family():
    with world.session() as session:
        start_keyring(session, True)
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        wait_for('the token is kept', lambda: kept(session))
        # somebody else has used the token
        form = urllib.parse.urlencode({'grant_type': 'refresh_token', 'client_id': 'daypass-test',
                                       'refresh_token': token_in_keyring(session)}).encode()
        context = ssl.create_default_context(cafile=os.environ.get('SSL_CERT_FILE'))
        answer = urllib.request.urlopen(f'{world.OIDC}/token', form, context=context)
        assert 'refresh_token' in json.load(answer)
        said = refusal(session.account, account, 'Renew')
        wait_for('it cannot renew', lambda: not session.get(account, 'Account', 'CanRenew'))
        wait_for('the keyring forgets it', lambda: not kept(session))
        assert session.state(account) == 'signed-in', 'the key is as good as it was'
        assert 'no-refresh-token' in str(refusal(session.account, account, 'Renew'))
        stop_keyring(session)
        return str(said).rpartition('Failed: ')[2]


def test_twenty_callers_wait_for_one_renewal():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        before = world.requests('/token')
        loop = GLib.MainLoop()
        answers = []

        def answered(bus, result):
            bus.call_finish(result)
            answers.append(1)
            if len(answers) == 20:
                loop.quit()
        for _ in range(20):
            session.bus.call('io.github.daypass.Daypass.Agent', account,
                             'io.github.daypass.Daypass.Agent.Account', 'Renew', None, None, 0,
                             30000, None, answered)
        loop.run()
        assert world.requests('/token') == before + 1
        return f'{len(answers)} answers, one request'


def test_sign_out_during_a_renewal_stays_signed_out():
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        for _ in range(3):
            sign_in(session, account, 'alice')
            session.bus.call('io.github.daypass.Daypass.Agent', account,
                             'io.github.daypass.Daypass.Agent.Account', 'Renew', None, None, 0,
                             30000, None, None)
            session.account(account, 'SignOut')
            time.sleep(0.5)
            assert session.state(account) == 'signed-out'
            left = [name for name in os.listdir(f'{session.home}/.ssh/daypass')
                    if name.startswith(provider)]
            assert not left, left
