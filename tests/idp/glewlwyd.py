#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Glewlwyd (Debian's, a C identity provider with SQLite) on loopback, set up for Daypass.

  glewlwyd.py start STATE_DIR PORT [ALG]    starts it, prints its issuer; its process id is in STATE_DIR/pid
  glewlwyd.py rotate STATE_DIR PORT [drop]  a new signing key; the old ones stay published, or are dropped

People: alice, bob and carol, password NAME-pass-1234, e-mail NAME@example.test. Client: `daypass`,
public, PKCE. Plain http, since it listens on loopback only. It ends when it gets SIGTERM.
"""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time

import jwk
from web import Browser

SHARE = pathlib.Path('/usr/share/glewlwyd')
MODULES = '/usr/lib/glewlwyd'
CLIENT = 'daypass'
SCOPES = ['openid', 'email', 'profile', 'groups', 'offline_access']
PEOPLE = {'alice': ['staff', 'admins'], 'bob': ['staff'], 'carol': []}
CALLBACKS = [f'http://localhost:{port}/login-callback' for port in (3000, 10001, 11110)]
START_SECONDS = 20


def configuration(state, port):
    modules = '\n'.join(f'{name}_module_path="{MODULES}/{folder}"' for name, folder in (
        ('user', 'user'), ('client', 'client'), ('user_auth_scheme', 'scheme'),
        ('plugin', 'plugin'))) + f'\nuser_middleware_module_path="{state}/no-middleware"'
    types = (('html', 'text/html'), ('js', 'application/javascript'), ('css', 'text/css'),
             ('json', 'application/json'), ('png', 'image/png'), ('ico', 'image/x-icon'),
             ('woff2', 'font/woff2'))
    mime = ', '.join(f'{{ extension = ".{ending}"; mime_type = "{mime}"; compress = 0; }}'
                     for ending, mime in types)
    return f'''
port={port}
bind_address="127.0.0.1"
external_url="http://127.0.0.1:{port}"
login_url="login.html"
api_prefix="api"
static_files_path="{state}/webapp/"
static_files_mime_types = ( {mime} )
log_mode="console"
log_level="WARNING"
cookie_domain=""
cookie_secure=0
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
allow_multiple_user_per_session=true
login_api_enabled=true
admin_scope="g_admin"
profile_scope="g_profile"
{modules}
use_secure_connection=false
secure_connection_key_file="/none"
secure_connection_pem_file="/none"
secure_connection_ca_file="/none"
hash_algorithm="SHA512"
database = {{ type = "sqlite3"; path = "{state}/glewlwyd.db"; }};
'''


def not_to_copy(folder, names):
    """Links to nowhere: the configuration, whose place the package's set-up makes, and maps."""
    return [name for name in names if not pathlib.Path(folder, name).exists()
            or name == 'config.json']


def prepare(state, port):
    """Data base, web pages and configuration, as the package's own set-up would make them."""
    schema = pathlib.Path('/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3').read_text()
    database = state / 'glewlwyd.db'
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as connection:
        connection.executescript(schema)
    (state / 'no-middleware').mkdir(exist_ok=True)
    pages = state / 'webapp'
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(SHARE / 'webapp', pages, ignore=not_to_copy)
    shutil.copy('/etc/glewlwyd/config-2.7.json/config.json', pages / 'config.json')
    (state / 'glewlwyd.conf').write_text(configuration(state, port))


class Api:
    """The interface of the administrator, or of a person."""

    def __init__(self, port, name='admin', password='password'):
        self.base = f'http://127.0.0.1:{port}/api'
        self.browser = Browser()
        self.call('POST', '/auth', {'username': name, 'password': password})

    def call(self, method, path, body=None):
        return self.browser.json(self.base + path, body, method)


def wait_until_up(port, process):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f'glewlwyd ended with {process.returncode}')
        try:
            Browser().request(f'http://127.0.0.1:{port}/config')
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit('glewlwyd does not answer')


def add_people(api):
    users = api.call('GET', '/mod/user/database')
    users['parameters']['data-format']['groups'] = {
        'multiple': True, 'read': True, 'write': True, 'profile-read': True,
        'profile-write': False}
    api.call('PUT', '/mod/user/database', users)
    api.call('PUT', '/mod/user/database/reset', {})
    known = {scope['name'] for scope in api.call('GET', '/scope?limit=100')}
    for scope in SCOPES:
        if scope not in known:
            api.call('POST', '/scope', {
                'name': scope, 'display_name': scope, 'description': scope,
                'password_required': False, 'scheme': {}, 'scheme_required': {}})
    for name, groups in PEOPLE.items():
        api.call('POST', '/user', {
            'username': name, 'name': f'{name.title()} Example', 'enabled': True,
            'email': f'{name}@example.test', 'password': f'{name}-pass-1234',
            'scope': SCOPES + ['g_profile'], 'groups': groups})


def add_provider(api, keys):
    api.call('POST', '/client', {
        'client_id': CLIENT, 'name': 'Daypass', 'confidential': False, 'enabled': True,
        'redirect_uri': CALLBACKS, 'authorization_type': ['code', 'refresh_token'],
        'token_endpoint_auth_method': ['none'], 'scope': []})
    switches = {f'auth-type-{name}-enabled': name in ('code', 'refresh')
                for name in ('code', 'token', 'password', 'client', 'device', 'refresh', 'none')}
    api.call('POST', '/mod/plugin', {
        'module': 'oidc', 'name': 'oidc', 'display_name': 'OIDC', 'parameters': {
            **switches, 'iss': f'{api.base}/oidc', 'jwks-private': json.dumps(keys),
            'jwks-show': True, 'jwt-type': 'rsa', 'jwt-key-size': '256',
            'access-token-duration': 300, 'refresh-token-duration': 1209600,
            'code-duration': 60, 'refresh-token-rolling': True,
            'refresh-token-one-use': 'always', 'auth-type-code-revoke-replayed': True,
            'allow-non-oidc': True, 'pkce-allowed': True, 'pkce-method-plain-allowed': False,
            'pkce-required': True, 'pkce-required-public-client': True,
            'oauth-as-iss-id': True, 'subject-type': 'public', 'allowed-scope': SCOPES,
            'email-claim': 'mandatory', 'name-claim': 'mandatory', 'scope-claim': 'no',
            'claims': [{'name': 'groups', 'user-property': 'groups', 'type': 'string',
                        'mandatory': True, 'scope': ['groups']},
                       {'name': 'preferred_username', 'user-property': 'username',
                        'type': 'string', 'mandatory': True, 'scope': ['profile']}]}})


def agree(port):
    """Everybody agrees already to give the client what it asks for: a page less to explain."""
    for name in PEOPLE:
        Api(port, name, f'{name}-pass-1234').call('PUT', f'/auth/grant/{CLIENT}', {
            'scope': ' '.join(SCOPES)})


def start(state, port, algorithm='RS256'):
    state = pathlib.Path(state).resolve()
    state.mkdir(parents=True, exist_ok=True)
    prepare(state, port)
    with open(state / 'glewlwyd.log', 'ab') as log:
        process = subprocess.Popen(['glewlwyd', f'--config-file={state}/glewlwyd.conf'],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   start_new_session=True)
    (state / 'pid').write_text(str(process.pid))
    wait_until_up(port, process)
    api = Api(port)
    add_people(api)
    add_provider(api, {'keys': [jwk.new_key(algorithm)]})
    agree(port)
    print(f'{api.base}/oidc')


def rotate(state, port, what='keep'):
    api = Api(port)
    plugin = api.call('GET', '/mod/plugin/oidc')
    old = json.loads(plugin['parameters']['jwks-private'])['keys']
    keys = [jwk.new_key(old[0]['alg'])] + ([] if what == 'drop' else old)
    plugin['parameters']['jwks-private'] = json.dumps({'keys': keys})
    api.call('PUT', '/mod/plugin/oidc', plugin)
    api.call('PUT', '/mod/plugin/oidc/reset', {})


if __name__ == '__main__':
    os.umask(0o077)
    {'start': start, 'rotate': rotate}[sys.argv[1]](*sys.argv[2:])
