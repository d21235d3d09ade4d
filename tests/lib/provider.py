# SPDX-License-Identifier: Apache-2.0
"""A provider that goes wrong to order, on loopback: discovery and keys, http or https."""
import gzip
import http.server
import json
import socket
import ssl
import threading
import time

KINDS = {}


def fault(function):
    """One way to go wrong: called with the handler and the right answer."""
    KINDS[function.__name__] = function
    return function


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        provider = self.server.provider
        what = ('discovery' if self.path.startswith('/.well-known/')
                else 'userinfo' if self.path == '/userinfo' else 'keys')
        provider.requests.append((time.monotonic(), self.path))
        document = (provider.document() if what == 'discovery'
                    else provider.userinfo if what == 'userinfo' else provider.jwks)
        kind = provider.kinds.get(what, 'right')
        self.close_connection = True
        try:
            KINDS[kind](self, document)
        except OSError:
            pass

    def send(self, body, status=200, kind='application/json', headers=()):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        pass


class Provider:
    def __init__(self, port, jwks, certificate=None, host='localhost'):
        self.port, self.jwks = port, jwks
        self.issuer = f'http{"s" if certificate else ""}://{host}:{port}'
        self.kinds, self.requests, self.headers = {}, [], []
        self.certificate = certificate
        self.userinfo = None  # the answer of its endpoint; without one it has none
        self.server = None
        self.up()

    def up(self):
        self.server = Server(('127.0.0.1', self.port), Handler)
        self.server.provider = self
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def down(self):
        self.server.shutdown()
        self.server.server_close()

    def document(self, **changes):
        if self.userinfo is not None:
            changes['userinfo_endpoint'] = f'{self.issuer}/userinfo'
        return json.dumps({'issuer': self.issuer, 'jwks_uri': f'{self.issuer}/jwks',
                           **changes}).encode()

    def count(self, path):
        return sum(1 for _, found in self.requests if found.startswith(path))


@fault
def right(handler, document):
    handler.send(document, headers=handler.server.provider.headers)


@fault
def late_3s(handler, document):
    time.sleep(3.3)
    handler.send(document)


@fault
def late_60s(handler, document):
    time.sleep(60)
    handler.send(document)


@fault
def status_500(handler, document):
    handler.send(b'{}', status=500)


@fault
def not_modified(handler, document):
    handler.send(b'', status=304)


@fault
def empty(handler, document):
    handler.send(b'')


@fault
def truncated(handler, document):
    handler.send_response(200)
    handler.send_header('Content-Length', str(len(document)))
    handler.end_headers()
    handler.wfile.write(document[:len(document) // 2])


@fault
def cut_json(handler, document):
    handler.send(document[:len(document) // 2])


@fault
def huge(handler, document):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b' ' * (1 << 20))


@fault
def gzip_bomb(handler, document):
    bomb = gzip.compress(b' ' * (100 << 20))
    handler.send(bomb, headers=[('Content-Encoding', 'gzip')])


@fault
def one_byte_a_second(handler, document):
    handler.send_response(200)
    handler.send_header('Content-Length', str(len(document)))
    handler.end_headers()
    for byte in document:
        handler.wfile.write(bytes([byte]))
        time.sleep(1)


@fault
def endless_headers(handler, document):
    handler.send_response(200)
    for i in range(1 << 20):
        handler.wfile.write(f'X-{i}: {"a" * 1000}\r\n'.encode())


@fault
def redirect_loop(handler, document):
    handler.send(b'', status=302, headers=[('Location', handler.path)])


@fault
def redirect_to_http(handler, document):
    handler.send(b'', status=302, headers=[('Location', 'http://idp.example/keys')])


@fault
def redirect_to_another_host(handler, document):
    handler.send(b'', status=302, headers=[('Location', 'http://127.0.0.2:8001/keys')])


@fault
def web_page(handler, document):
    handler.send(document, kind='text/html; charset=utf-8')


@fault
def wrong_issuer(handler, document):
    handler.send(handler.server.provider.document(issuer='https://evil.example'))


@fault
def jwks_uri_twice(handler, document):
    handler.send(document[:-1] + b', "jwks_uri": "http://localhost:8001/jwks"}')


@fault
def jwks_uri_without_tls(handler, document):
    """Of a provider with TLS, a place on loopback would be allowed for one without."""
    host = '127.0.0.1' if handler.server.provider.certificate else 'idp.example'
    handler.send(handler.server.provider.document(jwks_uri=f'http://{host}:8010/jwks'))


@fault
def a_thousand_keys(handler, document):
    one = json.loads(document)['keys'][0]
    handler.send(json.dumps({'keys': [{**one, 'kid': str(i)} for i in range(1000)]}).encode())


@fault
def no_keys(handler, document):
    handler.send(b'{"keys":[]}')


@fault
def reset(handler, document):
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
    handler.connection.close()
