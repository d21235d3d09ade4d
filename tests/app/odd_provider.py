#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""odd_provider.py STATE CERTIFICATE STRANGER: a provider on loopback whose sign-in page does to order
what a hostile or clumsy page does. CERTIFICATE and STRANGER name a .key and a .crt.

  https://localhost:4447   the provider; its page does what is written into STATE/go
  https://localhost:4448   with a certificate of nobody that is trusted
  https://127.0.0.1:4449   takes connections and never answers

Every request is a line of STATE/requests: its port and its path.
"""
import http.server
import json
import os
import socket
import ssl
import sys
import threading

ISSUER = 'https://localhost:4447'
PAGE = '''<!DOCTYPE html><title>Odd</title><h1>Odd provider</h1>
<a id="link" href="/popup" target="_blank">another window</a>
<script>
const act = (what) => {
  if (what === 'open-window') window.open('/opened');
  else if (what === 'ask-passkey')
    navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16) } });
  else if (what === 'offer-passkey') {
    navigator.credentials.get({ mediation: 'conditional', publicKey: {} });
    PublicKeyCredential.isConditionalMediationAvailable().then((it) => fetch(`/offered-${it}`));
  }
  else location = what;
};
document.getElementById('link').focus();
setInterval(() => fetch('/go').then((it) => it.text()).then((it) => it && act(it)), 150);
</script>'''
state = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition('?')[0]
        if path != '/go':
            with open(f'{state}/requests', 'a') as file:
                file.write(f'{self.server.server_port} {path}\n')
        kind, body, headers = self.answer(path)
        self.send_response(302 if 'Location' in headers else 200)
        for name, value in {'Content-Type': kind, 'Content-Length': str(len(body)),
                            **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer(self, path):
        if path == '/.well-known/openid-configuration':
            return 'application/json', json.dumps({
                'issuer': ISSUER, 'authorization_endpoint': f'{ISSUER}/authorize',
                'token_endpoint': f'{ISSUER}/token', 'jwks_uri': f'{ISSUER}/jwks',
                'response_types_supported': ['code'], 'subject_types_supported': ['public'],
                'grant_types_supported': ['authorization_code', 'refresh_token'],
                'id_token_signing_alg_values_supported': ['RS256'],
                'scopes_supported': ['openid', 'email', 'profile', 'offline_access'],
                'token_endpoint_auth_methods_supported': ['none'],
                'code_challenge_methods_supported': ['S256']}).encode(), {}
        if path == '/jwks':
            return 'application/json', b'{"keys": []}', {}
        if path == '/go':
            return 'text/plain', take_order(), {}
        if path == '/download':
            return 'application/octet-stream', b'x' * 1000, {
                'Content-Disposition': 'attachment; filename="odd.bin"'}
        if path == '/google':
            return 'text/html', b'', {'Location': 'https://accounts.google.com/signin'}
        return 'text/html', PAGE.encode(), {}

    def log_message(self, *_):
        pass


def take_order():
    try:
        with open(f'{state}/go', 'rb') as file:
            order = file.read()
        os.remove(f'{state}/go')
    except FileNotFoundError:
        return b''
    return order


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


def serve(port, certificate):
    server = Server(('127.0.0.1', port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f'{certificate}.crt', f'{certificate}.key')
    server.socket = context.wrap_socket(server.socket, server_side=True,
                                        do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever).start()


silent = socket.create_server(('127.0.0.1', 4449))
serve(4447, sys.argv[2])
serve(4448, sys.argv[3])
