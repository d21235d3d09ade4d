#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hanging-home.py MOUNT-POINT UID killable|unkillable

A file system that says that its root belongs to UID, and then hangs, as a network mount does whose
server is gone. It speaks the kernel's FUSE protocol itself. `unkillable` takes the requests and never
answers, so that whoever waits cannot even be killed; `killable` does not take them. Prints "ready";
when it ends, the kernel lets go of all who wait.
"""
import ctypes
import os
import signal
import stat
import struct
import sys
import time

IN_HEADER = struct.Struct('=IIQQIIIHH')
LOOKUP, GETATTR, INIT = 1, 3, 26


def answer(device, unique, body):
    os.write(device, struct.pack('=IiQ', 16 + len(body), 0, unique) + body)


def init_body():
    return struct.pack('=IIIIHHIIHHI7I', 7, 31, 65536, 0, 12, 10, 65536, 1, 1, 0, 0, *(0,) * 7)


def attributes(uid):
    attr = struct.pack('=QQQQQQIIIIIIIIII', 1, 4096, 8, 0, 0, 0, 0, 0, 0, stat.S_IFDIR | 0o755, 2,
                       uid, uid, 0, 4096, 0)
    return struct.pack('=QII', 1, 0, 0) + attr


def open_device():
    if not os.path.exists('/dev/fuse'):
        os.mknod('/dev/fuse', 0o600 | stat.S_IFCHR, os.makedev(10, 229))
    return os.open('/dev/fuse', os.O_RDWR)


def main():
    path, uid, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    signal.alarm(60)  # whatever happens to the test, the machine gets its processes back
    device = open_device()
    libc = ctypes.CDLL(None, use_errno=True)
    options = f'fd={device},rootmode=40755,user_id=0,group_id=0,allow_other'
    if libc.mount(b'hanging', path.encode(), b'fuse', 0, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), 'mount')
    while True:
        data = os.read(device, 1 << 17)
        _, opcode, unique, *_ = IN_HEADER.unpack(data[:IN_HEADER.size])
        if opcode == INIT:
            answer(device, unique, init_body())
            print('ready', flush=True)
            if how == 'killable':
                time.sleep(600)
        elif opcode == GETATTR:
            answer(device, unique, attributes(uid))
        # a lookup, an open, a read: nothing


if __name__ == '__main__':
    main()
