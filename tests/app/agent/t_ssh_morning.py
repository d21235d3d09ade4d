# SPDX-License-Identifier: Apache-2.0
"""A person's morning in one go: no window, yesterday's key, `ssh web1` in a terminal, Chromium as the
desktop's default browser, and the shell. At both providers."""
import json
import os
import subprocess
import time

from gi.repository import GLib

from harness import TREE, Provider, add_account, wait_for
from ssh_world import CONFIG, Log, end_sign_in
from t_hook import Terminal
from t_hosts import apply, write
from t_login import real_home
import world

WEB1 = 'web1.corp.example'
PROVIDERS = {
    'oidc-provider': (world.OIDC, 'daypass-test', 'alice@example.com'),
    'glewlwyd': (world.GLEWLWYD, 'daypass', 'alice@example.test'),
}
# what the desktop starts for https: the browser's entry in its data folder
ENTRY = '''[Desktop Entry]
Type=Application
Name=Browser
Exec={top}/chromium %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
'''
DEFAULT = '''[Default Applications]
x-scheme-handler/http=browser.desktop
x-scheme-handler/https=browser.desktop
'''


def make_chromium_default(session):
    session.env['NODE_PACKAGES'] = os.environ['NODE_PACKAGES']
    session.env['XDG_DATA_HOME'] = f'{session.home}/.local/share'
    session.env['DISPLAY'] = ':99'
    write(f'{session.top}/chromium', f'#!/bin/sh\nexec node {TREE}/tests/app/cli/chromium.mjs "$1" '
          'alice "$HOME/done.png" >"$HOME/page.json" 2>"$HOME/page.log"\n', 0o755)
    write(f'{session.home}/.local/share/applications/browser.desktop',
          ENTRY.format(top=session.top))
    write(f'{session.home}/.config/mimeapps.list', DEFAULT)
    subprocess.run(['update-desktop-database', f'{session.home}/.local/share/applications'],
                   check=True)


def page(session):
    path = f'{session.home}/page.json'
    wait_for('what the browser shows', lambda: os.path.exists(path)
             and open(path).read().endswith('}\n'), 60)
    return json.loads(open(path).read())


def sign_in_first(session, account):
    """The first time, at the same terminal: "is this you?" """
    terminal = Terminal(session, command=['ssh', WEB1, 'id', '-un'])
    terminal.expect('Is this you?', 120)
    terminal.type('y')
    text = terminal.finish(60)
    assert text.splitlines()[-1].strip() == 'web', text
    session.wait_state(account, 'signed-in')
    os.unlink(f'{session.home}/page.json')


def morning(name):
    issuer, client, identity = PROVIDERS[name]
    with world.session(agent=False) as session, real_home(session):
        write(f'{session.home}/.ssh/config', CONFIG)
        make_chromium_default(session)
        session.start_agent()
        provider = Provider(issuer, client, 'Corp')
        provider.values['scopes'] = GLib.Variant('s', 'openid email profile')
        account = add_account(session, provider.add(session))
        apply(session, account, '*.corp.example')
        sign_in_first(session, account)
        end_sign_in(session, account)
        log = Log()
        started = time.monotonic()
        terminal = Terminal(session, command=['ssh', WEB1, 'id', '-un'])
        terminal.expect('needs you to sign in')
        text = terminal.finish(120)
        took = time.monotonic() - started
        assert text.splitlines()[-1].strip() == 'web', text
        assert log.accepted() == ['ECDSA-CERT'], log.accepted()
        assert session.state(account) == 'signed-in'
        seen = page(session)
        assert seen['url'].endswith('/done') and identity in seen['text'], seen
        assert os.path.getsize(f'{session.home}/done.png') > 1000
        return f'{name}: Chromium signed {identity} in, then the shell, {took:.1f} s'


def test_with_oidc_provider():
    return morning('oidc-provider')


def test_with_glewlwyd():
    return morning('glewlwyd')
