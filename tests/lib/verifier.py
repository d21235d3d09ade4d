# SPDX-License-Identifier: Apache-2.0
"""Runs the installed verifier as sshd does, in the private machine of tests/lib/private."""
import contextlib
import glob
import hashlib
import os
import pwd
import resource
import select
import signal
import socket
import struct
import subprocess
import threading
import time

TREE = os.environ.get('TREE', '/mnt/tree')
BUILD = os.environ.get('DAYPASS_BUILD', os.path.join(TREE, 'build/full'))
LIBEXEC = '/usr/libexec/daypass'
CACHE = '/var/cache/daypass'
JOURNAL = '/run/systemd/journal/socket'
CLIENT = 'client'
SO_TIMESTAMPNS = 35


class Tap:
    """Counts and prints; one line a test."""

    def __init__(self, prefix):
        self.prefix, self.count, self.failed = prefix, 0, 0

    def check(self, name, good, *notes):
        self.count += 1
        self.failed += not good
        print(f'{"ok" if good else "not ok"} {self.count} /{self.prefix}/{name}')
        for note in notes if not good else ():
            print(f'# {note}')
        print(end='', flush=True)
        return good

    def note(self, text):
        print(f'# {text}', flush=True)

    def end(self):
        print(f'1..{self.count}')
        return 1 if self.failed or not self.count else 0


def mint(*words, **names):
    """(type, base64) of a certificate made to order: see tests/lib/mint.c."""
    arguments = list(words) + [f'{name}={value}' for name, value in names.items()]
    text = subprocess.run([f'{BUILD}/tests/lib/dpt-mint', *arguments], check=True, text=True,
                          stdout=subprocess.PIPE,
                          env={'G_TEST_SRCDIR': f'{TREE}/tests'}).stdout
    return tuple(text.splitlines()[-1].split()[:2])


def keys(suffix=''):
    text = subprocess.run([f'{BUILD}/tests/lib/dpt-mint', 'keys', suffix], check=True,
                          stdout=subprocess.PIPE, env={'G_TEST_SRCDIR': f'{TREE}/tests'}).stdout
    return text.splitlines()[-1]


def write_as_root(path, text, mode=0o640):
    """As setup writes it: root:opksshuser, and by rename."""
    with open(path + '.new', 'w', encoding='utf-8') as stream:
        stream.write(text)
    os.chown(path + '.new', 0, pwd.getpwnam('opksshuser').pw_gid)
    os.chmod(path + '.new', mode)
    os.rename(path + '.new', path)


def policy(providers, auth_id, config=None):
    """Rows of /etc/opk."""
    write_as_root('/etc/opk/providers', ''.join(row + '\n' for row in providers))
    write_as_root('/etc/opk/auth_id', ''.join(row + '\n' for row in auth_id))
    if config is not None:
        write_as_root('/etc/opk/config.yml', config)
    elif os.path.exists('/etc/opk/config.yml'):
        os.unlink('/etc/opk/config.yml')


def cache_name(issuer, suffix='.keys'):
    return f'{CACHE}/{hashlib.sha256(issuer.encode()).hexdigest()}{suffix}'


def cache_text(issuer, jwks, fetched=0, life=3600, inner=None):
    """A file of the key cache; @fetched: seconds from now."""
    at = int(time.time()) + fetched
    return (f'daypass-keys 1\nissuer {inner or issuer}\nfetched-at {at}\n'
            f'fresh-until {at + life}\nrefresh-at {at + life // 2}\netag \n'
            f'length {len(jwks)}\n\n').encode() + jwks


def write_cache(issuer, jwks, **how):
    path = cache_name(issuer)
    owner = pwd.getpwnam('_daypass-fetch').pw_uid
    with open(path + '.made', 'wb') as stream:
        stream.write(cache_text(issuer, jwks, **how))
    os.chown(path + '.made', owner, pwd.getpwnam('opksshuser').pw_gid)
    os.chmod(path + '.made', 0o640)
    os.rename(path + '.made', path)
    return path


def clear_cache():
    for path in glob.glob(f'{CACHE}/*'):
        os.unlink(path)


class Journal:
    """Takes the place of systemd-journald: all entries as dictionaries."""

    def __init__(self):
        os.makedirs(os.path.dirname(JOURNAL), exist_ok=True)
        if os.path.exists(JOURNAL):
            os.unlink(JOURNAL)
        self.entries, self.raw = [], []
        self.lock = threading.Lock()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind(JOURNAL)
        os.chmod(JOURNAL, 0o666)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        """Makes room for others; whoever asks reads what is there by themselves."""
        while True:
            select.select([self.socket], [], [])
            self._drain()

    def _drain(self):
        with self.lock, contextlib.suppress(BlockingIOError):
            while True:
                data, notes, _, _ = self.socket.recvmsg(1 << 16, 64, socket.MSG_DONTWAIT)
                self.raw.append(data)
                fields = (line.partition('=') for line in data.decode().splitlines())
                seconds, nanoseconds = struct.unpack('=qq', notes[0][2])
                # when the kernel took it, on the clock of time.monotonic()
                at = seconds + nanoseconds / 1e9 - time.time() + time.monotonic()
                self.entries.append({name: value for name, _, value in fields} | {'at': at})

    def decisions(self):
        self._drain()
        return [entry for entry in self.entries if 'DAYPASS_RESULT' in entry]

    def last(self):
        """The newest decision; the gate has sent it when it ends."""
        found = self.decisions()
        return found[-1] if found else {}


class Result:
    def __init__(self, status, out, milliseconds):
        self.status, self.out, self.ms = status, out, milliseconds

    @property
    def quiet(self):
        """What sshd must see of a refusal (decision D16)."""
        return self.status == 0 and self.out == b''

    @property
    def allowed(self):
        return self.status == 0 and self.out.startswith(b'cert-authority')

    def __str__(self):
        return f'status {self.status}, {len(self.out)} bytes out, {self.ms:.0f} ms'


def start(*arguments, program=f'{LIBEXEC}/daypass-verify', limits=(), **options):
    def prepare():
        for which, value in limits:
            resource.setrlimit(which, (value, value))

    options.setdefault('stdout', subprocess.PIPE)
    options.setdefault('stdin', subprocess.DEVNULL)
    options.setdefault('stderr', subprocess.DEVNULL)
    return subprocess.Popen([program, *arguments], user='opksshuser', group='opksshuser',
                            extra_groups=[], env={}, preexec_fn=prepare if limits else None,
                            **options)


def finish(process, began, limit=8):
    """Waits for end-of-file, as sshd does, then for the end."""
    out = process.stdout.read() if process.stdout else b''
    milliseconds = (time.monotonic() - began) * 1000
    return Result(process.wait(limit), out, milliseconds)


def verify(login, certificate, **options):
    began = time.monotonic()
    return finish(start(*options.pop('before', ()), login, certificate[1], certificate[0],
                        **options), began)


def slack(certificate):
    """What this machine takes now for more than there is to do, in ms: times are compared with
    that of a refusal in the same minute, since a busy machine slows both. It is not logged."""
    return 400 + 10 * max(verify('no"body', certificate, before=['--explain']).ms
                         for _ in range(5))


def children(pid):
    """Process ids of the children of @pid."""
    try:
        with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as stream:
            return [int(word) for word in stream.read().split()]
    except OSError:
        return []


def wait_until(condition, seconds=3.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.002)
    return None


def is_listening(path):
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


@contextlib.contextmanager
def borrowed():
    """The machine is shared with other tests: what these change is put back when they end."""
    kept, pid_file = '/run/borrowed', '/run/daypass-fetch.pid'
    subprocess.run(['rm', '-rf', kept], check=True)
    os.makedirs(kept)
    for path in ('/etc/opk', CACHE):
        subprocess.run(['cp', '-a', path, kept], check=True)
    service = os.path.exists(pid_file)
    if service:
        with open(pid_file, encoding='ascii') as stream:
            os.kill(int(stream.read()), signal.SIGKILL)
    try:
        yield
    finally:
        for path in ('/etc/opk', CACHE):
            subprocess.run(['find', path, '-mindepth', '1', '-delete'], check=True)
            subprocess.run(['cp', '-a', f'{kept}/{os.path.basename(path)}/.', path], check=True)
        for path in (JOURNAL, '/run/daypass/seen'):
            if os.path.exists(path):
                os.unlink(path)
        if service:
            fetcher = Fetcher()
            fetcher.start()
            with open(pid_file, 'w', encoding='ascii') as stream:
                stream.write(f'{fetcher.process.pid}\n')


class Fetcher:
    """daypass-fetch --listen, as without systemd: started as root, it becomes the cache's owner."""

    def __init__(self):
        self.process = None

    def start(self, *arguments):
        path = '/run/daypass/fetch.sock'
        if os.path.exists(path):
            os.unlink(path)
        with open('/var/log/daypass-fetch.log', 'ab') as log:
            self.process = subprocess.Popen([f'{LIBEXEC}/daypass-fetch', '--listen', *arguments],
                                            env={}, stderr=log)
        assert wait_until(lambda: os.path.exists(path) and os.stat(path).st_mode & 0o660 == 0o660
                          and is_listening(path), 20)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def restart(self):
        """With an empty memory."""
        self.stop()
        self.start()


def ask_judge(now, login, certificate, policy_files, key_file, limit=5):
    """Asks the installed judge itself, as the gate would, at the time @now: {tag: data} of its
    verdict, or None. The clock of a machine cannot be moved for one test; this can."""
    def field(tag, data):
        return struct.pack('=2I', tag, len(data)) + data

    def text(tag, value):
        return field(tag, value.encode() + b'\0')

    def frame(kind, payload):
        return struct.pack('=2I', kind, len(payload)) + payload

    request = (field(1, struct.pack('=q', now)) + field(2, struct.pack('=I', 0))
               + text(3, login) + text(4, certificate[0]) + text(5, certificate[1]))
    for path in policy_files:
        kind = 2 if path.endswith('providers') else 3
        request += field(7, struct.pack('=I', kind)) + text(8, os.path.basename(path))
    # 102 NEED_KEYS, 103 NEED_HOME, 104 NEED_USERINFO, 105 PLUGINS; and what answers them
    answers = {102: frame(2, field(9, key_file) if key_file else b''),
               103: frame(3, text(12, 'absent')), 104: frame(4, text(12, 'absent')),
               105: frame(5, field(17, struct.pack('=I', 0)))}
    opened = ' '.join(f'{3 + i}<"${i + 1}"' for i in range(len(policy_files)))
    process = subprocess.Popen(['/bin/sh', '-c', f'exec {LIBEXEC}/daypass-judge {opened}', 'sh',
                                *policy_files], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(frame(1, request))
    process.stdin.flush()
    verdict = None
    while verdict is None:
        head = process.stdout.read(8)
        if len(head) < 8:
            break
        kind, length = struct.unpack('=2I', head)
        payload = process.stdout.read(length)
        if kind == 101:
            verdict = {}
            while payload:
                tag, size = struct.unpack('=2I', payload[:8])
                verdict.setdefault(tag, payload[8:8 + size])
                payload = payload[8 + size:]
        elif kind != 102 or field(15, struct.pack('=I', 2)) not in payload:
            process.stdin.write(answers[kind])
            process.stdin.flush()
    process.stdin.close()
    process.wait(limit)
    return verdict
