# SPDX-License-Identifier: Apache-2.0
"""What reaches ssh's configuration and a shell, and what can be taken back, also by a later agent."""
import os
import re
import subprocess
import time

from gi.repository import GLib

from harness import MANAGER, BusError, add_account, sign_in
from ssh_world import Log, end_sign_in, person, ssh
from t_hook import opened
from t_hosts import INCLUDE, apply, preview, write
from t_login import real_home
from t_profile import accounts, stage
import world

WEB1 = 'web1.corp.example'
# Whatever a person, a provider or a profile may send: none may do anything but be refused or shown.
NASTY = (
    'a"b', "a'b", 'a\nHost *', 'a\n    ProxyCommand touch {mark}', 'a b', '%h', '%%', '%d/x',
    '${{HOME}}', '$HOME', '$(touch {mark})', '`touch {mark}`', '../../.bashrc', '/etc/passwd',
    "';touch {mark};'", '"; touch {mark}; "', '| touch {mark}', '&& touch {mark}', '\\', '\x00',
    '\x1b]0;x\x07', '-oProxyCommand=touch {mark}', '!', '!!a', 'a,b', '#', '=', '*"*', 'é.example',
    '\u202eexample', '{{}}', '~', '~root', '*\texec "touch {mark}"', 'a' * 254,
)

CONTROLS = '[\x00-\x08\x0b-\x1f\x7f\u202e]'  # what a terminal would obey


def nasty(session):
    return [text.format(mark=f'{session.home}/mark') for text in NASTY]


def check_untouched(session):
    assert not os.path.exists(f'{session.home}/mark'), 'something was run'
    own = f'{session.home}/.ssh/daypass/config'
    if os.path.exists(own):
        allowed = re.compile(r"#.*|Match final host [A-Za-z0-9._:*?!\[\],-]+ exec \"sh -c 'cd "
                             r"~/\.ssh/daypass && test -e ([a-z0-9-]+) -o -e \1\.pub && test "
                             r"\1\.until -nt /proc/self -a -e \1-cert\.pub \|\| "
                             r"daypass-ensure \1 \|\| exit 1'\"|    IdentityFile ~/\.ssh/[a-z0-9_/-]+|"
                             r"    CertificateFile ~/\.ssh/daypass/[a-z0-9-]+-cert\.pub|"
                             r"    IdentitiesOnly yes|")
        for line in open(own).read().splitlines():
            assert allowed.fullmatch(line), line
    for folder, _, files in os.walk(f'{session.home}/.ssh'):
        for name in files:
            assert re.fullmatch(r'[a-z0-9_.-]+', name), f'{folder}/{name}'


def test_host_patterns():
    with person(signed_in=False, hosts=()) as (session, account):
        refused = 0
        for text in nasty(session):
            if '\x00' in text:
                continue
            token, checks, files = preview(session, account, 'good.example', text)
            assert token == '' and not files, text
            assert any(check[0] == 'pattern-invalid' for check in checks), (text, checks)
            refused += 1
        check_untouched(session)
        assert not os.path.exists(f'{session.home}/.ssh/daypass/config')
        return f'{refused} refused'


def test_names_of_accounts_and_providers():
    """They are anything, and become a file's name and a word of ssh's configuration."""
    with person(signed_in=False, hosts=()) as (session, account):
        ids, refused = [], 0
        for n, text in enumerate(one for one in nasty(session) if '\x00' not in one):
            values = dict(world.provider().values, **{'client-id': GLib.Variant('s', f'client{n}'),
                                                      'name': GLib.Variant('s', text[:60])})
            try:
                session.manager('CheckProvider', '(a{sv})', values)
                provider = session.manager('AddProvider', '(a{sv})', values)[0]
                one = session.manager('AddAccount', '(sa{sv})', provider,
                                      {'label': GLib.Variant('s', text[:150])})[0]
            except BusError as error:
                assert error.name.endswith('.Invalid'), error
                refused += 1
                continue
            ids.append(session.get(one, 'Account', 'Id'))
            apply(session, one, f'host{n}.example')
        assert len(ids) >= 20 and all(re.fullmatch('[a-z0-9][a-z0-9-]{0,31}', one) for one in ids)
        check_untouched(session)
        for n in range(0, len(NASTY), 7):
            assert ssh(session, '-G', f'host{n}.example').returncode == 0
        check_untouched(session)
        return f'{refused} refused, {len(ids)} accounts: {" ".join(ids[:6])}…'


FIELDS = (('Daypass Profile', 'Id', 'p{n}'), ('Daypass Profile', 'Organisation', 'Corp {n}'),
          ('Provider p{n}-id', 'Name', 'Corp'), ('Provider p{n}-id', 'Issuer', world.OIDC),
          ('Provider p{n}-id', 'ClientId', 'client{n}'), ('Provider p{n}-id', 'ClientSecret', ''),
          ('Provider p{n}-id', 'Scopes', 'openid email'),
          ('Provider p{n}-id', 'AccessType', 'offline'), ('Provider p{n}-id', 'Prompt', 'consent'),
          ('Provider p{n}-id', 'RedirectUris', 'http://localhost:3000/login-callback'),
          ('Account p{n}', 'Provider', 'p{n}-id'), ('Account p{n}', 'Hosts', 'host{n}.example'),
          ('Account p{n}', 'LifetimeHours', '12'), ('Account p{n}', 'Expiry', 'age'),
          ('Account p{n}', 'Fixed', 'hosts'))


def profile(changed, text, n):
    """A profile with one field that is hostile; the name of the account's group is one, too."""
    file = GLib.KeyFile()
    file.set_string('Daypass Profile', 'Version', '1')
    for field in FIELDS:
        group, key, value = (part.format(n=n) for part in field)
        file.set_string(group, key, text if field == changed else value)
    data = file.to_data()[0]
    return data.replace(f'[Account p{n}]', f'[Account {text}]') if changed == 'group' else data


def test_fields_of_a_profile():
    """What an organisation's file says is refused, or shown; it reaches neither shell nor file name."""
    with person(signed_in=False, hosts=()) as (session, account):
        session.manager('RemoveAccount', '(o)', account)
        refused, taken = 0, []
        cases = [(field, text) for field in (*FIELDS, 'group') for text in nasty(session)
                 if '\x00' not in text]
        for n, (field, text) in enumerate(cases):
            try:
                handle = stage(session, profile(field, text, n))[0]
                session.manager('DecideProfile', '(sb)', handle, True)
            except BusError as error:
                assert error.name.endswith('.Invalid'), (field, text, error)
                refused += 1
                continue
            taken.append(n)
        hosts = sorted(host for path in accounts(session)
                       for host in session.get(path, 'Account', 'Hosts'))
        assert hosts == sorted(f'host{n}.example' for n in taken), hosts
        assert refused > len(cases) / 2 and len(taken) > 20, (refused, taken)
        shown = daypass(session, 'account', 'list').stdout
        assert shown.count('\n') == len(taken) and not re.search(CONTROLS, shown), \
            re.search(CONTROLS, shown)
        for n in taken[::5]:
            assert ssh(session, '-G', f'host{n}.example').returncode == 0, cases[n]
        check_untouched(session)
        return f'{refused} refused, {len(taken)} shown as what they are'


def test_identities_of_the_provider():
    """An e-mail address is the provider's word: it is shown, and reaches neither shell nor file name."""
    with person(signed_in=False) as (session, account):
        session.stop_agent()
        path = f'{session.home}/.config/daypass/accounts.conf'
        before = open(path).read()
        for text in nasty(session):
            if '\n' in text or '\x00' in text or '\x1b' in text:
                continue
            file = GLib.KeyFile()
            file.load_from_data(before, len(before.encode()), GLib.KeyFileFlags.NONE)
            file.set_string('account corp', 'identity', text)
            write(path, file.to_data()[0])
            session.start_agent()
            assert session.state(account) == 'signed-out'
            apply(session, account, 'web9.example')
            apply(session, account, WEB1)
            assert ssh(session, WEB1, 'true').returncode == 0
            check_untouched(session)
            session.stop_agent()
        session.start_agent()


def test_hosts_that_are_asked_about():
    with person(signed_in=False) as (session, account):
        for text in nasty(session):
            if '\x00' in text:
                continue
            host, found, reasons = session.manager('MatchHost', '(s)', text)
            assert found == '/', text
        for text in ('-oProxyCommand=touch mark', 'a b', '$(id)', 'x;id', ''):
            try:
                session.manager('TestServer', '(s)', text)
                raise AssertionError(f'tested {text}')
            except BusError as error:
                assert error.name.endswith('.Invalid'), error
        check_untouched(session)


def test_undo_by_a_later_agent():
    with person(signed_in=False, hosts=()) as (session, account):
        config = f'{session.home}/.ssh/config'
        before = open(config).read()
        apply(session, account, 'web1')
        session.kill_agent()
        session.start_agent()
        assert session.get(MANAGER, 'Manager', 'CanUndoHosts')
        session.manager('UndoHosts')
        assert open(config).read() == before
        assert session.get(account, 'Account', 'Hosts') == []
        assert not session.get(MANAGER, 'Manager', 'CanUndoHosts')
        # the second change of two: the list before it comes back, the line stays
        apply(session, account, 'web1')
        apply(session, account, 'web1', 'web2')
        session.stop_agent()
        session.start_agent()
        session.manager('UndoHosts')
        assert session.get(account, 'Account', 'Hosts') == ['web1']
        assert open(config).read() == f'{INCLUDE}\n{before}'
        assert 'host web1 exec' in open(f'{session.home}/.ssh/daypass/config').read()


def test_undo_after_another_change_is_refused():
    with person(signed_in=False, hosts=()) as (session, account):
        config = f'{session.home}/.ssh/config'
        apply(session, account, 'web1')
        write(config, open(config).read() + '# mine\n')
        session.stop_agent()
        session.start_agent()
        try:
            session.manager('UndoHosts')
            raise AssertionError('undone')
        except BusError as error:
            assert error.name.endswith('.Changed'), error
        assert open(config).read().endswith('# mine\n')


def daypass(session, *words):
    return subprocess.run(['/usr/bin/daypass', *words], env=session.env, text=True, capture_output=True)


def test_hosts_on_the_command_line():
    with person(signed_in=False, hosts=()) as (session, account):
        config = f'{session.home}/.ssh/config'
        before = open(config).read()
        shown = daypass(session, 'hosts', 'corp', '*.corp.example')
        assert '+Include ~/.ssh/daypass/config' in shown.stdout, shown
        assert open(config).read() == before, 'written without --apply'
        done = daypass(session, 'hosts', '--apply', 'corp', '*.corp.example')
        assert done.returncode == 0, done
        assert open(config).read() == f'{INCLUDE}\n{before}'
        other = add_account(session, session.get(account, 'Account', 'Provider'))
        refused = daypass(session, 'hosts', '--apply', 'corp-2', 'web1.corp.example')
        assert refused.returncode != 0 and "'!web1.corp.example'" in refused.stderr, refused
        assert session.get(other, 'Account', 'Hosts') == []
        mended = daypass(session, 'hosts', '--apply', 'corp-2', 'x.example', 'web1.corp.example',
                         '!web1.corp.example')
        assert mended.returncode == 0, mended
        assert daypass(session, 'hosts', '--undo').returncode == 0
        assert session.get(other, 'Account', 'Hosts') == []
        again = daypass(session, 'hosts', '--undo')
        assert again.returncode != 0 and again.stderr.startswith('Error: '), again


def effective(session, account='/'):
    return [check for check in session.manager('Diagnose', '(o)', account)[0]
            if check[0].startswith('include-')]


def test_ssh_itself_says_whether_it_is_effective():
    with person(signed_in=False) as (session, account):
        config = f'{session.home}/.ssh/config'
        text = open(config).read()
        assert [check[0] for check in effective(session)] == ['include-effective']
        # below another setting that is for these hosts
        body = text.replace(INCLUDE, '')
        write(config, '# one\nHost *.corp.example\n  IdentitiesOnly no\n' + INCLUDE + body)
        assert effective(session)[0][:3] == ('include-shadowed', 'bad', ['~/.ssh/config', '3'])
        # inside a block for others
        write(config, 'Host elsewhere\n' + INCLUDE + body)
        assert effective(session)[0][:3] == ('include-shadowed', 'bad', ['~/.ssh/config', '1'])
        # behind something that does no harm
        write(config, 'Host elsewhere\n  User x\nHost *\n  Compression yes\n' + INCLUDE + body)
        assert effective(session)[0][0] == 'include-effective'
        write(config, body)
        assert effective(session)[0][:2] == ('include-missing', 'bad')
        write(config, INCLUDE + 'Nonsense yes\n' + body)
        assert effective(session)[0][:2] == ('include-unread', 'bad')
        assert not [name for name in os.listdir(f'{session.home}/.ssh/daypass')
                    if name.startswith('check')]


def test_missing_pieces():
    """Key or certificate gone: ssh goes on with the ordinary key, and says nothing."""
    for name in ('corp', 'corp-cert.pub', 'corp.until', 'config'):
        with person() as (session, account):
            os.unlink(f'{session.home}/.ssh/daypass/{name}')
            log = Log()
            done = ssh(session, WEB1, 'true')
            assert done.returncode == 0, (name, done)
            print(f'# without {name}: {log.accepted()}, ssh says {done.stderr!r}', flush=True)
            assert log.accepted() == ['ED25519'] or name == 'corp.until', (name, log.accepted())
            assert not done.stderr, (name, done.stderr)


def test_refused_by_the_server():
    """The server does not know this identity: the ordinary key, no word, no lock-out."""
    with person(signed_in=False) as (session, account):
        sign_in(session, account, 'bob')
        log = Log()
        done = ssh(session, WEB1, 'true')
        assert done.returncode == 0 and not done.stderr, done
        assert log.accepted() == ['ED25519']
        checks = session.manager('TestServer', '(s)', f'web@{WEB1}')[0]
        return checks[0][0]


HOOKS = {
    'crashes': '#!/bin/sh\nkill -SEGV $$\n',
    'is killed': '#!/bin/sh\nkill -KILL $$\n',
    'fails': '#!/bin/sh\nexit 77\n',
    'is no program': 'garbage \x01\n',
    'may not be run': None,
}


def test_hook_that_is_broken():
    with person() as (session, account):
        end_sign_in(session, account)
        hook = f'{session.top}/bin/daypass-ensure'
        session.env['PATH'] = f'{session.top}/bin:/usr/bin:/bin'
        for name, text in HOOKS.items():
            write(hook, text or '#!/bin/sh\n', 0o755 if text else 0o644)
            log = Log()
            started = time.monotonic()
            done = ssh(session, WEB1, 'true')
            assert done.returncode == 0 and log.accepted() == ['ED25519'], (name, done)
            words = done.stderr.lower()
            assert 'warning' not in words and 'exec' not in words, (name, done.stderr)
            print(f'# {name}: {time.monotonic() - started:.1f} s, {done.stderr!r}', flush=True)


def test_hook_that_is_not_installed():
    with person() as (session, account):
        end_sign_in(session, account)
        folder = f'{session.top}/few'
        os.mkdir(folder)
        for program in ('ssh', 'sh', 'bash', 'test'):
            os.symlink(f'/usr/bin/{program}', f'{folder}/{program}')
        log = Log()
        done = ssh(session, WEB1, 'true', env=dict(session.env, PATH=folder))
        assert done.returncode == 0 and log.accepted() == ['ED25519'], done
        return done.stderr.strip()


def test_read_only_and_linked_settings():
    """Whoever keeps ~/.ssh/config elsewhere or read-only is shown what to add, and can still sign in."""
    with world.session(agent=False) as session, real_home(session):
        target = f'{session.home}/dotfiles/config'
        write(target, '# mine\n', 0o400)
        os.makedirs(f'{session.home}/.ssh', 0o700, exist_ok=True)
        os.symlink(target, f'{session.home}/.ssh/config')
        session.start_agent()
        account = add_account(session, world.provider().add(session))
        done = daypass(session, 'hosts', '--apply', 'corp', WEB1)
        assert done.stderr == 'Error: ~/.ssh/config cannot be written\n', done
        assert open(target).read() == '# mine\n'
        assert os.path.islink(f'{session.home}/.ssh/config')
        sign_in(session, account, 'alice')
        assert opened(session) == 0
