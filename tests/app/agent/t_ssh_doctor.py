# SPDX-License-Identifier: Apache-2.0
"""`daypass doctor HOST` and `daypass status HOST`: which account, why, and what one connection says."""
import json
import os
import re
import subprocess

from harness import sign_in
from ssh_world import CONFIG, Log, end_sign_in, person
from t_hosts import INCLUDE, apply, write
from t_ssh_agent import with_agent

WEB1 = 'web1.corp.example'


def daypass(session, *words):
    return subprocess.run(['/usr/bin/daypass', *words], env=session.env, text=True, capture_output=True)


def doctor(session, host):
    """(ids of the checks, what is printed)"""
    done = daypass(session, 'doctor', host)
    checks = json.loads(daypass(session, 'doctor', '--json', host).stdout)
    return [check['check'] for check in checks], done


def test_good():
    with person() as (session, account):
        ids, done = doctor(session, WEB1)
        assert ids == ['match-pattern', 'server-good'], ids
        assert done.returncode == 0 and '✓ It matches *.corp.example' in done.stdout, done
        assert 'alice@example.com' in done.stdout
        ids, done = doctor(session, 'w')
        assert ids == ['match-alias', 'match-pattern', 'server-good'], ids
        return done.stdout.strip().replace('\n', ' / ')


def test_port_and_user_of_the_asker():
    with person(plain=False) as (session, account):
        write(f'{session.home}/.ssh/config', INCLUDE)
        for host in (f'web@{WEB1}:2322', f'ssh -p 2322 web@{WEB1}', f'ssh://web@{WEB1}:2322/'):
            assert doctor(session, host)[0][-1] == 'server-good', host
        assert doctor(session, f'nobody@{WEB1}:2322')[0][-1] == 'server-refused'
        assert doctor(session, f'web@{WEB1}:1')[0][-1] == 'server-unreachable'


def test_host_of_nobody_is_offered_a_pattern():
    with person() as (session, account):
        ids, done = doctor(session, 'other.example')
        assert ids == ['match-none', 'host-offer', 'server-plain-key'], ids
        line = "daypass hosts --apply corp '*.corp.example' other.example"
        assert line in done.stdout, done.stdout
        subprocess.run(['sh', '-c', line], env=dict(session.env, PATH='/usr/bin:/bin'), check=True)
        assert session.get(account, 'Account', 'Hosts') == ['*.corp.example', 'other.example']
        ids, done = doctor(session, 'other.example')
        assert ids[0] == 'match-pattern', ids


def test_refusals_are_explained():
    with person(plain=False) as (session, account):
        end_sign_in(session, account)
        ids, done = doctor(session, WEB1)
        assert ids == ['match-pattern', 'server-not-shown', 'server-ended'], ids
        assert done.returncode != 0


def test_refused_by_the_server():
    with person(signed_in=False, plain=False) as (session, account):
        sign_in(session, account, 'bob')
        ids, done = doctor(session, WEB1)
        assert ids == ['match-pattern', 'server-refused'], ids
        assert 'bob@example.com' in done.stdout and done.returncode != 0
        assert session.state(account) == 'refused'
        return done.stdout.strip().replace('\n', ' / ')


def test_clock_is_named_when_a_server_refuses():
    """The provider's answers say how late it is; a refusal may come from a clock that is wrong."""
    with person(signed_in=False, plain=False) as (session, account):
        sign_in(session, account, 'bob')
        session.stop_agent()
        path = f'{session.home}/.config/daypass/accounts.conf'
        text, n = re.subn(r'(?s)(\[provider corp\].*?issuer=)https://localhost:4443',
                          r'\g<1>https://localhost:4458', open(path).read())
        assert n == 1, text
        write(path, text)
        session.start_agent()
        ids, done = doctor(session, WEB1)
        assert ids == ['match-pattern', 'server-refused', 'clock-slow'], ids
        assert 'This computer’s clock is 10 minutes slow' in done.stdout, done.stdout
        return done.stdout.strip().replace('\n', ' / ')


def test_include_that_is_not_read():
    with person(plain=False) as (session, account):
        write(f'{session.home}/.ssh/config', CONFIG)
        ids, done = doctor(session, WEB1)
        assert ids == ['match-pattern', 'server-not-shown', 'include-missing'], ids


def test_too_many_keys():
    with with_agent(plain=False, hosts=('elsewhere.example',), signed_in=False) as (session, account):
        for n in range(10):
            path = f'{session.top}/k{n}'
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path], check=True)
            subprocess.run(['ssh-add', '-q', path], env=session.env, check=True)
        # the companion's own ssh has the same ssh-agent
        ids, done = doctor(session, 'other.example')
        assert ids == ['match-none', 'host-offer', 'server-too-many'], ids
        assert 'ssh-agent' in done.stdout


def test_unknown_and_unreachable_servers():
    with person() as (session, account):
        write(f'{session.home}/.ssh/config', INCLUDE + 'Host fresh.corp.example\n'
              '  HostName 127.0.0.2\n  Port 2222\nHost *\n  User web\n')
        assert doctor(session, 'nowhere.invalid')[0][-1] == 'server-unreachable'
        assert doctor(session, '127.0.0.1:2322')[0][-1] == 'server-unknown'


def test_status_of_a_host():
    with person() as (session, account):
        done = daypass(session, 'status', WEB1)
        assert done.returncode == 0 and 'alice@example.com' in done.stdout, done
        found = json.loads(daypass(session, 'status', '--json', 'w').stdout)
        assert found['host'] == WEB1 and found['account'] == 'corp' and found['signed_in']
        none = daypass(session, 'status', 'other.example')
        assert none.returncode == 2 and 'no account' in none.stdout, none
        end_sign_in(session, account)
        ended = daypass(session, 'status', WEB1)
        assert ended.returncode == 2 and 'Ended' in ended.stdout, ended
        return done.stdout.strip()


def test_what_is_no_host_is_said():
    with person(signed_in=False) as (session, account):
        for text in ('$(id)', 'a b', '-x;'):
            done = daypass(session, 'doctor', '--', text)
            assert 'neither a host' in done.stdout, done
