#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The key cache, attacked and killed: keys stay right, nobody unlisted gets in, and no login waits
for a lock (security requirement 5)."""
import contextlib
import ctypes
import fcntl
import os
import pwd
import random
import socket
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import verifier as v  # noqa: E402
from provider import Provider  # noqa: E402

tap = v.Tap('verifier/cache')
journal = v.Journal()
fetcher = v.Fetcher()
KILLS = int(os.environ.get('DAYPASS_KILLS', '60'))
UID = pwd.getpwnam('opksshuser').pw_uid
GID = pwd.getpwnam('opksshuser').pw_gid
FETCH_UID = pwd.getpwnam('_daypass-fetch').pw_uid
provider = Provider(8020, v.keys())
GOOD = v.mint(issuer=provider.issuer)
PATH = v.cache_name(provider.issuer)


def once():
    return subprocess.run([f'{v.LIBEXEC}/daypass-fetch', '--once'], env={}, check=False,
                          stderr=subprocess.DEVNULL).returncode


def is_whole(path):
    """A file with all of its keys in it, or none."""
    try:
        with open(path, 'rb') as stream:
            head, _, body = stream.read().partition(b'\n\n')
    except FileNotFoundError:
        return True
    return head.startswith(b'daypass-keys 1\n') and body == provider.jwks


def test_killed_at_any_moment():
    v.clear_cache()
    whole = 0
    for _ in range(KILLS):
        v.write_cache(provider.issuer, provider.jwks, fetched=-7200)
        with subprocess.Popen([f'{v.LIBEXEC}/daypass-fetch', '--once'], env={},
                              stderr=subprocess.DEVNULL) as process:
            time.sleep(random.random() * 0.12)
            process.kill()
        whole += is_whole(PATH)
    tap.check(f'killed_{KILLS}_times_the_keys_are_whole', whole == KILLS, whole)
    v.write_cache(provider.issuer, provider.jwks, fetched=-7200)
    tap.check('what_was_left_does_not_hinder', once() == 0 and is_whole(PATH)
              and v.verify('alice', GOOD).allowed)


def as_verifier(function):
    """Runs @function in a child that is opksshuser; whether it succeeded."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setgid(GID)
            os.setuid(UID)
            function()
            status = 0
        except OSError:
            pass
        os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def test_verifier_cannot_write():
    once()
    lock = PATH.replace('.keys', '.lock')
    attacks = {
        'create': lambda: open(f'{v.CACHE}/x', 'w', encoding='ascii').close(),
        'write': lambda: open(PATH, 'a', encoding='ascii').close(),
        'remove': lambda: os.unlink(PATH),
        'rename': lambda: os.rename(PATH, PATH + 'x'),
        'link': lambda: os.symlink('/etc/passwd', f'{v.CACHE}/y'),
        'chmod': lambda: os.chmod(PATH, 0o666),
        'open_the_lock': lambda: open(lock, 'rb').close(),
    }
    tap.check('verifier_can_read', as_verifier(lambda: open(PATH, 'rb').close()))
    for name, attack in attacks.items():
        tap.check(f'verifier_cannot_{name}', not as_verifier(attack))


def test_locks_of_others():
    once()
    holders = [open(PATH, 'rb'), os.open(v.CACHE, os.O_RDONLY)]
    for holder in holders:
        fcntl.flock(holder, fcntl.LOCK_EX)
    result = v.verify('alice', GOOD)
    tap.check('every_lock_that_can_be_held_holds_up_nobody', result.allowed and result.ms < 1000,
              result, journal.last())
    v.write_cache(provider.issuer, provider.jwks, fetched=-7200)
    tap.check('nor_the_fetcher', once() == 0 and b'"kid"' in open(PATH, 'rb').read())
    # even the fetcher's own lock is nothing that a login waits for
    lock = open(PATH.replace('.keys', '.lock'), 'rb')
    fcntl.flock(lock, fcntl.LOCK_EX)
    result = v.verify('alice', GOOD)
    tap.check('nor_does_the_fetchers_own', result.allowed and result.ms < 1000, result)
    lock.close()
    holders[0].close()
    os.close(holders[1])


def hostile():
    """(name, how to make it, whether to be let in, by the keys' state or the reason)"""
    def put(data, mode=0o640, owner=FETCH_UID):
        def make():
            with open(PATH, 'wb') as stream:
                stream.write(data)
            os.chown(PATH, owner, GID)
            os.chmod(PATH, mode)
        return make

    def link():
        with open('/run/elsewhere', 'wb') as stream:
            stream.write(text)
        os.chown('/run/elsewhere', FETCH_UID, GID)
        os.symlink('/run/elsewhere', PATH)

    def second_name():
        put(text)()
        os.link(PATH, f'{v.CACHE}/second')

    jwks, issuer = provider.jwks, provider.issuer
    text = v.cache_text(issuer, jwks)
    return (
        ('symlink', link, False, 'unreachable'),
        ('fifo', lambda: os.mkfifo(PATH), False, 'unreachable'),
        ('directory', lambda: os.mkdir(PATH), False, 'unreachable'),
        ('second_name', second_name, False, 'unreachable'),
        ('owner_opksshuser', put(text, owner=UID), False, 'unreachable'),
        ('owner_nobody', put(text, owner=65534), False, 'unreachable'),
        ('owner_root', put(text, mode=0o644, owner=0), True, 'hit'),
        ('group_writable', put(text, mode=0o660), False, 'unreachable'),
        ('world_writable', put(text, mode=0o646), False, 'unreachable'),
        ('other_issuer', put(v.cache_text(issuer, jwks, inner='https://evil.example')), False,
         'unreachable'),
        ('future', put(v.cache_text(issuer, jwks, fetched=90000)), True, 'stale'),
        ('too_old', put(v.cache_text(issuer, jwks, fetched=-90000)), False, 'unreachable'),
        ('truncated', put(text[:-40]), False, 'unreachable'),
        ('empty', put(b''), False, 'unreachable'),
        ('zero_keys', put(v.cache_text(issuer, b'{"keys":[]}')), False, 'unreachable'),
        ('2_mib', put(text + b' ' * (2 << 20)), False, 'unreachable'),
        ('binary', put(os.urandom(4096)), False, 'unreachable'),
    )


def test_hostile_files():
    provider.down()
    for name, make, allowed, word in hostile():
        v.clear_cache()
        fetcher.restart()
        make()
        result = v.verify('alice', GOOD)
        entry = journal.last()
        found = entry.get('DAYPASS_KEYS' if allowed else 'DAYPASS_REASON')
        tap.check(f'{name}_{"is_used" if allowed else "is_refused"}',
                  (result.allowed if allowed else result.quiet) and found == word
                  and result.ms < 3500, result, entry)
        if os.path.isdir(PATH):
            os.rmdir(PATH)
    provider.up()


def test_hostile_directory():
    v.clear_cache()
    once()
    for name, mode, owner in (('owned_by_the_verifier', 0o2750, UID),
                              ('world_writable', 0o2757, FETCH_UID),
                              ('group_writable', 0o2770, FETCH_UID)):
        os.chown(v.CACHE, owner, GID)
        os.chmod(v.CACHE, mode)
        v.verify('alice', GOOD)
        tap.check(f'directory_{name}_is_not_used', journal.last().get('DAYPASS_KEYS') != 'hit',
                  journal.last())
    os.chown(v.CACHE, FETCH_UID, GID)
    os.chmod(v.CACHE, 0o2750)
    tap.check('directory_mended_is_used', v.verify('alice', GOOD).allowed
              and journal.last().get('DAYPASS_KEYS') == 'hit')


def mount(source, target, kind, flags, data):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(source, target, kind, flags, data) != 0:
        raise OSError(ctypes.get_errno(), 'mount')


def test_no_room():
    options = f'size=64k,mode=2750,uid={FETCH_UID},gid={GID}'.encode()
    mount(b'tmpfs', v.CACHE.encode(), b'tmpfs', 0, options)
    v.write_cache(provider.issuer, provider.jwks, fetched=-7200)
    filler = os.open(f'{v.CACHE}/filler', os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(filler, b' ' * 4096):
            pass
    except OSError:
        os.close(filler)
    once()
    fetcher.restart()
    results = [v.verify('alice', GOOD) for _ in range(3)]
    tap.check('disk_full_keys_stay_right', is_whole(PATH) and all(r.allowed for r in results),
              *results, journal.last())
    remount, read_only = 32, 1
    mount(b'tmpfs', v.CACHE.encode(), b'tmpfs', remount | read_only, None)
    fetcher.restart()
    results = [v.verify('alice', GOOD) for _ in range(3)]
    tap.check('read_only_keys_stay_right', is_whole(PATH) and all(r.allowed and r.ms < 1000
                                                                  for r in results),
              *results, journal.last())
    fetcher.stop()
    subprocess.run(['umount', '-l', v.CACHE], check=True)


def test_service_and_strangers():
    """What a member of the group could say to the service."""
    once()
    fetcher.restart()
    before = len(provider.requests)
    for text in (b'', b'x', b'\0' * 16, b'GET / HTTP/1.0\r\n\r\n', os.urandom(4096),
                 struct.pack('=4I', 0x31595044, 1, 99, 0), struct.pack('=4I', 0x31595044, 9, 1, 0),
                 struct.pack('=4I', 0x31595044, 3, 1, 1 << 30)):
        with socket.socket(socket.AF_UNIX) as stranger, contextlib.suppress(OSError):
            stranger.connect('/run/daypass/fetch.sock')
            stranger.settimeout(3)
            stranger.sendall(text)
            stranger.shutdown(socket.SHUT_WR)
            stranger.recv(64)
    idle = [socket.socket(socket.AF_UNIX) for _ in range(100)]
    for stranger in idle:
        stranger.connect('/run/daypass/fetch.sock')
    v.clear_cache()
    result = v.verify('alice', GOOD)
    tap.check('service_serves_on_among_strangers', result.allowed and fetcher.process.poll() is None
              and len(provider.requests) == before + 2, result, provider.requests[before:])
    for stranger in idle:
        stranger.close()
    mode = os.stat('/run/daypass/fetch.sock')
    tap.check('only_the_group_may_ask', mode.st_mode & 0o777 == 0o660 and mode.st_uid == 0
              and mode.st_gid == GID)
    with open(f'/proc/{fetcher.process.pid}/status', encoding='ascii') as stream:
        status = dict(line.split(':', 1) for line in stream.read().splitlines())
    tap.check('service_is_nobody_special', status['Uid'].split() == [str(FETCH_UID)] * 4
              and int(status['CapEff'], 16) == 0 and status['NoNewPrivs'].strip() == '1'
              and status['Seccomp'].strip() == '2', status)


def test_without_service():
    fetcher.stop()
    os.unlink('/run/daypass/fetch.sock')
    v.clear_cache()
    os.truncate('/run/daypass/seen', 0)
    before = len(journal.entries)
    results = [v.verify('alice', GOOD) for _ in range(2)]
    tap.check('without_service_in_by_a_fetch_of_ones_own', all(r.allowed for r in results)
              and not os.listdir(v.CACHE), *results, journal.last())
    said = [entry for entry in journal.entries[before:]
            if entry.get('DAYPASS_REASON') == 'no-fetcher']
    tap.check('and_says_so_once', len(said) == 1, said)
    target = '/etc/daypass-export'
    done = subprocess.run([f'{v.LIBEXEC}/daypass-fetch', '--export', target], env={}, check=False)
    process = v.start('--cache-dir', target, 'alice', GOOD[1], GOOD[0])
    result = v.finish(process, time.monotonic())
    tap.check('an_exported_set_works', done.returncode == 0 and result.allowed
              and journal.last().get('DAYPASS_KEYS') == 'hit', result, journal.last())


def main():
    with open('/run/daypass/seen', 'wb'):
        pass
    os.chown('/run/daypass/seen', 0, GID)
    os.chmod('/run/daypass/seen', 0o660)
    v.policy([f'{provider.issuer} {v.CLIENT} 24h'], [f'alice alice@example.com {provider.issuer}'])
    for name, function in list(globals().items()):
        if name.startswith('test_'):
            function()
    fetcher.stop()
    return tap.end()


if __name__ == '__main__':
    with v.borrowed():
        status = main()
    sys.exit(status)
