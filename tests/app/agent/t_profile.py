# SPDX-License-Identifier: Apache-2.0
"""An organisation's profile: staged, summarised, decided; and diagnostics."""
import os

from gi.repository import GLib

from harness import MANAGER, NAME, BusError, add_account, sign_in
from t_hosts import apply, write
import world

TEXT = f'''[Daypass Profile]
Version=1
Id=corp
Organisation=Corp Example

[Provider corp-id]
Name=Corp
Issuer={world.OIDC}
ClientId=daypass-test

[Account corp]
Provider=corp-id
Hosts=*.corp.example
LifetimeHours=12
Fixed=hosts;lifetime-hours;remove
'''


def stage(session, text):
    path = f'{session.home}/corp.daypass'
    write(path, text)
    return session.call_with([os.open(path, os.O_RDONLY)], NAME, MANAGER, f'{NAME}.Manager',
                             'ImportProfile', '(hs)', (0, 'corp.daypass'))[0]


def accounts(session):
    objects = session.call(NAME, '/io/github/daypass/Daypass/Agent',
                           'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')[0]
    return [path for path in objects if '/accounts/' in path]


def test_is_only_staged_before_a_yes():
    with world.session() as session:
        before = session.get(MANAGER, 'Manager', 'Providers')
        handle, organisation, summary = stage(session, TEXT)
        assert organisation == 'Corp Example'
        said = {check[0]: check[2] for check in summary}
        assert world.OIDC in said['profile-provider'][1]
        assert said['profile-hosts'] == ['*.corp.example']
        assert session.get(MANAGER, 'Manager', 'Providers') == before
        assert accounts(session) == []
        session.manager('DecideProfile', '(sb)', handle, False)
        session.stop_agent()
        session.start_agent()
        assert accounts(session) == []


def test_accepted_fixes_what_it_says_and_stays():
    with world.session() as session:
        handle, _, _ = stage(session, TEXT)
        said = session.outside(MANAGER, 'Manager.DecideProfile', handle, 'true')
        assert 'NotConfirmed' in said.stderr, said
        session.manager('DecideProfile', '(sb)', handle, True)
        session.stop_agent()
        session.start_agent()
        account, = accounts(session)
        assert session.get(account, 'Account', 'ManagedBy') == 'Corp Example'
        assert session.get(account, 'Account', 'LifetimeHours') == 12
        for method, signature, values in (
                ('SetOptions', '(a{sv})', ({'lifetime-hours': GLib.Variant('u', 24)},)),
                ('PreviewHosts', '(as)', (['web1'],))):
            try:
                session.account(account, method, signature, *values)
                raise AssertionError(f'{method} was allowed')
            except BusError as error:
                assert error.name.endswith('.NotAllowed'), error.name
        try:
            session.manager('RemoveAccount', '(o)', account)
            raise AssertionError('removed')
        except BusError as error:
            assert error.name.endswith('.NotAllowed'), error.name
        _, step = sign_in(session, account, 'alice')
        assert step == 'done'


def test_known_id_with_another_issuer_is_refused():
    with world.session() as session:
        try:
            stage(session, TEXT.replace('corp-id', 'google'))
            raise AssertionError('staged')
        except BusError as error:
            assert error.name.endswith('.Invalid'), error.name


def test_diagnostics_name_what_is_wrong():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        os.chmod(f'{session.home}/.ssh', 0o777)
        said = {check[0]: check[3] for check in session.manager('Diagnose', '(o)', account)[0]}
        assert said['ssh-open'] == 'ssh-modes', said
        assert said['key-missing'] == 'sign-in'
        assert 'provider-reached' in said and 'clock-good' in said and 'ports-free' in said
        session.manager('Fix', '(saso)', 'ssh-modes', [], '/')
        session.manager('Fix', '(saso)', 'autostart', [], '/')
        assert os.path.exists(f'{session.home}/.config/autostart/'
                              'io.github.daypass.Daypass.Agent.desktop')
        said = {check[0] for check in session.manager('Diagnose', '(o)', account)[0]}
        assert 'ssh-private' in said and 'autostart-off' not in said
        return ' '.join(sorted(said))


def test_server_that_is_not_there():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        check, = session.manager('TestServer', '(s)', 'localhost')[0]
        assert check[0] == 'server-unreachable', check
        assert session.state(account) == 'signed-out'


def test_shell_search_finds_accounts_by_host():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        apply(session, account, '*.corp.example')
        place = (NAME, '/io/github/daypass/Daypass/Agent/SearchProvider',
                 'org.gnome.Shell.SearchProvider2')

        def find(*terms):
            return session.call(*place, 'GetInitialResultSet', '(as)', (list(terms),))[0]
        assert find('ssh', 'web1.corp.example') == ['corp'] == find('CORP')
        assert find('web1.corp.example.evil') == [] == find()
        meta, = session.call(*place, 'GetResultMetas', '(as)', (['corp', 'gone'],))[0]
        assert meta['id'] == 'corp'
        return f'{meta["name"]}: {meta["description"]}'
