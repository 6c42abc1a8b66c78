# SPDX-License-Identifier: Apache-2.0
"""Stanzas for ifupdown (interfaces(5), ifupdown 0.8.41 of Debian 12)."""

from collections.abc import Sequence

from holdfast.model.address import Address, host_prefix
from holdfast.render.kept import KEPT

_NOT_DUMMY0 = """\
# Not dummy0: many kernels make a dummy0 of their own as soon as the driver is loaded, and then
# `ip link add dummy0` fails ("File exists").
"""
_IPV6 = """\
    # deprecated, so that it is never the source of a connection; no duplicate address detection
    preferred-lifetime 0
    dad-attempts 0
"""


def dummy_stanza(interface: str, addresses: Sequence[Address]) -> str:
    """A dummy interface that keeps the addresses; there is at least one.

    A stanza per address, as ifupdown takes one each. ifup and ifdown both walk them in file
    order, so the link is made in the first and removed in the last; it may be there already.
    """
    make = f"    pre-up ip link show dev {interface} >/dev/null 2>&1 || "
    make += f"ip link add {interface} type dummy\n"
    first, *rest = (_address(interface, address) for address in addresses)
    method, _, options = first.partition("\n")
    stanzas = "".join((f"{method}\n", make, options, *rest))
    return f"{KEPT}{_NOT_DUMMY0}auto {interface}\n{stanzas}    post-down ip link del {interface}\n"


def loopback_stanzas(addresses: Sequence[Address]) -> str:
    """The addresses on the loopback, besides its own; there is at least one."""
    return KEPT + "".join(_address("lo", address) for address in addresses)


def _address(interface: str, address: Address) -> str:
    family, more = ("inet", "") if address.version == 4 else ("inet6", _IPV6)
    return (
        f"iface {interface} {family} static\n    address {address}/{host_prefix(address)}\n{more}"
    )
