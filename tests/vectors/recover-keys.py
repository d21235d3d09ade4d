#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Recovers the identity provider's public keys from the tokens recorded from opkssh.

The recording of data/opkssh saved empty key sets. A signature gives its public key away:

RS256  s^e = m (mod n), so n divides s^e - m for every token; the greatest common divisor of a few
       of these numbers (134 million bits each) is n times a small factor. e is 65537.
ES256  (r, s) fits at most four points; the one that all tokens of a key have in common is the key
       (SEC 1 section 4.1.6).
EdDSA  the public key goes into the hash that is signed: it cannot be recovered.

Every result is confirmed twice: its RFC 7638 thumbprint must be the "kid" that the provider gave
it, and every token with that kid must verify. Run once; needs libgmp.so.10 and a minute:

  tests/vectors/recover-keys.py tests/vectors/data/opkssh > tests/vectors/data/opkssh/keys.json
"""
import base64
import ctypes
import hashlib
import json
import pathlib
import sys

E = 65537
SHA256_PREFIX = bytes.fromhex('3031300d060960864801650304020105000420')
P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)


def decode(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def encode_number(number, length=None):
    return encode(number.to_bytes(length or (number.bit_length() + 7) // 8, 'big'))


def thumbprint(jwk):
    members = {name: jwk[name] for name in ('crv', 'e', 'kty', 'n', 'x', 'y') if name in jwk}
    text = json.dumps(members, sort_keys=True, separators=(',', ':'))
    return encode(hashlib.sha256(text.encode()).digest())


class Token:
    """A compact JWS: header, what was signed, and its signature."""

    def __init__(self, text):
        header, payload, signature = text.strip().split('.')
        self.header = json.loads(decode(header))
        self.digest = hashlib.sha256(f'{header}.{payload}'.encode()).digest()
        self.signature = decode(signature)


class Gmp:
    """Whole numbers of 134 million bits, through the GNU MP library."""

    class Number(ctypes.Structure):
        _fields_ = [('alloc', ctypes.c_int), ('size', ctypes.c_int), ('limbs', ctypes.c_void_p)]

    def __init__(self):
        self.lib = ctypes.CDLL('libgmp.so.10')

    def call(self, name, *args):
        args = [ctypes.byref(arg) if isinstance(arg, self.Number) else arg for arg in args]
        return getattr(self.lib, '__gmpz_' + name)(*args)

    def new(self, value=0):
        number = self.Number()
        self.call('init', number)
        self.call('set_str', number, hex(value)[2:].encode(), 16)
        return number

    def value(self, number):
        text = ctypes.create_string_buffer(self.call('sizeinbase', number, 16) + 2)
        self.call('get_str', text, 16, number)
        return int(text.value, 16)

    def multiple_of_modulus(self, signature, message):
        out = self.new()
        self.call('pow_ui', out, self.new(signature), ctypes.c_ulong(E))
        self.call('sub', out, out, self.new(message))
        return out

    def gcd(self, a, b):
        out = self.new()
        self.call('gcd', out, a, b)
        return out


def rsa_message(token):
    """EMSA-PKCS1-v1_5 (RFC 8017 section 9.2)"""
    tail = b'\0' + SHA256_PREFIX + token.digest
    padding = b'\xff' * (len(token.signature) - len(tail) - 2)
    return int.from_bytes(b'\0\1' + padding + tail, 'big')


def recover_rsa(tokens):
    gmp = Gmp()
    pairs = [(int.from_bytes(token.signature, 'big'), rsa_message(token)) for token in tokens]
    common = gmp.multiple_of_modulus(*pairs[0])
    for pair in pairs[1:3]:
        common = gmp.gcd(common, gmp.multiple_of_modulus(*pair))
    n = gmp.value(common)
    for factor in range(2, 1000):
        while n % factor == 0:
            n //= factor
    if any(pow(signature, E, n) != message for signature, message in pairs):
        raise SystemExit('RS256: a token does not verify')
    return [{'kty': 'RSA', 'n': encode_number(n), 'e': encode_number(E), 'alg': 'RS256'}]


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(factor, point):
    out = None
    while factor:
        if factor & 1:
            out = add(out, point)
        point = add(point, point)
        factor >>= 1
    return out


def candidates(token):
    r, s = (int.from_bytes(part, 'big') for part in (token.signature[:32], token.signature[32:]))
    z = int.from_bytes(token.digest, 'big')
    out = set()
    for x in range(r, P, N):
        square = (x * x * x - 3 * x + B) % P
        y = pow(square, (P + 1) // 4, P)
        if y * y % P != square:
            continue
        for point in ((x, y), (x, P - y)):
            sum_ = add(multiply(s, point), multiply(-z % N, G))
            out.add(multiply(pow(r, -1, N), sum_))
    return out


def recover_ec(tokens):
    common = set.intersection(*(candidates(token) for token in tokens))
    return [{'kty': 'EC', 'crv': 'P-256', 'x': encode_number(x, 32), 'y': encode_number(y, 32),
             'alg': 'ES256'} for x, y in common]


def load_tokens(folder):
    """Tokens by kid, but not those that were edited after signing."""
    edited = ('neg-alg-none', 'neg-empty-pkt', 'neg-kid-unknown', 'neg-op-signature',
              'neg-payload-edited', 'neg-pkt-bitflip')
    texts = {path.read_text() for path in folder.glob("*/id_token")
             if path.parent.name not in edited}
    flow = json.loads((folder / 'refresh-flow.json').read_text())
    texts.update(answer['id_token'] for answer in flow.values() if 'id_token' in answer)
    out = {}
    for text in sorted(texts):
        token = Token(text)
        out.setdefault((token.header['alg'], token.header['kid']), []).append(token)
    return out


def main():
    keys = []
    for (alg, kid), tokens in load_tokens(pathlib.Path(sys.argv[1])).items():
        recover = {'RS256': recover_rsa, 'ES256': recover_ec}.get(alg)
        if recover is None:
            print(f'{alg} {kid}: cannot be recovered', file=sys.stderr)
            continue
        found = [jwk for jwk in recover(tokens) if thumbprint(jwk) == kid]
        if len(found) != 1:
            raise SystemExit(f'{alg} {kid}: no key with this thumbprint')
        print(f'{alg} {kid}: from {len(tokens)} tokens', file=sys.stderr)
        keys.append({**found[0], 'kid': kid, 'use': 'sig'})
    json.dump({'keys': keys}, sys.stdout, indent=1)
    print()


main()
