#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Attacks on sentences of the server's security requirements 5 to 10 that the other scripts leave
out; tests/lint/promises.py has the list of all."""
import os
import pwd
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import provider as p  # noqa: E402
import verifier as v  # noqa: E402

tap = v.Tap('verifier/requirements')
journal = v.Journal()
fetcher = v.Fetcher()
ROW = '{0.issuer} ' + v.CLIENT + ' 24h'


def configure(provider, config=None):
    v.policy([ROW.format(provider)], [f'alice alice@example.com {provider.issuer}'], config)


def fetch_once():
    subprocess.run([f'{v.LIBEXEC}/daypass-fetch', '--once'], check=False, env={},
                   stderr=subprocess.DEVNULL)


def test_unlisted(provider, stranger):
    """5: issuers from /etc/opk/providers only: a certificate, or the socket, names no other."""
    asked = len(stranger.requests)
    v.clear_cache()
    result = v.verify('alice', v.mint(issuer=stranger.issuer))
    fetch_once()
    tap.check('s5_unlisted_issuer_is_never_asked', result.quiet
              and journal.last().get('DAYPASS_REASON') == 'issuer-unknown'
              and len(stranger.requests) == asked, result, stranger.requests[asked:])
    for row, name in ((f'http://user@localhost:{stranger.port} client 24h', 'with_userinfo'),
                      (f'http://idp.example:{stranger.port} client 24h', 'without_tls')):
        v.policy([ROW.format(provider), row], [])
        fetch_once()
        tap.check(f's5_row_{name}_is_never_asked', len(stranger.requests) == asked)


def make_spy(name, program):
    """A gate that starts @program in place of the judge."""
    place = f'/usr/libexec/{name}'
    os.makedirs(place, exist_ok=True)
    subprocess.run(['cp', f'{v.LIBEXEC}/daypass-verify', place], check=True)
    path = f'{place}/daypass-judge'
    with open(path, 'w', encoding='ascii') as stream:
        stream.write(program)
    os.chmod(path, 0o755)
    return f'{place}/daypass-verify'


def test_environment(provider):
    """9: env_vars reach fetcher, plugins and chain only."""
    spied = '/run/spied'
    os.makedirs(spied, exist_ok=True)
    os.chmod(spied, 0o777)
    configure(provider, 'env_vars:\n  HTTPS_PROXY: http://p:1\n')
    gate = make_spy('spy', f'#!/bin/sh\n/usr/bin/env >{spied}/env\n')
    v.verify('alice', v.mint(issuer=provider.issuer), program=gate)
    with open(f'{spied}/env', encoding='ascii') as stream:
        found = [line for line in stream if not line.startswith(('PWD=', '_=', 'SHLVL='))]
    tap.check('s9_env_vars_do_not_reach_the_judge', not found, found)


def test_unknown_key(provider):
    """9: a key of config.yml that nobody knows is logged, and nothing else comes of it."""
    configure(provider, 'no_such_key: 1\n')
    v.write_cache(provider.issuer, provider.jwks)
    result = v.verify('alice', v.mint(issuer=provider.issuer))
    journal.last()
    said = [entry for entry in journal.entries if 'no_such_key' in entry.get('MESSAGE', '')]
    tap.check('s9_unknown_key_is_logged', result.allowed and said, result, journal.entries[-2:])


def test_helper_and_root(provider):
    """6: it tries to become root, and is refused, before it touches the home."""
    home, alice = '/home/alice', pwd.getpwnam('alice')
    helper = f'{v.LIBEXEC}/daypass-home-policy'
    subprocess.run(['chown', 'root:opksshuser', helper], check=True)
    os.chmod(helper, 0o750)
    subprocess.run(['setcap', 'cap_setuid,cap_setgid=ep', helper], check=True)
    trace = subprocess.run(['strace', '-f', '-e', 'trace=setresuid,setuid,setgroups,openat,open',
                            'setpriv', '--reuid', 'opksshuser', '--regid', 'opksshuser',
                            '--clear-groups', helper, str(alice.pw_uid), str(alice.pw_gid), home],
                           check=False, text=True, stderr=subprocess.PIPE).stderr.splitlines()
    begins = max(i for i, line in enumerate(trace) if 'execve' in line or 'setgroups(0' in line)
    trace = trace[begins:]
    becomes = [i for i, line in enumerate(trace) if f'setresuid({alice.pw_uid}' in line
               and line.endswith('= 0')]
    tries = [i for i, line in enumerate(trace) if ('setresuid(0, 0, 0)' in line or 'setuid(0)' in line)
             and 'EPERM' in line]
    groups = [i for i, line in enumerate(trace) if 'setgroups(1' in line and 'EPERM' in line]
    touches = [i for i, line in enumerate(trace) if home in line and 'open' in line]
    tap.check('s6_it_tries_to_become_root_before_it_touches_the_home', becomes and len(tries) == 2
              and touches and becomes[0] < min(tries) and max(tries + groups) < min(touches), *trace)
    tap.check('s6_and_to_take_groups', bool(groups), *trace)
    with open(f'{v.TREE}/verifier/home-policy/dph-main.c', encoding='utf-8') as stream:
        lines = len(stream.readlines())
    tap.check('s6_under_300_lines', lines < 300, lines)


def main():
    with v.borrowed():
        provider, stranger = p.Provider(8002, v.keys()), p.Provider(8003, v.keys())
        configure(provider)
        fetcher.restart()
        test_unlisted(provider, stranger)
        test_environment(provider)
        test_unknown_key(provider)
        test_helper_and_root(provider)
        fetcher.stop()
    return tap.end()


if __name__ == '__main__':
    sys.exit(main())
