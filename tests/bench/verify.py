#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The server's table of what is fast and small enough; runs in the private machine.

verify.py ROUNDS: each row has both sides, measured in one run, and the target. A static launcher
starts the programs, so that starting them is all that is measured."""
import os
import pwd
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import verify_helpers  # noqa: E402
import verifier as v  # noqa: E402
from provider import Provider  # noqa: E402

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 100
LAUNCH = f'{v.BUILD}/tests/bench/bench-launch'
GATE = f'{v.LIBEXEC}/daypass-verify'
# opkssh 0.16.0 (Go) on the machine of the first measurements, see docs: not measured again here
OPKSSH_MS, OPKSSH_PER_SECOND = 150, 6.1
AUTH_ID = '/etc/opk/auth_id'

provider = Provider(8030, v.keys())
ISSUER = provider.issuer
GOOD = v.mint(issuer=ISSUER)
ROW = f'alice alice@example.com {ISSUER}'
ARGUMENTS = [GATE, 'alice', GOOD[1], GOOD[0]]


def launch(*commands, rounds=ROUNDS):
    """[(median, fastest, processor ms)] of commands that are started in turn, as opksshuser."""
    words = [LAUNCH, str(rounds)]
    for command in commands:
        words += ['--', *command]
    text = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env={},
                          user='opksshuser', group='opksshuser', extra_groups=[]).stdout
    return [tuple(int(number) / 1000 for number in re.findall(r'(\d+) us', line))
            for line in text.splitlines()]


def row(what, measured, target, good):
    print(f'{what:58} {measured:>26}   {target:24} {"" if good else "NOT MET"}', flush=True)


def times():
    true, plain, certificate = launch(
        ['/bin/true'], [GATE, 'alice', 'AAAAC3NzaC1lZDI1NTE5AAAAIA', 'ssh-ed25519'], ARGUMENTS)
    for name, value, limit in (('a plain key, against /bin/true', plain, 1.5),
                               ('a certificate, keys in the cache, against /bin/true',
                                certificate, 6)):
        ratio = value[0] / true[0]
        row(name, f'{value[0]:.1f} / {true[0]:.1f} ms = {ratio:.2f} x', f'at most {limit} x',
            ratio <= limit)
        print(f'{"  processor time, which a busy machine changes less":58} '
              f'{value[2]:.1f} / {true[2]:.1f} ms = {value[2] / true[2]:.2f} x')
    print(f'{"  opkssh 0.16.0, recorded elsewhere":58} {OPKSSH_MS} ms')


def pss(pid):
    total = 0
    for process in [pid, *v.children(pid)]:
        try:
            with open(f'/proc/{process}/smaps_rollup', encoding='ascii') as stream:
                total += sum(int(line.split()[1]) for line in stream if line.startswith('Pss:'))
        except OSError:
            continue
    return total


def watch():
    """(KiB at the peak, most children at a time) of one run."""
    process = v.start(*ARGUMENTS[1:])
    memory = most = 0
    while process.poll() is None:
        memory = max(memory, pss(process.pid))
        most = max(most, len(v.children(process.pid)))
    process.stdout.close()
    return memory, most


def company():
    asked = len(provider.requests)
    most = max(watch()[1] for _ in range(20))
    row('child processes, requests to the provider', f'{most}, {len(provider.requests) - asked}',
        '1, 0', most == 1 and len(provider.requests) == asked)
    trace = subprocess.run(['strace', '-f', '-qq', '-e', 'trace=socket', '-e', 'signal=none',
                            *ARGUMENTS], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                           text=True, check=False) if os.path.exists('/usr/bin/strace') else None
    if trace:
        found = trace.stderr.count('AF_INET')
        row('IP sockets', str(found), '0', found == 0)
    else:
        print('IP sockets: not measured, there is no strace here')


def write_policy(lines):
    with open(AUTH_ID + '.new', 'w', encoding='ascii') as stream:
        stream.writelines(f'user{i} user{i}@example.com {ISSUER}\n' for i in range(lines - 1))
        stream.write(ROW + '\n')
    os.chown(AUTH_ID + '.new', 0, pwd.getpwnam('opksshuser').pw_gid)
    os.chmod(AUTH_ID + '.new', 0o640)
    os.rename(AUTH_ID + '.new', AUTH_ID)


def policies():
    found = {}
    for lines in (10, 100000, 1000000):
        write_policy(lines)
        median = launch(ARGUMENTS, rounds=max(ROUNDS // 5, 5))[0][0]
        memory = max(watch()[0] for _ in range(3))
        found[lines] = median
        row(f'memory at the peak, gate and judge, {lines} lines', f'{memory / 1024:.1f} MiB PSS',
            'at most 12 MiB', memory <= 12 * 1024)
    more = found[1000000] - found[10]
    row('1,000,000 lines, match on the last, against 10',
        f'{found[1000000]:.0f} - {found[10]:.0f} = {more:.0f} ms', 'at most 150 ms more',
        more <= 150)
    print(f'{"  100,000 lines":58} {found[100000]:.0f} ms')
    write_policy(1)


def crowd():
    began = time.monotonic()
    processes = [v.start(*ARGUMENTS[1:]) for _ in range(50)]
    allowed = sum(v.finish(process, began, 30).allowed for process in processes)
    rate = 50 / (time.monotonic() - began)
    row(f'50 at once, {allowed} let in, against opkssh recorded elsewhere',
        f'{rate:.0f} / {OPKSSH_PER_SECOND} a second = {rate / OPKSSH_PER_SECOND:.0f} x',
        'at least 15 x', rate >= 15 * OPKSSH_PER_SECOND)


def outage():
    """Each time beside /bin/true: the machine may be faster or slower by then."""
    found = []
    for change in (lambda: None, provider.down):
        change()
        true, login = launch(['/bin/true'], ARGUMENTS)
        found.append((login[0], login[0] / true[0]))
    (up, up_ratio), (down, down_ratio) = found
    row('provider down, keys in the cache, against up',
        f'{down:.1f} / {up:.1f} ms = {down_ratio / up_ratio:.2f} x', 'at most 1.1 x',
        down_ratio <= 1.1 * up_ratio)
    print(f'{"  against /bin/true, up and down":58} {up_ratio:.2f} x, {down_ratio:.2f} x')
    for kind in ('late_60s', None):
        if kind:
            provider.up()
            provider.kinds = {'discovery': kind}
        fetcher.restart()
        v.clear_cache()
        first = v.verify('alice', GOOD).ms
        again = launch(ARGUMENTS, rounds=10)[0][0]
        row(f'no keys, provider {"60 s late" if kind else "down"}: first refusal, the next',
            f'{first:.0f} ms, {again:.1f} ms', 'at most 3000 ms, 20 ms',
            first <= 3000 and again <= 20)
        if kind:
            provider.down()


fetcher = v.Fetcher()


def main():
    # as on a server: a log that takes entries, and a table of what it has said
    with open('/run/daypass/seen', 'wb') as stream:
        os.fchmod(stream.fileno(), 0o666)
    v.Journal()
    v.policy([f'{ISSUER} {v.CLIENT} 24h'], [ROW])
    fetcher.start()
    v.write_cache(ISSUER, provider.jwks)
    for part in (times, company, policies):
        part()
    verify_helpers.measure(launch, row, ARGUMENTS, ISSUER)
    for part in (crowd, outage):
        part()
    fetcher.stop()


if __name__ == '__main__':
    with v.borrowed():
        main()
