# SPDX-License-Identifier: Apache-2.0
"""The first steps of a child that is a host of its own on the segments, but has no files."""

import resource
import socket

from holdfast.lab.kernel import syscalls
from holdfast.lab.process.channel import Channel
from holdfast.lab.process.protocol import LinksReady, NetReady, ToChild


def enter_own_network(end: socket.socket) -> Channel[ToChild]:
    """A new network namespace and as many open sockets as allowed; returns once the hub has put
    the interfaces there, which are still down and without addresses.
    """
    channel: Channel[ToChild] = Channel(end, ToChild)
    syscalls.unshare(syscalls.CLONE_NEWNET)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    channel.send(NetReady())
    assert isinstance(channel.receive_one(), LinksReady)
    return channel
