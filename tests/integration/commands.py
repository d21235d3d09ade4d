#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""daypass-admin as scripts use it: one table of all commands. Each takes --json and prints one
document, also when it fails; the exit status is that of daypass-admin(8) in both forms; --check
changes nothing."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import verifier as v  # noqa: E402

ADMIN = '/usr/sbin/daypass-admin'
ISSUER = 'https://op.example'
CONFIG, CACHE = '/run/commands/opk', '/run/commands/cache'
GOOD, OLD = '/run/commands/good-cert.pub', '/run/commands/old-cert.pub'
ALICE = f'alice alice@example.com {ISSUER}'
tap = v.Tap('admin/commands')

OK, PROBLEMS, USAGE, FAILED = range(4)
# (words, status, who): {} is changed before each row by the function of that name
TABLE = (
    ('add bob bob@example.com google', OK, 'root'),
    ('add --check bob b@example.com google', PROBLEMS, 'root'),
    (f'add --check {ALICE}', OK, 'root'),
    ('add root r@example.com google', USAGE, 'root'),
    ('add bob', USAGE, 'root'),
    ('add bob b@example.com nonsense', USAGE, 'root'),
    ('add nobody-here b@example.com google', USAGE, 'alice'),
    ('remove bob', OK, 'root'),
    ('remove --check alice', PROBLEMS, 'root'),
    ('remove', USAGE, 'root'),
    ('list', OK, 'root'),
    ('list alice', OK, 'root'),
    ('list a b', USAGE, 'root'),
    ('list', FAILED, 'alice'),
    ('provider list', OK, 'root'),
    ('provider list', FAILED, 'alice'),
    ('provider enable google', OK, 'root'),
    ('provider enable --check gitlab', PROBLEMS, 'root'),
    ('provider enable https://idp.example', USAGE, 'root'),
    ('provider enable http://idp.example c', USAGE, 'root'),
    ('provider enable gitlab', FAILED, 'alice'),
    ('provider disable google', OK, 'root'),
    ('provider disable --check https://op.example', PROBLEMS, 'root'),
    ('provider disable google', FAILED, 'alice'),
    ('provider', USAGE, 'root'),
    ('audit --skip-user-policy', OK, 'root'),
    ('audit --skip-user-policy', FAILED, 'alice'),
    ('audit --skip-user-policy --policy-file /run/commands/bad', PROBLEMS, 'root'),
    ('audit x', USAGE, 'root'),
    ('audit keys', PROBLEMS, 'root'),
    ('audit keys', FAILED, 'alice'),
    (f'explain alice {GOOD}', OK, 'root'),
    (f'explain bob {GOOD}', PROBLEMS, 'root'),
    (f'explain alice {OLD}', PROBLEMS, 'root'),
    ('explain alice /run/commands/absent-cert.pub', USAGE, 'root'),
    ('explain alice /etc', FAILED, 'root'),
    ('explain aaaaaaaa', FAILED, 'root'),
    ('explain', USAGE, 'root'),
    ('status', OK, 'root'),
    ('status --check', OK, 'root'),
    ('status --check --cache-dir /run/commands', PROBLEMS, 'root'),
    (f'add --check {ALICE}', PROBLEMS, 'alice'),
    ('status', FAILED, 'alice'),
    (f'inspect {GOOD}', OK, 'root'),
    ('inspect nonsense', USAGE, 'root'),
    ('inspect /etc', FAILED, 'root'),
    ('permissions check', OK, 'root'),
    ('permissions check', PROBLEMS, 'alice'),
    ('permissions fix', OK, 'root'),
    ('permissions fix --check', OK, 'root'),
    ('permissions install', OK, 'root'),
    ('permissions', USAGE, 'root'),
    ('setup --confirm 9d', USAGE, 'root'),
    ('setup', FAILED, 'alice'),
    ('setup confirm', USAGE, 'root'),
    ('unsetup', OK, 'root'),
    ('unsetup x', USAGE, 'root'),
    ('frobnicate', USAGE, 'root'),
    ('', USAGE, 'root'),
    ('list --nonsense', USAGE, 'root'),
    ('list --group', USAGE, 'root'),
)


def mint_once():
    """What does not change from row to row."""
    with open('/run/commands.keys', 'wb') as stream:
        stream.write(v.keys())
    for path, age in ((GOOD, 0), (OLD, -999999)):
        with open(f'/run/{os.path.basename(path)}', 'w', encoding='ascii') as stream:
            stream.write(' '.join(v.mint(issuer=ISSUER, iat=age)))


def prepare():
    subprocess.run(['rm', '-rf', '/run/commands'], check=True)
    subprocess.run(['install', '-d', '-m', '750', '-o', 'root', '-g', 'opksshuser', CONFIG,
                    f'{CONFIG}/policy.d'], check=True)
    subprocess.run(['install', '-d', '-m', '2750', '-o', '_daypass-fetch', '-g', 'opksshuser',
                    CACHE], check=True)
    v.write_as_root(f'{CONFIG}/providers', f'# ours\n{ISSUER} client 24h\n')
    v.write_as_root(f'{CONFIG}/auth_id', f'# who\n{ALICE}\n')
    v.write_as_root('/run/commands/bad', 'alice\n')
    for path in (GOOD, OLD):
        shutil.copy(f'/run/{os.path.basename(path)}', path)
    with open('/run/commands.keys', 'rb') as stream:
        keys = stream.read()
    path = f'{CACHE}/{os.path.basename(v.cache_name(ISSUER))}'
    with open(path, 'wb') as stream:
        stream.write(v.cache_text(ISSUER, keys))
    subprocess.run(['chown', '_daypass-fetch:opksshuser', path], check=True)
    os.chmod(path, 0o640)
    os.makedirs('/root/.ssh', exist_ok=True)
    with open('/root/.ssh/authorized_keys', 'w', encoding='ascii') as stream:
        stream.write('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHgjXUcOzpUDw0uoY+qdW1vkK9kxeG0Jm5AJyfnH1m5q root\n')


def snapshot(strictly):
    """Everything that a command could change, names and contents."""
    found = {}
    for top in ('/run/commands', '/etc/ssh', '/home/alice', '/run/daypass'):
        for place, _, names in os.walk(top):
            found[place] = ''
            # a command that is refused may have waited for its lock
            for name in names if strictly else set(names) - {'.daypass.lock'}:
                path = os.path.join(place, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    with open(path, 'rb') as stream:
                        found[path] = hashlib.sha256(stream.read()).hexdigest()
    return found


def run(words, who, *options):
    command = [ADMIN, *options, '--config-dir', CONFIG, '--cache-dir', CACHE, *words.split()]
    if who != 'root':
        command = ['setpriv', '--reuid', who, '--regid', who, '--clear-groups', *command]
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def one_document(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def test_row(words, status, who):
    name = re.sub('[^a-z0-9]+', '_', f'{words} of {who} ends with {status}'.lower()).strip('_')
    prepare()
    plain = run(words, who)
    prepare()
    before = snapshot('--check' in words)
    found = run(words, who, '--json')
    after = snapshot('--check' in words)
    document = one_document(found.stdout)
    tap.check(name, plain.returncode == status and found.returncode == status, plain, found)
    tap.check(f'{name}/json', document is not None, found)
    if status >= USAGE:
        tap.check(f'{name}/says_why', isinstance(document, dict) and document.get('error')
                  and document.get('result') == ('usage', 'failed')[status - USAGE]
                  and plain.stderr.startswith('daypass-admin: ') and not plain.stdout, plain, found)
    if '--check' in words or status >= USAGE:
        tap.check(f'{name}/changes_nothing', before == after,
                  {path for path in set(before) | set(after) if before.get(path) != after.get(path)})


def main():
    mint_once()
    prepare()
    commands = set(re.findall(r'^  ([a-z]+(?: (?:list|enable|disable|keys|check|fix|install|confirm)\b)?)',
                              subprocess.run([ADMIN, '--help'], check=True, text=True,
                                             stdout=subprocess.PIPE).stdout, re.MULTILINE))
    tried = {words.split(' --')[0] for words, _, _ in TABLE}
    missing = [name for name in commands if not any((words + ' ').startswith(name + ' ')
                                                    for words in tried)]
    tap.check('all_commands_are_tried', len(commands) >= 17 and not missing, commands, missing)
    for row in TABLE:
        test_row(*row)
    full = subprocess.run(f'{ADMIN} --config-dir {CONFIG} --json list >/dev/full', shell=True,
                          check=False, stderr=subprocess.PIPE)
    tap.check('output_that_is_lost_ends_with_3', full.returncode == FAILED, full)
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
