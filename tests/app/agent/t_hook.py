# SPDX-License-Identifier: Apache-2.0
"""The ssh hook with real ssh: who is asked, who is only notified, and that ssh always goes on."""
import contextlib
import os
import pty
import re
import select
import subprocess
import termios
import time

from harness import TREE, add_account, sign_in, wait_for
from t_hosts import apply, write
import world

OPENER = f'''#!/bin/sh
echo opened >>"$HOME/opened"
exec /usr/bin/python3 {TREE}/tests/idp/browser.py "$1" "${{WHO:-alice}}" x >>"$HOME/browser.log" 2>&1
'''


@contextlib.contextmanager
def ended(environment=None, opens=True):
    """An account for localhost whose sign-in ended yesterday."""
    with world.session(environment) as session:
        provider = world.provider().add(session)
        account = add_account(session, provider)
        sign_in(session, account, 'alice')
        apply(session, account, 'localhost')
        session.stop_agent()
        path = f'{session.home}/.config/daypass/accounts.conf'
        text = re.sub(r'(?m)^(signed-in-at|token-\w+-at)=(\d+)$',
                      lambda m: f'{m[1]}={int(m[2]) - 48 * 3600}', open(path).read())
        write(path, text)
        session.start_agent()
        session.wait_state(account, 'ended')
        opener = f'{session.top}/bin/xdg-open'
        write(opener, OPENER if opens else '#!/bin/sh\necho opened >>"$HOME/opened"\n', 0o755)
        session.env['PATH'] = f'{session.top}/bin:{session.place}/hook:/usr/bin:/bin'
        yield session, account, provider


def opened(session):
    path = f'{session.home}/opened'
    return open(path).read().count('opened') if os.path.exists(path) else 0


SSH = ['ssh', '-T', '-F', '{home}/.ssh/config', '-p', '9', '-o', 'ConnectTimeout=2']


def ssh_command(session, *more):
    return [word.format(home=session.home) for word in SSH] + list(more) + ['localhost', 'true']


class Terminal:
    """ssh at a terminal of its own."""

    def __init__(self, session, *options, command=None):
        command = command or ssh_command(session, *options)
        self.text = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, session.env)
        self.before = termios.tcgetattr(self.fd)

    def read(self, seconds):
        if select.select([self.fd], [], [], seconds)[0]:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return False
            self.text += data.decode(errors='replace')
            return bool(data)
        return True

    def expect(self, what, seconds=40):
        end = time.monotonic() + seconds
        while what not in self.text:
            assert time.monotonic() < end and self.read(0.2), f'no "{what}" in: {self.text}'

    def type(self, text):
        os.write(self.fd, text.encode())

    def finish(self, seconds=60):
        end = time.monotonic() + seconds
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            assert time.monotonic() < end, f'ssh does not end: {self.text}'
            self.read(0.1)
        self.read(0)
        after = termios.tcgetattr(self.fd)
        os.close(self.fd)
        assert after == self.before, 'the terminal was not put back'
        return self.text


def test_asks_at_a_terminal_and_signs_in():
    with ended() as (session, account, provider):
        terminal = Terminal(session)
        terminal.expect('ssh localhost needs you to sign in')
        text = terminal.finish()
        assert session.state(account) == 'signed-in', text
        assert opened(session) == 1
        assert 'refused' in text, text
        return 'one browser, then ssh went on'


def check_key(key):
    with ended(opens=False) as (session, account, provider):
        terminal = Terminal(session)
        terminal.expect('go on without')
        wait_for('the opening', lambda: opened(session))
        terminal.type(key)
        text = terminal.finish()
        assert 'Connection refused' in text or 'refused' in text, text
        assert session.state(account) == 'ended'
        again = Terminal(session).finish()
        assert 'needs you' not in again, 'asked again within ten minutes'
        assert opened(session) == 1


def test_q_goes_on_without():
    check_key('q')


def test_ctrl_c_goes_on_without():
    check_key('\x03')


def test_escape_goes_on_without():
    check_key('\x1b')


def notified(session):
    calls = session.call('org.freedesktop.Notifications', '/org/freedesktop/Notifications',
                         'org.freedesktop.DBus.Mock', 'GetMethodCalls', '(s)', ('Notify',))[0]
    return [arguments for _, arguments in calls]


def check_not_asked(options=(), environment=None, notifies=True):
    with ended() as (session, account, provider):
        session.start_notifications()
        env = dict(session.env, **(environment or {}))
        started = time.monotonic()
        done = subprocess.run(ssh_command(session, *options), env=env, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, start_new_session=True)
        took = time.monotonic() - started
        assert 'refused' in done.stderr and 'sign in' not in done.stderr, done.stderr
        assert opened(session) == 0
        assert took < 10, took
        # the ended sign-in itself is told, too: this one names ssh
        found = [call[3] for call in notified(session) if call[3].startswith('ssh ')]
        assert bool(found) == notifies, (found, notified(session))
        return f'{found} after {took:.2f} s'


def test_without_a_terminal_only_notifies():
    return check_not_asked()


def test_batch_mode_only_notifies():
    return check_not_asked(['-o', 'BatchMode=yes'])


def test_no_ensure_is_silent():
    return check_not_asked(environment={'DAYPASS_NO_ENSURE': '1'}, notifies=False)


def test_completion_is_silent():
    return check_not_asked(environment={'COMP_LINE': 'ssh '}, notifies=False)


def test_query_is_silent():
    with ended() as (session, account, provider):
        session.start_notifications()
        terminal = Terminal(session, '-G')
        assert 'needs you' not in terminal.finish()
        assert opened(session) == 0
        assert not [call for call in notified(session) if call[3].startswith('ssh ')]


def test_batch_mode_at_a_terminal_is_not_asked():
    with ended() as (session, account, provider):
        assert 'needs you' not in Terminal(session, '-oBatchMode=yes').finish()
        assert opened(session) == 0


def test_remote_screen_gets_a_link_and_no_browser():
    with ended(opens=False) as (session, account, provider):
        session.env['SSH_CONNECTION'] = '192.0.2.1 1 192.0.2.2 22'
        terminal = Terminal(session)
        terminal.expect('Then paste')
        link = re.search(r'https://\S+', terminal.text)[0]
        page = subprocess.run(['/usr/bin/python3', f'{TREE}/tests/idp/browser.py', '--stop-at',
                               'http://localhost:', link, 'alice', 'x'], env=session.env,
                              text=True, capture_output=True)
        terminal.type(page.stdout.strip() + '\r')
        terminal.finish()
        assert session.state(account) == 'signed-in'
        assert opened(session) == 0


def check_ssh_goes_on(spoil):
    with ended() as (session, account, provider):
        spoil(session)
        done = subprocess.run(ssh_command(session), env=session.env, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, start_new_session=True)
        assert 'refused' in done.stderr, done.stderr
        return done.stderr.strip().splitlines()[-1]


def fake_hook(text):
    def spoil(session):
        write(f'{session.top}/bin/daypass-ensure', text, 0o755)
    return spoil


def test_hook_that_crashes():
    return check_ssh_goes_on(fake_hook('#!/bin/sh\nkill -SEGV $$\n'))


def test_hook_that_is_killed():
    return check_ssh_goes_on(fake_hook('#!/bin/sh\nkill -KILL $$\n'))


def test_hook_that_is_not_installed():
    def spoil(session):
        session.env['PATH'] = '/usr/bin:/bin'
    return check_ssh_goes_on(spoil)


def test_agent_that_is_not_running():
    return check_ssh_goes_on(lambda session: session.stop_agent())


def test_closed_terminal():
    with ended(opens=False) as (session, account, provider):
        terminal = Terminal(session)
        terminal.expect('go on without')
        os.close(terminal.fd)
        wait_for('ssh ends', lambda: os.waitpid(terminal.pid, os.WNOHANG) != (0, 0))
        session.wait_state(account, 'ended', seconds=20)
