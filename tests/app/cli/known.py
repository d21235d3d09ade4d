#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The four providers that Daypass knows, and Cognito, under their own names (tests/idp/known.py): the
built-in clients sign in and renew, real ssh gets in, and each is asked in its own way. Numbers are
rows of the parity list."""
import json
import os
import pathlib
import re
import subprocess
import sys

from harness import (Browser, Home, SignIn, certificate, check, claims_of, contains, run, same,
                     token_of)

REQUESTS = pathlib.Path(os.environ['CLI_KNOWN'])
COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab3dEf6h9'
RENEWED = re.compile('(Renewed; )')


def ssh(key, login='web'):
    return subprocess.run(
        ['ssh', '-F', 'none', '-p', os.environ['CLI_SSH_PORT'], '-i', str(key), '-o',
         'IdentitiesOnly=yes', '-o', 'IdentityAgent=none', '-o', 'BatchMode=yes', '-o',
         'ConnectTimeout=15', f'{login}@127.0.0.1', 'id', '-un'],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, timeout=60)


def requests_of(issuer):
    lines = REQUESTS.read_text(encoding='ascii').splitlines()
    return [line for line in map(json.loads, lines) if line['issuer'].startswith(issuer)]


def sign_in(home, *arguments):
    """Signs in at a provider where the person has consented already."""
    login = SignIn(home, '--disable-browser-open', *arguments, provider=None)
    page = Browser().open(login.url())
    same(page.status, 200, 'the last page')
    contains(page.text, 'You are signed in')
    return login


# alias, e-mail, issuer, whether the secret is sent
RENEWING = (('google', 'alice@gmail.com', 'https://accounts.google.com', True),
            ('azure', 'alice@outlook.com', 'https://login.microsoftonline.com', False),
            ('gitlab', 'alice@example.com', 'https://gitlab.com', False))


def check_renewed(home, email, issuer, secret):
    key = home.ssh / 'id_ecdsa'
    token = token_of(f'{key}-cert.pub')
    first, fresh = claims_of(token), claims_of(token.split('.')[2])
    same(first['email'], email)
    check('nonce' in first and 'nonce' not in fresh, 'which token has the nonce')
    check(fresh['iat'] > first['iat'], 'not a new token')
    same(certificate(f'{key}-cert.pub')['key_id'], email)
    done = ssh(key)
    same(done.stdout, 'web\n', done.stderr)
    asked = requests_of(issuer)
    check(len(asked) >= 2, asked)
    for request in asked:
        same(request['basic'], False)
        same('client_secret' in request['form'], secret, 'a secret in the form')
        check('client_id' in request['form'], request)


def f080_f081_f082_google_microsoft_and_gitlab_renew(_home):
    """At once, on the three ports: signed in, renewed 60 s before the end, let in with the new one."""
    homes = [Home() for _ in RENEWING]
    logins = []
    try:
        for home, (alias, *_) in zip(homes, RENEWING):
            logins.append(sign_in(home, alias, '--auto-refresh'))
        for home, login, (_, *expected) in zip(homes, logins, RENEWING):
            login.wait_for(RENEWED, 60)
            check_renewed(home, *expected)
    finally:
        for home, login in zip(homes, logins):
            login.stop()
            login.end(1)
        for home in homes:
            home.remove()


def f083_hello(home):
    sign_in(home, 'hello').end()
    done = ssh(home.ssh / 'id_ecdsa')
    same(done.stdout, 'web\n', done.stderr)
    login = sign_in(home, 'hello', '--auto-refresh')  # no refresh token, ever
    contains(login.end(4).errors, 'no refresh token')


def f085_cognito(home):
    sign_in(home, '--provider', f'{COGNITO},6m2pr3o1dt').end()
    key = home.ssh / 'id_ecdsa'
    header = json.loads(subprocess.run(
        ['daypass', 'inspect', '--json', f'{key}-cert.pub'], capture_output=True, text=True,
        check=True, env=home.environment({})).stdout)
    check('"typ":"JWT"' not in json.dumps(header).replace(' ', ''), 'the ID token has a typ')
    done = ssh(key)
    same(done.stdout, 'web\n', done.stderr)


def s13_provider_add_shows_other_hosts(home):
    add = ['provider', 'add', COGNITO, '6m2pr3o1dt', '--alias', 'corp']
    done = home.run(*add)
    same(done.returncode, 1)
    contains(done.stdout, 'on other hosts', '\n  corp.auth.eu-west-1.amazoncognito.com\n')
    contains(done.stderr, '--yes')
    same(home.files(), [])
    same(home.run(*add, '--yes').returncode, 0)
    contains(home.run('provider', 'list').stdout, COGNITO)
    done = home.run('provider', 'add', 'https://accounts.google.com', 'c', '--client-secret', 's')
    check('other hosts' not in done.stdout, 'known pairs are asked about')


def f010_f071_f090_all_four_in_the_chooser(home):
    login = SignIn(home, '--disable-browser-open', provider=None)
    window = Browser()
    page = window.open(login.url())
    same(re.findall(r'href="/select\?op=(\w+)"', page.text), ['azure', 'gitlab', 'google', 'hello'])
    page = window.open(page.url.replace('/chooser', '/select?op=hello'))
    contains(page.text, 'You are signed in', 'alice@hello.example')
    login.end()


TESTS = [value for value in list(globals().values())
         if callable(value) and getattr(value, '__module__', '') == '__main__' and
         re.match(r'(f\d{3}|s13)_', value.__name__)]

if __name__ == '__main__':
    sys.exit(run('cli/known', TESTS))
