# SPDX-License-Identifier: Apache-2.0
"""Sign-in requests, with both identity providers."""
import os
import stat
import subprocess

from gi.repository import GLib

from harness import BusError, Provider, add_account, sign_in, wait_for
import world


def files(session, account):
    folder = f'{session.home}/.ssh/daypass'
    return {name: os.stat(f'{folder}/{name}') for name in os.listdir(folder)
            if name.startswith(account)}


def good_pair(session, account):
    """The key on disk is the certificate's."""
    key = f'{session.home}/.ssh/daypass/{account}'
    public = subprocess.run(['ssh-keygen', '-y', '-f', key], text=True, capture_output=True,
                            check=True).stdout.split()[:2]
    shown = subprocess.run(['ssh-keygen', '-L', '-f', f'{key}-cert.pub'], text=True,
                           capture_output=True, check=True).stdout
    with open(f'{key}.tmp.pub', 'w') as file:
        file.write(' '.join(public) + '\n')
    printed = subprocess.run(['ssh-keygen', '-l', '-f', f'{key}.tmp.pub'], text=True,
                             capture_output=True, check=True).stdout.split()[1]
    os.unlink(f'{key}.tmp.pub')
    return printed in shown


def check_first(issuer, client):
    with world.session() as session:
        provider = Provider(issuer, client, 'Corp').add(session)
        account = add_account(session, provider)
        assert session.state(account) == 'signed-out'
        request, step = sign_in(session, account, 'alice', confirm=False)
        assert step == 'confirm', step
        identity = session.get(request, 'SignIn', 'Identity')
        assert not files(session, provider), 'a key before the identity was confirmed'
        session.request(request, 'Confirm', '(b)', True)
        session.wait_state(account, 'signed-in')
        assert session.get(account, 'Account', 'Identity') == identity
        found = files(session, provider)
        assert stat.S_IMODE(found[provider].st_mode) == 0o600
        signed_in = session.get(account, 'Account', 'SignedInAt')
        assert found[f'{provider}.until'].st_mtime == signed_in + 24 * 3600
        assert session.get(account, 'Account', 'ExpectedUntil') == signed_in + 24 * 3600
        assert good_pair(session, provider)
        claims, _ = session.account(account, 'GetClaims')
        assert 'nonce' not in [name for name, _ in claims]
        return f'{identity} until {session.get(account, "Account", "ExpectedUntil")}'


def test_first_sign_in_is_confirmed_oidc_provider():
    return check_first(world.OIDC, 'daypass-test')


def test_first_sign_in_is_confirmed_glewlwyd():
    return check_first(world.GLEWLWYD, 'daypass')


def memory(session):
    """Without what is mapped from files, in MiB."""
    with open(f'/proc/{session.agent.pid}/status') as file:
        return next(int(row.split()[1]) for row in file if row.startswith('RssAnon')) / 1024


def test_authorities_are_given_back():
    with world.session() as session:
        before = memory(session)
        account = add_account(session, world.provider().add(session))
        request = session.account(account, 'SignIn', '(a{sv})', {})[0]
        session.wait_step(request, 'browser')
        during = memory(session)
        assert during > before + 6, (before, during)
        session.request(request, 'Cancel')
        wait_for('the memory', lambda: memory(session) < before + 3, 5)
        sign_in(session, account, 'alice')
        wait_for('the memory', lambda: memory(session) < before + 3, 5)
        return f'{before:.1f} MiB, {during:.1f} MiB, {memory(session):.1f} MiB'


def test_no_discards_everything():
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        request, _ = sign_in(session, account, 'alice', confirm=False)
        session.request(request, 'Confirm', '(b)', False)
        session.wait_step(request, 'cancelled')
        session.wait_state(account, 'signed-out')
        assert not files(session, provider)
        assert session.get(account, 'Account', 'Identity') == ''


def test_other_person_keeps_the_old_key():
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        sign_in(session, account, 'alice')
        key = f'{session.home}/.ssh/daypass/{provider}'
        before = open(key).read()
        request, step = sign_in(session, account, 'bob')
        assert step == 'other-person', step
        assert session.wait_state(account, 'other-person')
        assert session.get(account, 'Account', 'StateArgs') == ['bob@example.com',
                                                                'alice@example.com']
        added = session.request(request, 'ResolveOtherPerson', '(s)', 'add')[0]
        assert open(key).read() == before
        session.wait_state(account, 'signed-in')
        session.wait_state(added, 'signed-in')
        assert session.get(added, 'Account', 'Identity') == 'bob@example.com'
        request, step = sign_in(session, account, 'bob')
        assert session.request(request, 'ResolveOtherPerson', '(s)', 'keep')[0] == '/'
        assert session.get(account, 'Account', 'Identity') == 'alice@example.com'


def test_fifty_callers_one_request_fifty_answers():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        callers = [session.connect() for _ in range(50)]
        requests = {session.account(account, 'SignIn', '(a{sv})',
                                    {'who': GLib.Variant('s', f'ssh web{n}')}, bus=bus)[0]
                    for n, bus in enumerate(callers)}
        assert len(requests) == 1, requests
        request = requests.pop()
        session.wait_step(request, 'browser')
        taken = refused = 0
        for bus in callers:
            try:
                session.request(request, 'TakeUrl', '(s)', 'system', bus=bus)
                taken += 1
            except BusError as error:
                assert error.name.endswith('.NotAllowed'), error.name
                refused += 1
        assert (taken, refused) == (1, 49)
        session.request(request, 'Cancel', bus=callers[7])
        steps = [session.call('io.github.daypass.Daypass.Agent', request,
                              'org.freedesktop.DBus.Properties', 'Get', '(ss)',
                              ('io.github.daypass.Daypass.Agent.SignIn', 'Step'), bus=bus)[0]
                 for bus in callers]
        assert steps == ['cancelled'] * 50
        return f'{taken} address taken, {refused} refused, {len(steps)} told of the end'


def test_three_openings_in_ten_minutes():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        request = session.account(account, 'SignIn', '(a{sv})', {})[0]
        session.wait_step(request, 'browser')
        urls = {session.request(request, 'TakeUrl', '(s)', 'system')[0] for _ in range(3)}
        assert len(urls) == 3, 'an address is for one browser'
        try:
            session.request(request, 'TakeUrl', '(s)', 'system')
            raise AssertionError('a fourth opening')
        except BusError as error:
            assert error.name.endswith('.TooOften'), error.name
        session.request(request, 'TakeUrl', '(s)', 'copy')


def test_peace_after_cancel():
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        caller = {'who': GLib.Variant('s', 'ssh web1'), 'interactive': GLib.Variant('b', True)}
        answer, request = session.manager('Ensure', '(sa{sv})', provider, caller)
        assert answer == 'wait'
        assert session.wait_state(account, 'signing-in')
        assert session.get(account, 'Account', 'StateArgs') == ['ssh web1']
        session.request(request, 'Cancel')
        assert session.manager('Ensure', '(sa{sv})', provider, caller) == ('no', '/')
        sign_in(session, account, 'alice')
        assert session.manager('Ensure', '(sa{sv})', provider, caller) == ('good', '/')


def test_unreachable_provider_is_a_problem():
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        path = f'{session.home}/.config/daypass/accounts.conf'
        session.stop_agent()
        text = open(path).read().replace(world.OIDC, 'https://localhost:4499')
        open(path, 'w').write(text)
        session.start_agent()
        request = session.account(account, 'SignIn', '(a{sv})', {})[0]
        session.wait_step(request, 'failed')
        assert session.get(request, 'SignIn', 'Problem')[0] == 'unreachable'
        session.wait_state(account, 'problem')
        return session.get(account, 'Account', 'Problem')[0]


def test_sign_out_removes_and_revokes():
    with world.session() as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        sign_in(session, account, 'alice')
        assert session.get(account, 'Account', 'CanRenew')
        before = world.requests('/token/revocation')
        session.account(account, 'SignOut')
        session.wait_state(account, 'signed-out')
        assert not files(session, provider)
        wait_for('revocation', lambda: world.requests('/token/revocation') > before)
