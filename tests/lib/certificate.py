#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Takes a certificate of ours apart, for tests that forge others: no program of ours is used.

  certificate.py token FILE          the PK token in it
  certificate.py principals FILE     its principals, with commas
  certificate.py tampered FILE WHAT  the token with one thing changed: email, op-signature,
                                     cic-signature, cic-header, no-cic
"""
import base64
import json
import sys

# string fields of the public key, by type of certificate (PROTOCOL.certkeys)
KEY_FIELDS = {'ecdsa-sha2-nistp256-cert-v01@openssh.com': 2,
              'ssh-ed25519-cert-v01@openssh.com': 1}


class Reader:
    def __init__(self, data):
        self.data = data

    def take(self, count):
        piece, self.data = self.data[:count], self.data[count:]
        if len(piece) != count:
            raise SystemExit('the certificate ends too early')
        return piece

    def number(self, width):
        return int.from_bytes(self.take(width), 'big')

    def string(self):
        return self.take(self.number(4))

    def strings(self):
        inner = Reader(self.string())
        while inner.data:
            yield inner.string()


def parse(path):
    """(principals, extensions)"""
    with open(path, encoding='ascii') as stream:
        reader = Reader(base64.b64decode(stream.read().split()[1]))
    kind = reader.string().decode()
    for _ in range(1 + KEY_FIELDS[kind]):  # nonce, key
        reader.string()
    reader.take(8 + 4)                     # serial, type
    reader.string()                        # key id
    principals = [name.decode() for name in reader.strings()]
    reader.take(8 + 8)                     # validity
    reader.string()                        # critical options
    words = list(reader.strings())
    extensions = {name.decode(): Reader(value).string().decode() if value else ''
                  for name, value in zip(words[::2], words[1::2])}
    return principals, extensions


def flipped(segment):
    """The base64url segment with one character changed that holds six full bits."""
    at = len(segment) // 2
    return segment[:at] + ('A' if segment[at] != 'A' else 'B') + segment[at + 1:]


def with_claim(segment, name, value):
    padded = segment + '=' * (-len(segment) % 4)
    claims = {**json.loads(base64.urlsafe_b64decode(padded)), name: value}
    text = json.dumps(claims, separators=(',', ':')).encode()
    return base64.urlsafe_b64encode(text).rstrip(b'=').decode()


def tampered(token, what):
    payload, op_header, op_signature, cic_header, cic_signature = token.split(':')
    if what == 'email':
        payload = with_claim(payload, 'email', 'root@example.com')
    elif what == 'op-signature':
        op_signature = flipped(op_signature)
    elif what == 'cic-signature':
        cic_signature = flipped(cic_signature)
    elif what == 'cic-header':
        cic_header = with_claim(cic_header, 'rz', '0' * 64)
    elif what == 'no-cic':
        return ':'.join((payload, op_header, op_signature))
    else:
        raise SystemExit(f'unknown: {what}')
    return ':'.join((payload, op_header, op_signature, cic_header, cic_signature))


def main():
    command, path = sys.argv[1:3]
    principals, extensions = parse(path)
    if command == 'token':
        print(extensions['openpubkey-pkt'])
    elif command == 'principals':
        print(','.join(principals))
    else:
        print(tampered(extensions['openpubkey-pkt'], sys.argv[3]))


if __name__ == '__main__':
    main()
