#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""agent.py AGENT SECONDS: see tests/bench/agent. Memory is PSS: pages that others use, too, count in
part, so the same agent weighs less beside a desktop that has GLib and GIO loaded; the private part,
beside it, does not change with the company. Wake-ups are counted twice over the same time: voluntary
context switches of all its threads, and system calls that strace sees to their end.
"""
import glob
import os
import subprocess
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


def count_calls(pid):
    """What was called while nothing happens; the calls in which it sleeps are interrupted at both
    ends of the watch, and are none."""
    watch = subprocess.run(['timeout', '--signal=INT', str(SECONDS), 'strace', '-f', '-qq', '-p',
                            str(pid)], capture_output=True, text=True)
    lines = [line for line in watch.stderr.splitlines()
             if 'resuming interrupted' not in line and 'detached' not in line
             and '<unfinished' not in line and 'attached' not in line]
    assert watch.returncode in (124, 0, 130), watch.stderr
    return len(lines), lines[:5]


def show_largest(pid, count=8):
    """Where the memory is that only this process has."""
    sizes = {}
    with open(f'/proc/{pid}/smaps') as file:
        for line in file:
            words = line.split()
            if '-' in words[0] and not words[0].endswith(':'):
                name = os.path.basename(words[5]) if len(words) > 5 else 'memory without a name'
            elif line.startswith('Private'):
                sizes[name] = sizes.get(name, 0) + int(words[1])
    largest = sorted(sizes.items(), key=lambda one: -one[1])[:count]
    print('    ' + ', '.join(f'{name} {size / 1024:.1f}' for name, size in largest), flush=True)


def show_memory(pid, when):
    pss = memory(pid, 'Pss:')
    print(f'ten accounts, {when:24}  {pss:5.1f} MiB PSS ({memory(pid, "Private"):.1f} private), '
          f'target {TARGETS[when]}: {pss / TARGETS[when]:.2f} x', flush=True)
    show_largest(pid)


def show_wake_ups(pid, when):
    time.sleep(SETTLE)
    print(f'{when:38}  {count_wake_ups(pid):5} wake-ups in {SECONDS} s, target 0', flush=True)
    calls, first = count_calls(pid)
    print(f'{"  strace":38}  {calls:5} system calls in {SECONDS} s, target 0 {first or ""}', flush=True)


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
        time.sleep(3)
        show_memory(pid, 'after it')
        show_wake_ups(pid, 'signed in, renewal in an hour')
        session.stop_agent()
    finally:
        session.close()


main()
