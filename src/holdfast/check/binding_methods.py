# SPDX-License-Identifier: Apache-2.0
"""The methods that let HAProxy bind a VIP that its node does not own."""

from holdfast.model.site import Node

_ON_THE_BIND_LINE = ("transparent", "wildcard")
_ALL = ("transparent", "nonlocal-bind", "dummy", "wildcard")


def binding_methods(node: Node) -> tuple[str, ...]:
    """Those that can be used here: files without their host have no other files to write."""
    return _ON_THE_BIND_LINE if node.name is None else _ALL
