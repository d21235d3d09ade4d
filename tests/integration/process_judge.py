# SPDX-License-Identifier: Apache-2.0
"""The judge: what it has, how it dies, and what it can do when it was taken over."""
import os
import signal
import time

import verifier as v
from process_base import (DEADLINE_MS, GOOD, ISSUER, KEYS_WAIT_MS, PLANTED, find_judge, good_provider,
                          is_alive, journal, provider, refused, slow, tap)

MEMORY_MS = 1000  # to fill 64 MiB


def test_children_inherit_nothing():
    """The judge, while the gate waits for the provider."""
    log = os.open('/run/of-sshd', os.O_RDWR | os.O_CREAT)
    os.set_inheritable(log, True)
    process = slow(pass_fds=[log], stderr=log, stdin=log)
    judge = find_judge(process.pid)
    held = {int(fd): os.readlink(f'/proc/{judge}/fd/{fd}') for fd in os.listdir(f'/proc/{judge}/fd')}
    of_gate = {os.readlink(f'/proc/{process.pid}/fd/{fd}') for fd in (0, 1, 2)}
    tap.check('the_judge_has_nothing_of_sshd', sorted(held) == list(range(len(held)))
              and set(held.values()) & of_gate == set()
              and all(name.startswith('pipe:') for fd, name in held.items() if fd < 3)
              and all(name.startswith('/etc/opk/') for fd, name in held.items() if fd >= 3),
              held, of_gate)
    tap.check('the_judge_has_a_session_of_its_own', os.getsid(judge) == judge
              and os.getsid(process.pid) != judge)
    process.kill()
    v.finish(process, 0)
    tap.check('the_judge_goes_with_the_gate', v.wait_until(lambda: not is_alive(judge)))
    os.close(log)


def test_judge_dies():
    for number in (signal.SIGSEGV, signal.SIGSYS, signal.SIGKILL, signal.SIGABRT, signal.SIGTERM):
        process = slow()
        judge = find_judge(process.pid)
        began = time.monotonic()
        os.kill(judge, number)
        result = v.finish(process, began)
        # the gate is waiting for the provider; it learns of the death when that is over
        refused(f'judge_dies_by_{number.name}', result, limit=KEYS_WAIT_MS + v.slack(GOOD))


def test_planted():
    good_provider()
    for name in ('overflow', 'open', 'read', 'connect', 'exec', 'fork', 'write', 'code', 'ptrace',
                 'kill', 'memory', 'segv', 'hang'):
        result = v.verify('alice', (GOOD[0], f'planted:{name}'),
                          program=f'{PLANTED}/daypass-verify')
        reason = 'deadline' if name == 'hang' else 'judge-died'
        refused(f'planted_{name}_dies_in_the_box', result, reason,
                (DEADLINE_MS if name == 'hang' else MEMORY_MS) + v.slack(GOOD))
    for name in ('command', 'lines', 'garbage'):
        result = v.verify('alice', (GOOD[0], f'planted:{name}'),
                          program=f'{PLANTED}/daypass-verify')
        refused(f'planted_{name}_does_not_go_out', result, 'judge-malformed')
    # what a judge says that was taken over can neither keep the log silent nor fill it with lies
    loud = v.verify('alice', (GOOD[0], 'planted:loud'), program=f'{PLANTED}/daypass-verify')
    entry = journal.last()
    tap.check('planted_loud_is_logged_in_full', loud.quiet
              and entry.get('DAYPASS_REASON') == 'loud' and entry.get('DAYPASS_LOGIN') == 'alice'
              and all(len(value) <= 1030 for key, value in entry.items()
                      if key.startswith('DAYPASS_')) and 'DAYPASS_ID' in entry, loud, entry)
    half = v.verify('alice', (GOOD[0], 'planted:half'), program=f'{PLANTED}/daypass-verify')
    entry = journal.last()
    tap.check('planted_half_a_verdict_is_none', half.quiet
              and entry.get('DAYPASS_REASON') == 'judge-malformed'
              and 'DAYPASS_IDENTITY' not in entry, half, entry)
    tap.check('planted_left_nothing', not os.path.exists('/tmp/planted-was-here'))


def test_answer_that_nobody_waits_for():
    """The judge asks for the keys of an only issuer before it has read the certificate, and may be
    done before they have come; a file that no pipe has room for makes that sure."""
    v.write_cache(ISSUER, provider.jwks + b' ' * 200000)
    for name, certificate, reason in (('refusal', (GOOD[0], 'AAAA'), None),
                                      ('certificate', GOOD, 'ok')):
        results = [v.verify('alice', certificate) for _ in range(5)]
        reasons = {entry.get('DAYPASS_REASON') for entry in journal.decisions()[-5:]}
        tap.check(f'a_{name}_is_no_death_of_the_judge',
                  not any(word.startswith('judge') for word in reasons)
                  and all(result.allowed if reason else result.quiet for result in results),
                  reasons, *results)
    good_provider()
