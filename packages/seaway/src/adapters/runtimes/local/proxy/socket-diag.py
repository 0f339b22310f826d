"""Asks the kernel for the owner of one TCP socket (sock_diag, an exact lookup), line by line.

In:   LOCAL_ADDRESS LOCAL_PORT REMOTE_ADDRESS REMOTE_PORT   (IPv4)
Out:  UID INODE, or "-" when there is no such socket
Ends with its standard input. Node opens no netlink socket, hence this program.
"""
import socket
import struct
import sys

NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, NLMSG_ERROR = 4, 20, 1, 2
ALL_STATES, NO_COOKIE = 0xFFFFFFFF, 0xFFFFFFFF
kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_SOCK_DIAG)


def owner(local, local_port, remote, remote_port):
    addresses = socket.inet_aton(local).ljust(16, b"\0") + socket.inet_aton(remote).ljust(16, b"\0")
    identity = struct.pack("!HH", int(local_port), int(remote_port)) + addresses + struct.pack("=III", 0, NO_COOKIE, NO_COOKIE)
    request = struct.pack("=BBBBI", socket.AF_INET, socket.IPPROTO_TCP, 0, 0, ALL_STATES) + identity
    kernel.send(struct.pack("=IHHII", 16 + len(request), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, 1, 0) + request)
    reply = kernel.recv(8192)
    if struct.unpack_from("=H", reply, 4)[0] == NLMSG_ERROR:
        return "-"
    return "%d %d" % struct.unpack_from("=II", reply, 16 + 64)


for line in sys.stdin:
    try:
        answer = owner(*line.split())
    except (OSError, TypeError, ValueError):
        answer = "-"
    print(answer, flush=True)
