# SPDX-License-Identifier: Apache-2.0
"""What the tests of the `daypass` command share: TAP, homes, sign-ins with a scripted browser.

They run the installed command (or $DAYPASS) as an ordinary person, against the real identity
providers that tests/integration/run has started ($CLI_RS256, $CLI_ES256, $CLI_GLEWLWYD, and
$CLI_SHORT, whose ID tokens live just over a minute, and $CLI_SHIFTED, whose clock is ten minutes
ahead).
"""
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / 'idp'))
import browser as scripted  # noqa: E402
from web import Browser  # noqa: E402

DAYPASS = os.environ.get('DAYPASS', '/usr/bin/daypass')
RS256 = os.environ.get('CLI_RS256', 'https://localhost:4443')
ES256 = os.environ.get('CLI_ES256', 'https://localhost:4444')
GLEWLWYD = os.environ.get('CLI_GLEWLWYD', 'http://127.0.0.1:4593/api/oidc')
SHORT = os.environ.get('CLI_SHORT', 'https://localhost:4455')
SHIFTED = os.environ.get('CLI_SHIFTED', 'https://localhost:4458')
PROVIDER = f'{RS256},daypass-test,,openid email'
OFFLINE = 'openid email offline_access'
URL = re.compile(r'^(http://localhost:\d+/\S+)$', re.M)
KEPT = ('PATH', 'SSL_CERT_FILE', 'LC_ALL', 'LANGUAGE')
LIMIT = 40


class Failed(Exception):
    """A check of a test does not hold."""


def check(condition, what):
    if not condition:
        raise Failed(what)


def same(found, expected, what=''):
    check(found == expected, f'{what}: expected {expected!r}, found {found!r}')


def contains(text, *parts):
    for part in parts:
        check(part in text, f'{part!r} is not in {text!r}')


class Home:
    """A new home of a person who has never signed in."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix='home-'))
        self.ssh = self.path / '.ssh'

    def environment(self, more):
        env = {name: os.environ[name] for name in KEPT if name in os.environ}
        env.setdefault('LC_ALL', 'C.UTF-8')
        env.update(HOME=str(self.path), **more)
        return env

    def run(self, *arguments, env=None, **options):
        return subprocess.run([DAYPASS, *arguments], env=self.environment(env or {}),
                              capture_output=True, text=True, timeout=LIMIT,
                              stdin=subprocess.DEVNULL, check=False, **options)

    def write(self, name, text, mode=0o600):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text, encoding='utf-8')
        path.chmod(mode)
        return path

    def files(self):
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob('*')
                      if path.is_file() and '.cache' not in path.parts)

    def remove(self):
        subprocess.run(['chmod', '-R', 'u+rwx', str(self.path)], check=False)
        shutil.rmtree(self.path, ignore_errors=True)


class SignIn:
    """`daypass login` under way; the address that it prints is read from either stream."""

    running = []

    def __init__(self, home, *arguments, provider=PROVIDER, env=None):
        SignIn.running.append(self)
        chosen = ['--provider', provider] if provider else []
        self.output = ''
        self.result = ''
        self.process = subprocess.Popen(
            [DAYPASS, 'login', *chosen, *arguments], env=home.environment(env or {}),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.threads = [threading.Thread(target=self._read, args=(stream, name))
                        for stream, name in ((self.process.stdout, 'result'),
                                             (self.process.stderr, 'errors'))]
        self.errors = ''
        for thread in self.threads:
            thread.start()

    def _read(self, stream, name):
        for line in stream:
            setattr(self, name, getattr(self, name) + line)
            self.output += line

    def wait_for(self, pattern, seconds=LIMIT):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            match = pattern.search(self.output)
            if match:
                return match.group(1)
            if self.process.poll() is not None and not any(t.is_alive() for t in self.threads):
                break
            time.sleep(0.02)
        raise Failed(f'{pattern.pattern} was not printed: {self.output}')

    def url(self):
        return self.wait_for(URL)

    def browse(self, person='alice', url=None):
        return scripted.sign_in(Browser(), url or self.url(), person, f'{person}-pass-1234')

    def end(self, expected=0, seconds=LIMIT):
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failed(f'does not end: {self.output}') from None
        for thread in self.threads:
            thread.join()
        same(status, expected, f'exit code; it printed {self.output}')
        return self

    @classmethod
    def end_all(cls):
        """What a test that failed has left: its output would be waited for."""
        for login in cls.running:
            login.process.kill()
            login.process.wait()
        cls.running.clear()

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)


def sign_in(home, *arguments, person='alice', provider=PROVIDER, env=None):
    login = SignIn(home, '--disable-browser-open', *arguments, provider=provider, env=env)
    page = login.browse(person)
    same(page.status, 200, 'the last page')
    return login.end()


def certificate(path):
    """Fields of a certificate file, as ssh-keygen sees them."""
    text = subprocess.run(['ssh-keygen', '-L', '-f', str(path)], capture_output=True, text=True,
                          check=True).stdout
    principals = re.search(r'Principals: *\n((?: +[^\n:]+\n)+) +Critical', text)
    return {
        'type': re.search(r'Type: (\S+)', text).group(1),
        'key_id': re.search(r'Key ID: "(.*)"', text).group(1),
        'valid': re.search(r'Valid: (.*)', text).group(1),
        'principals': [line.strip() for line in principals.group(1).splitlines()],
        'extensions': re.findall(r'^ {16}([a-zA-Z0-9-]+)(?: UNKNOWN|$)',
                                 text[text.index('Extensions'):], re.M),
    }


def token_of(path):
    """The compact PK token inside a certificate file."""
    blob = base64.b64decode(pathlib.Path(path).read_text(encoding='ascii').split()[1])
    start = blob.index(b'openpubkey-pkt') + len(b'openpubkey-pkt') + 8
    length = int.from_bytes(blob[start - 4:start], 'big')
    return blob[start:start + length].decode()


def claims_of(token):
    part = token.split(':')[0]
    return json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))


def mode(path):
    return pathlib.Path(path).stat().st_mode & 0o7777


def run(prefix, tests, homes=True):
    """Runs the functions of `tests` and prints TAP; each gets a new home."""
    failed = 0
    print(f'1..{len(tests)}', flush=True)
    for number, test in enumerate(tests, 1):
        home = Home() if homes else None
        problem = None
        try:
            test(home)
        except Failed as failure:
            problem = str(failure)
        except Exception:  # pylint: disable=broad-except
            problem = traceback.format_exc()
        finally:
            SignIn.end_all()
            if home:
                home.remove()
        name = f'/{prefix}/{test.__name__}'
        print(f'{"not ok" if problem else "ok"} {number} {name}', flush=True)
        if problem:
            failed += 1
            print('\n'.join(f'# {line}' for line in problem.splitlines()), flush=True)
    return 1 if failed else 0
