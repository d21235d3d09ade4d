# SPDX-License-Identifier: Apache-2.0
"""What the tests of ssh share: the servers of tests/integration/ssh.sh, and a person's home for them."""
import contextlib
import os
import re
import shutil
import subprocess

from harness import add_account, sign_in
from t_hosts import apply, write
from t_login import real_home
import world

SERVERS = '/run/ssh-servers'
CORP, OTHER = 'corp', 'other'
CONFIG = '''Host *.corp.example *.lab.example w
  Port 2322
Host other.example
  Port 2323
Host w
  HostName web1.corp.example
Host *.example w
  User web
'''


class Log:
    """What a server saw since this was made."""

    def __init__(self, server=CORP):
        self.path = f'{SERVERS}/{server}.log'
        self.start = os.path.getsize(self.path)

    def text(self):
        with open(self.path, errors='replace') as file:
            file.seek(self.start)
            return file.read()

    def accepted(self):
        """Kinds of keys with which somebody came in, in order."""
        return re.findall(r'Accepted publickey for web from .* ssh2: (\S+)', self.text())

    def offered(self):
        """Fingerprints of every key that was shown, without repeats."""
        found = re.findall(r'publickey test pkalg \S+ pkblob \S+ (SHA256:\S+)', self.text())
        found += re.findall(r'pkblob \S+ (SHA256:\S+)', self.text())
        return list(dict.fromkeys(found))


@contextlib.contextmanager
def person(environment=None, hosts=('*.corp.example',), plain=True, signed_in=True,
           preferences=None, prepare=None):
    """A session whose ~/.ssh is the one that ssh reads, with an account for the servers."""
    with world.session(environment, agent=False) as session, real_home(session):
        if plain:
            for name in ('', '.pub'):
                os.makedirs(f'{session.home}/.ssh', 0o700, exist_ok=True)
                shutil.copy(f'/home/alice/plain{name}', f'{session.home}/.ssh/id_ed25519{name}')
        write(f'{session.home}/.ssh/config', CONFIG)
        if prepare:
            prepare(session)
        session.start_agent()
        if preferences:
            set_preferences(session, **preferences)
        account = add_account(session, world.provider().add(session))
        if hosts:
            apply(session, account, *hosts)
        if signed_in:
            sign_in(session, account, 'alice')
        yield session, account


def set_preferences(session, **changes):
    from gi.repository import GLib
    session.manager('SetPreferences', '(a{sv})',
                    {name.replace('_', '-'): GLib.Variant('b', value)
                     for name, value in changes.items()})


def end_sign_in(session, account):
    """As if it was two days later."""
    session.stop_agent()
    path = f'{session.home}/.config/daypass/accounts.conf'
    text = re.sub(r'(?m)^(signed-in-at|token-\w+-at)=(\d+)$',
                  lambda m: f'{m[1]}={int(m[2]) - 48 * 3600}', open(path).read())
    write(path, text)
    session.start_agent()
    session.wait_state(account, 'ended')


def ssh(session, *words, **options):
    """ssh without a terminal."""
    options.setdefault('env', session.env)
    return subprocess.run(['ssh', *words], text=True, capture_output=True,
                          stdin=subprocess.DEVNULL, start_new_session=True, **options)


def fingerprint(session, account):
    return session.get(account, 'Account', 'Fingerprint')
