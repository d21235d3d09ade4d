#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes private keys for a test provider: jwk.py ALG... prints a JSON Web Key Set.

The keys come from the openssl command, since python's library has none; they sign nothing but
test tokens and live as long as the test.
"""
import base64
import json
import re
import secrets
import subprocess
import sys

KINDS = {
    'RS256': ('RSA', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']),
    'PS256': ('RSA', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']),
    'ES256': ('EC', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']),
    'EdDSA': ('OKP', ['-algorithm', 'ED25519']),
}
RSA_PARTS = {'n': 'modulus', 'd': 'privateExponent', 'p': 'prime1', 'q': 'prime2',
             'dp': 'exponent1', 'dq': 'exponent2', 'qi': 'coefficient'}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def openssl(*arguments, data=None):
    return subprocess.run(['openssl', *arguments], input=data, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def part(text, name):
    """One number that `openssl pkey -text` prints as lines of hexadecimal bytes."""
    found = re.search(rf'^{name}:\s*\n((?:\s+[0-9a-f:]+\n)+)', text, re.M)
    return bytes.fromhex(re.sub(r'[\s:]', '', found.group(1)))


def unpadded(number):
    return number.lstrip(b'\0')


def members(kind, text):
    if kind == 'RSA':
        return {'e': 'AQAB', **{short: encode(unpadded(part(text, name)))
                                for short, name in RSA_PARTS.items()}}
    private = part(text, 'priv')
    public = part(text, 'pub')
    if kind == 'OKP':
        return {'crv': 'Ed25519', 'x': encode(public), 'd': encode(private)}
    return {'crv': 'P-256', 'x': encode(public[1:33]), 'y': encode(public[33:]),
            'd': encode(unpadded(private).rjust(32, b'\0'))}


def new_key(algorithm):
    kind, options = KINDS[algorithm]
    pem = openssl('genpkey', *options)
    text = openssl('pkey', '-noout', '-text', data=pem).decode()
    return {'kty': kind, **members(kind, text), 'alg': algorithm, 'use': 'sig',
            'kid': f'{algorithm.lower()}-{secrets.token_hex(4)}'}


if __name__ == '__main__':
    print(json.dumps({'keys': [new_key(algorithm) for algorithm in sys.argv[1:]]}))
