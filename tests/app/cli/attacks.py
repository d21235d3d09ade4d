#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Attacks on a sign-in of the real command, with real providers. s13 to s20 are the requirements; what
needs a provider or a browser that no real one is, is in tests/unit/client."""
import os
import pathlib
import re
import socket
import stat
import sys
import threading
import time
import urllib.parse

from harness import (ES256, OFFLINE, RS256, Browser, SignIn, check, contains, run, same, scripted,
                     sign_in)

CALLBACK = 'http://localhost:3000/login-callback'
STOLEN = f'{RS256},daypass-test'


def started(home, *options, **more):
    """A sign-in whose browser has the cookie, and what it was sent to the provider with."""
    login = SignIn(home, '--disable-browser-open', *options, **more)
    window = Browser()
    link = window.request(login.url())
    return login, window, link.location


def answer_of(url):
    """The address on which alice's browser comes back from a provider."""
    other = Browser(CALLBACK)
    try:
        scripted.sign_in(other, url, 'alice', 'x')
    except scripted.Stopped as stopped:
        return str(stopped)
    raise AssertionError('the provider did not answer')


def parts(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))


def s13_two_providers_mixed_up(home):
    """A bad provider has the person sign in at a good one, and wants the code sent to itself: here
    ES256's answer comes to a sign-in at RS256."""
    login, window, url = started(home)
    elsewhere = url.replace(RS256, ES256, 1)
    check(elsewhere.startswith(ES256), elsewhere)
    mixed = answer_of(elsewhere)
    same(parts(mixed)['state'], parts(url)['state'])
    same(parts(mixed)['iss'], ES256)
    page = window.open(mixed)
    contains(page.text, 'You are not signed in')
    contains(login.end(4).errors, 'another provider')
    same(home.files(), [])
    # and without saying whose it is, although this provider always says it
    login, window, url = started(home)
    query = {name: value for name, value in parts(answer_of(url)).items() if name != 'iss'}
    window.open(f'{CALLBACK}?{urllib.parse.urlencode(query)}')
    contains(login.end(4).errors, 'does not name')
    same(home.files(), [])


def s13_error_uri_is_never_opened(home):
    with socket.create_server(('127.0.0.1', 0)) as trap:
        trap.settimeout(1)
        address = f'http://127.0.0.1:{trap.getsockname()[1]}/trap'
        login, window, url = started(home)
        query = urllib.parse.urlencode({'error': 'server_error', 'error_uri': address,
                                        'state': parts(url)['state'], 'iss': RS256})
        page = window.open(f'{CALLBACK}?{query}')
        login.end(1)
        check(address not in page.text and address not in login.output, 'the address is shown')
        try:
            trap.accept()
            check(False, 'somebody came')
        except TimeoutError:
            pass


def s14_exact_paths(home):
    login, window, url = started(home)
    query = urllib.parse.urlencode({'code': 'x', 'state': parts(url)['state']})
    for path in ('/', '/login', '/login-callback/', '/login-callback/x', '//login-callback',
                 '/LOGIN-CALLBACK', '/login-callback%3f', '/./login-callback', '/done', '/done/',
                 '/favicon.ico', '/login-callback;x'):
        same(window.request(f'http://localhost:3000{path}?{query}').status, 404, path)
    same(window.request('http://localhost:3000/login/').status, 410)
    window.open(answer_of(url))  # nothing of that has ended it
    login.end()


def s14_closes_after_the_right_callback(home):
    login, window, url = started(home)
    answer = answer_of(url)
    page = window.request(answer)
    same((page.status, page.location), (303, '/done'))
    same(window.request(answer).status, 410, 'the same answer again')
    same(window.request('http://localhost:3000/done').status, 200)
    login.end()
    for family, address in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
        with socket.socket(family) as probe:
            check(probe.connect_ex((address, 3000)) != 0, f'{address} still listens')


def s14_another_local_user_cannot_finish_it(home):
    """Somebody who saw the provider's address signs in as himself and brings the answer: no cookie."""
    login, window, url = started(home)
    thief = answer_of(url)
    for cookies in ({}, {'localhost': {'daypass-3000': 'guess'}}):
        other = Browser()
        other.cookies = cookies
        same(other.request(thief).status, 403)
        same(other.request('http://localhost:3000/done').status, 404)
    same(home.files(), [])
    window.open(thief)  # the person's own browser may, with its cookie
    login.end()


def s14_only_loopback_hears(home):
    login, _, _ = started(home)
    listening = set()
    for table in ('/proc/net/tcp', '/proc/net/tcp6'):
        for line in pathlib.Path(table).read_text(encoding='ascii').splitlines()[1:]:
            address, port = line.split()[1].split(':')
            if line.split()[3] == '0A' and int(port, 16) == 3000:
                listening.add(address)
    same(listening, {'0100007F', '00000000000000000000000001000000'})
    login.stop()
    login.end(1)


def s17_access_token_warns(home):
    contains(sign_in(home, '--send-access-token').errors, 'access token', 'every server')
    check('access token' not in sign_in(home).errors, 'a warning about nothing')


def s19_umask_of_the_person_does_not_matter(home):
    for mask in (0o000, 0o777):
        old = os.umask(mask)
        try:
            login = SignIn(home, '--disable-browser-open')
        finally:
            os.umask(old)
        login.browse()
        login.end()
        modes = {str(path.relative_to(home.path)): oct(stat.S_IMODE(path.lstat().st_mode))
                 for path in home.ssh.rglob('*')}
        same(modes, {'.ssh/id_ecdsa': '0o600', '.ssh/id_ecdsa-cert.pub': '0o644'}, oct(mask))
        same(oct(stat.S_IMODE(home.ssh.stat().st_mode)), '0o700')


def s19_no_secret_in_arguments_or_output(home):
    """The browser's program gets an address that is good once, and nothing else; what is printed has
    neither state nor code nor token."""
    home.write('bin/xdg-open', '#!/bin/sh\ntr "\\0" "\\n" </proc/$$/cmdline >"$HOME/seen"\n'
               'env >>"$HOME/seen"\necho end >>"$HOME/seen"\n', 0o755)
    seen = home.path / 'seen'
    lines = []

    def watch(pid):
        while pathlib.Path(f'/proc/{pid}').exists() and len(lines) < 2000:
            try:
                lines.append(pathlib.Path(f'/proc/{pid}/cmdline').read_text(encoding='utf-8'))
            except OSError:
                break
            time.sleep(0.005)

    login = SignIn(home, env={'PATH': f'{home.path}/bin:{os.environ["PATH"]}', 'DISPLAY': ':9'})
    watcher = threading.Thread(target=watch, args=(login.process.pid,))
    watcher.start()
    window = Browser()
    link = window.request(login.url())
    asked, answer = parts(link.location), answer_of(link.location)
    window.open(answer)
    login.end()
    watcher.join()
    for _ in range(100):
        if seen.exists() and seen.read_text(encoding='utf-8').endswith('end\n'):
            break
        time.sleep(0.05)
    text = login.output + seen.read_text(encoding='utf-8') + ''.join(lines)
    contains(text, 'http://localhost:3000/login/')
    for secret in (asked['state'], asked['nonce'], asked['code_challenge'], parts(answer)['code'],
                   'eyJ', 'PRIVATE KEY'):
        check(secret not in text, secret)


def s20_no_refresh_token_on_disk(home):
    """Not even with --auto-refresh: it is in the memory of the process that stays."""
    login = SignIn(home, '--disable-browser-open', '--auto-refresh',
                   provider=f'{STOLEN},,{OFFLINE}')
    login.browse()
    contains(login.wait_for(re.compile('(Staying to renew)')), 'Staying')
    same(home.files(), ['.ssh/id_ecdsa', '.ssh/id_ecdsa-cert.pub'])
    login.stop()
    login.end(1)
    same(home.files(), ['.ssh/id_ecdsa', '.ssh/id_ecdsa-cert.pub'])


TESTS = [value for name, value in list(globals().items())
         if callable(value) and name[0] == 's' and name[1:3].isdigit()]

if __name__ == '__main__':
    sys.exit(run('cli/attacks', TESTS))
