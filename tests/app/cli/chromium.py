#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The system-browser path with a real browser: `daypass login` starts it, Chromium signs in at both
providers, and the page on which it ends says so."""
import json
import os
import subprocess
import sys

from harness import GLEWLWYD, HERE, RS256, SignIn, check, contains, run, same

# What the desktop's xdg-open does: the browser is a program of the person's, in the background.
OPENER = '''#!/bin/sh
exec >"$HOME/browser.json" 2>"$HOME/browser.log"
exec node {script} "$1" alice "$HOME/done.png"
'''


def with_chromium(home, provider):
    home.write('bin/xdg-open', OPENER.format(script=HERE / 'chromium.mjs'), 0o755)
    login = SignIn(home, provider=provider, env={
        'PATH': f'{home.path}/bin:{os.environ["PATH"]}', 'DISPLAY': ':99',
        'NODE_PACKAGES': os.environ['NODE_PACKAGES']})
    login.end(seconds=120)
    seen = (home.path / 'browser.json')
    for _ in range(200):
        if seen.read_text().endswith('}\n'):
            break
        subprocess.run(['sleep', '0.1'], check=True)
    log = (home.path / 'browser.log').read_text()
    check(seen.read_text(), log)
    return json.loads(seen.read_text())


def check_page(page, who):
    check(page['url'].endswith('/done'), page)
    contains(page['text'], 'You are signed in', who)
    same(page['background'], 'rgb(36, 36, 36)', "the browser's dark colours, so the style is allowed")
    same(page['scriptCookies'], '', 'cookies that scripts can read')
    same(page['problems'], [], 'what the console says')


def f084_signs_in_at_oidc_provider(home):
    check_page(with_chromium(home, f'{RS256},daypass-test'), 'alice@example.com')
    check((home.ssh / 'id_ecdsa').exists(), home.files())
    check((home.path / 'done.png').stat().st_size > 1000, 'no picture')


def f084_signs_in_at_glewlwyd(home):
    check_page(with_chromium(home, f'{GLEWLWYD},daypass'), 'alice@example.test')


if __name__ == '__main__':
    sys.exit(run('cli/chromium', [f084_signs_in_at_oidc_provider, f084_signs_in_at_glewlwyd]))
