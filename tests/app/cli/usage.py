#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The command line without a sign-in: help, errors, files, configuration. Numbers are parity rows."""
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

from harness import DAYPASS, HERE, RS256, Home, check, contains, mode, run, same

COMMANDS = ('login', 'logout', 'list', 'status', 'inspect', 'configure', 'provider', 'doctor')
VECTORS = HERE.parent.parent / 'vectors' / 'data' / 'opkssh'
TWO = ('default_provider: corp\nproviders:\n'
       '  - alias: corp work\n    issuer: https://corp.example\n    client_id: c\n'
       '  - alias: other\n    issuer: https://other.example\n    client_id: d\n')


def commands_of(home, *words):
    """Every command with its help text; what has commands of its own comes with them."""
    text = home.run(*words, '--help').stdout
    found = re.findall(r'^  ([a-z][a-z-]+) +\S', text.partition('Commands:')[2], re.M)
    yield words, text
    for word in found:
        yield from commands_of(home, *words, word)


def f001_alone_prints_help(home):
    done = home.run()
    same(done.returncode, 0)
    contains(done.stdout, 'Usage: daypass', *COMMANDS)


def f002_help_everywhere(home):
    for option in ('-h', '--help'):
        groups = [[]]
        for words in groups:
            done = home.run(*words, option)
            same(done.returncode, 0, words)
            contains(done.stdout, 'Usage')
            same(done.stderr, '')
            listed = re.findall(r'^  ([a-z-]+)  ', done.stdout.partition('Commands:')[2], re.M)
            groups += [words + [command] for command in listed]
        check(len(groups) > len(COMMANDS), groups)


def f002_help_fits_a_terminal(home):
    for words, text in commands_of(home):
        for line in text.splitlines():
            check(len(line) <= 80, (words, line))


def f003_version(home):
    done = home.run('--version')
    same(done.returncode, 0)
    check(done.stdout.startswith('daypass 0.'), done.stdout)


def f004_errors(home):
    for arguments in (['nonsense'], ['--nonsense'], ['login', '--nonsense'], ['login', 'a', 'b'],
                      ['logout', 'a'], ['inspect'], ['inspect', 'a', 'b'], ['list', 'a'],
                      ['provider', 'nonsense'], ['provider', 'add', 'x']):
        done = home.run(*arguments)
        same(done.returncode, 1, arguments)
        check(done.stderr.startswith('Error: '), done.stderr)
        check('Usage' not in done.stdout + done.stderr, 'a usage dump')


def f005_no_hidden_commands_are_listed(home):
    text = home.run('--help').stdout
    check('completion' not in text and 'gendocs' not in text and 'client' not in text, text)


def f011_unknown_alias(home):
    done = home.run('login', 'nope')
    same(done.returncode, 1)
    contains(done.stderr, '"nope"', 'google')


def f013_google_without_secret(home):
    done = home.run('login', '--provider', 'https://accounts.google.com,x')
    same(done.returncode, 1)
    contains(done.stderr, 'issuer,client_id,secret')


def f012_short_form_is_checked(home):
    for text in ('x', 'https://op.example', 'https://op.example,', ''):
        done = home.run('login', '--provider', text)
        same(done.returncode, 1, text)
        contains(done.stderr, 'Error: ')


def f016_create_config(home):
    done = home.run('login', '--create-config')
    same(done.returncode, 0)
    path = home.path / '.opk' / 'config.yml'
    same(mode(path), 0o644)
    text = path.read_text()
    contains(text, 'default_provider: webchooser', '206584157355-7cbe4s640tvm7naoludob4ut1emii7sf')
    path.write_text('default_provider: nope\n' + text.partition('\n')[2].partition('\n')[2])
    again = home.run('login', '--create-config')  # goes on with a login
    same(again.returncode, 1)
    contains(again.stdout, 'exists already')
    contains(again.stderr, '"nope"')


def f015_config_path(home):
    path = home.write('elsewhere.yml', TWO)
    done = home.run('login', '--config-path', str(path), 'nope')
    contains(done.stderr, 'corp, work, other')


def f017_configure(home):
    home.write('.ssh/config', 'Host x\n')
    for command in (['login', '--configure'], ['configure']):
        same(home.run(*command).returncode, 0)
        same((home.ssh / 'config').read_text(), 'Include ~/.ssh/opkssh/config\n\nHost x\n')
    same(mode(home.ssh / 'opkssh'), 0o700)
    same(mode(home.ssh / 'opkssh' / 'config'), 0o600)


def f026_key_type(home):
    done = home.run('login', '-t', 'rsa')
    same(done.returncode, 1)
    contains(done.stderr, 'ecdsa or ed25519')


def f062_http_issuer_is_refused(home):
    done = home.run('login', '--provider', 'http://op.example,c')
    same(done.returncode, 1)
    contains(done.stderr, 'https')


def f110_nothing_to_log_out(home):
    done = home.run('logout')
    same(done.returncode, 0)
    contains(done.stdout, 'no keys')


def f112_says_what_is_left(home):
    home.write('.ssh/id_ecdsa', 'an ordinary key')
    quiet = home.run('logout')
    same(quiet.stderr, '')
    loud = home.run('logout', '-v')
    contains(loud.stderr, 'id_ecdsa')
    check((home.ssh / 'id_ecdsa').exists(), 'the ordinary key is gone')


def f111_refuses_what_is_not_ours(home):
    home.write('k', 'an ordinary key')
    for path in ('k', 'absent'):
        done = home.run('logout', '-i', str(home.path / path))
        check(done.returncode != 0, path)
    check((home.path / 'k').exists(), 'the ordinary key is gone')


def f200_inspect_certificate(home):
    path = VECTORS / 'rs256-ecdsa' / 'id-cert.pub'
    done = home.run('inspect', str(path))
    same(done.returncode, 0)
    contains(done.stdout, 'ecdsa-sha2-nistp256-cert-v01@openssh.com', 'opkssh-wildcard', 'Forever',
             'openpubkey-pkt', '"typ" : "CIC"', 'Token hash:')
    recorded = (VECTORS / 'rs256-ecdsa' / 'inspect.txt').read_text()
    for word in ('Token hash:',):
        found = [line.split()[-1] for line in done.stdout.splitlines() if line.startswith(word)]
        contains(recorded, found[0])


def f200_access_token_is_not_shown(home):
    path = VECTORS / 'rs256-ecdsa-access-token' / 'id-cert.pub'
    done = home.run('inspect', str(path))
    contains(done.stdout, 'openpubkey-act, ')
    data = json.loads(home.run('inspect', '--json', str(path)).stdout)
    check(isinstance(data['extensions']['openpubkey-act'], int), data['extensions'])


def f201_inspect_key(home):
    key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea me'
    done = home.run('inspect', key)
    same(done.returncode, 0)
    contains(done.stdout, 'ssh-ed25519', 'SHA256:', 'AAAAC3NzaC1lZDI1NTE5')


def f202_inspect_file_or_text(home):
    path = VECTORS / 'rs256-ecdsa' / 'id-cert.pub'
    same(home.run('inspect', str(path)).stdout, home.run('inspect', path.read_text()).stdout)
    done = home.run('inspect', 'nonsense')
    same(done.returncode, 1)
    contains(done.stderr, 'there is no file of that name', 'neither a certificate nor a public key')
    for name, words in (('/etc/passwd', 'neither a certificate nor a public key'),
                        (str(home.write('id', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n')),
                         'this is a private key')):
        done = home.run('inspect', name)
        same((done.returncode, done.stdout), (1, ''))
        contains(done.stderr, f'Error: {words}')


def f210_provider_list(home):
    same(home.run('client', 'provider', 'list').returncode, 1)
    home.write('.opk/config.yml', TWO)
    for command in (['client', 'provider', 'list'], ['provider', 'list']):
        same(home.run(*command).stdout, 'corp  https://corp.example\nwork  https://corp.example\n'
             'other https://other.example\n')
    home.write('.opk/config.yml', TWO.replace('alias: other', 'alias: corp'))
    done = home.run('provider', 'list')
    same(done.returncode, 1)
    contains(done.stdout, 'other.example')
    contains(done.stderr, '"corp"')


def provider_add_edit_remove(home):
    path = home.write('.opk/config.yml', '# mine\n' + TWO)
    same(home.run('provider', 'add', 'https://new.example', 'e', '--alias', 'new',
                  '--no-check').returncode, 0)
    same(home.run('provider', 'edit', 'new', '--scopes', 'openid groups').returncode, 0)
    same(home.run('provider', 'remove', 'other').returncode, 0)
    text = path.read_text()
    contains(text, '# mine\n', 'https://new.example', 'scopes: openid groups')
    check('other.example' not in text, text)
    same(home.run('provider', 'remove', 'other').returncode, 1)


def provider_names_are_its_own(home):
    path = home.write('.opk/config.yml', TWO)
    for words in (['add', 'https://x.example', 'x', '--no-check', '--alias', 'work'],
                  ['edit', 'other', '--alias', 'corp']):
        done = home.run('provider', *words)
        same(done.returncode, 1, words)
        contains(done.stderr, 'there is a provider with the alias')
        same(path.read_text(), TWO)
    same(home.run('provider', 'add', 'https://x.example', 'x', '--no-check').returncode, 0)
    contains(home.run('provider', 'list').stdout, 'x.example https://x.example\n')
    same(home.run('provider', 'remove', 'x.example').returncode, 0)


def provider_edit_follows_a_link(home):
    path = home.write('dotfiles/opk.yml', TWO)
    (home.path / '.opk').mkdir(mode=0o700)
    (home.path / '.opk' / 'config.yml').symlink_to(path)
    same(home.run('provider', 'remove', 'other').returncode, 0)
    check('other.example' not in path.read_text(), path.read_text())
    check((home.path / '.opk' / 'config.yml').is_symlink(), 'the link is gone')


def provider_add_asks_the_provider(home):
    home.write('.opk/config.yml', TWO)
    done = home.run('provider', 'add', RS256 + '/', 'daypass-test')
    same(done.returncode, 4)
    contains(done.stdout, f'calls itself {RS256}')
    same(home.run('provider', 'add', RS256, 'daypass-test', '--alias', 'real').returncode, 0)
    contains(home.run('provider', 'list').stdout, f'real  {RS256}')


def json_is_always_json(home):
    path = str(VECTORS / 'rs256-ecdsa' / 'id-cert.pub')
    home.write('.opk/config.yml', TWO)
    for arguments in (['list'], ['status'], ['logout'], ['inspect', path], ['configure'],
                      ['provider', 'list'], ['login', 'nope'],
                      ['doctor', '--provider', f'{RS256},daypass-test']):
        json.loads(home.run(*arguments, '--json').stdout)


def status_says_nobody_by_its_code(home):
    same(home.run('status').returncode, 2)
    same(home.run('list').returncode, 2)
    same(home.run('status', '--prompt').returncode, 2)


def status_prompt_reads_times_only(home):
    same(json.loads(home.run('status', '--prompt', '--json').stdout),
         {'signed_in': False, 'seconds_left': 0})
    path = home.write('.ssh/daypass/corp.until', '', 0)  # nobody can read it
    for left, words in ((90, '1m'), (3599, '59m'), (3700, '1h'), (30 * 3600 + 60, '30h')):
        os.utime(path, (1, time.time() + left))
        done = home.run('status', '--prompt')
        same((done.returncode, done.stdout), (0, words + '\n'))
    os.utime(path, (1, time.time() - 5))
    done = home.run('status', '--prompt')
    same((done.returncode, done.stdout), (2, ''))
    done = home.run('status', '--prompt', '--nonsense')
    same(done.returncode, 1)
    contains(done.stderr, '--nonsense')


def status_prompt_loads_libc_only_and_costs_what_true_costs(home):
    libraries = subprocess.run(['ldd', DAYPASS], capture_output=True, text=True,
                               check=True).stdout.split()
    same([name for name in libraries if name.startswith('lib')], ['libc.so.6'])

    def cheapest(*command):
        costs = []
        for _ in range(30):
            pid = os.posix_spawn(command[0], command, {'HOME': str(home.path)})
            usage = os.wait4(pid, 0)[2]
            costs.append(usage.ru_utime + usage.ru_stime)
        return min(costs) * 1000

    cost, true = cheapest(DAYPASS, 'status', '--prompt'), cheapest('/bin/true')
    print(f'# status --prompt: {cost:.2f} ms of processor time, /bin/true {true:.2f} ms')
    check(cost < 5, cost)


def f046_proxy_variables(home):
    proxy = socket.create_server(('127.0.0.1', 0))
    port = proxy.getsockname()[1]
    proxy.settimeout(20)
    heard = []

    def serve():
        connection, _ = proxy.accept()
        heard.append(connection.recv(4096).decode())
        connection.close()

    import threading
    thread = threading.Thread(target=serve)
    thread.start()
    done = home.run('login', '--provider', 'https://op.example,c', '--disable-browser-open',
                    env={'HTTPS_PROXY': f'http://127.0.0.1:{port}'})
    thread.join()
    proxy.close()
    same(done.returncode, 3)
    contains(heard[0], 'CONNECT op.example:443')


TESTS = [value for name, value in list(globals().items())
         if callable(value) and getattr(value, '__module__', '') == '__main__' and
         name != 'commands_of']

if __name__ == '__main__':
    assert pathlib.Path(VECTORS).is_dir() and Home
    sys.exit(run('cli/usage', TESTS))
