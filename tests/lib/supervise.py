#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""supervise.py PARENT CMD...: runs CMD, and ends everything that came of it: when CMD ends, when it is
told to (SIGTERM), and when process PARENT, which started it, is gone, however suddenly."""
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


class Ended(Exception):
    pass


def descendants(pid):
    """All of them are below this process: it is the parent of those whose own has gone."""
    found = []
    try:
        with open(f'/proc/{pid}/task/{pid}/children') as file:
            found = [int(word) for word in file.read().split()]
    except OSError:
        pass
    return found + [below for child in found for below in descendants(child)]


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


def end_all():
    """What belongs to root ends by itself: it watches the process that it works for."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in descendants(os.getpid()):
            try:
                os.kill(pid, number)
            except (ProcessLookupError, PermissionError):
                pass
        end = time.monotonic() + 2
        while descendants(os.getpid()) and time.monotonic() < end:
            time.sleep(0.05)
            reap()


def run(command):
    """As init: also those that others have left are waited for."""
    child = subprocess.Popen(command)
    while True:
        pid, status = os.wait()
        if pid == child.pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode


def ended(number, frame):
    raise Ended


def main():
    libc = ctypes.CDLL(None, use_errno=True)
    signal.signal(signal.SIGTERM, ended)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) or libc.prctl(PR_SET_PDEATHSIG,
                                                                    signal.SIGTERM, 0, 0, 0):
        raise OSError(ctypes.get_errno(), 'prctl')
    try:
        # its end may have come before the request to be told
        return 1 if os.getppid() != int(sys.argv[1]) else run(sys.argv[2:])
    except Ended:
        return 1
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        end_all()


sys.exit(main())
