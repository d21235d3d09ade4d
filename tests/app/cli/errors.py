#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Errors that a person can meet: each says what happened and what to do, ends with its exit code, and
is found beforehand by `daypass doctor` (but for a consent that is refused: nobody knows it before)."""
import json
import re
import socket
import sys
import urllib.parse

from harness import (GLEWLWYD, HERE, OFFLINE, RS256, SHIFTED, Browser, SignIn, check, contains, run, same)

GOOD = f'{RS256},daypass-test'
AUTHORITY = str(HERE.parent.parent / 'vectors' / 'data' / 'opkssh' / 'ca.crt')
PORTS = (3000, 10001, 11110)


def at_once(home, provider, code, *sentences, env=None):
    """A sign-in that ends before the browser is asked."""
    done = home.run('login', '--provider', provider, '--disable-browser-open', env=env)
    same(done.returncode, code, done.stderr)
    check(done.stderr.startswith('Error: '), done.stderr)
    contains(done.stderr, *sentences)
    same(home.files(), [])
    told = json.loads(home.run('login', '--provider', provider, '--json', env=env).stdout)['error']
    check(told['sentence'] in done.stderr and told['advice'] in done.stderr, told)


def in_the_browser(home, code, *sentences, provider=GOOD, options=()):
    """A sign-in that ends when the browser comes back: the page says it, too."""
    login = SignIn(home, '--disable-browser-open', *options, provider=provider)
    page = login.browse()
    contains(page.text, 'You are not signed in')
    contains(login.end(code).errors, *sentences)
    return page


def doctor(home, provider, *sentences, env=None):
    """Finds it, and says so in JSON as well."""
    done = home.run('doctor', '--provider', provider, env=env)
    same(done.returncode, 1, done.stdout)
    bad = re.findall(r'^✗ (.*)\n    (.*)', done.stdout, re.M)
    contains(' '.join(' '.join(one) for one in bad), *sentences)
    checks = json.loads(home.run('doctor', '--json', '--provider', provider, env=env).stdout)
    same([(one['sentence'], one['fix']) for one in checks if one['severity'] == 'bad'], bad)


def error_provider_unreachable(home):
    at_once(home, 'https://localhost:1,c', 3, 'The provider cannot be reached.', 'Check the network')
    doctor(home, 'https://localhost:1,c', 'cannot be reached', 'Check the network')


def error_tls(home):
    env = {'SSL_CERT_FILE': AUTHORITY}
    at_once(home, GOOD, 3, 'TLS certificate is not trusted', 'SSL_CERT_FILE', env=env)
    doctor(home, GOOD, 'TLS certificate is not trusted', env=env)


def error_tls_authorities_that_are_none(home):
    """Not the system's instead: whoever names a file wants to trust that and nothing else."""
    for path in ('/etc/passwd', '/nonexistent.pem'):
        at_once(home, GOOD, 3, 'TLS certificate is not trusted', f'SSL_CERT_FILE names {path}',
                env={'SSL_CERT_FILE': path})


def error_not_a_provider(home):
    at_once(home, f'{RS256}/nothing,c', 4, 'not an OpenID provider',
            '/.well-known/openid-configuration')
    doctor(home, f'{RS256}/nothing,c', 'not an OpenID provider')


def error_issuer_mismatch(home):
    at_once(home, f'{RS256}/,c', 4, 'calls itself by another name', f'"{RS256}"', 'exactly the name')
    doctor(home, f'{RS256}/,c', f'calls itself {RS256}', 'Use exactly that name')


def f042_error_all_ports_taken(home):
    taken = [socket.create_server(('127.0.0.1', port)) for port in PORTS]
    try:
        at_once(home, GOOD, 7, 'All ports for the sign-in are in use', '11110')
        doctor(home, GOOD, "No port for the provider's answer is free", '11110')
    finally:
        for server in taken:
            server.close()


def f035_error_consent_refused(home):
    login = SignIn(home, '--disable-browser-open')
    window = Browser()
    link = window.request(login.url())
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(link.location).query)['state'][0]
    page = window.open('http://localhost:3000/login-callback?error=access_denied'
                       f'&error_description=The+user+said+no&iss={urllib.parse.quote(RS256, "")}'
                       f'&state={state}')
    contains(page.text, 'You are not signed in', 'The user said no')
    contains(login.end(1).errors, 'The sign-in was declined.', 'The user said no', 'Start again')
    same(home.files(), [])


def error_redirect_not_registered(home):
    """The provider says it on a page of its own; we say after a minute what to register."""
    home.write('.opk/config.yml', f'providers:\n  - alias: a\n    issuer: {RS256}\n'
               '    client_id: daypass-test\n    redirect_uris: ["http://localhost:9123/other"]\n')
    login = SignIn(home, 'a', '--disable-browser-open', provider=None)
    page = login.browse()
    same(page.status, 400)
    contains(page.text, 'redirect_uri')
    done = home.run('doctor', 'a')
    same(done.returncode, 1)
    contains(done.stdout, 'refuses this client id, or its redirect address', 'register')
    login.wait_for(re.compile('(http://localhost:9123/other must be registered)'), 90)
    login.stop()
    login.end(1)


def error_unknown_client(home):
    doctor(home, f'{RS256},nobody', 'refuses this client id')


def error_no_id_token(home):
    provider = f'{GLEWLWYD},daypass,,email'
    in_the_browser(home, 4, 'The provider gave no ID token.', '"openid"', provider=provider)
    doctor(home, provider, 'lack "openid"', 'Add "openid"')
    # another provider does not even ask the person, and says why
    in_the_browser(home, 1, 'The provider refused the sign-in.', 'openid scope must be requested',
                   provider=f'{RS256},daypass-test,,email')


def error_clock_wrong(home):
    in_the_browser(home, 6, "This computer's clock is wrong", 'seconds behind', 'Set the clock',
                   provider=f'{SHIFTED},daypass-test')
    done = home.run('doctor', '--provider', f'{SHIFTED},daypass-test')
    found = re.search(r'This clock is (\d+) seconds behind', done.stdout)
    check(found and abs(int(found.group(1)) - 600) < 30, done.stdout)
    same(done.returncode, 1)


def error_key_files_of_others(home):
    home.write('.ssh/id_ecdsa', 'an ordinary key')
    home.write('.ssh/id_ecdsa_sk', 'another one')
    in_the_browser(home, 5, 'belong to somebody else', '-i FILE')
    same((home.ssh / 'id_ecdsa').read_text(), 'an ordinary key')
    doctor(home, GOOD, 'belong to somebody else', '-i FILE')
    home.write('mine', 'an ordinary key')
    in_the_browser(home, 5, 'is not a key that Daypass or opkssh made',
                   options=['-i', str(home.path / 'mine')])
    same((home.path / 'mine').read_text(), 'an ordinary key')


def error_read_only_directory(home):
    home.ssh.mkdir(mode=0o500)
    in_the_browser(home, 5, 'cannot be written there', 'Make the directory writable')
    doctor(home, GOOD, 'cannot be written', 'chmod u+w ~/.ssh')


def error_shared_directory(home):
    home.ssh.mkdir()
    home.ssh.chmod(0o777)
    in_the_browser(home, 5, 'can be written by others', 'chmod go-w')
    doctor(home, GOOD, 'can be written by others')
    same(home.files(), [])


def f014_error_no_refresh_token(home):
    login = SignIn(home, '--disable-browser-open', '--auto-refresh')
    login.browse()
    contains(login.end(4).errors, 'gave no refresh token', OFFLINE.split()[-1])


def f060_error_configuration(home):
    path = home.write('.opk/config.yml',
                      'providers:\n  - issuer: https://x.example\n    client_id: [a]\n')
    done = home.run('login')
    same(done.returncode, 1)
    contains(done.stderr, 'The configuration file is not valid', f'{path}: line 3, column 16',
             'Mend the line')
    contains(home.run('doctor').stdout, '✗', f'{path}: line 3, column 16')


def doctor_finds_all_at_once(home):
    home.write('.ssh/id_ecdsa', 'an ordinary key')
    home.write('.ssh/id_ecdsa_sk', 'another one')
    home.ssh.chmod(0o770)
    doctor(home, 'https://localhost:1,c', 'can be written by others', 'cannot be reached',
           'somebody else')


def doctor_is_content(home):
    done = home.run('doctor', '--provider', GOOD)
    same(done.returncode, 0, done.stdout)
    contains(done.stdout, 'answers', 'ports', '.ssh')
    check('✗' not in done.stdout, done.stdout)


def doctor_fits_a_terminal(home):
    """80 columns, but for what it was told: paths and addresses."""
    for line in home.run('doctor', '--provider', GOOD).stdout.splitlines():
        check(len(line) <= 80 or str(home.path) in line, line)


def manual_has_every_exit_code(_home):
    manual = (HERE.parent.parent.parent / 'data/man/daypass.1').read_text()
    status = manual[manual.index('.SH EXIT STATUS'):manual.index('.SH ENVIRONMENT')]
    same(re.findall(r'^\.B (\d)$', status, re.M), list('01234567'))


TESTS = [value for value in list(globals().values())
         if callable(value) and getattr(value, '__module__', '') == '__main__' and
         re.match(r'(f\d{3}_)?error_|doctor_|manual_', value.__name__)]

if __name__ == '__main__':
    sys.exit(run('cli/errors', TESTS))
