# SPDX-License-Identifier: Apache-2.0
"""Crashes at any moment, and what crosses the bus."""
import os
import random
import re
import subprocess
import time

from harness import add_account, sign_in, wait_for
from t_sign_in import good_pair
import world

KILLS = int(os.environ.get('DAYPASS_TEST_KILLS', '15'))


def check_whole(session, provider):
    folder = f'{session.home}/.ssh/daypass'
    text = open(f'{session.home}/.config/daypass/accounts.conf').read()
    assert f'[account {provider}]' in text, text
    if os.path.exists(f'{folder}/{provider}.until'):
        assert good_pair(session, provider), 'offered, and the key is not the certificate\'s'


def test_killed_at_random_moments():
    """Sign-ins, renewals and edits, with kill -9 somewhere in each."""
    seed = int(os.environ.get('DAYPASS_TEST_SEED', time.time()))
    chance = random.Random(seed)
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        sign_in(session, account, 'alice')
        for n in range(KILLS):
            pid = session.agent.pid
            killer = subprocess.Popen(['sh', '-c', f'sleep {chance.uniform(0, 0.25):.4f}; '
                                       f'kill -9 {pid}'])
            try:
                while session.agent.poll() is None:
                    sign_in(session, account, 'alice')
            except Exception:
                pass  # it was killed in the middle
            killer.wait()
            session.agent.wait()
            wait_for('the name is free', lambda: not session.has_owner(
                'io.github.daypass.Daypass.Agent'))
            check_whole(session, provider)
            session.start_agent()
        request, step = sign_in(session, account, 'alice')
        assert step == 'done', step
        return f'{KILLS} kills, seed {seed}'


def test_no_secret_crosses_the_bus_or_reaches_a_log():
    with world.session() as session:
        monitor = session.start(['dbus-monitor', '--address',
                                 session.env['DBUS_SESSION_BUS_ADDRESS']])
        time.sleep(0.3)
        provider = world.provider().add(session)
        account = add_account(session, provider)
        sign_in(session, account, 'alice')
        session.account(account, 'Renew')
        session.account(account, 'GetClaims')
        cmdline = open(f'/proc/{session.agent.pid}/cmdline').read()
        session.account(account, 'SignOut')
        time.sleep(0.3)
        monitor.terminate()
        monitor.wait()
        seen = session.log('dbus-monitor')
        assert 'TakeUrl' in seen, 'nothing was seen'
        for what, pattern in (('a token', r'eyJ[A-Za-z0-9_-]{20,}'), ('a state', r'[?&]state='),
                              ('a code', r'[?&]code='), ('a verifier', r'code_verifier'),
                              ('a key', r'PRIVATE KEY'), ('a refresh token', r'refresh_token')):
            for where, text in (('the bus', seen), ('the log', session.log()), ('argv', cmdline)):
                assert not re.search(pattern, text), f'{what} on {where}'
        return f'{len(seen)} characters of messages'


def test_agent_cannot_be_dumped():
    with world.session() as session:
        limits = open(f'/proc/{session.agent.pid}/limits').read() if os.access(
            f'/proc/{session.agent.pid}/limits', os.R_OK) else 'not readable'
        owner = os.stat(f'/proc/{session.agent.pid}/mem').st_uid
        assert owner == 0 != os.getuid(), 'a process of the same user could read its memory'
        # the soft limit: the hard one stays, for the programs that the agent starts
        assert limits == 'not readable' or re.search(r'core file size\s+0\s', limits), limits
