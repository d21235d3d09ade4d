# SPDX-License-Identifier: Apache-2.0
"""Switches the loopback interface on, as `ip link set lo up` does, without the package iproute2."""
import fcntl
import socket
import struct

SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1
IFF_RUNNING = 0x40

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack('16sH14x', b'lo', IFF_UP | IFF_RUNNING))
