# SPDX-License-Identifier: Apache-2.0
"""The methods that let HAProxy bind a VIP that its node does not own."""

from holdfast.model.binding import racing_binds
from holdfast.model.site import Node

_ON_THE_BIND_LINE = ("transparent", "wildcard")
_ALL = ("transparent", "nonlocal-bind", "dummy", "wildcard")


def binding_methods(node: Node) -> tuple[str, ...]:
    """Those that can be used here: files without their host have no other files to write, and a
    stats socket is not to be opened on every address."""
    usable = _ON_THE_BIND_LINE if node.name is None else _ALL
    if any(bind in node.haproxy.sockets for bind, _, _ in racing_binds(node)):
        return tuple(method for method in usable if method != "wildcard")
    return usable
