#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tests/layouts: each server is installed, each of its cases asked; then opkssh's recordings."""
import json
import os
import pwd
import re
import shlex
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import verifier as v  # noqa: E402

tap = v.Tap('layouts')
ISSUER = 'https://op.example'
LAYOUTS = f'{v.TREE}/tests/layouts'
DATA = f'{v.TREE}/tests/vectors/data'
HELPER = f'{v.LIBEXEC}/daypass-home-policy'
# a recorded row that Daypass reads otherwise, and the entry of docs/protocol.md
RECORDED_DIFFERENCES = {'oidc-match-end:email:': 'small print', 'repo:': 'small print',
                        'oidc:groups:acme:admins': 'S4'}
with open(f'{v.TREE}/docs/protocol.md', encoding='utf-8') as stream:
    PROTOCOL = stream.read()


def load(name):
    with open(f'{DATA}/{name}', encoding='utf-8') as stream:
        return json.load(stream)


def own(path, mode, owner):
    user, _, group = owner.partition(':')
    shutil.chown(path, user, group)
    os.chmod(path, mode)


def place(source, target, mode, dir_mode, owner):
    """Copies a tree with one owner and the usual modes."""
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for folder, _, names in os.walk(target):
        own(folder, dir_mode, owner)
        for name in names:
            own(os.path.join(folder, name), mode, owner)


def install(layout):
    target = {'etc': '/etc/opk', 'home': '/home', 'plugins': '/opt/plugins'}
    for path in ('/etc/opk', '/opt/plugins'):
        shutil.rmtree(path, ignore_errors=True)
    for user in os.listdir('/home'):
        shutil.rmtree(f'/home/{user}/.opk', ignore_errors=True)
    place(f'{LAYOUTS}/{layout}/etc', '/etc/opk', 0o640, 0o750, 'root:opksshuser')
    if os.path.isdir(f'{LAYOUTS}/{layout}/plugins'):
        place(f'{LAYOUTS}/{layout}/plugins', '/opt/plugins', 0o755, 0o755, 'root:root')
    if os.path.isdir(f'{LAYOUTS}/{layout}/home'):
        for user in os.listdir(f'{LAYOUTS}/{layout}/home'):
            place(f'{LAYOUTS}/{layout}/home/{user}/.opk', f'/home/{user}/.opk', 0o600, 0o750,
                  f'{user}:{user}')
    if os.path.exists(f'{LAYOUTS}/{layout}/modes'):
        for line in rows(f'{LAYOUTS}/{layout}/modes'):
            mode, owner, path = line.split()
            base, _, rest = path.partition('/')
            path = f'{target[base]}/{rest}'
            if mode == 'link':
                os.symlink(owner, path)
            else:
                own(path, int(mode, 8), owner)


def rows(path):
    with open(path, encoding='utf-8') as stream:
        return [line.rstrip('\n') for line in stream if line.strip() and not line.startswith('#')]


def gets_in(login, certificate):
    result = v.verify(login, certificate)
    assert result.allowed or result.quiet, result
    return result.allowed


def recorded(source):
    """What the recording says, or None for the protocol notes."""
    kind, _, rest = source.partition(' ')
    if kind == 'opkssh':
        with open(f'{DATA}/opkssh/{rest}/NOTE', encoding='utf-8') as stream:
            return 'exit 0' in stream.read()
    if kind == 'table_verify':
        return next(row for row in load('spec/table_verify.json')
                    if row['name'] == rest)['go_0_16_0'] == 'accept'
    if kind == 'identity_match':
        part, _, number = rest.partition(' ')
        row = load('spec/identity_match.json')[part][int(number)]
        return row['go_0_16_0']['verdict'] == 'accept'
    if kind == 'expiration' and rest != 'words_invalid':
        name, _, word = rest.rpartition(' ')
        row = next(row for row in load('spec/expiration.json')['cases'] if row['name'] == name)
        return row['go_0_16_0'][word]['verdict'] == 'accept'
    if kind == 'expiration':
        return False
    if kind == 'generated':
        return next(row for row in load('spec/generated/cases.json')['cases']
                    if row['name'] == rest)['go_0_16_0']['verdict'] == 'accept'
    assert kind == 'protocol', source
    return None


def is_documented(difference):
    return (difference == 'small print'
            or re.search(rf'^\| {re.escape(difference)} \|', PROTOCOL, re.M) is not None)


def ask_case(layout, line):
    """Returns the difference, or None."""
    name, login, words, opkssh, daypass, difference, source = (
        part.strip() for part in re.split(r'(?<= )\|(?= )', line))
    certificate = v.mint(*shlex.split(words))
    found = 'in' if gets_in(login, certificate) else 'out'
    label = f'{layout}/{name.replace(" ", "_").replace(",", "")}'
    good = tap.check(label, found == daypass, f'{line}: Daypass says {found}')
    record = recorded(source)
    tap.check(f'{label}/is_as_recorded', record is None or record == (opkssh == 'in'), line)
    if opkssh == daypass:
        tap.check(f'{label}/is_the_same', good and difference == '-', line)
        return None
    tap.check(f'{label}/differs_by_{difference.replace(" ", "_")}', is_documented(difference), line)
    return difference


def test_layouts():
    layouts = sorted(name for name in os.listdir(LAYOUTS)
                     if os.path.exists(f'{LAYOUTS}/{name}/cases'))
    tap.check('there_are_twenty', len(layouts) >= 20, layouts)
    differences = set()
    for layout in layouts:
        install(layout)
        for line in rows(f'{LAYOUTS}/{layout}/cases'):
            differences.add(ask_case(layout, line))
    differences.discard(None)
    tap.note('differences met: ' + ', '.join(sorted(differences)))
    tap.check('the_differences_are_met',
              differences >= {'S2', 'S4', 'S5', 'S6', 'S14', 'S17', 'D3', 'D4', 'D9', 'D11', 'D14',
                              'D17', 'D18', 'small print'}, differences)


def json_text(text):
    return json.dumps(text)[1:-1]


def claim_words(claims):
    extra = ''.join(f',{json.dumps(name)}:{json.dumps(value)}' for name, value in claims.items()
                    if name not in ('sub', 'email'))
    return (f'sub={json_text(claims.get("sub", "me"))}',
            f'email={json_text(claims.get("email", ""))}', f'extra={extra}')


def fresh(rows_of_auth_id):
    install('mode-0660')
    with open('/etc/opk/auth_id', 'wb') as stream:
        stream.write(rows_of_auth_id)
    own('/etc/opk/auth_id', 0o640, 'root:opksshuser')


def test_recorded_rows():
    for row in load('spec/table_verify.json'):
        text = row['line'].replace('@I', ISSUER).encode()
        if row['name'] == 'latin1 byte':
            text = text.replace('é'.encode(), b'\xe9')
        fresh(text)
        found = gets_in(row['user'], v.mint(f'sub={json_text(row["sub"])}', 'email='))
        tap.check(f'row/{row["name"].replace(" ", "_").replace("#", "number_sign")}',
                  found == (row['go_0_16_0'] == 'accept'), row)


def test_recorded_identities():
    for number, row in enumerate(load('spec/identity_match.json')['cases']):
        quoted = "'" + row['identity'].replace("'", "'\\''") + "'"
        fresh(f'alice {quoted} {ISSUER}\n'.encode())
        found = gets_in('alice', v.mint(*claim_words(row['claims'])))
        opkssh = row['go_0_16_0']['verdict'] == 'accept'
        difference = RECORDED_DIFFERENCES.get(row['identity'])
        if difference is None:
            tap.check(f'identity/{number}', found == opkssh, row)
        else:
            tap.check(f'identity/{number}_differs_by_{difference.replace(" ", "_")}',
                      found is not opkssh and is_documented(difference), row)


def main():
    subprocess.run(['useradd', '-m', 'dave'], check=True)
    subprocess.run(['useradd', '-M', 'no'], check=True)
    own(HELPER, 0o750, 'root:opksshuser')
    subprocess.run(['setcap', 'cap_setuid,cap_setgid=ep', HELPER], check=True)
    v.write_cache(ISSUER, v.keys())
    assert pwd.getpwnam('dave')
    for name, function in list(globals().items()):
        if name.startswith('test_'):
            function()
    return tap.end()


if __name__ == '__main__':
    with v.borrowed():
        status = main()
    sys.exit(status)
