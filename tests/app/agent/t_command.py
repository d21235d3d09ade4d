# SPDX-License-Identifier: Apache-2.0
"""The daypass command over the bus, and by itself where there is none."""
import json
import os
import subprocess

from gi.repository import GLib

from harness import MANAGER, add_account, sign_in, wait_for
from sandbox import container
from t_hook import Terminal, opened, OPENER
from t_hosts import apply, write
from t_profile import TEXT, accounts
import world

DAYPASS = '/usr/bin/daypass'  # where it is one of our own programs


def daypass(session, *words, **options):
    options.setdefault('stdin', subprocess.DEVNULL)
    return subprocess.run([DAYPASS, *words], env=session.env, text=True, capture_output=True,
                          **options)


def end_all(session, times):
    """Each account's sign-in, so many hours ago."""
    session.stop_agent()
    path = f'{session.home}/.config/daypass/accounts.conf'
    lines = []
    for line in open(path).read().splitlines():
        if line.startswith('signed-in-at='):
            line = f'signed-in-at={int(line.partition("=")[2]) - times.pop(0) * 3600}'
        lines.append(line)
    write(path, '\n'.join(lines) + '\n')
    session.start_agent()


def test_login_all_signs_in_one_after_the_other():
    with world.session() as session:
        provider = world.provider().add(session)
        paths = [add_account(session, provider) for _ in range(3)]
        add_account(session, 'google')  # nobody's yet: not asked
        for path in paths:
            sign_in(session, path, 'alice')
        # two ended on other days, one lasts: it would end at midnight or later only with a week
        session.account(paths[2], 'SetOptions', '(a{sv})', {'lifetime-hours': GLib.Variant('u', 168)})
        end_all(session, [48, 30, 0])
        write(f'{session.top}/bin/xdg-open', OPENER, 0o755)
        session.env['PATH'] = f'{session.top}/bin:{session.env["PATH"]}'
        done = daypass(session, 'login', '--all')
        assert done.returncode == 1 and 'terminal' in done.stderr, done
        assert opened(session) == 0
        text = Terminal(session, command=[DAYPASS, 'login', '--all']).finish(90)
        assert text.count('Signing in alice@example.com') == 2, text
        assert opened(session) == 2
        for path in paths:
            session.wait_state(path, 'signed-in', 'ending')
        done = daypass(session, 'account', 'list')
        assert done.stdout.count('alice@example.com') == 3, done


def test_login_all_stops_when_one_is_stopped():
    with world.session() as session:
        provider = world.provider().add(session)
        paths = [add_account(session, provider) for _ in range(2)]
        for path in paths:
            sign_in(session, path, 'alice')
        end_all(session, [48, 48])
        write(f'{session.top}/bin/xdg-open', '#!/bin/sh\necho opened >>"$HOME/opened"\n', 0o755)
        session.env['PATH'] = f'{session.top}/bin:{session.env["PATH"]}'
        terminal = Terminal(session, command=[DAYPASS, 'login', '--all'])
        terminal.expect('go on without')
        wait_for('the opening', lambda: opened(session))
        terminal.type('q')
        terminal.finish()
        assert opened(session) == 1
        assert [session.state(path) for path in paths] == ['ended', 'ended']


def test_status_watch_tells_of_changes():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        path = f'{session.top}/watched'
        with open(path, 'wb') as out:
            watch = session.start([DAYPASS, 'status', '--watch'], stdout=out)
            wait_for('the first line', lambda: 'corp\tCorp\tNot signed in' in open(path).read())
            sign_in(session, account, 'alice')
            wait_for('the change', lambda: 'corp\talice@example.com\tUntil' in open(path).read())
            session.account(account, 'SignOut')
            wait_for('the sign-out', lambda: open(path).read().endswith('Not signed in\n'))
            lines = open(path).read().splitlines()
            assert any('Waiting for your browser' in line for line in lines), lines
            session.stop_agent()
            assert watch.wait(10) == 3
        session.start_agent()
        return f'{len(lines)} lines'


def test_profile_is_imported_after_a_yes():
    with world.session() as session:
        path = f'{session.home}/corp.daypass'
        write(path, TEXT)
        done = daypass(session, 'profile', 'import', path)
        assert done.returncode == 1 and 'Nothing has changed' in done.stderr, done
        assert 'Corp Example' in done.stderr and '*.corp.example' in done.stderr, done
        assert accounts(session) == []
        terminal = Terminal(session, command=[DAYPASS, 'profile', 'import', path])
        terminal.expect('[y/N]')
        terminal.type('y\n')
        terminal.finish()
        account, = accounts(session)
        assert session.get(account, 'Account', 'ManagedBy') == 'Corp Example'
        write(path, TEXT.replace('*.corp.example', '*'))
        done = daypass(session, 'profile', 'import', '--yes', path)
        assert done.returncode == 1 and 'too wide' in done.stderr, done
        done = daypass(session, 'profile', 'import', f'{session.home}/none')
        assert done.returncode == 5 and 'none' in done.stderr, done


def test_profile_export_can_be_imported_elsewhere():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        apply(session, account, '*.corp.example', 'bastion')
        session.account(account, 'SetOptions', '(a{sv})', {'lifetime-hours': GLib.Variant('u', 12)})
        done = daypass(session, 'profile', 'export', 'corp', '--organisation', 'Corp & Sons')
        assert done.returncode == 0, done
        apply(session, account, '*')
        wide = daypass(session, 'profile', 'export', 'corp')
        assert wide.returncode == 1 and 'too wide' in wide.stderr and not wide.stdout, wide
    with world.session() as session:
        path = f'{session.home}/sons.daypass'
        write(path, done.stdout)
        assert daypass(session, 'profile', 'import', '--yes', path).returncode == 0
        account, = accounts(session)
        assert session.get(account, 'Account', 'ManagedBy') == 'Corp & Sons'
        assert session.get(account, 'Account', 'Hosts') == ['*.corp.example', 'bastion']
        assert session.get(account, 'Account', 'LifetimeHours') == 12
        _, step = sign_in(session, account, 'alice')
        assert step == 'done', step


def test_provider_changes_reach_a_running_agent():
    with world.session() as session:
        def known():
            return [one['id'] for one in session.get(MANAGER, 'Manager', 'Providers')]
        write(f'{session.home}/.opk/config.yml', 'providers: []\n')
        added = daypass(session, 'provider', 'add', world.OIDC, 'daypass-test', '--alias', 'work')
        assert added.returncode == 0, added
        wait_for('the agent knows it', lambda: 'work' in known())
        added = daypass(session, 'account', 'add', 'work')
        assert added.returncode == 0, added
        assert daypass(session, 'provider', 'remove', 'work').returncode == 0
        wait_for('the agent has forgotten it', lambda: 'work' not in known())


def test_import_from_opkssh_shows_and_takes_over():
    with world.session() as session:
        write(f'{session.home}/.opk/config.yml',
              f'providers:\n  - alias: work\n    issuer: {world.OIDC}\n    client_id: daypass-test\n')
        session.stop_agent()
        session.start_agent()
        assert session.get(MANAGER, 'Manager', 'OpksshFound') is True
        shown, remarks = session.manager('PreviewOpkssh')
        assert [(issuer, alias) for _, issuer, alias in shown] == [(world.OIDC, 'work')], shown
        said = session.outside(MANAGER, 'Manager.ImportOpkssh')
        assert 'NotConfirmed' in said.stderr, said
        before = open(f'{session.home}/.opk/config.yml').read()
        assert session.manager('ImportOpkssh')[0] == ['work']
        assert open(f'{session.home}/.opk/config.yml').read() == before
        origins = {one['id']: one['origin'] for one in session.get(MANAGER, 'Manager', 'Providers')}
        assert origins['work'] == 'own', origins
        wait_for('nothing is left', lambda: not session.get(MANAGER, 'Manager', 'OpksshFound'))
        _, step = sign_in(session, add_account(session, 'work'), 'alice')
        assert step == 'done'


def test_container_has_no_bus_and_gets_none():
    with world.session(agent=False) as session:
        done = subprocess.run(container(session.place, 'sh', '-c', 'daypass account add google && '
                                        'daypass account list && sleep 1 && ls /proc'),
                              text=True, capture_output=True, env=session.env)
        assert done.returncode == 0, done
        lines = done.stdout.splitlines()
        assert lines[0] == 'google' and lines[1].startswith('google\tGoogle\t'), done
        # sh and ls: neither a bus nor an agent stayed
        processes = [line for line in lines if line.isdigit()]
        assert len(processes) <= 3, done
        refused = subprocess.run(container(session.place, 'daypass', 'status', '--watch'), text=True,
                                 capture_output=True, env=session.env)
        assert refused.returncode == 3 and 'companion' in refused.stderr, refused
        return lines[1]


def test_every_account_command():
    with world.session() as session:
        assert daypass(session, 'account', 'add', 'google', 'At home').stdout == 'google\n'
        assert daypass(session, 'account', 'set', 'google', 'lifetime-hours=12',
                       'expiry=token').returncode == 0
        path, = accounts(session)
        wait_for('the change', lambda: session.get(path, 'Account', 'LifetimeHours') == 12)
        assert session.get(path, 'Account', 'Expiry') == 'token'
        for words in (('lifetime-hours=0',), ('lifetime-hours=x',), ('expiry=never',), ('planet=x',),
                      ('label',)):
            done = daypass(session, 'account', 'set', 'google', *words)
            assert done.returncode == 1 and done.stderr, done
        done = daypass(session, 'account', 'list', '--json')
        assert '"provider" : "google"' in done.stdout, done
        assert daypass(session, 'account', 'renew', 'google').returncode != 0
        assert daypass(session, 'account', 'remove', 'mars').returncode == 1
        assert daypass(session, 'account', 'remove', 'google').returncode == 0
        assert accounts(session) == []
        assert os.listdir(f'{session.home}/.ssh/daypass') in ([], ['config'])


def test_doctor_asks_the_companion():
    """Its own checks, and behind them those of the companion where one can be reached."""
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        apply(session, account, '*.corp.example')
        done = daypass(session, 'doctor', '--json')
        ids = [check['check'] for check in json.loads(done.stdout)]
        theirs = [check[0] for check in session.manager('Diagnose', '(o)', '/')[0]]
        # what is asked of a provider, or of ssh, is answered in any order
        assert sorted(ids[-len(theirs):]) == sorted(theirs) and len(ids) > len(theirs), (ids, theirs)
        assert 'provider-reached' in theirs and 'key-good' in theirs, theirs
        # a second account at the same provider is no second question, and no second line
        before = world.requests('/.well-known/openid-configuration')
        other = add_account(session, session.get(account, 'Account', 'Provider'))
        both = [check[0] for check in session.manager('Diagnose', '(o)', '/')[0]]
        assert both.count('provider-reached') == 1 and both.count('ports-free') == 1, both
        assert world.requests('/.well-known/openid-configuration') == before + 1
        session.manager('RemoveAccount', '(o)', other)
        said = daypass(session, 'doctor').stdout
        assert 'The key fits its certificate' in said, said
        os.unlink(f'{session.home}/.ssh/daypass/corp-cert.pub')
        done = daypass(session, 'doctor')
        assert '· There is no key yet\n    Sign in once.' in done.stdout, done.stdout
        session.stop_agent()
        alone = json.loads(daypass(session, 'doctor', '--json').stdout)
        found = {check['check'] for check in alone}
        assert 'ssh-directory' in found and not found & set(theirs), (found, theirs)
        session.start_agent()
        return f'{len(ids) - len(theirs)} checks of the command, {len(theirs)} of the companion'
