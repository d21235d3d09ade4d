#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments of a login: there is the old pair or the new one, never a half. (The
unit test key-pair-killed kills at every system call of the exchange.)

$CLI_KILLS says how often (20; tools/test-long: 200). The browser has been to the provider before,
so that the moments fall on what our own program does: from the callback on, for twice the time that
this takes here and now.
"""
import os
import random
import subprocess
import sys
import time

from harness import Failed, SignIn, check, run, same, sign_in
import browser as scripted
from web import Browser, Stopped

KILLS = int(os.environ.get('CLI_KILLS', '20'))


def public_part(path):
    done = subprocess.run(['ssh-keygen', '-y', '-f', str(path)], capture_output=True, text=True,
                          check=False)
    return done.stdout.split()[1] if done.returncode == 0 else None


def certified_key(path):
    done = subprocess.run(['ssh-keygen', '-L', '-f', f'{path}-cert.pub'], capture_output=True,
                          text=True, check=False)
    for line in done.stdout.splitlines():
        if 'Public key:' in line:
            return line.split()[-1]
    return None


def fingerprint(path):
    done = subprocess.run(['ssh-keygen', '-l', '-f', str(path)], capture_output=True, text=True,
                          check=False)
    return done.stdout.split()[1] if done.returncode == 0 else None


def callback_of(login):
    """The address with the code, at which the browser stands; and its cookies."""
    window = Browser('http://localhost:3000/login-callback')
    try:
        scripted.sign_in(window, login.url(), 'alice', 'x')
    except Stopped as stopped:
        window.stop_at = None
        return window, str(stopped)
    raise Failed('the browser did not come back')


def answer(window, address):
    """A child brings the code, whatever becomes of the program that it brings it to."""
    pid = os.fork()
    if pid == 0:
        try:
            window.request(address)
        finally:
            os._exit(0)
    return pid


def seconds_to_the_files(home):
    """From the callback to the new certificate."""
    path = home.ssh / 'id_ecdsa-cert.pub'
    before = path.read_bytes()
    login = SignIn(home, '--disable-browser-open')
    window, address = callback_of(login)
    start = time.monotonic()
    pid = answer(window, address)
    while not path.exists() or path.read_bytes() == before:
        check(time.monotonic() - start < 60, 'no new certificate')
        time.sleep(0.001)
    spent = time.monotonic() - start
    os.waitpid(pid, 0)
    login.end()
    return spent


def old_pair_or_new_pair_never_a_half(home):
    sign_in(home)
    path = home.ssh / 'id_ecdsa'
    span = 2 * seconds_to_the_files(home)
    old = new = 0
    for _ in range(KILLS):
        before = public_part(path)
        login = SignIn(home, '--disable-browser-open')
        window, address = callback_of(login)
        pid = answer(window, address)
        time.sleep(random.uniform(0, span))
        login.process.kill()
        os.waitpid(pid, 0)
        login.process.wait()
        # what ssh finds now: a pair, or, between two renames, a key without a certificate
        if os.path.exists(f'{path}-cert.pub'):
            check(fingerprint(path) == certified_key(path), "another key's certificate")
        same(home.run('list').returncode, 0)  # any command mends what was left
        check(fingerprint(path) == certified_key(path), 'a half pair')
        left = [name for name in os.listdir(home.ssh) if name.startswith('.')]
        same(left, [], 'left over')
        if public_part(path) == before:
            old += 1
        else:
            new += 1
    print(f'# {KILLS} kills within {span * 1000:.0f} ms: {old} times the old pair, {new} times the new '
          'one')


if __name__ == '__main__':
    sys.exit(run('cli/killed', [old_pair_or_new_pair_never_a_half]))
