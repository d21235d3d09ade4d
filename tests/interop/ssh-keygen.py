# SPDX-License-Identifier: Apache-2.0
"""The keys and certificates that we write, as ssh-keygen of OpenSSH reads them."""
import os
import subprocess
import sys
import tempfile

PERMITS = ['permit-X11-forwarding', 'permit-agent-forwarding', 'permit-port-forwarding',
           'permit-pty', 'permit-user-rc']

# name, kind, comment, key id, token, access token, principals
CASES = [
    ('p256', 'p256', 'openpubkey cert', 'alice@example.com', 'p:a:b:c:d', '', ['opkssh-wildcard']),
    ('ed25519', 'ed25519', 'openpubkey cert', 'alice@example.com', 'p:a:b:c:d', '',
     ['opkssh-wildcard']),
    ('access_token', 'p256', 'openpubkey cert', 'alice@example.com', 'p:a:b:c:d', 'secret',
     ['opkssh-wildcard']),
    ('principals', 'ed25519', 'me', 'bj\u00f6rn@example.com', 'p', '', ['alice', 'bob', 'CORP\\x']),
    ('nobody', 'p256', '', '', 'p', '', []),
    ('large', 'ed25519', 'c' * 300, 'k' * 1000, 'x' * 100000, 'y' * 20000, ['p' * 200] * 200),
]


def keygen(*args):
    return subprocess.run(['ssh-keygen', *args], check=True, capture_output=True,
                          encoding='utf-8').stdout


def section(said, title):
    """The indented lines below a title of ssh-keygen -L."""
    lines = said.split('\n')
    start = next(i for i, line in enumerate(lines) if line.strip().startswith(title))
    out = []
    for line in lines[start + 1:]:
        if not line.startswith(' ' * 16):
            break
        out.append(line.strip())
    return out


def check(writer, folder, case):
    _, kind, comment, key_id, token, access, principals = case
    made = subprocess.run([writer, kind, folder, comment, key_id, token, access, *principals],
                          check=True, capture_output=True, encoding='utf-8')
    line, fingerprint = made.stdout.strip().split('\n')
    path = os.path.join(folder, 'id')
    assert keygen('-y', '-f', path).strip() == f'{line} {comment}'.strip(), 'public key'
    assert fingerprint in keygen('-l', '-f', path), 'fingerprint'
    said = keygen('-L', '-f', path + '-cert.pub')
    assert f'Key ID: "{key_id}"' in said, 'key id'
    assert 'user certificate' in said and 'Serial: 0\n' in said and 'Valid: forever' in said
    assert said.count(fingerprint) == 2, 'subject and signer'
    assert 'Critical Options: (none)' in said
    assert section(said, 'Principals:') == principals, 'principals'
    extensions = section(said, 'Extensions:')
    tokens = [('openpubkey-act', access)] * bool(access) + [('openpubkey-pkt', token)]
    wanted = [f'{name} UNKNOWN OPTION: {len(value):08x}{value.encode().hex()} '
              f'(len {len(value) + 4})' for name, value in tokens] + PERMITS
    assert extensions == wanted, 'extensions'


def main():
    print(f'1..{len(CASES)}')
    failed = 0
    for number, case in enumerate(CASES, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(sys.argv[1], folder, case)
                print(f'ok {number} /interop/ssh-keygen/{case[0]}')
            except (AssertionError, subprocess.CalledProcessError) as problem:
                failed += 1
                print(f'# {problem} {getattr(problem, "stderr", "")}')
                print(f'not ok {number} /interop/ssh-keygen/{case[0]}')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
