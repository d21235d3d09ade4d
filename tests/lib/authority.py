# SPDX-License-Identifier: Apache-2.0
"""A certificate authority of the tests' own, which no system trusts."""
import os
import subprocess

PLACE = '/run/unknown-authority'


def openssl(*arguments):
    subprocess.run(['openssl', *arguments], check=True, cwd=PLACE, stderr=subprocess.DEVNULL)


def make():
    """PLACE/ca.crt and its key."""
    os.makedirs(PLACE, exist_ok=True)
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
            '-days', '2', '-subj', '/CN=tests', '-addext', 'basicConstraints=critical,CA:TRUE',
            '-keyout', 'ca.key', '-out', 'ca.crt')
    os.chmod(f'{PLACE}/ca.crt', 0o644)


def certificate(name, host, days):
    """(certificate, key) for @host; @days 0: it ends at once."""
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj',
            '/CN=x', '-keyout', f'{name}.key', '-out', f'{name}.csr')
    with open(f'{PLACE}/{name}.ext', 'w', encoding='ascii') as stream:
        stream.write(f'subjectAltName=DNS:{host}\n')
    openssl('x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key',
            '-extfile', f'{name}.ext', '-out', f'{name}.crt', '-CAcreateserial', '-days', str(days))
    return f'{PLACE}/{name}.crt', f'{PLACE}/{name}.key'
