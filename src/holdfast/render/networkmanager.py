# SPDX-License-Identifier: Apache-2.0
"""Keyfiles of NetworkManager (nm-settings-keyfile(5), 1.8 and newer)."""

from collections.abc import Sequence

from holdfast.model.address import Address, host_prefix
from holdfast.render.kept import KEPT


def dummy_keyfile(interface: str, addresses: Sequence[Address]) -> str:
    """A connection that makes a dummy interface with the addresses; there is at least one.

    NetworkManager passes over a keyfile that others than root may read: its mode is 600.
    """
    four = [address for address in addresses if address.version == 4]
    six = [address for address in addresses if address.version == 6]
    sections = (
        f"{KEPT}[connection]\nid={interface}\ntype=dummy\ninterface-name={interface}\n",
        _family("ipv4", four, "disabled"),
        _family("ipv6", six, "ignore"),  # `disabled` only from 1.20
    )
    return "\n".join(sections)


def _family(section: str, addresses: Sequence[Address], without: str) -> str:
    method = "manual" if addresses else without
    lines = (f"address{n}={a}/{host_prefix(a)}\n" for n, a in enumerate(addresses, start=1))
    return f"[{section}]\nmethod={method}\n{''.join(lines)}"
