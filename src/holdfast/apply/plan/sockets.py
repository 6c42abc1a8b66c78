# SPDX-License-Identifier: Apache-2.0
"""Which of its sockets HAProxy does not hand over when it reads its files again."""

from holdfast.model.proxy import Bind
from holdfast.model.site import Node

_ALONE = ("transparent", "v4v6", "v6only")
_WITH_WORD = ("interface", "namespace")


def let_go(before: Node, after: Node) -> tuple[str, ...]:
    """The binds for which it closes one socket and opens another.

    A new worker takes only a socket that was bound alike (sock_find_compatible_fd of sock.c, 2.6).
    Else both listen for a moment, and who was sent to the former one and not accepted yet when it
    closes is not answered, unless the kernel hands them over (net.ipv4.tcp_migrate_req).
    """
    had = [_bound(bind) for bind in before.haproxy.binds]
    there = {place for place, _ in had}
    new = (bind for bind in after.haproxy.binds if _bound(bind) not in had)
    return tuple(dict.fromkeys(bind.text for bind in new if _bound(bind)[0] in there))


def _bound(bind: Bind) -> tuple[object, object]:
    """Where it listens, and what of it makes another socket."""
    alone = tuple(word in bind.options for word in _ALONE)
    return (bind.address, bind.family, bind.ports), (alone, *map(bind.option, _WITH_WORD))
