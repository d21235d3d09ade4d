#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""daypass-fetch as it is started: by cron, by a socket, by hand; through a proxy, with certificates
of one's own, on a kernel that cannot confine it; and what hinders it."""
import contextlib
import os
import pwd
import resource
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import authority  # noqa: E402
import kernel  # noqa: E402
import verifier as v  # noqa: E402
from provider import KINDS, Provider, right  # noqa: E402
from proxy import NameServer, Proxy  # noqa: E402

tap = v.Tap('verifier/fetch')
journal = v.Journal()
fetcher = v.Fetcher()
FETCH = f'{v.LIBEXEC}/daypass-fetch'
SOCKET = '/run/daypass/fetch.sock'
CA = f'{authority.PLACE}/ca.crt'
USER = pwd.getpwnam('_daypass-fetch')
IDLE_SECONDS = 30
PROXY = 'http://127.0.0.1:3128'

provider = Provider(8030, v.keys())
GOOD = v.mint(issuer=provider.issuer)


def configure(issuer, *variables, config=''):
    text = config + ('env_vars:\n' if variables else '') + ''.join(
        f'  {name}: "{value}"\n' for name, value in variables)
    v.policy([f'{issuer} {v.CLIENT} 24h'], [f'alice alice@example.com {issuer}'], text or None)


def run(*arguments, **options):
    return subprocess.run([FETCH, *arguments], check=False, capture_output=True, env={}, **options)


def fetched(issuer):
    return os.path.exists(v.cache_name(issuer))


def once(name, issuer, good, word=b''):
    """One run of the timer with an empty cache."""
    v.clear_cache()
    done = run('--once')
    tap.check(name, (done.returncode == 0) == good and fetched(issuer) == good
              and word in done.stderr, done)
    return done


# --- sockets ---------------------------------------------------------------------------------------

class Activated:
    """What systemd does: makes the socket, and starts the service with it as descriptor 3."""

    def __init__(self, claim=None):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(SOCKET)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(SOCKET)
        os.chown(SOCKET, 0, pwd.getpwnam('opksshuser').pw_gid)
        os.chmod(SOCKET, 0o660)
        self.socket.listen(64)
        os.set_inheritable(self.socket.fileno(), True)
        number = self.socket.fileno()
        shell = (f'export LISTEN_FDS=1 LISTEN_PID={claim or "$$"}; '
                 f'exec {FETCH} --listen 3<&{number} {number}<&-')
        self.process = subprocess.Popen(
            ['/bin/sh', '-c', shell], pass_fds=[number], env={}, stderr=subprocess.PIPE,
            user=USER.pw_uid, group=USER.pw_gid, extra_groups=[pwd.getpwnam('opksshuser').pw_gid])
        self.began = time.monotonic()
        self.ended = None
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self):
        self.process.wait()
        self.ended = time.monotonic()


activated = None


def test_activated():
    global activated  # pylint: disable=global-statement
    configure(provider.issuer)
    v.clear_cache()
    stranger = Activated(claim='1')
    tap.check('activated/a_socket_for_another_is_not_taken',
              v.wait_until(lambda: stranger.ended, 5) and stranger.process.returncode == 1)
    stranger.socket.close()
    activated = Activated()
    result = v.verify('alice', GOOD)
    tap.check('activated/serves_the_socket_it_was_given', result.allowed
              and journal.last().get('DAYPASS_KEYS') == 'fetched', result, journal.last())
    activated.used = time.monotonic()


def test_activated_goes_when_nobody_asks():
    """Runs last: the other tests are the wait."""
    tap.check('activated/stays_while_it_may_be_asked', activated.ended is None
              or activated.ended - activated.used >= IDLE_SECONDS - 1)
    gone = v.wait_until(lambda: activated.ended, IDLE_SECONDS + 15)
    tap.check('activated/goes_when_nobody_asks', gone and activated.process.returncode == 0
              and IDLE_SECONDS - 1 <= gone - activated.used <= IDLE_SECONDS + 12,
              gone and gone - activated.used)
    activated.socket.close()


# --- cron ------------------------------------------------------------------------------------------

def cron_line():
    """(user, command, environment) of the file that is installed, as cron(8) reads it."""
    environment = {'SHELL': '/bin/sh'}
    with open('/etc/cron.d/daypass', encoding='ascii') as stream:
        for line in stream.read().splitlines():
            if line.startswith('#') or not line.strip():
                continue
            name, equals, value = line.partition('=')
            if equals and name.isidentifier():
                environment[name] = value
                continue
            words = line.split(None, 6)
            return words[5], words[6], environment
    raise AssertionError('no line')


def cron():
    user, command, environment = cron_line()
    entry = pwd.getpwnam(user)
    return subprocess.run(['/bin/sh', '-c', command], check=False, capture_output=True,
                          env={**environment, 'LOGNAME': user, 'HOME': entry.pw_dir}, cwd='/',
                          user=user, group=entry.pw_gid,
                          extra_groups=os.getgrouplist(user, entry.pw_gid))


def test_cron():
    configure(provider.issuer)
    for name, prepare, mend, good in (
            ('fills_the_cache', lambda: None, lambda: None, True),
            ('leaves_it_to_systemd', lambda: os.makedirs('/run/systemd/system'),
             lambda: os.rmdir('/run/systemd/system'), False),
            ('says_nothing_when_it_is_gone', lambda: os.chmod(FETCH, 0o644),
             lambda: os.chmod(FETCH, 0o755), False)):
        v.clear_cache()
        prepare()
        done = cron()
        mend()
        tap.check(f'cron/{name}', fetched(provider.issuer) == good
                  and done.stdout == done.stderr == b'', done)
    owner = os.stat(FETCH)
    tap.check('cron/user_is_the_fetchers', cron_line()[0] == '_daypass-fetch', owner)


# --- the world -------------------------------------------------------------------------------------

def test_authority():
    tls = Provider(8031, v.keys(), authority.certificate('one', 'localhost', 2))
    configure(tls.issuer)
    once('authority/refused_when_nobody_named_it', tls.issuer, False, b'tls')
    configure(tls.issuer, ('SSL_CERT_FILE', CA))
    once('authority/taken_from_a_file', tls.issuer, True)
    folder = '/opt/certificates'
    os.makedirs(folder, exist_ok=True)
    shutil.copy(CA, f'{folder}/ca.crt')
    subprocess.run(['openssl', 'rehash', folder], check=True)
    configure(tls.issuer, ('SSL_CERT_DIR', f'/opt/nothing:{folder}'))
    once('authority/taken_from_one_of_two_directories', tls.issuer, True)
    configure(tls.issuer, ('SSL_CERT_DIR', '/opt/nothing'))
    once('authority/refused_from_a_directory_without_it', tls.issuer, False, b'tls')
    configure(tls.issuer, ('LD_PRELOAD', '/tmp/x'))
    once('authority/refuses_a_variable_that_steers_libraries', tls.issuer, False, b'refused')
    tls.down()


def test_proxy():
    """The provider has a name that only the proxy knows."""
    far = Provider(8032, v.keys(), authority.certificate('far', 'idp.far.example', 2),
                   'idp.far.example')
    proxy = Proxy(3128)
    trust = ('SSL_CERT_FILE', CA)
    configure(far.issuer, trust)
    once('proxy/not_reached_without_one', far.issuer, False, b'unreachable')
    tap.check('proxy/and_the_proxy_not_asked', not proxy.asked, proxy.asked)
    configure(far.issuer, trust, ('HTTPS_PROXY', PROXY))
    once('proxy/reached_through_it', far.issuer, True)
    tap.check('proxy/was_asked_for_a_tunnel', proxy.asked and all(
        line.startswith('CONNECT idp.far.example:8032 ') for line in proxy.asked), proxy.asked)
    result = v.verify('alice', v.mint(issuer=far.issuer))
    tap.check('proxy/whose_keys_let_in', result.allowed, result, journal.last())
    configure(far.issuer, ('HTTPS_PROXY', PROXY))
    once('proxy/does_not_stand_for_the_provider', far.issuer, False, b'tls')
    proxy.asked.clear()
    configure(far.issuer, trust, ('HTTPS_PROXY', PROXY), ('NO_PROXY', '.far.example'))
    once('proxy/may_be_left_out_for_a_host', far.issuer, False, b'unreachable')
    configure(provider.issuer, ('http_proxy', PROXY), ('ALL_PROXY', PROXY))
    once('proxy/loopback_without_tls_never_leaves_the_machine', provider.issuer, True)
    tap.check('proxy/not_asked_for_these', not proxy.asked, proxy.asked)
    proxy.stop()
    configure(far.issuer, trust, ('HTTPS_PROXY', PROXY))
    once('proxy/gone', far.issuer, False, b'unreachable')
    far.down()


def test_resolver_elsewhere():
    """resolv.conf is a link to where some program keeps it: Landlock must let it be read."""
    far = Provider(8033, v.keys(), authority.certificate('named', 'idp.named.example', 2),
                   'idp.named.example')
    configure(far.issuer, ('SSL_CERT_FILE', CA))
    once('resolver/unknown_without_one', far.issuer, False, b'unreachable')
    server = NameServer('127.0.0.2')
    os.makedirs('/run/NetworkManager', exist_ok=True)
    with open('/run/NetworkManager/resolv.conf', 'w', encoding='ascii') as stream:
        stream.write('nameserver 127.0.0.2\noptions timeout:1 attempts:1\n')
    os.chmod('/run/NetworkManager/resolv.conf', 0o644)
    with contextlib.suppress(FileNotFoundError):
        os.unlink('/etc/resolv.conf')
    os.symlink('/run/NetworkManager/resolv.conf', '/etc/resolv.conf')
    once('resolver/found_below_run', far.issuer, True)
    tap.check('resolver/was_asked', server.asked > 0)
    far.down()


def redirects(count):
    """A kind of provider that sends one @count times to the same place before it answers."""
    def kind(handler, document):
        path, _, number = handler.path.partition('?n=')
        done = int(number or 0)
        if done >= count:
            right(handler, document)
        else:
            handler.send(b'', status=302, headers=[('Location', f'{path}?n={done + 1}')])
    KINDS[f'redirects_{count}'] = kind
    return f'redirects_{count}'


def test_redirects():
    configure(provider.issuer)
    for what in ('discovery', 'keys'):
        for count, good in ((3, True), (4, False)):
            provider.kinds = {what: redirects(count)}
            once(f'redirects/{count}_of_{what}_are_{"followed" if good else "too_many"}',
                 provider.issuer, good, b'' if good else b'more than 3 redirects')
    provider.kinds = {}


# --- by hand ---------------------------------------------------------------------------------------

def test_stdout():
    configure(provider.issuer)
    v.clear_cache()
    done = run('--stdout', '1', user='opksshuser', group='opksshuser', extra_groups=[])
    tap.check('stdout/prints_the_keys', done.returncode == 0
              and done.stdout.startswith(f'daypass-keys 1\nissuer {provider.issuer}\n'.encode())
              and done.stdout.endswith(provider.jwks) and not os.listdir(v.CACHE), done)
    for name, line, status in (('a_line_without_row', '7', 1), ('line_0', '0', 2),
                               ('no_number', 'x', 2), ('a_line_below_0', '-1', 2)):
        done = run('--stdout', line)
        tap.check(f'stdout/refuses_{name}', done.returncode == status and done.stdout == b'', done)
    tap.check('stdout/is_the_only_thing_to_do', run('--stdout', '1', '--once').returncode == 2)
    provider.kinds = {'keys': 'no_keys'}
    done = run('--stdout', '1')
    tap.check('stdout/prints_no_bad_keys', done.returncode == 1 and done.stdout == b'', done)
    provider.kinds = {}


def status_of(pid):
    with open(f'/proc/{pid}/status', encoding='ascii') as stream:
        return dict(line.split(':', 1) for line in stream.read().splitlines())


def test_export():
    configure(provider.issuer)
    target = '/opt/export'
    name = os.path.basename(v.cache_name(provider.issuer))
    done = run('--export', target)
    tap.check('export/writes_a_set', done.returncode == 0 and os.listdir(target) == [name]
              and os.stat(f'{target}/{name}').st_mode & 0o777 == 0o644, done)
    with open(f'{target}/{name}', 'rb') as stream:
        kept = stream.read()
    provider.kinds = {'keys': 'wrong_issuer'}
    done = run('--export', target)
    with open(f'{target}/{name}', 'rb') as stream:
        tap.check('export/bad_keys_replace_nothing', done.returncode == 1
                  and stream.read() == kept, done)
    provider.kinds = {'discovery': 'late_3s'}
    process = subprocess.Popen([FETCH, '--export', target], env={}, stderr=subprocess.DEVNULL)
    confined = v.wait_until(lambda: status_of(process.pid)['Seccomp'].strip() == '2')
    tap.check('export/is_confined', confined
              and status_of(process.pid)['NoNewPrivs'].strip() == '1')
    process.kill()
    process.wait()
    provider.kinds = {}
    os.makedirs('/opt/open', exist_ok=True)
    os.chmod('/opt/open', 0o777)
    os.symlink(target, '/opt/link')
    for what, place in (('a_directory_of_everybody', '/opt/open'), ('a_link', '/opt/link'),
                        ('a_file', CA)):
        done = run('--export', place)
        tap.check(f'export/refuses_{what}', done.returncode == 1, done)
    tap.check('export/left_nothing_there', not os.listdir('/opt/open'))


# --- a kernel without ------------------------------------------------------------------------------

def test_confinement():
    """`confinement` of config.yml, for the fetcher and for the judge."""
    for missing in ('landlock', 'seccomp'):
        for word, good in (('best', True), ('required', False)):
            configure(provider.issuer, config=f'confinement: {word}\n')
            v.clear_cache()
            done = run('--once', preexec_fn=kernel.without(missing))
            said = done.stderr.decode().lower()
            tap.check(f'confinement/fetch_without_{missing}_{word}',
                      (done.returncode == 0) == good == fetched(provider.issuer)
                      and said.count(f'no {missing}') == 1, done)
            v.write_cache(provider.issuer, provider.jwks)
            before = len(journal.decisions())
            entries = len(journal.entries)
            result = v.finish(subprocess.Popen(
                [f'{v.LIBEXEC}/daypass-verify', 'alice', GOOD[1], GOOD[0]], env={},
                user='opksshuser', group='opksshuser', extra_groups=[], stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, preexec_fn=kernel.without(missing)), 0)
            last = journal.decisions()[before:]
            warnings = [entry for entry in journal.entries[entries:]
                        if 'cannot confine' in entry.get('MESSAGE', '')
                        and 'DAYPASS_RESULT' not in entry]
            tap.check(f'confinement/judge_without_{missing}_{word}', len(last) == 1
                      and (result.allowed if good else result.quiet)
                      and last[0].get('DAYPASS_REASON') == ('ok' if good else 'confinement')
                      and len(warnings) == (1 if good else 0)
                      and missing not in last[0].get('DAYPASS_BOX', missing), result, last, warnings)
    configure(provider.issuer, config='confinement: required\n')
    done = once('confinement/fetch_with_all_required', provider.issuer, True)
    tap.check('confinement/which_warns_of_nothing', b'confine' not in done.stderr, done)
    result = v.verify('alice', GOOD)
    tap.check('confinement/judge_with_all_required', result.allowed, result, journal.last())


# --- the service -----------------------------------------------------------------------------------

def connect():
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(8)
    client.connect(SOCKET)
    return client


def ask(operation, row, token=b''):
    client = connect()
    client.sendall(struct.pack('=4I', 0x31595044, operation, row, len(token)) + token)
    return client


def processor_ticks(pid):
    with open(f'/proc/{pid}/stat', encoding='ascii') as stream:
        words = stream.read().rpartition(')')[2].split()
    return int(words[11]) + int(words[12])


def test_service():
    configure(provider.issuer)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(SOCKET)
    fetcher.start()
    # one byte at a time is no way to stay
    slow, began = connect(), time.monotonic()
    with contextlib.suppress(OSError):
        while time.monotonic() - began < 6:
            slow.send(b'D' if time.monotonic() - began < 0.1 else b'Y')
            time.sleep(0.2)
    tap.check('service/ends_who_dribbles', time.monotonic() - began < 4,
              time.monotonic() - began)
    slow.close()
    # more than it takes: it waits, and does not spin
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    idle = [connect() for _ in range(600)]
    ticks = processor_ticks(fetcher.process.pid)
    time.sleep(1)
    ticks = processor_ticks(fetcher.process.pid) - ticks
    tap.check('service/does_not_spin_when_it_is_full', ticks < os.sysconf('SC_CLK_TCK') // 4, ticks)
    v.clear_cache()
    result = v.verify('alice', GOOD)
    tap.check('service/and_serves_when_they_have_gone', result.allowed
              or v.verify('alice', GOOD).allowed, result, journal.last())
    for client in idle:
        client.close()


def test_busy_service():
    """A service with no room for more that wait is no reason to go past it."""
    fetcher.stop()
    configure(provider.issuer)
    v.clear_cache()
    os.unlink(SOCKET)
    provider.requests.clear()
    entries = len(journal.decisions()) and len(journal.entries)
    with socket.socket(socket.AF_UNIX) as full, contextlib.ExitStack() as waiting:
        full.bind(SOCKET)
        os.chown(SOCKET, 0, pwd.getpwnam('opksshuser').pw_gid)
        os.chmod(SOCKET, 0o660)
        full.listen(1)
        with contextlib.suppress(BlockingIOError):
            while True:
                client = waiting.enter_context(socket.socket(socket.AF_UNIX))
                client.setblocking(False)
                client.connect(SOCKET)
        result = v.verify('alice', GOOD)
    tap.check('service/full_is_not_gone', result.quiet and not provider.requests
              and journal.last().get('DAYPASS_REASON') == 'unreachable'
              and not any(entry.get('DAYPASS_REASON') == 'no-fetcher'
                          for entry in journal.entries[entries:]), result, journal.last())
    os.unlink(SOCKET)


def sockets(pid):
    names = (os.readlink(f'/proc/{pid}/fd/{fd}') for fd in os.listdir(f'/proc/{pid}/fd'))
    return {name for name in names if name.startswith('socket:')}


def test_hanging_userinfo():
    """Tokens of a provider that hangs take no workers from the other providers."""
    hanging = Provider(8034, v.keys())
    hanging.userinfo = b'{}'
    hanging.kinds = {'userinfo': 'late_60s'}
    v.policy([f'{hanging.issuer} {v.CLIENT} 24h', f'{provider.issuer} {v.CLIENT} 24h'],
             [f'alice alice@example.com {provider.issuer}'])
    fetcher.restart()
    v.clear_cache()
    waiting = [ask(3, 1, b'token') for _ in range(60)]
    v.wait_until(lambda: hanging.count('/userinfo') >= 4, 5)
    result = v.verify('alice', GOOD)
    tap.check('service/a_hanging_userinfo_leaves_workers_for_keys', result.allowed
              and hanging.count('/userinfo') <= 8, result, journal.last())
    # a worker holds nothing of those whom it does not serve
    pids = v.children(fetcher.process.pid)
    of_others = [fd for pid in pids for fd in sockets(pid) & sockets(fetcher.process.pid)]
    tap.check('service/workers_hold_no_socket_of_the_service', pids
              and len(sockets(fetcher.process.pid)) > 8 and not of_others, pids, of_others)
    for client in waiting:
        client.close()
    for kind, name in (('not_modified', 'an_answer_to_nothing_asked_is_a_failure'),
                       (redirects(1), 'a_redirect_of_userinfo_is_not_followed')):
        hanging.kinds = {'userinfo': kind}
        fetcher.restart()
        with ask(3, 1, b'token') as client:
            answer = struct.unpack('=2I', client.recv(8))
        tap.check(f'service/{name}', answer == (2, 0), answer)
    hanging.kinds = {}
    for name, token, asked in (('token_with_a_line_in_it', b'a\r\nX-Evil: 1', 0),
                               ('token_that_is_none', b'a b', 0), ('token', b'aB1-._~+/=', 1)):
        before = hanging.count('/userinfo')
        with ask(3, 1, token) as client:
            answer = struct.unpack('=2I', client.recv(8))
        tap.check(f'service/{"takes" if asked else "refuses"}_a_{name}', answer[0] == 2 - asked
                  and hanging.count('/userinfo') == before + asked, answer, hanging.requests[-2:])
    with open('/var/log/daypass-fetch.log', encoding='utf-8') as stream:
        tap.check('service/and_is_said', 'userinfo: status 304' in stream.read())
    hanging.down()
    fetcher.stop()


def main():
    authority.make()
    test_activated()
    for name, function in list(globals().items()):
        if name.startswith('test_') and not name.startswith('test_activated'):
            function()
    test_activated_goes_when_nobody_asks()
    return tap.end()


if __name__ == '__main__':
    with v.borrowed():
        status = main()
    sys.exit(status)
