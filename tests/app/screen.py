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
        shell = self.tmux('display-message', '-p', '#{pane_pid}').strip()
        found = subprocess.run(['pgrep', '-P', shell], capture_output=True, text=True,
                               check=True).stdout.split()
        return int(found[0])

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
    sys.exit(harness.run('screen', [a_day_at_the_terminal, no_leaves_nothing,
                                    the_terminal_is_as_it_was_after_signals,
                                    without_colour_and_in_ascii, plain_says_sentences]))
