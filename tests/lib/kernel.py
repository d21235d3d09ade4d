# SPDX-License-Identifier: Apache-2.0
"""A kernel without some of its system calls, for a program and what it starts."""
import ctypes
import struct

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ENOSYS, ALLOW, ERRNO = 38, 0x7fff0000, 0x00050000
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
CALLS = {'landlock': 444, 'seccomp': 317 if struct.calcsize('P') == 8 else 354}
libc = ctypes.CDLL(None, use_errno=True)


def without(*names):
    """For preexec_fn: the calls @names ("landlock", "seccomp") do not exist any more."""
    def prepare():
        program = [(LOAD, 0, 0, 0)]
        for name in names:
            program += [(EQUAL, 0, 1, CALLS[name]), (RETURN, 0, 0, ERRNO | ENOSYS)]
        program.append((RETURN, 0, 0, ALLOW))
        text = b''.join(struct.pack('=HBBI', *row) for row in program)
        room = ctypes.create_string_buffer(text, len(text))
        filter_ = struct.pack('@HP', len(program), ctypes.addressof(room))
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 \
                or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter_, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), 'prctl')
    return prepare
