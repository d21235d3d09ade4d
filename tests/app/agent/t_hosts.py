# SPDX-License-Identifier: Apache-2.0
"""Hosts of accounts, and what reaches ssh's configuration."""
import os
import stat
import subprocess

from harness import BusError, add_account, sign_in
import world

INCLUDE = 'Include ~/.ssh/daypass/config\n'


def preview(session, account, *patterns):
    return session.account(account, 'PreviewHosts', '(as)', list(patterns))


def apply(session, account, *patterns):
    token, checks, files = preview(session, account, *patterns)
    assert token, checks
    session.manager('ApplyHosts', '(s)', token)
    return files


def ssh_g(session, host, *options):
    """What ssh would do, as itself tells it."""
    result = subprocess.run(['ssh', '-T', '-F', f'{session.home}/.ssh/config', *options, '-G', host],
                            env=session.env, text=True, capture_output=True)
    assert result.returncode == 0, result.stderr
    assert not result.stderr, result.stderr
    return result.stdout.splitlines()


def write(path, text, mode=0o600):
    os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
    with open(path, 'w') as file:
        file.write(text)
    os.chmod(path, mode)


def test_preview_shows_what_apply_does():
    with world.session() as session:
        config = f'{session.home}/.ssh/config'
        write(config, 'Host old\n  User alice\n', 0o640)
        write(f'{session.home}/.ssh/id_ed25519', 'a key')
        account = add_account(session, world.provider().add(session))
        token, checks, files = preview(session, account, '*.corp.example', 'bastion')
        assert checks == [] and token
        assert [file[:2] for file in files] == [('~/.ssh/config', 'include'),
                                                ('~/.ssh/daypass/config', 'own')]
        assert open(config).read() == 'Host old\n  User alice\n', 'written before it was applied'
        session.manager('ApplyHosts', '(s)', token)
        shown = {path: ''.join(line[1:] + '\n' for line in lines if line[0] != '-')
                 for path, _, lines in files}
        assert open(config).read() == shown['~/.ssh/config'] == INCLUDE + '\nHost old\n  User alice\n'
        own = open(f'{session.home}/.ssh/daypass/config').read()
        assert own == shown['~/.ssh/daypass/config']
        assert 'IdentityFile ~/.ssh/id_ed25519' in own and '%' not in own
        assert stat.S_IMODE(os.stat(config).st_mode) == 0o640
        assert session.get(account, 'Account', 'Hosts') == ['*.corp.example', 'bastion']


def test_undo_puts_everything_back():
    with world.session() as session:
        config = f'{session.home}/.ssh/config'
        write(config, '# mine\n')
        account = add_account(session, world.provider().add(session))
        apply(session, account, 'web1')
        assert session.get('/io/github/daypass/Daypass/Agent/Manager', 'Manager', 'CanUndoHosts')
        session.manager('UndoHosts')
        assert open(config).read() == '# mine\n'
        assert session.get(account, 'Account', 'Hosts') == []
        try:
            session.manager('UndoHosts')
            raise AssertionError('undone twice')
        except BusError as error:
            assert error.name.endswith('.NotFound')


def test_changed_since_the_preview_is_refused():
    with world.session() as session:
        config = f'{session.home}/.ssh/config'
        write(config, '# mine\n')
        account = add_account(session, world.provider().add(session))
        token, _, _ = preview(session, account, 'web1')
        write(config, '# mine, too\n')
        try:
            session.manager('ApplyHosts', '(s)', token)
            raise AssertionError('applied')
        except BusError as error:
            assert error.name.endswith('.Changed'), error.name
        assert open(config).read() == '# mine, too\n'


def test_overlap_is_refused_with_what_mends_it():
    with world.session() as session:
        provider = world.provider().add(session)
        first, second = add_account(session, provider), add_account(session, provider)
        apply(session, first, '*.corp.example')
        token, checks, _ = preview(session, second, 'web1.corp.example', 'other')
        assert token == ''
        name, severity, args, fix, fix_args = checks[0]
        assert (name, severity, fix) == ('pattern-overlap', 'question', 'exclude-host'), checks
        assert args[1] == 'web1.corp.example'
        apply(session, second, 'web1.corp.example', 'other', fix_args[0])


def test_injection_is_refused():
    bad = ['a b', 'a\nb', '"', "'", '%h', '${HOME}', '$(id)', '`id`', '../x', 'a,b', '-oX', '!', '']
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        for pattern in bad:
            token, checks, files = preview(session, account, pattern)
            assert token == '' and checks[0][0] == 'pattern-invalid' and not files, pattern
        assert not os.path.exists(f'{session.home}/.ssh/config')
        return f'{len(bad)} refused'


def test_symlinked_config_stays_a_link():
    with world.session() as session:
        target = f'{session.home}/dotfiles/ssh/config'
        write(target, '# kept elsewhere\n')
        os.makedirs(f'{session.home}/.ssh', 0o700, exist_ok=True)
        os.symlink('../dotfiles/ssh/config', f'{session.home}/.ssh/config')
        account = add_account(session, world.provider().add(session))
        apply(session, account, 'web1')
        assert os.path.islink(f'{session.home}/.ssh/config')
        assert open(target).read() == INCLUDE + '\n# kept elsewhere\n'


def test_missing_config_is_made():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        apply(session, account, 'web1')
        config = f'{session.home}/.ssh/config'
        assert open(config).read() == INCLUDE
        assert stat.S_IMODE(os.stat(config).st_mode) == 0o600


def test_read_only_config_is_left_alone():
    with world.session() as session:
        config = f'{session.home}/.ssh/config'
        write(config, '# mine\n', 0o400)
        account = add_account(session, world.provider().add(session))
        token, _, files = preview(session, account, 'web1')
        assert files[0][:2] == ('~/.ssh/config', 'block-to-copy')
        try:
            session.manager('ApplyHosts', '(s)', token)
            raise AssertionError('applied')
        except BusError as error:
            assert 'file-read-only' in str(error), error
        assert open(config).read() == '# mine\n'


def test_outside_program_needs_a_yes():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        token, _, _ = preview(session, account, 'web1')
        said = session.outside('/io/github/daypass/Daypass/Agent/Manager', 'Manager.ApplyHosts',
                               token)
        assert 'NotConfirmed' in said.stderr, said
        assert not os.path.exists(f'{session.home}/.ssh/config')


def test_outside_program_removes_no_account():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        records = open(f'{session.home}/.config/daypass/accounts.conf').read()
        said = session.outside('/io/github/daypass/Daypass/Agent/Manager', 'Manager.RemoveAccount',
                               account)
        assert 'NotConfirmed' in said.stderr, said
        assert session.state(account) == 'signed-out', session.state(account)
        assert open(f'{session.home}/.config/daypass/accounts.conf').read() == records
        session.manager('RemoveAccount', '(o)', account)  # of our own programs it does
        assert open(f'{session.home}/.config/daypass/accounts.conf').read() != records


def test_ssh_offers_the_key_only_to_its_hosts_and_only_while_good():
    with world.session({'DAYPASS_NO_ENSURE': '1'}) as session:
        write(f'{session.home}/.ssh/id_ed25519', 'a key')
        provider = world.provider().add(session)
        account = add_account(session, provider)
        apply(session, account, '*.corp.example')
        ours = f'certificatefile ~/.ssh/daypass/{provider}-cert.pub'
        assert ours not in ssh_g(session, 'web1.corp.example'), 'offered without a sign-in'
        sign_in(session, account, 'alice')
        with_key = ssh_g(session, 'web1.corp.example')
        assert ours in with_key and 'identitiesonly yes' in with_key
        assert 'identityfile ~/.ssh/id_ed25519' in with_key, 'no way in without Daypass'
        assert ours not in ssh_g(session, 'elsewhere.example')
        write(f'{session.home}/.ssh/config', INCLUDE + 'Host w\n  HostName web1.corp.example\n')
        assert ours in ssh_g(session, 'w'), 'an alias goes by its real name'
        assert session.manager('MatchHost', '(s)', 'ssh -p 22 alice@web1.corp.example')[1] == account
        os.utime(f'{session.home}/.ssh/daypass/{provider}.until', (1, 1))
        assert ours not in ssh_g(session, 'web1.corp.example'), 'offered after its end'


def test_new_default_keys_come_with_the_next_sign_in():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        apply(session, account, 'web1')
        own = f'{session.home}/.ssh/daypass/config'
        assert 'id_rsa' not in open(own).read()
        write(f'{session.home}/.ssh/id_rsa', 'a key')
        sign_in(session, account, 'alice')
        assert 'IdentityFile ~/.ssh/id_rsa' in open(own).read()


def test_removed_account_leaves_the_file():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        apply(session, account, 'web1')
        session.manager('RemoveAccount', '(o)', account)
        assert 'Match' not in open(f'{session.home}/.ssh/daypass/config').read()
