#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a sign-in of the command line does to files, and to itself. Numbers are rows of the parity
list, s14 and s19 are security requirements."""
import json
import os
import pathlib
import sys

from harness import RS256, Browser, SignIn, check, contains, run, same, sign_in


def f110_f111_logout(home):
    sign_in(home)
    sign_in(home, '-i', str(home.path / 'mine'))
    home.write('.ssh/id_ed25519', 'an ordinary key')
    same(home.run('logout', '-i', str(home.path / 'mine')).returncode, 0)
    done = home.run('logout')
    contains(done.stdout, '1 key removed')
    same(home.files(), ['.ssh/id_ed25519'])


def status_and_list(home):
    sign_in(home)
    contains(home.run('status').stdout, 'alice@example.com', 'signed in until about')
    same(home.run('status').returncode, 0)
    contains(home.run('list').stdout, RS256, 'servers usually accept until')
    data = json.loads(home.run('status', '--json').stdout)
    check(data['signed_in'] and data['keys'][0]['good'], data)


def s19_linked_ssh_directory(home):
    (home.path / 'real').mkdir(mode=0o700)
    home.ssh.symlink_to(home.path / 'real')
    sign_in(home)
    check((home.path / 'real' / 'id_ecdsa').exists(), home.files())
    check(home.ssh.is_symlink(), 'the link is gone')


def s19_not_dumpable_while_it_waits(home):
    login = SignIn(home, '--disable-browser-open')
    login.url()
    owner = pathlib.Path(f'/proc/{login.process.pid}/environ').stat().st_uid
    limits = pathlib.Path(f'/proc/{login.process.pid}/limits')
    login_is_readable = os.access(limits, os.R_OK) and 'Max core file size        0' \
        in limits.read_text()
    login.stop()
    login.end(1)
    check(owner == 0 or login_is_readable, f'owner {owner}')


def s14_the_address_works_once(home):
    login = SignIn(home, '--disable-browser-open')
    url = login.url()
    login.browse()
    try:
        status = Browser().request(url).status
    except OSError:
        status = 0  # nobody listens any more
    check(status in (0, 410), status)
    login.end()


def full_disk_leaves_the_old_pair(home):
    small = os.environ.get('CLI_SMALL_DISK')
    check(small, 'CLI_SMALL_DISK names no small file system')
    key = pathlib.Path(small) / 'k'
    sign_in(home, '-i', str(key))
    before = (key.read_bytes(), pathlib.Path(f'{key}-cert.pub').read_bytes())
    filler = pathlib.Path(small) / 'filler'
    with open(filler, 'wb', buffering=0) as stream:
        try:
            while True:
                stream.write(b'x' * 512)
        except OSError:
            pass
    login = SignIn(home, '--disable-browser-open', '-i', str(key))
    login.browse()
    contains(login.end(5).errors, 'free space')
    filler.unlink()
    same((key.read_bytes(), pathlib.Path(f'{key}-cert.pub').read_bytes()), before)
    same(sorted(path.name for path in key.parent.iterdir()), ['k', 'k-cert.pub'])


TESTS = [value for value in list(globals().values())
         if callable(value) and getattr(value, '__module__', '') == '__main__']

if __name__ == '__main__':
    sys.exit(run('cli/files', TESTS))
