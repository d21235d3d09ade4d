# SPDX-License-Identifier: Apache-2.0
"""A proxy on loopback that knows names which no resolver has, and a name server on loopback."""
import contextlib
import selectors
import socket
import threading


def relay(one, other):
    pairs = {one: other, other: one}
    with selectors.DefaultSelector() as ready:
        for end in pairs:
            ready.register(end, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                data = key.fileobj.recv(1 << 16)
                if not data:
                    return
                pairs[key.fileobj].sendall(data)


class Proxy:
    """Whatever host is asked for, it is reached on 127.0.0.1; self.asked: the first lines."""

    def __init__(self, port):
        self.asked = []
        self.socket = socket.create_server(('127.0.0.1', port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.socket.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            head = b''
            while b'\r\n\r\n' not in head:
                head += client.recv(4096)
            line = head.split(b'\r\n')[0].decode()
            self.asked.append(line)
            method, target, _ = line.split()
            if method != 'CONNECT':
                client.sendall(b'HTTP/1.1 501 No\r\nContent-Length: 0\r\n\r\n')
                return
            with socket.create_connection(('127.0.0.1', int(target.rpartition(':')[2]))) as server:
                client.sendall(b'HTTP/1.1 200 Yes\r\n\r\n')
                relay(client, server)

    def stop(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class NameServer:
    """Says of every name that it is 127.0.0.1 and has no other address."""

    def __init__(self, address):
        self.asked = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            query, asker = self.socket.recvfrom(512)
            self.asked += 1
            end = query.index(b'\0', 12) + 5
            is_v4 = query[end - 4:end - 2] == b'\0\1'
            answer = b'\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1' if is_v4 else b''
            self.socket.sendto(query[:2] + b'\x81\x80\0\1' + (b'\0\1' if is_v4 else b'\0\0')
                               + b'\0\0\0\0' + query[12:end] + answer, asker)
