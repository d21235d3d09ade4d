#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What sshd sees of the verifier, whatever happens to it: security requirements 1 to 4, D16."""
import base64
import contextlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time

from process_base import (GOOD, ISSUER, KEYS_WAIT_MS, PLUGIN_MS, good_provider, is_alive, journal,
                          provider, refused, setup, slow, tap)
import process_judge
import verifier as v


def test_answers():
    result = v.verify('alice', GOOD)
    tap.check('lets_in_who_is_listed', result.allowed and result.out.count(b'\n') == 1
              and result.out.startswith(b'cert-authority,principals="opkssh-wildcard" ecdsa-'),
              result, journal.last())
    tap.check('logs_eligible', journal.last().get('DAYPASS_RESULT') == 'eligible')
    # a plain key never starts the judge, so it gets no entry
    count = len(journal.decisions())
    plain = v.verify('alice', ('ssh-ed25519', 'AAAAC3NzaC1lZDI1NTE5AAAAIA'))
    tap.check('leaves_plain_keys_alone', plain.quiet and len(journal.decisions()) == count, plain)


def test_line():
    """Requirement 7: whatever else the certificate says, the line is the same."""
    line = v.verify('alice', GOOD).out
    words = line.split()
    key = base64.b64decode(words[2])
    tap.check('a_line_is_a_principal_and_a_key', len(words) == 3
              and words[0] == b'cert-authority,principals="opkssh-wildcard"'
              and key.startswith(b'\0\0\0\x13ecdsa-sha2-nistp256\0\0\0\x08nistp256\0\0\0\x41\x04')
              and len(key) == 104, line)
    for what, order in (('key_id', 'keyid=command="x" INJECTED'),
                        ('nonce', 'nonce=INJECTEDINJECTEDINJECTEDINJECTED'),
                        ('serial', 'serial=x:494e4a4543544544')):
        result = v.verify('alice', v.mint(issuer=ISSUER, order=order))
        tap.check(f'of_a_{what}_nothing_is_printed', result.out == line, result.out,
                  journal.last())
    hostile = v.verify('alice', v.mint(issuer=ISSUER, sub=r'INJECTED\" ssh-rsa AAAA'))
    tap.check('prints_nothing_of_the_certificate_but_its_key', hostile.out == line, hostile.out)


def refusals():
    """(name, login, certificate, reason)"""
    kind, blob = GOOD
    half = len(blob) // 2
    flipped = blob[:half] + ('A' if blob[half] != 'A' else 'B') + blob[half + 1:]
    return (
        ('another_login', 'bob', GOOD, 'not-listed'),
        ('another_person', 'alice', v.mint(issuer=ISSUER, email='mallory@example.com'),
         'not-listed'),
        ('an_old_token', 'alice', v.mint(issuer=ISSUER, iat=-90000), 'expired'),
        ('a_token_from_the_future', 'alice', v.mint(issuer=ISSUER, iat=90), 'clock-behind'),
        ('another_client', 'alice', v.mint(issuer=ISSUER, client='other'), 'audience'),
        ('another_issuer', 'alice', v.mint(issuer='https://evil.example'), 'issuer-unknown'),
        ('another_key', 'alice', v.mint(issuer=ISSUER, cert='other'), 'upk-mismatch'),
        ('another_nonce', 'alice', v.mint(issuer=ISSUER, nonce='x'), 'commitment'),
        ('a_forged_signature', 'alice', v.mint(issuer=ISSUER, signer='other', alg='ES256',
                                               kid='es'), 'signature'),
        ('alg_none', 'alice', v.mint(issuer=ISSUER, signer='none', alg='none'), 'algorithm'),
        ('a_flipped_bit', 'alice', (kind, flipped), None),
        ('a_cut_certificate', 'alice', (kind, blob[:half - half % 4]), None),
        ('another_type_word', 'alice', ('ssh-rsa-cert-v01@openssh.com', blob), None),
        ('an_unknown_type', 'alice', ('ssh-dss-cert-v01@openssh.com', blob), 'ssh-type'),
        ('no_base64', 'alice', (kind, 'not base64'), None),
        ('an_empty_key', 'alice', (kind, ''), None),
        ('a_huge_key', 'alice', (kind, 'A' * 131000), None),
        ('an_empty_login', '', GOOD, 'login-name'),
        ('a_login_with_a_quote', 'a"b', GOOD, 'login-name'),
        ('a_login_that_climbs', '../root', GOOD, 'login-name'),
        ('a_login_with_a_newline', 'alice\nroot', GOOD, 'login-name'),
    )


def test_refusals():
    for name, login, certificate, reason in refusals():
        refused(f'refuses_{name}', v.verify(login, certificate), reason)


def test_arguments():
    kind, blob = GOOD
    for count in range(3):
        process = v.start(*('alice', blob, kind)[:count])
        refused(f'refuses_{count}_arguments', v.finish(process, time.monotonic()))
    for option in ('--config-dir', '--cache-dir', '--config', '--exit-status', '--explain', '-x'):
        began = time.monotonic()
        process = v.start(option, blob, kind, '/home/alice')
        refused(f'takes_no_login_for_an_option{option}', v.finish(process, began))
    status = [v.verify(login, GOOD, before=['--exit-status']).status for login in ('alice', 'bob')]
    tap.check('gives_people_a_status', status == [0, 1], status)
    process = subprocess.Popen([], executable=f'{v.LIBEXEC}/daypass-verify',
                               stdout=subprocess.PIPE)
    refused('survives_without_any_argument', v.finish(process, time.monotonic()))


def test_arguments_cannot_be_seen():
    process = slow()
    seen = b''
    for pid in [process.pid, *v.children(process.pid)]:
        for name in ('cmdline', 'environ'):
            with open(f'/proc/{pid}/{name}', 'rb') as stream:
                seen += stream.read()
    pieces = [GOOD[1][i:i + 24].encode() for i in range(0, len(GOOD[1]) - 24, 24)]
    tap.check('argv_is_zeroed', seen and not any(piece in seen for piece in pieces)
              and b'alice' not in seen, seen)
    process.terminate()
    refused('asked_to_go_it_goes_quietly', v.finish(process, time.monotonic()),
            limit=v.slack(GOOD))


def test_one_write():
    """A socket that keeps records keeps what each write(2) brought."""
    good_provider()
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, its:
        process = v.start('alice', GOOD[1], GOOD[0], stdout=its)
        status = process.wait(8)
        its.close()
        first, second = ours.recv(1 << 16), ours.recv(1 << 16)
    tap.check('a_line_comes_with_one_write', status == 0 and second == b''
              and first.startswith(b'cert-authority') and first.endswith(b'\n'), first, second)


def test_gate_gets_signals():
    for name in ('SEGV', 'BUS', 'ABRT', 'SYS', 'TERM', 'HUP', 'INT', 'ALRM', 'PIPE', 'USR1'):
        process = slow()
        began = time.monotonic()
        process.send_signal(getattr(signal, f'SIG{name}'))
        # those that say nothing to it do not end the wait either
        wait = KEYS_WAIT_MS if name in ('PIPE', 'USR1') else 0
        refused(f'gate_gets_SIG{name}', v.finish(process, began), limit=wait + v.slack(GOOD))


HOSTILE_MAIL = r'x\" reason=\"ok\" login=\"root\" \u001b[2J\neligible@example.com'


def test_values_cannot_look_like_fields():
    """What a provider signs, and what a client calls itself, in the line of text."""
    good_provider()
    for name, login, certificate in (
            ('claim', 'alice', v.mint(issuer=ISSUER, email=HOSTILE_MAIL)),
            ('login', 'a" reason="ok" \x1b[2J\u0085\u202eroot', GOOD)):
        result = v.verify(login, certificate)
        entry = journal.last()
        text = entry.get('MESSAGE', '')
        outside = ''.join(text.split('"')[0::2])
        tap.check(f'a_{name}_cannot_look_like_a_field', result.quiet
                  and text.startswith('refused reason="') and text.count('"') % 2 == 0
                  and all(outside.count(f' {field}=') == 1 for field in ('reason', 'login'))
                  and text.count(' reason="') == 1 and text.count(' login="') == 1
                  and r'\x22 reason=\x22ok' in text, text)
        tap.check(f'a_{name}_cannot_move_the_cursor', text.isprintable() and r'\x1b' in text
                  and '\n' not in text and all(value.isprintable() for key, value in entry.items()
                                               if key.startswith('DAYPASS_')), entry)


def test_resources():
    good_provider()
    for name, limits in (
            ('no_processes', [(resource.RLIMIT_NPROC, 0)]),
            ('no_files', [(resource.RLIMIT_NOFILE, 4)])):
        refused(f'survives_{name}', v.verify('alice', GOOD, limits=limits))
    # from too little for the judge to enough: no, or yes, but never another status
    results = [v.verify('alice', GOOD, limits=[(resource.RLIMIT_AS, size << 20)])
               for size in range(6, 40, 3)]
    tap.check('survives_no_memory', all(result.quiet or result.allowed for result in results)
              and results[0].quiet and results[-1].allowed, *results)


def test_descriptors():
    """None of them is waited for: that would last until the deadline of 5 s."""
    shell = f'exec {v.LIBEXEC}/daypass-verify alice {GOOD[1]} {GOOD[0]}'
    for name, redirections in (('all_closed', '<&- >&- 2>&-'), ('stdin_closed', '<&-'),
                               ('stdout_closed', '>&-'), ('stdout_full', '>/dev/full'),
                               ('stderr_closed', '2>&-')):
        began = time.monotonic()
        process = v.start('-c', f'{shell} {redirections}', program='/bin/sh')
        result = v.finish(process, began)
        tap.check(f'survives_{name}', result.status == 0 and result.ms < 4000, result)
    tap.check('full_stdout_is_logged', any(entry.get('DAYPASS_REASON') == 'output'
                                           for entry in journal.decisions()))
    process = v.start('alice', GOOD[1], GOOD[0])
    process.stdout.close()
    tap.check('survives_a_reader_that_went_away', process.wait(5) == 0)


def watch_the_end(login, keys=True, **options):
    """The result, and how many ms after its log entry end-of-file was seen. Who is not let run while
    he watches sees it late, never early: so the best of three counts."""
    for _ in range(3):
        if not keys:
            v.clear_cache()
        result = v.verify(login, GOOD, **options)
        after = (time.monotonic() - journal.last().get('at', 0)) * 1000
        if after < 50:
            break
    return result, after


def test_end_of_file():
    provider.kinds = {'discovery': 'late_60s'}
    result, after = watch_the_end('alice', keys=False)
    refused('a_hanging_fetch_does_not_hold_sshd', result, 'unreachable',
            KEYS_WAIT_MS + v.slack(GOOD))
    tap.check('end_of_file_within_50_ms_of_the_decision', after < 50, f'{after:.1f} ms')
    tap.note(f'end-of-file {after:.1f} ms after the log entry')


STUBBORN = """#!/bin/sh
trap '' TERM HUP INT
echo $$ >>/run/stubborn
sleep 60
"""


def holds_nobody(name, limit, program, keys=True):
    """End-of-file comes with the decision, although @name hangs, deaf to SIGTERM."""
    with open('/run/stubborn', 'w', encoding='ascii'):
        os.chmod('/run/stubborn', 0o666)
    result, after = watch_the_end('nobody-listed', keys, program=program)
    with open('/run/stubborn', encoding='ascii') as stream:
        pids = [int(line) for line in stream]
    tap.check(f'a_hanging_{name}_does_not_hold_sshd', result.quiet and pids
              and result.ms < limit + v.slack(GOOD), result, journal.last(), pids)
    tap.check(f'end_of_file_within_50_ms_although_the_{name}_hangs', after < 50, f'{after:.1f} ms')
    tap.check(f'the_hanging_{name}_is_gone', v.wait_until(
        lambda: not any(is_alive(pid) for pid in pids)), pids)
    tap.note(f'{name}: end-of-file {after:.1f} ms after the log entry')


def write_stubborn(path):
    with open(path, 'w', encoding='ascii') as stream:
        stream.write(STUBBORN)
    os.chmod(path, 0o755)


def test_hanging_helpers():
    good_provider()
    write_stubborn('/usr/local/bin/stubborn')
    os.makedirs('/etc/opk/policy.d', mode=0o755, exist_ok=True)
    v.write_as_root('/etc/opk/policy.d/stubborn.yml',
                    'name: stubborn\ncommand: /usr/local/bin/stubborn\n')
    holds_nobody('plugin', PLUGIN_MS, f'{v.LIBEXEC}/daypass-verify')
    shutil.rmtree('/etc/opk/policy.d')
    # the fetch that a gate starts itself where no service listens
    hanging = '/usr/libexec/daypass-hanging'
    os.makedirs(hanging, exist_ok=True)
    for program in ('daypass-verify', 'daypass-judge'):
        shutil.copy(f'{v.LIBEXEC}/{program}', f'{hanging}/{program}')
    write_stubborn(f'{hanging}/daypass-fetch')
    holds_nobody('fetch', KEYS_WAIT_MS, f'{hanging}/daypass-verify', keys=False)


def test_log_is_busy_or_gone():
    """Nobody reads the journal's socket: the entry comes to stderr, and the login does not wait."""
    good_provider()
    kept = v.JOURNAL + '.kept'
    os.rename(v.JOURNAL, kept)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf, \
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as filler:
        deaf.bind(v.JOURNAL)
        os.chmod(v.JOURNAL, 0o666)
        filler.connect(v.JOURNAL)
        filler.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while filler.send(b'x'):
                pass
        for name in ('busy', 'gone'):
            if name == 'gone':
                deaf.close()
            began = time.monotonic()
            process = v.start('alice', GOOD[1], GOOD[0], stderr=subprocess.PIPE)
            result = v.finish(process, began)
            said = process.stderr.read().decode()
            tap.check(f'log_is_{name}_and_stderr_has_the_entry', result.allowed
                      and said.count('\n') == 1 and 'eligible reason="ok" login="alice"' in said,
                      result, said)
    os.unlink(v.JOURNAL)
    os.rename(kept, v.JOURNAL)


def test_self_test():
    good_provider()
    process = v.start('--self-test', '--exit-status')
    result = v.finish(process, time.monotonic())
    tap.check('tests_itself', result.status == 0 and b'seccomp' in result.out, result.out)


def test_repeats():
    before = len(journal.decisions())
    for _ in range(2):
        v.verify('carol', GOOD)
    entries = journal.decisions()[before:]
    repeats = [entry.get('DAYPASS_REPEAT') for entry in entries]
    tap.check('marks_repeats', repeats == [None, 'yes'], entries)
    tap.check('gives_an_id', len(entries[0].get('DAYPASS_ID', '')) == 8, entries)


def test_quiet():
    token_pieces = [GOOD[1][i:i + 40].encode() for i in range(0, len(GOOD[1]) - 40, 40)]
    everything = b''.join(journal.raw)
    tap.check('no_entry_holds_a_piece_of_the_certificate',
              len(journal.raw) > 20 and not any(piece in everything for piece in token_pieces))


def main():
    setup()
    judge = {name: function for name, function in vars(process_judge).items()
             if name.startswith('test_')}
    last = globals()['test_quiet']
    for name, function in [*globals().items(), *judge.items()]:
        if name.startswith('test_') and function is not last:
            function()
    last()
    return tap.end()


if __name__ == '__main__':
    with v.borrowed():
        status = main()
    sys.exit(status)
