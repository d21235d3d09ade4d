#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""agent.py AGENT SECONDS: see tests/bench/agent. Memory is PSS: pages that others use, too, count in
part; the private part is beside it. A wake-up is a voluntary context switch of any of its threads.
"""
import glob
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../app/agent'))

import harness  # noqa: E402

PLACE = harness.become_daypass(sys.argv[1])
SECONDS = int(sys.argv[2])
SETTLE = 30  # the request stays for ten seconds, connections and threads for a while
TARGETS = {'before its first sign-in': 12, 'after it': 24}


def memory(pid, row):
    with open(f'/proc/{pid}/smaps_rollup') as file:
        return sum(int(line.split()[1]) for line in file
                   if line.startswith(row)) / 1024


def wake_ups(pid):
    """Thread -> how often it has waited for something."""
    counts = {}
    for path in glob.glob(f'/proc/{pid}/task/*/status'):
        with open(path) as file:
            counts[path] = next(int(line.split()[1]) for line in file
                                if line.startswith('voluntary_ctxt'))
    return counts


def count_wake_ups(pid):
    before = wake_ups(pid)
    time.sleep(SECONDS)
    return sum(count - before.get(thread, 0) for thread, count in wake_ups(pid).items())


def show_memory(pid, when):
    pss = memory(pid, 'Pss:')
    print(f'ten accounts, {when:24}  {pss:5.1f} MiB PSS ({memory(pid, "Private"):.1f} private), '
          f'target {TARGETS[when]}: {pss / TARGETS[when]:.2f} x', flush=True)


def show_wake_ups(pid, when):
    time.sleep(SETTLE)
    print(f'{when:38}  {count_wake_ups(pid):5} wake-ups in {SECONDS} s, target 0', flush=True)


def main():
    session = harness.Session(PLACE)
    try:
        session.start_agent()
        pid = session.agent.pid
        provider = harness.Provider('https://localhost:4443', 'daypass-test', 'Corp').add(session)
        account = harness.add_account(session, provider)
        for _ in range(9):
            harness.add_account(session, 'google')
        session.stop_agent()
        session.start_agent()
        pid = session.agent.pid
        time.sleep(1)
        show_memory(pid, 'before its first sign-in')
        show_wake_ups(pid, 'nobody signed in')
        harness.sign_in(session, account, 'alice')
        time.sleep(1)
        show_memory(pid, 'after it')
        show_wake_ups(pid, 'signed in, renewal in an hour')
        session.stop_agent()
    finally:
        session.close()


main()
