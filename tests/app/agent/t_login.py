# SPDX-License-Identifier: Apache-2.0
"""The whole way with a real sshd and the real verifier: yesterday's key, one sign-in, the shell."""
import contextlib
import os
import pwd
import subprocess

from harness import add_account, sign_in
from t_hook import Terminal, ended, opened
from t_hosts import apply
import world


def words(session, *remote):
    return ['ssh', '-F', f'{session.home}/.ssh/config', '-p', world.SSH_PORT, '-o',
            'UserKnownHostsFile=/etc/ssh/ssh_known_hosts', 'web@127.0.0.1', *remote]


@contextlib.contextmanager
def real_home(session):
    """ssh goes by the passwd entry for "~", whatever HOME says."""
    link = os.path.join(pwd.getpwuid(os.getuid()).pw_dir, '.ssh')
    os.symlink(f'{session.home}/.ssh', link)
    try:
        yield
    finally:
        os.unlink(link)


def log_in(session):
    return subprocess.run(words(session, 'id', '-un'), env=session.env, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, start_new_session=True)


def test_morning():
    """ssh in a terminal with an ended key: browser, one sign-in, the shell."""
    with ended() as (session, account, provider), real_home(session):
        apply(session, account, '127.0.0.1')
        terminal = Terminal(session, command=words(session, 'id', '-un'))
        text = terminal.finish(40)
        assert text.splitlines()[-1].strip() == 'web', text
        assert opened(session) == 1
        assert session.state(account) == 'signed-in'
        return 'browser, then ' + text.splitlines()[-1].strip()


def test_good_key_asks_nothing():
    with world.session() as session, real_home(session):
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        apply(session, account, '127.0.0.1')
        done = log_in(session)
        assert done.stdout == 'web\n', done
        check, = session.manager('TestServer', '(s)', '127.0.0.1')[0][:1]
        return check[0]


def test_host_that_is_not_listed_is_not_shown_the_key():
    with world.session() as session:
        account = add_account(session, world.provider().add(session))
        sign_in(session, account, 'alice')
        apply(session, account, 'elsewhere.example')
        done = subprocess.run(words(session, 'true')[:-1] + ['-v', 'true'], env=session.env,
                              text=True, capture_output=True, stdin=subprocess.DEVNULL,
                              start_new_session=True)
        assert done.returncode == 255
        assert '.ssh/daypass' not in done.stderr.replace('.ssh/daypass/config', ''), done.stderr


def processes(name):
    return subprocess.run(['pgrep', '-x', name], text=True, capture_output=True).stdout.split()


def check_without_bus(environment):
    with world.session(agent=False) as session:
        env = {'HOME': session.home, 'PATH': f'{session.place}/hook:/usr/bin:/bin', **environment}
        before = processes('dbus-daemon'), processes('dbus-launch')
        added = subprocess.run(['daypass', 'account', 'add', 'google'], env=env, text=True,
                               capture_output=True)
        assert added.returncode == 0 and added.stdout == 'google\n', added
        listed = subprocess.run(['daypass', 'account', 'list'], env=env, text=True,
                                capture_output=True)
        assert listed.stdout.startswith('google\tGoogle\t'), listed
        assert (processes('dbus-daemon'), processes('dbus-launch')) == before, 'a bus was started'
        assert not processes('daypass-agent'), 'an agent stayed'
        return listed.stdout.strip()


def test_cron_needs_no_bus():
    return check_without_bus({})


def test_tmux_with_a_stale_address_needs_no_bus():
    return check_without_bus({'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/tmp/gone/bus',
                              'DISPLAY': ':99'})


def test_autolaunch_address_starts_nothing():
    return check_without_bus({'DBUS_SESSION_BUS_ADDRESS': 'autolaunch:', 'DISPLAY': ':99'})


def test_su_without_a_runtime_directory_needs_no_bus():
    return check_without_bus({'XDG_RUNTIME_DIR': '/nonexistent'})
