#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sign-ins of the command line at real identity providers. Numbers are rows of the parity list."""
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

from harness import (ES256, GLEWLWYD, OFFLINE, PROVIDER, RS256, SHORT, URL, Browser, SignIn,
                     certificate, check, claims_of, contains, mode, run, same, scripted, sign_in,
                     token_of)

CONFIG = (f'default_provider: webchooser\nproviders:\n'
          f'  - {{alias: one, issuer: "{RS256}", client_id: daypass-test}}\n'
          f'  - {{alias: two, issuer: "{GLEWLWYD}", client_id: daypass}}\n')


def f010_f090_chooser_then_sign_in(home):
    home.write('.opk/config.yml', CONFIG)
    login = SignIn(home, '--disable-browser-open', provider=None)
    window = Browser()
    page = window.open(login.url())
    contains(page.text, 'Who do you sign in with?', 'prefers-color-scheme')
    check('<script' not in page.text, 'a script')
    links = re.findall(r'href="(/select[^"]+)"', page.text)
    same(len(links), 2)
    target = urllib.parse.urljoin(page.url, links[1].replace('&amp;', '&'))
    same(scripted.sign_in(window, target, 'alice', 'alice-pass-1234').status, 200)
    login.end()
    same(home.files(), ['.opk/config.yml', '.ssh/id_ecdsa', '.ssh/id_ecdsa-cert.pub'])


def f090_chooser_needs_its_own_browser(home):
    home.write('.opk/config.yml', CONFIG)
    login = SignIn(home, '--disable-browser-open', provider=None)
    url = login.url()
    base = url[:url.index('/choose/')]
    for path in ('/chooser', '/select?op=localhost', '/choose/guess'):
        status = Browser().request(base + path).status
        check(status in (403, 410), f'{path}: {status}')
    login.stop()
    login.end(1)


def f011_f061_alias(home):
    home.write('.opk/config.yml', CONFIG)
    login = SignIn(home, 'one', '--disable-browser-open', provider=None)
    login.browse()
    contains(login.end().output, RS256)


def f050_f051_environment(home):
    env = {'OPKSSH_DEFAULT': 'env', 'OPKSSH_PROVIDERS': f'env,{RS256},daypass-test'}
    login = SignIn(home, '--disable-browser-open', provider=None, env=env)
    login.browse()
    contains(login.end().output, RS256)


def f012_f029_f030_f032_default_files(home):
    login = sign_in(home)
    same(home.files(), ['.ssh/id_ecdsa', '.ssh/id_ecdsa-cert.pub'])
    same(mode(home.ssh), 0o700)
    same(mode(home.ssh / 'id_ecdsa'), 0o600)
    same(mode(home.ssh / 'id_ecdsa-cert.pub'), 0o644)
    text = (home.ssh / 'id_ecdsa-cert.pub').read_text()
    check(text.endswith(' openpubkey') and text.count(' ') == 2, text[-40:])
    comment = subprocess.run(['ssh-keygen', '-y', '-f', home.ssh / 'id_ecdsa'],
                             capture_output=True, text=True, check=True).stdout
    contains(comment, 'openpubkey cert')
    fields = certificate(home.ssh / 'id_ecdsa-cert.pub')
    same(fields['principals'], ['opkssh-wildcard'])
    same(fields['valid'], 'forever')
    same(fields['key_id'], 'alice@example.com')
    same(fields['extensions'], ['openpubkey-pkt', 'permit-X11-forwarding',
                                'permit-agent-forwarding', 'permit-port-forwarding', 'permit-pty',
                                'permit-user-rc'])
    contains(login.result, str(home.ssh / 'id_ecdsa'))


def f033_identity_summary(home):
    contains(sign_in(home).result, 'alice@example.com', 'subject alice', RS256, 'daypass-test')


def f033_no_email(home):
    login = sign_in(home, provider=f'{RS256},daypass-test,,openid')
    contains(login.errors, 'no e-mail address')
    same(certificate(home.ssh / 'id_ecdsa-cert.pub')['key_id'], '')


def f030_writes_over_its_own_and_leaves_foreign_keys(home):
    home.write('.ssh/id_ecdsa', 'an ordinary key')
    sign_in(home)
    first = (home.ssh / 'id_ecdsa_sk').read_bytes()
    sign_in(home)
    check((home.ssh / 'id_ecdsa_sk').read_bytes() != first, 'not overwritten')
    same((home.ssh / 'id_ecdsa').read_text(), 'an ordinary key')


def f026_f106_ed25519(home):
    sign_in(home, '-t', 'ED25519')
    fields = certificate(home.ssh / 'id_ed25519-cert.pub')
    same(fields['type'], 'ssh-ed25519-cert-v01@openssh.com')


def f025_private_key_file(home):
    path = home.path / 'mine'
    sign_in(home, '-i', str(path))
    same(home.files(), ['mine', 'mine-cert.pub'])
    same(mode(path), 0o600)
    sign_in(home, '-i', str(path))  # ours: written again


def f031_f032_identity_directory(home):
    same(home.run('configure').returncode, 0)
    sign_in(home)
    name = RS256.removeprefix('https://').replace(':', '_') + '-daypass-test'
    check((home.ssh / 'opkssh' / name).exists(), home.files())
    text = (home.ssh / 'opkssh' / f'{name}-cert.pub').read_text()
    check(text.endswith(f'  openpubkey: {RS256} daypass-test'), text[-60:])
    line = f'IdentityFile {home.ssh}/opkssh/{name}\n'
    same((home.ssh / 'opkssh' / 'config').read_text(), line)
    sign_in(home)
    same((home.ssh / 'opkssh' / 'config').read_text(), line)
    same(home.run('logout').returncode, 0)
    same((home.ssh / 'opkssh' / 'config').read_text(), '')


def f022_print_key(home):
    login = sign_in(home, '-p')
    same(home.files(), [])
    line, rest = login.result.split('\n', 1)
    check(line.startswith('ecdsa-sha2-nistp256-cert-v01@openssh.com ') and line.count(' ') == 1,
          line[:80])
    check(rest.startswith('-----BEGIN OPENSSH PRIVATE KEY-----\n')
          and rest.endswith('-----END OPENSSH PRIVATE KEY-----\n\n'), rest)


def f020_print_id_token(home):
    text = sign_in(home, '--print-id-token').result
    claims = json.loads(text[text.index('{'):text.rindex('}') + 1])
    same(claims['email'], 'alice@example.com')
    same(claims['iss'], RS256)


def f021_send_access_token(home):
    sign_in(home, '--send-access-token')
    same(certificate(home.ssh / 'id_ecdsa-cert.pub')['extensions'][:2],
         ['openpubkey-act', 'openpubkey-pkt'])


def f070_send_access_token_of_the_provider(home):
    home.write('.opk/config.yml', CONFIG.replace('daypass-test}', 'daypass-test, '
                                                 'send_access_token: true}'))
    login = SignIn(home, 'one', '--disable-browser-open', provider=None)
    login.browse()
    login.end()
    same(certificate(home.ssh / 'id_ecdsa-cert.pub')['extensions'][0], 'openpubkey-act')


def s17_no_access_token_by_default(home):
    sign_in(home)
    check('openpubkey-act' not in certificate(home.ssh / 'id_ecdsa-cert.pub')['extensions'], '')


def f023_f024_inspect_after_login(home):
    for option in ('--inspect-cert', '-v', '--verbose'):
        contains(sign_in(home, option).result, 'Principals:', 'Token hash:')


def f028_principals(home):
    sign_in(home, '--principals', 'alice,root', '--principals', 'web')
    same(certificate(home.ssh / 'id_ecdsa-cert.pub')['principals'], ['alice', 'root', 'web'])


def f018_log_dir(home):
    sign_in(home, '--log-dir', str(home.path))
    lines = (home.path / 'opkssh.log').read_text().splitlines()
    check(all(re.match(r'\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ', line) for line in lines), lines)
    contains('\n'.join(lines), 'alice@example.com')


def f019_f041_request_parameters(home):
    login = SignIn(home, '--disable-browser-open')
    link = Browser().request(login.url())
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(link.location).query)
    same(asked['response_type'], ['code'])
    same(asked['client_id'], ['daypass-test'])
    same(asked['redirect_uri'], ['http://localhost:3000/login-callback'])
    same(asked['scope'], ['openid email'])
    same(asked['prompt'], ['consent'])
    same(asked['access_type'], ['offline'])
    same(asked['code_challenge_method'], ['S256'])
    for name in ('state', 'nonce', 'code_challenge'):
        same(len(asked[name][0]), 43, name)
    login.stop()
    login.end(1)


def f065_to_f069_what_the_configuration_asks_for(home):
    """f065_ f066_ f067_ f068_ f069_: each member reaches the provider as it is written."""
    text = (f'providers:\n  - alias: one\n    issuer: "{RS256}"\n    client_id: daypass-test\n'
            '    scopes: openid groups\n    access_type: online\n    prompt: ""\n'
            '    redirect_uris: ["http://127.0.0.1:10001/other-callback"]\n')
    for more, redirect in (('', 'http://127.0.0.1:10001/other-callback'),
                           ('    remote_redirect_uri: https://forward.example/cb\n',
                            'https://forward.example/cb')):
        home.write('.opk/config.yml', text + more)
        login = SignIn(home, 'one', '--disable-browser-open', provider=None)
        url = login.wait_for(re.compile(r'^(http://127\.0\.0\.1:10001/\S+)$', re.M))
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(Browser().request(url).location).query,
                                      keep_blank_values=True)
        same({name: asked[name] for name in ('scope', 'access_type', 'prompt', 'redirect_uri')},
             {'scope': ['openid groups'], 'access_type': ['online'], 'prompt': [''],
              'redirect_uri': [redirect]})
        login.stop()
        login.end(1)


def f042_next_port(home):
    with socket.create_server(('127.0.0.1', 3000)):
        login = SignIn(home, '--disable-browser-open')
        contains(login.url(), 'http://localhost:10001/')
        login.browse()
        login.end()


def f019_f047_opens_the_browser(home):
    bin_dir = home.path / 'bin'
    home.write('bin/xdg-open', '#!/bin/sh\numask >"$HOME/mask"\n'
               f'echo "$1" >"{home.path}/opened"\n', 0o755)
    env = {'PATH': f'{bin_dir}:{os.environ["PATH"]}', 'DISPLAY': ':99'}
    login = SignIn(home, env=env)
    url = login.url()
    for _ in range(100):
        if (home.path / 'opened').exists() and (home.path / 'opened').read_text():
            break
        time.sleep(0.05)
    same((home.path / 'opened').read_text().strip(), url)
    check((home.path / 'mask').read_text() != '0077\n', 'the browser has our umask')
    login.browse()
    login.end()


def f047_no_browser_prints_the_address(home):
    bin_dir = home.path / 'empty'
    bin_dir.mkdir()
    login = SignIn(home, env={'PATH': str(bin_dir), 'DISPLAY': ':99'})
    contains(login.url(), 'http://localhost:')
    login.browse()
    contains(login.end().errors, 'xdg-open is not installed')


def ssh_connection_says_how_to_forward(home):
    login = SignIn(home, env={'SSH_CONNECTION': '192.0.2.1 1 192.0.2.2 22'})
    login.url()
    login.browse()
    contains(login.end().result, 'ssh -L 3000:localhost:3000')


def ssh_connection_and_the_chooser(home):
    home.write('.opk/config.yml', CONFIG)
    login = SignIn(home, provider=None, env={'SSH_CONNECTION': '192.0.2.1 1 192.0.2.2 22'})
    login.wait_for(re.compile('(Known are two, one)'))
    login.stop()
    login.end(1)


def f034_signals(home):
    for number in (signal.SIGINT, signal.SIGTERM):
        login = SignIn(home, '--disable-browser-open')
        login.url()
        login.stop(number)
        contains(login.end(1).errors, 'cancelled')
        same(home.files(), [])
        with socket.create_server(('127.0.0.1', 3000)):
            pass


def f027_remote_redirect(home):
    class Forward(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # pylint: disable=invalid-name
            self.send_response(302)
            self.send_header('Location', f'http://localhost:3000{self.path}')
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = http.server.HTTPServer(('127.0.0.1', 10001), Forward)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        sign_in(home, '--remote-redirect-uri', 'http://localhost:10001/login-callback')
    finally:
        server.shutdown()
        server.server_close()


def pasted_address(home):
    import pty
    master, slave = pty.openpty()
    login = subprocess.Popen([os.environ.get('DAYPASS', '/usr/bin/daypass'), 'login',
                              '--provider', PROVIDER, '--disable-browser-open'],
                             env=home.environment({}), stdin=slave, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, start_new_session=True,
                             preexec_fn=lambda: __import__('fcntl').ioctl(0, 0x540E, 0))
    os.close(slave)
    direct = None
    for line in login.stdout:
        if line.startswith('https://'):
            direct = line.strip()
            break
    window = Browser('http://localhost:3000/login-callback')
    try:
        scripted.sign_in(window, direct, 'alice', 'x')
    except Exception as stopped:  # the browser module's own Stopped
        os.write(master, b'https://evil.example/?code=x\n')
        os.write(master, (str(stopped) + '\n').encode())
    rest = login.stdout.read()
    same(login.wait(30), 0, rest)
    contains(rest, 'this cannot be the address')
    os.close(master)
    check((home.ssh / 'id_ecdsa').exists(), home.files())


def json_result_alone_on_stdout(home):
    login = sign_in(home, '--json')
    data = json.loads(login.result)
    same(data['email'], 'alice@example.com')
    same(data['private_key_file'], str(home.ssh / 'id_ecdsa'))
    contains(login.errors, 'http://localhost:')


def f084_glewlwyd(home):
    login = sign_in(home, provider=f'{GLEWLWYD},daypass,,openid email')
    contains(login.result, 'alice@example.test')


def f102_es256_and_eddsa_keys(home):
    sign_in(home, provider=f'{ES256},daypass-test')
    sign_in(home, '-t', 'ed25519', provider=f'{ES256},daypass-test')


def f014_f089_auto_refresh(home):
    login = SignIn(home, '--disable-browser-open', '--auto-refresh',
                   provider=f'{SHORT},daypass-test,,{OFFLINE}')
    login.browse()
    login.wait_for(re.compile('(Renewed; )'), 60)
    path = home.ssh / 'id_ecdsa-cert.pub'
    token = token_of(path)
    check('.' in token, 'no refreshed token in the certificate')
    fresh = token.split('.')[2]
    first = claims_of(token)
    same(first['email'], 'alice@example.com')
    check(fresh != token.split(':')[0], 'the first token again')
    login.stop()
    login.end(1)
    same(mode(path), 0o644)


def f014_auto_refresh_never_spins(home):
    """While the ID token lives, the process sleeps: less than once a second is it woken up."""
    login = SignIn(home, '--disable-browser-open', '--auto-refresh',
                   provider=f'{RS256},daypass-test,,{OFFLINE}')
    login.browse()
    login.wait_for(re.compile('(Staying to renew)'))
    time.sleep(4)  # the browser's connections have ended

    def switches():
        return sum(int(line.split()[1])
                   for status in pathlib.Path(f'/proc/{login.process.pid}/task').glob('*/status')
                   for line in status.read_text(encoding='ascii').splitlines()
                   if line.startswith('voluntary_ctxt_switches'))

    before = switches()
    time.sleep(10)
    woken = switches() - before
    print(f'# woken up {woken} times in 10 s')
    check(woken < 10, woken)
    login.stop()
    login.end(1)


TESTS = [value for value in list(globals().values())
         if callable(value) and getattr(value, '__module__', '') == '__main__']

if __name__ == '__main__':
    assert URL
    sys.exit(run('cli/login', TESTS))
