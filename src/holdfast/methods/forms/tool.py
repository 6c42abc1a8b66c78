# SPDX-License-Identifier: Apache-2.0
"""A tool that sets up a node's interfaces, and how VIPs are kept in its files."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from holdfast.methods.method import Refused
from holdfast.model.address import Address
from holdfast.model.change import Change
from holdfast.model.site import Node

Addresses = Sequence[Address]
Written = tuple[Change, ...] | Refused


class Tool(Struct, frozen=True):
    """`dummy` answers what makes an interface of that name with the addresses, at least one.

    `loopback` does for `lo`, and is None where the tool leaves that alone. `folder` has the files
    that the tool reads. `interface` is the only name that a dummy can have there, or None.
    `bring_up` tells how a new interface is made without a reboot, and a corrected one renewed.
    """

    folder: str
    dummy: Callable[[Node, str, Addresses], Written]
    loopback: Callable[[Node, Addresses], Written] | None
    bring_up: str
    interface: str | None = None
