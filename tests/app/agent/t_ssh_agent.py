# SPDX-License-Identifier: Apache-2.0
"""Keys in the ssh-agent: OpenSSH's, and those that stand in its place."""
import contextlib
import os
import socket
import struct
import subprocess
import threading
import time

from gi.repository import GLib

from harness import sign_in, wait_for
from ssh_world import Log, end_sign_in, fingerprint, person, set_preferences, ssh
from t_hosts import write

WEB1 = 'web1.corp.example'
ADD_CONSTRAINED, LIFETIME, CONFIRM, EXTENSION = 25, 1, 2, 255


@contextlib.contextmanager
def with_agent(command=('ssh-agent', '-D', '-a', '{socket}'), environment=None, start=None,
               **options):
    """A person whose ssh-agent is another program; it runs before the companion does."""
    path = f'/tmp/agent-{os.getpid()}'

    def prepare(session):
        session.env['SSH_AUTH_SOCK'] = path
        session.env.update(environment or {})
        session.ssh_agent = None
        if start:
            start(session)
        else:
            start_ssh_agent(session, command)
    options.setdefault('preferences', {'ssh_agent': True})
    with person(prepare=prepare, **options) as (session, account):
        yield session, account


def start_ssh_agent(session, command=('ssh-agent', '-D', '-a', '{socket}')):
    path = session.env['SSH_AUTH_SOCK']
    if os.path.lexists(path):
        os.unlink(path)
    session.ssh_agent = session.start([word.format(socket=path) for word in command])
    wait_for('the ssh-agent', lambda: os.path.exists(path))


def entries(session):
    """Kinds of keys that the ssh-agent has."""
    done = subprocess.run(['ssh-add', '-L'], env=session.env, text=True, capture_output=True)
    return sorted(line.split()[0] for line in done.stdout.splitlines() if ' ' in line
                  and not line.startswith('The agent'))


CERT = ['ecdsa-sha2-nistp256-cert-v01@openssh.com']  # held to its hosts
PAIR = ['ecdsa-sha2-nistp256'] + CERT               # shown to all


def add_other(session):
    """A key of the person's that is none of our business."""
    path = f'{session.top}/other'
    subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path], check=True)
    subprocess.run(['ssh-add', '-q', path], env=session.env, check=True)


def test_adds_replaces_and_removes_only_its_own():
    with with_agent() as (session, account):
        add_other(session)
        assert entries(session) == sorted(CERT + ['ssh-ed25519']), entries(session)
        assert session.get(account, 'Account', 'InAgent')
        first = fingerprint(session, account)
        sign_in(session, account, 'alice')
        assert fingerprint(session, account) != first
        assert entries(session) == sorted(CERT + ['ssh-ed25519']), 'the old entry stayed'
        log = Log()
        assert ssh(session, WEB1, 'true').returncode == 0 and log.accepted() == ['ECDSA-CERT']
        session.account(account, 'Renew')
        assert entries(session) == sorted(CERT + ['ssh-ed25519']), 'renewed'
        session.account(account, 'SignOut')
        assert entries(session) == ['ssh-ed25519'], entries(session)
        log = Log()
        assert ssh(session, WEB1, 'true').returncode == 0
        assert log.accepted() == ['ED25519']
        return 'one entry while signed in'


class Recorder(threading.Thread):
    """Stands between the companion and the ssh-agent, and keeps what is asked."""

    def __init__(self, path, behind):
        super().__init__(daemon=True)
        self.behind = behind
        self.messages = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(16)

    def run(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.behind)
        while True:
            message = self.read(client)
            if message is None:
                server.close()
                return
            self.messages.append(message)
            server.sendall(struct.pack('>I', len(message)) + message)
            answer = self.read(server)
            client.sendall(struct.pack('>I', len(answer)) + answer)

    @staticmethod
    def read(one):
        head = one.recv(4, socket.MSG_WAITALL)
        return one.recv(struct.unpack('>I', head)[0], socket.MSG_WAITALL) if len(head) == 4 else None


def constraints(message):
    """(lifetime, confirm, extension) of a request to add, found from the comment on."""
    at = message.index(b'daypass corp') + len(b'daypass corp')
    lifetime = confirm = extension = None
    while at < len(message):
        kind = message[at]
        at += 1
        if kind == LIFETIME:
            lifetime, = struct.unpack_from('>I', message, at)
            at += 4
        elif kind == CONFIRM:
            confirm = True
        elif kind == EXTENSION:
            extension = message[at:]
            break
    return lifetime, confirm, extension


def test_limits_are_those_of_the_sign_in():
    def start(session):
        behind = session.env['SSH_AUTH_SOCK'] + '.real'
        real = dict(session.env, SSH_AUTH_SOCK=behind)
        session.start(['ssh-agent', '-D', '-a', behind], env=real)
        wait_for('the ssh-agent', lambda: os.path.exists(behind))
        session.recorder = Recorder(session.env['SSH_AUTH_SOCK'], behind)
        session.recorder.start()
    path = f'/tmp/agent-{os.getpid()}'
    for one in (path, path + '.real'):
        if os.path.lexists(one):
            os.unlink(one)
    with with_agent(start=start, hosts=(WEB1,),
                    preferences={'ssh_agent': True, 'agent_confirm': True}) as (session, account):
        added = [one for one in session.recorder.messages if one[0] == ADD_CONSTRAINED]
        assert len(added) == 2, len(added)  # the first tries with a key of nobody
        for message in added[1:]:
            lifetime, confirm, extension = constraints(message)
            assert 24 * 3600 - 60 < lifetime <= 24 * 3600, lifetime
            assert confirm
            assert b'restrict-destination-v00@openssh.com' in extension and WEB1.encode() in extension
        session.recorder.listener.close()
        os.unlink(path)
        return f'{lifetime} s, confirmed, {len(extension)} bytes of hosts'


def test_entry_ends_with_the_sign_in():
    """The ssh-agent forgets by itself, also when nobody is there to take the key out."""
    with with_agent(signed_in=False) as (session, account):
        session.account(account, 'SetOptions', '(a{sv})', {'lifetime-hours': GLib.Variant('u', 1)})
        # the end of the hour is seconds away, as after a night
        sign_in(session, account, 'alice')
        session.stop_agent()
        path = f'{session.home}/.config/daypass/accounts.conf'
        lines = open(path).read().splitlines()
        lines = [f'signed-in-at={int(time.time()) - 3600 + 6}' if one.startswith('signed-in-at=')
                 else one for one in lines]
        write(path, '\n'.join(lines) + '\n')
        session.start_agent()
        session.account(account, 'LoadKey')
        assert entries(session) == CERT
        session.kill_agent()
        wait_for('the entries end', lambda: entries(session) == [], 15)
        session.start_agent()


def test_asks_before_each_use():
    """With confirmation the key is of no use without a yes."""
    environment = {'DISPLAY': ':99', 'SSH_ASKPASS_REQUIRE': 'force'}

    def start(session):
        write(f'{session.top}/askpass', '#!/bin/sh\necho "$1" >>"$0.log"\nexec test -e "$0.yes"\n',
              0o755)
        session.env['SSH_ASKPASS'] = f'{session.top}/askpass'
        start_ssh_agent(session)
    with with_agent(environment=environment, start=start, plain=False,
                    preferences={'agent_only': True, 'agent_confirm': True}) as (session, account):
        refused = ssh(session, WEB1, 'true')
        assert refused.returncode == 255, refused
        write(f'{session.top}/askpass.yes', '')
        log = Log()
        done = ssh(session, WEB1, 'true')
        assert done.returncode == 0 and log.accepted() == ['ECDSA-CERT'], done
        asked = open(f'{session.top}/askpass.log').read().splitlines()
        assert any('daypass' in line for line in asked), asked
        return asked[0]


def test_key_only_in_the_ssh_agent():
    with with_agent(preferences={'agent_only': True}) as (session, account):
        folder = f'{session.home}/.ssh/daypass'
        assert not os.path.exists(f'{folder}/corp')
        for name in ('corp.pub', 'corp-cert.pub', 'corp.until'):
            assert os.path.exists(f'{folder}/{name}'), name
        log = Log()
        done = ssh(session, WEB1, 'true')
        assert done.returncode == 0 and log.accepted() == ['ECDSA-CERT'], done
        assert not done.stderr, done.stderr
        # an ssh-agent that ended took the key with it
        session.ssh_agent.kill()
        session.wait_state(account, 'signed-out', seconds=10)
        assert not os.path.exists(f'{folder}/corp.until'), 'still offered'
        log = Log()
        done = ssh(session, WEB1, 'true')
        assert done.returncode == 0 and log.accepted() == ['ED25519'], done
        assert not done.stderr, done.stderr
        start_ssh_agent(session)
        sign_in(session, account, 'alice')
        assert entries(session) == PAIR
        # a new companion finds it there
        session.stop_agent()
        session.start_agent()
        session.wait_state(account, 'signed-in')
        assert ssh(session, WEB1, 'true').returncode == 0


def test_restarted_ssh_agent_is_noticed():
    with with_agent() as (session, account):
        session.ssh_agent.kill()
        session.wait_state(account, 'lost', seconds=10)
        log = Log()
        assert ssh(session, WEB1, 'true').returncode == 0
        assert log.accepted() == ['ECDSA-CERT'], 'the key on disk does as well'
        start_ssh_agent(session)
        assert entries(session) == []
        session.account(account, 'LoadKey')
        session.wait_state(account, 'signed-in')
        assert entries(session) == CERT
        # and once more
        session.ssh_agent.kill()
        session.wait_state(account, 'lost', seconds=10)


def test_preference_loads_and_takes_out():
    with with_agent(preferences={}) as (session, account):
        assert entries(session) == []
        set_preferences(session, ssh_agent=True)
        assert entries(session) == CERT
        session.wait_state(account, 'signed-in')
        set_preferences(session, ssh_agent=False)
        assert entries(session) == []
        session.wait_state(account, 'signed-in')


def checks(session):
    return {check[0]: check[2] for check in session.manager('Diagnose', '(o)', '/')[0]}


def test_terminal_with_another_ssh_agent_is_told():
    with with_agent() as (session, account):
        found = checks(session)
        assert 'agent-bound' in found and 'agent-other' not in found, found
        end_sign_in(session, account)
        # the hook says which one its terminal has
        other = f'{session.top}/other-agent'
        session.start(['ssh-agent', '-D', '-a', other])
        wait_for('the other ssh-agent', lambda: os.path.exists(other))
        ssh(session, WEB1, 'true', env=dict(session.env, SSH_AUTH_SOCK=other))
        assert checks(session)['agent-other'] == [other]
        ssh(session, WEB1, 'true')
        assert 'agent-other' not in checks(session)


def test_absent_ssh_agent_is_told():
    def start(session):
        session.env['SSH_AUTH_SOCK'] = f'{session.top}/nobody'
    with with_agent(start=start, signed_in=False) as (session, account):
        sign_in(session, account, 'alice', state='lost')
        assert 'agent-absent' in checks(session)
        assert ssh(session, WEB1, 'true').returncode == 0


def test_key_that_must_be_in_the_agent_needs_one():
    def start(session):
        session.env['SSH_AUTH_SOCK'] = f'{session.top}/nobody'
    with with_agent(start=start, signed_in=False,
                    preferences={'agent_only': True}) as (session, account):
        request, step = sign_in(session, account, 'alice')
        assert step == 'failed', step
        problem = session.get(request, 'SignIn', 'Problem')
        assert not os.path.exists(f'{session.home}/.ssh/daypass/corp'), 'written to disk'
        return problem[0]


def start_keyring(session):
    """gnome-keyring's, which asks OpenSSH's behind it."""
    folder = f'{session.run}/keyring'
    session.start(['gnome-keyring-daemon', '--foreground', '--components=ssh', '-C', folder])
    session.env['SSH_AUTH_SOCK'] = f'{folder}/ssh'
    wait_for('gnome-keyring', lambda: os.path.exists(f'{folder}/ssh'))


def start_gcr(session):
    """The one that took the place of gnome-keyring's."""
    folder = f'{session.run}/gcr'
    os.mkdir(folder, 0o700)
    # its warnings are not ours
    env = {name: value for name, value in session.env.items() if name != 'G_DEBUG'}
    session.gcr = session.start(['/usr/libexec/gcr-ssh-agent', folder], env=env)
    session.env['SSH_AUTH_SOCK'] = f'{folder}/ssh'
    wait_for('gcr-ssh-agent', lambda: os.path.exists(f'{folder}/ssh'))


def start_gpg(session):
    folder = f'{session.home}/.gnupg'
    os.mkdir(folder, 0o700)
    write(f'{folder}/gpg-agent.conf', 'enable-ssh-support\n')
    session.start(['gpg-agent', '--homedir', folder, '--daemon', '--no-detach'])
    session.env['SSH_AUTH_SOCK'] = f'{folder}/S.gpg-agent.ssh'
    wait_for('gpg-agent', lambda: os.path.exists(f'{folder}/S.gpg-agent.ssh'))


CONFIRM_EACH = {'ssh_agent': True, 'agent_confirm': True}
ONLY_THERE = {'agent_only': True}
# which, preferences, state, what it has then, what Diagnose says, the key that logs in
OTHERS = (
    (start_keyring, {'ssh_agent': True}, 'signed-in', CERT, ['agent-bound']),
    (start_keyring, ONLY_THERE, 'signed-in', PAIR, ['agent-unbound']),
    (start_gpg, {'ssh_agent': True}, 'lost', [], ['agent-refused']),
    (start_gpg, CONFIRM_EACH, 'lost', [], ['agent-confirm-absent']),
    (start_ssh_agent, CONFIRM_EACH, 'signed-in', CERT, ['agent-bound']),
    (start_ssh_agent, ONLY_THERE, 'signed-in', PAIR, ['agent-unbound']),
)


def check_other(start, preferences, state, there, said):
    """The key on disk does where the ssh-agent does not; nobody is kept out."""
    with with_agent(start=start, signed_in=False, plain=False,
                    preferences=preferences) as (session, account):
        sign_in(session, account, 'alice', state=state)
        assert [one for one in entries(session) if 'ecdsa' in one] == there, entries(session)
        found = sorted(name for name in checks(session) if name.startswith('agent-'))
        assert found == said, found
        if preferences is not CONFIRM_EACH or state == 'lost':
            log = Log()
            done = ssh(session, WEB1, 'true')
            assert done.returncode == 0 and not done.stderr, done
            assert log.accepted() == ['ECDSA-CERT'], log.accepted()
        return f'{start.__name__[6:]} {preferences}: {state}, {said[0]}'


def test_other_ssh_agents():
    for row in OTHERS:
        print('#', check_other(*row), flush=True)


def test_gcr_ssh_agent():
    """That of gcr 3.41 (Debian 12) dies of the message with which every ssh since 8.9 says where it
    connects, and of Daypass's, which is the same. Nobody is kept out, and it is said; a newer one
    holds the key to its hosts."""
    with with_agent(start=start_gcr, preferences={}) as (session, account):
        assert ssh(session, WEB1, 'true').returncode == 0
        time.sleep(0.5)
        dies = session.gcr.poll() is not None
    done = check_other(start_gcr, {'ssh_agent': True}, *(
        ('lost', [], ['agent-absent']) if dies else ('signed-in', CERT, ['agent-bound'])))
    return f'{"ended by ssh itself, " if dies else ""}{done}'
