# SPDX-License-Identifier: Apache-2.0
"""The service of daypass-fetch, and what hinders it."""
import contextlib
import os
import pwd
import resource
import socket
import struct
import time

import verifier as v
from fetch_base import GOOD, SOCKET, configure, fetcher, journal, provider, tap
from fetch_world import redirects
from provider import Provider


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
