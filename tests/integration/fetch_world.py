# SPDX-License-Identifier: Apache-2.0
"""The ways of daypass-fetch out into the world: authorities, proxies, resolvers, redirects."""
import contextlib
import os
import shutil
import subprocess

import authority
import verifier as v
from fetch_base import CA, configure, journal, once, provider, tap
from provider import KINDS, Provider, right
from proxy import NameServer, Proxy

PROXY = 'http://127.0.0.1:3128'


def test_authority():
    tls = Provider(8031, v.keys(), authority.certificate('one', 'localhost', 2))
    configure(tls.issuer)
    once('authority/refused_when_nobody_named_it', tls.issuer, False, b'tls')
    configure(tls.issuer, ('SSL_CERT_FILE', CA))
    once('authority/taken_from_a_file', tls.issuer, True)
    folder = '/opt/certificates'
    os.makedirs(folder, exist_ok=True)
    shutil.copy(CA, f'{folder}/ca.crt')
    subprocess.run(['openssl', 'rehash', folder], check=True)
    configure(tls.issuer, ('SSL_CERT_DIR', f'/opt/nothing:{folder}'))
    once('authority/taken_from_one_of_two_directories', tls.issuer, True)
    configure(tls.issuer, ('SSL_CERT_DIR', '/opt/nothing'))
    once('authority/refused_from_a_directory_without_it', tls.issuer, False, b'tls')
    configure(tls.issuer, ('LD_PRELOAD', '/tmp/x'))
    once('authority/refuses_a_variable_that_steers_libraries', tls.issuer, False, b'not allowed')
    tls.down()


def test_proxy():
    """The provider has a name that only the proxy knows."""
    far = Provider(8032, v.keys(), authority.certificate('far', 'idp.far.example', 2),
                   'idp.far.example')
    proxy = Proxy(3128)
    trust = ('SSL_CERT_FILE', CA)
    configure(far.issuer, trust)
    once('proxy/not_reached_without_one', far.issuer, False, b'unreachable')
    tap.check('proxy/and_the_proxy_not_asked', not proxy.asked, proxy.asked)
    configure(far.issuer, trust, ('HTTPS_PROXY', PROXY))
    once('proxy/reached_through_it', far.issuer, True)
    tap.check('proxy/was_asked_for_a_tunnel', proxy.asked and all(
        line.startswith('CONNECT idp.far.example:8032 ') for line in proxy.asked), proxy.asked)
    result = v.verify('alice', v.mint(issuer=far.issuer))
    tap.check('proxy/whose_keys_let_in', result.allowed, result, journal.last())
    configure(far.issuer, ('HTTPS_PROXY', PROXY))
    once('proxy/does_not_stand_for_the_provider', far.issuer, False, b'tls')
    proxy.asked.clear()
    configure(far.issuer, trust, ('HTTPS_PROXY', PROXY), ('NO_PROXY', '.far.example'))
    once('proxy/may_be_left_out_for_a_host', far.issuer, False, b'unreachable')
    configure(provider.issuer, ('http_proxy', PROXY), ('ALL_PROXY', PROXY))
    once('proxy/loopback_without_tls_never_leaves_the_machine', provider.issuer, True)
    tap.check('proxy/not_asked_for_these', not proxy.asked, proxy.asked)
    proxy.stop()
    configure(far.issuer, trust, ('HTTPS_PROXY', PROXY))
    once('proxy/gone', far.issuer, False, b'unreachable')
    far.down()


def test_resolver_elsewhere():
    """resolv.conf is a link to where some program keeps it: Landlock must let it be read."""
    far = Provider(8033, v.keys(), authority.certificate('named', 'idp.named.example', 2),
                   'idp.named.example')
    configure(far.issuer, ('SSL_CERT_FILE', CA))
    once('resolver/unknown_without_one', far.issuer, False, b'unreachable')
    server = NameServer('127.0.0.2')
    os.makedirs('/run/NetworkManager', exist_ok=True)
    with open('/run/NetworkManager/resolv.conf', 'w', encoding='ascii') as stream:
        stream.write('nameserver 127.0.0.2\noptions timeout:1 attempts:1\n')
    os.chmod('/run/NetworkManager/resolv.conf', 0o644)
    with contextlib.suppress(FileNotFoundError):
        os.unlink('/etc/resolv.conf')
    os.symlink('/run/NetworkManager/resolv.conf', '/etc/resolv.conf')
    once('resolver/found_below_run', far.issuer, True)
    tap.check('resolver/was_asked', server.asked > 0)
    far.down()


def redirects(count):
    """A kind of provider that sends one @count times to the same place before it answers."""
    def kind(handler, document):
        path, _, number = handler.path.partition('?n=')
        done = int(number or 0)
        if done >= count:
            right(handler, document)
        else:
            handler.send(b'', status=302, headers=[('Location', f'{path}?n={done + 1}')])
    KINDS[f'redirects_{count}'] = kind
    return f'redirects_{count}'


def test_redirects():
    configure(provider.issuer)
    for what in ('discovery', 'keys'):
        for count, good in ((3, True), (4, False)):
            provider.kinds = {what: redirects(count)}
            once(f'redirects/{count}_of_{what}_are_{"followed" if good else "too_many"}',
                 provider.issuer, good, b'' if good else b'more than 3 redirects')
    provider.kinds = {}
