# SPDX-License-Identifier: Apache-2.0
"""Servers that record what they are shown: a Daypass identity only when the name is on its list, in
every way of keeping the key and with a forwarded ssh-agent; and nobody is locked out by too many."""
import subprocess

from harness import NAME, ROOT, sign_in
from ssh_world import CORP, OTHER, Log, fingerprint, person, ssh
from t_hosts import apply
from t_ssh_agent import with_agent

WEB1 = 'web1.corp.example'
FROM_THERE = ('ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null '
              '-p 2323 web@other.example true')
STORAGES = {
    'on disk': (person, {}),
    'on disk and in the ssh-agent': (with_agent, {'preferences': {'ssh_agent': True}}),
    'only in the ssh-agent': (with_agent, {'preferences': {'agent_only': True}}),
}


def check_storage(how, options):
    # each host by its name: all of them are known, so that a key can be held to them
    with how(hosts=(WEB1, 'bastion.corp.example'), **options) as (session, account):
        ours = fingerprint(session, account)
        seen, elsewhere = Log(CORP), Log(OTHER)
        done = ssh(session, '-v', WEB1, 'true')
        assert done.returncode == 0
        assert ours in seen.offered() and seen.accepted() == ['ECDSA-CERT'], (ours, done.stderr[-3500:])
        # a name that no list has: of the same server, and of another
        same = Log(CORP)
        assert ssh(session, 'web1.lab.example', 'true').returncode == 0
        # an ssh-agent knows hosts by their keys, and this is the same server
        assert ours not in same.offered() or options, 'shown under another name'
        assert ssh(session, 'other.example', 'true').returncode == 0
        assert elsewhere.offered() and ours not in elsewhere.offered(), elsewhere.text()
        # from there on, with the ssh-agent that came along
        forwarded = Log(OTHER)
        ssh(session, '-A', WEB1, FROM_THERE)
        assert 'Connection from' in forwarded.text(), 'nobody came'
        assert ours not in forwarded.offered(), 'shown by a forwarded ssh-agent'
        jumped = Log(OTHER)
        ssh(session, '-J', f'web@{WEB1}:2322', 'other.example', 'true')
        assert jumped.accepted() == ['ED25519'] and ours not in jumped.offered()
        return ours


def test_shown_to_its_hosts_only():
    for name, (how, options) in STORAGES.items():
        print(f'# {name}: {check_storage(how, options)}', flush=True)


def test_signed_out_shows_nothing():
    with with_agent(hosts=(WEB1,)) as (session, account):
        ours = fingerprint(session, account)
        session.account(account, 'SignOut')
        for server, host in ((CORP, WEB1), (OTHER, 'other.example')):
            log = Log(server)
            assert ssh(session, host, 'true').returncode == 0
            assert log.accepted() == ['ED25519'] and ours not in log.offered()


def test_ten_accounts_and_three_tries():
    """Each host sees one identity, so MaxAuthTries 3 is never reached."""
    with person(plain=True) as (session, account):
        provider = session.get(account, 'Account', 'Provider')
        for n in range(9):
            more = session.manager('AddAccount', '(sa{sv})', provider, {})[0]
            sign_in(session, more, 'alice')
            apply(session, more, f'web{n}.lab.example', f'host{n}')
        log = Log()
        for host in (WEB1, 'web2.corp.example', 'bastion.corp.example', 'web1.lab.example'):
            done = ssh(session, host, 'true')
            assert done.returncode == 0 and not done.stderr, done
        assert log.accepted() == ['ECDSA-CERT'] * 4, log.accepted()
        assert 'maximum authentication attempts' not in log.text()
        objects = session.call(NAME, ROOT, 'org.freedesktop.DBus.ObjectManager',
                               'GetManagedObjects')[0]
        accounts = sum('/accounts/' in path for path in objects)
        assert accounts == 10, accounts
        return f'{accounts} accounts, {len(log.accepted())} logins'


def test_ssh_agent_full_of_keys_fails_only_elsewhere():
    """Ten keys in the ssh-agent: too many for a host of nobody's list, and no matter for the others."""
    with with_agent(hosts=(WEB1,), plain=False) as (session, account):
        for n in range(10):
            path = f'{session.top}/k{n}'
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path], check=True)
            subprocess.run(['ssh-add', '-q', path], env=session.env, check=True)
        done = ssh(session, WEB1, 'true')
        assert done.returncode == 0 and not done.stderr, done
        refused = ssh(session, 'other.example', 'true')
        assert 'Too many authentication failures' in refused.stderr, refused
