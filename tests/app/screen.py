#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The interactive screen as a person has it: in tmux, without a session bus, so with an agent of its
own. The terminal's modes are looked at from inside it, before and after."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / 'cli'))
import harness  # noqa: E402
from harness import PROVIDER, check, contains, scripted, Browser  # noqa: E402

LIMIT = 40
SERVICE = pathlib.Path('/usr/share/dbus-1/services/io.github.daypass.Daypass.Agent.service')
BUS = '''<busconfig><type>session</type><listen>unix:path={home}/bus</listen>
<servicedir>{home}/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
'''


def children(process):
    found = subprocess.run(['pgrep', '-P', str(process)], capture_output=True, text=True,
                           check=True)
    return [int(number) for number in found.stdout.split()]


class Terminal:
    """A terminal in which a shell has started the screen; says what stands on it."""

    def __init__(self, home, command, columns=80, rows=24, env=None):
        self.socket = tempfile.mktemp(prefix='tmux-')
        environment = home.environment({'TERM': 'xterm', **(env or {})})
        script = (f'stty -g > before; {command}; echo "ended $?" > code; stty -g > after; '
                  'echo the shell again; exec cat')
        self.home = home.path
        subprocess.run(['tmux', '-S', self.socket, '-f', '/dev/null', 'new-session', '-d',
                        '-x', str(columns), '-y', str(rows), script],
                       env=environment, cwd=home.path, check=True)

    def tmux(self, *arguments):
        return subprocess.run(['tmux', '-S', self.socket, *arguments], check=True, text=True,
                              capture_output=True).stdout

    def text(self):
        return self.tmux('capture-pane', '-p')

    def wait(self, pattern, seconds=LIMIT):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            text = self.text()
            found = re.search(pattern, text, re.M)
            if found:
                return found
            time.sleep(0.1)
        raise harness.Failed(f'{pattern} did not come:\n{text}')

    def keys(self, *names):
        self.tmux('send-keys', *names)

    def type(self, text):
        self.tmux('send-keys', '-l', text)

    def screen(self):
        """The process of the screen."""
        return children(self.tmux('display-message', '-p', '#{pane_pid}').strip())[0]

    def ended(self, code):
        """It has ended so, and left the terminal as it was."""
        self.wait('the shell again')
        contains((self.home / 'code').read_text(), f'ended {code}')
        harness.same((self.home / 'after').read_text(), (self.home / 'before').read_text(), 'modes')
        harness.same(self.tmux('display-message', '-p', '#{alternate_on}').strip(), '0')
        harness.same(self.tmux('display-message', '-p', '#{cursor_flag}').strip(), '1')

    def close(self):
        subprocess.run(['tmux', '-S', self.socket, 'kill-server'], check=False)


def with_provider(home):
    issuer, client = PROVIDER.split(',')[:2]
    home.write('.opk/config.yml', f'providers:\n  - alias: corp\n    issuer: {issuer}\n'
               f'    client_id: {client}\n    scopes: openid email offline_access\n'
               '    redirect_uris: ["http://localhost:3000/login-callback", '
               '"http://localhost:10001/login-callback"]\n')


def choose(terminal):
    """Adds an account at the provider of the test."""
    terminal.wait('There is no account yet')
    terminal.keys('a')
    terminal.wait('Who do you sign in with')
    for _ in range(12):
        if re.search(r'^> .*localhost', terminal.text(), re.M):
            break
        terminal.keys('Down')
        time.sleep(0.2)
    terminal.keys('Enter')
    terminal.wait('^https?://')


def link(terminal):
    """The link as somebody selects it: rows that the terminal knows to be one line are joined."""
    terminal.wait('^https?://')
    joined = terminal.tmux('capture-pane', '-p', '-J')
    return re.search(r'^(https?://\S+)', joined, re.M).group(1)


def paste(terminal, address='alice'):
    ended = None
    try:
        scripted.sign_in(Browser('http://localhost:'), link(terminal), address,
                         f'{address}-pass-1234')
    except harness.scripted.Stopped as stopped:
        ended = str(stopped)
    check(ended is not None, 'the browser did not come back')
    terminal.type(ended)
    terminal.keys('Enter')


def colours(terminal):
    """The colours that stand on it; 39 is that of the terminal itself."""
    drawn = terminal.tmux('capture-pane', '-p', '-e')
    return set(re.findall(r'\033\[(?:\d+;)*(3[0-8])[;m]', drawn))


def a_day_at_the_terminal(home):
    with_provider(home)
    terminal = Terminal(home, harness.DAYPASS)
    try:
        choose(terminal)
        terminal.type('http://localhost:3000/nonsense')
        terminal.keys('Enter')
        terminal.wait('not the address on which')
        paste(terminal)
        terminal.wait(r'Are you alice@example\.com\?')
        terminal.keys('y')
        terminal.wait(r'✓ Until')
        harness.same(colours(terminal), {'32'}, 'colours')
        check(list((home.ssh / 'daypass').glob('*-cert.pub')), 'no certificate')
        terminal.tmux('resize-window', '-x', '40', '-y', '24')
        terminal.wait(r'^> alice@example\.com\n  ✓ Until')
        terminal.tmux('resize-window', '-x', '80', '-y', '24')
        terminal.keys('d')
        terminal.wait('^  Fingerprint: SHA256:')
        terminal.keys('End')
        terminal.wait('^  exp: ')
        terminal.keys('Home')
        terminal.wait('^  Account: alice@')
        terminal.keys('Escape')
        terminal.wait(r'^> alice@example\.com .*✓ Until')
        terminal.keys('o')
        terminal.wait(r'Sign out alice@example\.com\?')
        terminal.keys('n')
        terminal.wait(r'q Quit')
        terminal.keys('o')
        terminal.wait(r'Sign out alice@example\.com\?')
        terminal.keys('y')
        terminal.wait('Not signed in')
        check(not list((home.ssh / 'daypass').glob('*-cert.pub')), 'the certificate is still there')
        terminal.keys('q')
        terminal.ended(0)
    finally:
        terminal.close()


def certificate_of(home):
    (path,) = (home.ssh / 'daypass').glob('*-cert.pub')
    return path.read_text(encoding='ascii')


def sign_in(terminal, address='alice'):
    choose(terminal)
    paste(terminal, address)
    terminal.wait(rf'Are you {address}@example\.com\?')
    terminal.keys('y')
    terminal.wait('✓ Until')


def quit_screen(terminal):
    terminal.keys('q')
    terminal.ended(0)


def renews_at_a_key(home):
    with_provider(home)
    terminal = Terminal(home, harness.DAYPASS)
    try:
        sign_in(terminal)
        before = certificate_of(home)
        time.sleep(1)  # a token of the same second could be the same
        terminal.keys('r')
        deadline = time.monotonic() + LIMIT
        while certificate_of(home) == before:
            check(time.monotonic() < deadline, f'not renewed:\n{terminal.text()}')
            time.sleep(0.1)
        terminal.wait('✓ Until')
        quit_screen(terminal)
    finally:
        terminal.close()


def another_person_is_kept_out_or_added(home):
    with_provider(home)
    terminal = Terminal(home, harness.DAYPASS)
    other = r'bob@example\.com signed in instead of alice@example\.com'
    try:
        sign_in(terminal)
        terminal.keys('o')
        terminal.wait(r'Sign out alice@example\.com\?')
        terminal.keys('y')
        terminal.wait('Not signed in')
        for key in 'ka':
            terminal.keys('Enter')
            terminal.wait('^https?://')
            paste(terminal, 'bob')
            terminal.wait(other)
            check(not list((home.ssh / 'daypass').glob('*-cert.pub')), 'a certificate')
            terminal.keys(key)
            if key == 'k':
                terminal.wait(r'^> alice@example\.com .*Not signed in')
                check('bob' not in terminal.text(), terminal.text())
        terminal.wait(r'bob@example\.com .*✓ Until')
        contains(terminal.text(), 'alice@example.com', 'Not signed in')
        quit_screen(terminal)
    finally:
        terminal.close()


def stops_and_goes_on(home):
    terminal = Terminal(home, f'set -m; {harness.DAYPASS}; stty -g > stopped; echo it stopped; '
                        'read anything; fg')
    try:
        terminal.wait('q Quit')
        terminal.keys('C-z')
        terminal.wait('it stopped')
        harness.same((home.path / 'stopped').read_text(), (home.path / 'before').read_text())
        harness.same(terminal.tmux('display-message', '-p', '#{alternate_on}').strip(), '0')
        check('q Quit' not in terminal.text(), terminal.text())
        terminal.tmux('resize-window', '-x', '40', '-y', '20')
        terminal.keys('Enter')
        terminal.wait('^a Add Account  . Help  q Quit')
        terminal.keys('?')  # keys come one by one again, unseen
        terminal.wait('^Up, Down: choose an account')
        quit_screen(terminal)
    finally:
        terminal.close()


def an_agent_that_died_is_started_again(home):
    with_provider(home)
    terminal = Terminal(home, harness.DAYPASS)
    try:
        sign_in(terminal)
        before = certificate_of(home)
        for agent in children(terminal.screen()):
            os.kill(agent, signal.SIGKILL)
        terminal.wait('Daypass Is Not Running')
        contains(terminal.text(), 'Enter Restart', 'still work')
        check('Signed in as' not in terminal.text(), terminal.text())
        terminal.keys('Enter')
        terminal.wait(r'^> alice@example\.com .*✓ Until')
        harness.same(certificate_of(home), before)
        quit_screen(terminal)
    finally:
        terminal.close()


def shows_what_others_change(home):
    with_provider(home)
    # of all that a bus may start only the agent: no keyring, no notifications
    config = home.write('bus.conf', BUS.format(home=home.path))
    home.write('services/agent.service', SERVICE.read_text(encoding='ascii'))
    bus = subprocess.Popen(['dbus-daemon', f'--config-file={config}', '--nofork',
                            '--print-address=1'],
                           env=home.environment({}), stdout=subprocess.PIPE, text=True)
    env = {'DBUS_SESSION_BUS_ADDRESS': bus.stdout.readline().strip()}
    terminal = Terminal(home, harness.DAYPASS, env=env)
    try:
        sign_in(terminal)
        done = home.run('account', 'sign-out', 'alice@example.com', env=env)
        harness.same(done.returncode, 0, done.stderr)
        terminal.wait('Not signed in')
        check('Signed in as' not in terminal.text(), terminal.text())
        done = home.run('account', 'add', 'google', env=env)
        harness.same(done.returncode, 0, done.stderr)
        terminal.wait('^  Google .*Sign In$')
        done = home.run('account', 'remove', 'alice@example.com', env=env)
        harness.same(done.returncode, 0, done.stderr)
        terminal.wait('^> Google .*Sign In$')
        check('alice' not in terminal.text(), terminal.text())
        quit_screen(terminal)
    finally:
        terminal.close()
        bus.terminate()
        bus.wait()


def no_leaves_nothing(home):
    with_provider(home)
    terminal = Terminal(home, harness.DAYPASS, 40, 24)
    try:
        choose(terminal)
        paste(terminal)
        terminal.wait(r'Are you alice@example\.com\?')
        terminal.keys('n')
        terminal.wait('Not signed in')
        check(not list((home.ssh / 'daypass').glob('*-cert.pub')), 'a certificate')
        terminal.keys('q')
        terminal.ended(0)
    finally:
        terminal.close()


def the_terminal_is_as_it_was_after_signals(home):
    for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGSEGV, 139),
                         (signal.SIGABRT, 134)):
        terminal = Terminal(home, harness.DAYPASS)
        try:
            terminal.wait('q Quit')
            os.kill(terminal.screen(), number)
            terminal.ended(code)
        finally:
            terminal.close()


def without_colour_and_in_ascii(home):
    terminal = Terminal(home, harness.DAYPASS, env={'NO_COLOR': '1', 'LC_ALL': 'C'})
    try:
        terminal.wait('q Quit')
        check(terminal.text().isascii(), terminal.text())
        terminal.keys('?')
        terminal.wait('choose an account')
        check(not colours(terminal), 'colours')
        terminal.keys('q')
        terminal.ended(0)
    finally:
        terminal.close()


def plain_says_sentences(home):
    with_provider(home)
    done = subprocess.run([harness.DAYPASS, '--plain'], input='?\nl\n9\nq\n', text=True,
                          env=home.environment({}), capture_output=True, timeout=LIMIT, check=False)
    harness.same(done.returncode, 0)
    harness.same(done.stderr, '')
    contains(done.stdout, 'There is no account yet', 'There is no such account', 'q: quit')
    check('\033' not in done.stdout, 'something that draws')


if __name__ == '__main__':
    sys.exit(harness.run('screen', [a_day_at_the_terminal, no_leaves_nothing, renews_at_a_key,
                                    another_person_is_kept_out_or_added, stops_and_goes_on,
                                    an_agent_that_died_is_started_again,
                                    shows_what_others_change,
                                    the_terminal_is_as_it_was_after_signals,
                                    without_colour_and_in_ascii, plain_says_sentences]))
