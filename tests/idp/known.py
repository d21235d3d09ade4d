#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Providers that no test can reach, under their own names: known.py STATE_DIR KEY CERT [TTL]

Serves https on port 443 of the private machine, whose /etc/hosts leads the names here, with a
certificate for them of the private authority. Each answers in the form that was recorded from the
real one: places of its endpoints, members of the key set, header and claims of its tokens, what a
refresh gives, how it wants the client to say who it is. The person has consented already.

STATE_DIR/known.jsonl gets a line for each token request: host, how the client authenticated, the
names of the form's members; never their values.
"""
import base64
import hashlib
import http.server
import json
import pathlib
import secrets
import ssl
import subprocess
import sys
import time
import urllib.parse

STATE = pathlib.Path(sys.argv[1])
TTL = int(sys.argv[4]) if len(sys.argv) > 4 else 3599
TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad'
MICROSOFT = f'https://login.microsoftonline.com/{TENANT}'
COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab3dEf6h9'
COGNITO_LOGIN = 'https://corp.auth.eu-west-1.amazoncognito.com'
KEY = STATE / 'known.pem'

# 'key': of the key set beside kty, n and e. 'refresh': whether a refresh token is given (asked: with
# the scope offline_access only), and whether it is rotated.
PROVIDERS = {
    'https://accounts.google.com': {
        'authorization_endpoint': 'https://accounts.google.com/o/oauth2/v2/auth',
        'token_endpoint': 'https://oauth2.googleapis.com/token',
        'jwks_uri': 'https://www.googleapis.com/oauth2/v3/certs',
        'auth': ['client_secret_post', 'client_secret_basic'],
        'key': {'use': 'sig', 'alg': 'RS256', 'kid': 'c37da75c9fbe18c2ce9125b9aa1f300dcb31e8d9'},
        'header': {'typ': 'JWT'}, 'secret': True, 'refresh': 'always', 'rotates': False,
        'claims': {'azp': True, 'email': 'alice@gmail.com', 'email_verified': True,
                   'sub': '104852002444754136271', 'at_hash': True},
        'callback': {'scope': 'email openid', 'authuser': '0', 'prompt': 'consent'},
    },
    f'{MICROSOFT}/v2.0': {
        'authorization_endpoint': f'{MICROSOFT}/oauth2/v2.0/authorize',
        'token_endpoint': f'{MICROSOFT}/oauth2/v2.0/token',
        'jwks_uri': f'{MICROSOFT}/discovery/v2.0/keys',
        'auth': ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
        'key': {'use': 'sig', 'kid': 'jibNbkFSSbmxPYrN9CFqRk4K4gw', 'x5t': 'jibNbkFSSbmxPYrN9CFqRk',
                'x5c': ['MIIC/TCCAeWgAwIBAgIIUd7j'], 'issuer': f'{MICROSOFT}/v2.0'},
        'header': {'typ': 'JWT'}, 'secret': False, 'refresh': 'offline_access', 'rotates': True,
        'claims': {'ver': '2.0', 'name': 'Alice', 'preferred_username': 'alice@outlook.com',
                   'oid': '00000000-0000-0000-66f3-3332eca7ea81', 'tid': TENANT, 'aio': 'DXgjbYTx',
                   'email': 'alice@outlook.com', 'sub': 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbt',
                   'nbf': True},
        'token': {'ext_expires_in': 3600}, 'iat_before': 300,
        'callback': {'session_state': 'f2d1a0d4'},
    },
    'https://gitlab.com': {
        'authorization_endpoint': 'https://gitlab.com/oauth/authorize',
        'token_endpoint': 'https://gitlab.com/oauth/token',
        'jwks_uri': 'https://gitlab.com/oauth/discovery/keys',
        'auth': ['client_secret_basic', 'client_secret_post'],
        'key': {'use': 'sig', 'alg': 'RS256', 'kid': 'kewiQq9jiC84CvSsJYOB-N6A8WFLSV20Mb-y7IlWDSQ'},
        'header': {'typ': 'JWT'}, 'secret': False, 'refresh': 'always', 'rotates': True,
        'claims': {'auth_time': True, 'sub_legacy': 'd5a7', 'email': 'alice@example.com',
                   'email_verified': True, 'groups_direct': ['ops'], 'sub': '4242'},
        'token': {'created_at': 1},
    },
    'https://issuer.hello.coop': {
        'authorization_endpoint': 'https://wallet.hello.coop/authorize',
        'token_endpoint': 'https://wallet.hello.coop/oauth/token',
        'jwks_uri': 'https://issuer.hello.coop/.well-known/jwks',
        'auth': ['none', 'client_secret_basic'],
        'key': {'use': 'sig', 'alg': 'RS256', 'kid': '2025-09-04T16:54:04.061Z_a1b-2c3'},
        'header': {'typ': 'JWT'}, 'secret': False, 'refresh': 'never', 'rotates': False,
        'claims': {'jti': 'jti_ab', 'email': 'alice@hello.example', 'email_verified': True,
                   'sub': 'sub_xtKG0H6eO7yGDXdVw7jKqzwK_1vp'},
        'ttl': 300,
    },
    COGNITO: {
        'authorization_endpoint': f'{COGNITO_LOGIN}/oauth2/authorize',
        'token_endpoint': f'{COGNITO_LOGIN}/oauth2/token',
        'jwks_uri': f'{COGNITO}/.well-known/jwks.json',
        'userinfo_endpoint': f'{COGNITO_LOGIN}/oauth2/userInfo',
        'auth': ['client_secret_basic', 'client_secret_post'],
        'key': {'use': 'sig', 'alg': 'RS256', 'kid': '7Fz1/Qn0q4W3jY+kZc8sV1ml0yB8o5fY3xu6ZkQ7a9c='},
        'header': {}, 'secret': False, 'refresh': 'always', 'rotates': False,
        'claims': {'at_hash': True, 'cognito:username': 'alice', 'token_use': 'id', 'auth_time': True,
                   'email': 'alice@example.com', 'email_verified': True, 'jti': 'b1a0',
                   'event_id': 'e1', 'origin_jti': 'o1', 'sub': '02e5b4c4-10b1-70d9-8a3f-4f9e'},
    },
}
codes = {}


def encode(data):
    if isinstance(data, dict):
        data = json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def public_key():
    text = subprocess.run(['openssl', 'rsa', '-in', KEY, '-noout', '-modulus'], check=True,
                          capture_output=True, text=True).stdout
    return {'kty': 'RSA', 'n': encode(bytes.fromhex(text.strip().partition('=')[2])), 'e': 'AQAB'}


def signed(header, claims):
    text = f'{encode(header)}.{encode(claims)}'
    signature = subprocess.run(['openssl', 'dgst', '-sha256', '-sign', KEY], input=text.encode(),
                               check=True, capture_output=True).stdout
    return f'{text}.{encode(signature)}'


def id_token(issuer, client, access, nonce):
    shape = PROVIDERS[issuer]
    now = int(time.time())
    made = {'azp': client, 'auth_time': now, 'nbf': now - shape.get('iat_before', 0),
            'at_hash': encode(hashlib.sha256(access.encode()).digest()[:16])}
    claims = {name: made[name] if value is True and name in made else value
              for name, value in shape['claims'].items()}
    claims.update(iss=issuer, aud=client, iat=now - shape.get('iat_before', 0),
                  exp=now + min(shape.get('ttl', TTL), TTL))
    if nonce:
        claims['nonce'] = nonce
    return signed({'alg': 'RS256', 'kid': shape['key']['kid'], **shape['header']}, claims)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def find(self, *members):
        """(issuer, member) of what was asked for."""
        url = f'https://{self.headers["Host"]}{urllib.parse.urlsplit(self.path).path}'
        for issuer, shape in PROVIDERS.items():
            if url == f'{issuer}/.well-known/openid-configuration':
                return issuer, 'discovery'
            for member in members:
                if shape[member] == url:
                    return issuer, member
        return None, None

    def answer(self, status, document=None, **headers):
        body = json.dumps(document or {}).encode()
        self.send_response(status)
        for name, value in {'Content-Type': 'application/json', 'Content-Length': len(body),
                            **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):  # pylint: disable=invalid-name
        issuer, what = self.find('authorization_endpoint', 'jwks_uri')
        shape = PROVIDERS.get(issuer)
        if what == 'discovery':
            endpoints = {name: value for name, value in shape.items()
                         if name.endswith(('_endpoint', '_uri'))}
            self.answer(200, {'issuer': issuer, **endpoints, 'response_types_supported': ['code'],
                              'token_endpoint_auth_methods_supported': shape['auth'],
                              'id_token_signing_alg_values_supported': ['RS256']})
        elif what == 'jwks_uri':
            self.answer(200, {'keys': [{**public_key(), **shape['key']}]})
        elif what == 'authorization_endpoint':
            asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
            code = secrets.token_urlsafe(24)
            codes[code] = asked
            query = urllib.parse.urlencode({'code': code, 'state': asked['state'],
                                            **shape.get('callback', {})})
            self.answer(302, Location=f'{asked["redirect_uri"]}?{query}')
        else:
            self.answer(404)

    def grant(self, form):
        """(client, nonce, scopes) of what the form proves, or None."""
        if form.get('grant_type') == 'refresh_token':
            known = codes.get(form.get('refresh_token'))
            return (known['client_id'], None, known['scope']) if known else None
        asked = codes.pop(form.get('code'), None)
        challenge = encode(hashlib.sha256(form.get('code_verifier', '').encode()).digest())
        if not asked or asked['code_challenge'] != challenge:
            return None
        return asked['client_id'], asked['nonce'], asked['scope']

    def do_POST(self):  # pylint: disable=invalid-name
        issuer, _ = self.find('token_endpoint')
        text = self.rfile.read(int(self.headers['Content-Length'])).decode()
        form = dict(urllib.parse.parse_qsl(text))
        shape = PROVIDERS.get(issuer)
        basic = self.headers.get('Authorization', '').startswith('Basic ')
        with open(STATE / 'known.jsonl', 'a', encoding='ascii') as log:
            log.write(json.dumps({'issuer': issuer, 'basic': basic, 'form': sorted(form)}) + '\n')
        granted = self.grant(form) if shape else None
        if not granted or shape['secret'] != ('client_secret' in form) or basic:
            self.answer(400, {'error': 'invalid_client' if granted else 'invalid_grant'})
            return
        client, nonce, scopes = granted
        access = f'ya29.{secrets.token_urlsafe(40)}'
        answer = {'access_token': access, 'token_type': 'Bearer', 'expires_in': 3599,
                  'scope': scopes, 'id_token': id_token(issuer, client, access, nonce),
                  **shape.get('token', {})}
        wanted = shape['refresh'] == 'always' or shape['refresh'] in scopes.split()
        if wanted and (nonce or shape['rotates']):
            answer['refresh_token'] = secrets.token_urlsafe(32)
            codes[answer['refresh_token']] = {'client_id': client, 'scope': scopes}
        self.answer(200, answer)

    def log_message(self, *arguments):
        pass


def main():
    subprocess.run(['openssl', 'genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048',
                    '-out', KEY], check=True, capture_output=True)
    KEY.chmod(0o600)
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 443), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    (STATE / 'ready-443').write_text('ready\n', encoding='ascii')
    server.serve_forever()


if __name__ == '__main__':
    main()
