# SPDX-License-Identifier: Apache-2.0
"""What home policies and plugins add to a certificate's login; rows of tests/bench/verify."""
import os
import pwd
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import verifier as v  # noqa: E402

HELPER = f'{v.LIBEXEC}/daypass-home-policy'
PLUGIN = '/etc/opk/policy.d/yes.yml'


def system_row(issuer, there):
    v.write_as_root('/etc/opk/auth_id', f'alice alice@example.com {issuer}\n' if there else '')


def home_row(issuer):
    """For a person that is there only while this is measured."""
    person = pwd.getpwnam('alice')
    folder = os.path.join(person.pw_dir, '.opk')
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, 'auth_id')
    with open(path, 'w', encoding='ascii') as stream:
        stream.write(f'alice alice@example.com {issuer}\n')
    os.chmod(path, 0o600)
    for name in (folder, path):
        os.chown(name, person.pw_uid, person.pw_gid)
    shutil.chown(HELPER, 'root', 'opksshuser')
    os.chmod(HELPER, 0o750)
    subprocess.run(['setcap', 'cap_setuid,cap_setgid=ep', HELPER], check=True)
    return folder


def plugin():
    os.makedirs(os.path.dirname(PLUGIN), mode=0o750, exist_ok=True)
    shutil.chown(os.path.dirname(PLUGIN), 'root', 'opksshuser')
    v.write_as_root(PLUGIN, 'name: "yes"\ncommand: /bin/echo allow\n')


def measure(launch, row, arguments, issuer):
    """@launch and @row are the benchmark's own."""
    def median():
        assert v.finish(v.start(*arguments[1:]), 0).allowed
        return launch(arguments)[0][0]

    v.write_as_root('/etc/opk/config.yml', 'home_policy: false\n')
    off = median()
    os.unlink('/etc/opk/config.yml')
    on = median()
    row('home policy on, a system row allows, against off', f'{on:.1f} / {off:.1f} ms = '
        f'{on / off:.2f} x', 'at most 1.1 x', on <= off * 1.1)
    folder = home_row(issuer)
    system_row(issuer, False)
    home = median()
    row('the home policy allows, against a system row', f'{home:.1f} - {on:.1f} = '
        f'{home - on:.1f} ms', 'at most 10 ms more', home - on <= 10)
    shutil.rmtree(folder)
    plugin()
    by_plugin = median()
    row('one plugin (/bin/echo) allows, against a system row', f'{by_plugin:.1f} - {on:.1f} = '
        f'{by_plugin - on:.1f} ms', 'at most 10 ms more', by_plugin - on <= 10)
    shutil.rmtree(os.path.dirname(PLUGIN))
    system_row(issuer, True)
