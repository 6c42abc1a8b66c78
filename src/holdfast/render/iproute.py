# SPDX-License-Identifier: Apache-2.0
"""Commands of iproute2, for now and until the next boot (ip-link(8), ip-address(8))."""

from collections.abc import Sequence

from holdfast.model.address import Address, host_prefix


def dummy_commands(interface: str, addresses: Sequence[Address]) -> tuple[str, ...]:
    """What makes a dummy interface with the addresses at once."""
    make, up = f"ip link add {interface} type dummy", f"ip link set {interface} up"
    return (make, *address_commands(interface, addresses), up)


def address_commands(interface: str, addresses: Sequence[Address]) -> tuple[str, ...]:
    """What puts the addresses on an interface at once, none of them as a source (IPv6)."""
    return tuple(
        f"ip address add {address}/{host_prefix(address)} dev {interface}"
        + (" preferred_lft 0 nodad" if address.version == 6 else "")
        for address in addresses
    )
