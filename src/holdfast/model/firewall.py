# SPDX-License-Identifier: Apache-2.0
"""Firewalls, as far as they stand between the nodes of a group."""

from msgspec import Struct

from holdfast.model.place import Place


class Barrier(Struct, frozen=True):
    """What surely drops the advertisements that an instance should hear.

    `tool` is `nftables`, `iptables`, `ufw` or `firewalld`; `place` is what drops them: a policy, a
    rule, a zone. A firewall of which any part is not understood is no barrier.
    """

    tool: str
    place: Place
